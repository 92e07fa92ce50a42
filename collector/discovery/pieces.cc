#include "collector/discovery/pieces.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <unordered_map>
#include <utility>

#include "collector/discovery/label_links.h"
#include "collector/discovery/loop_header.h"

namespace adit {
namespace {

constexpr size_t kMaxOpenChains = 16;
constexpr int kCutRounds = 4;
constexpr double kMostly = 0.7;

// Greedy one-to-one linking, left to right: a step joins the open chain that predicts it best.
void LinkSession(const StepLog& log, const Session& session, const std::vector<bool>& skip,
                 const LabelLinks& links, const PieceOptions& options, std::vector<Piece>& out) {
  struct Open {
    Piece steps;
    uint32_t last_rank = 0;  // among the steps not skipped
  };
  std::vector<Open> open;
  uint32_t rank = 0;
  for (uint32_t i = session.begin; i < session.end; ++i) {
    if (skip[i]) continue;
    ++rank;
    for (size_t k = 0; k < open.size();) {
      if (rank - open[k].last_rank > options.window) {
        out.push_back(std::move(open[k].steps));
        open.erase(open.begin() + static_cast<ptrdiff_t>(k));
      } else {
        ++k;
      }
    }
    size_t best = open.size();
    double best_score = 0;
    for (size_t k = 0; k < open.size(); ++k) {
      const double strength = links.Strength(log.steps[open[k].steps.back()].label, log.steps[i].label);
      if (strength < options.link_strength) continue;
      const double score = strength - 0.02 * (rank - open[k].last_rank - 1);
      if (score > best_score) best_score = score, best = k;
    }
    if (best == open.size()) {
      if (open.size() == kMaxOpenChains) {
        out.push_back(std::move(open.front().steps));
        open.erase(open.begin());
      }
      open.push_back({});
      best = open.size() - 1;
    }
    open[best].steps.push_back(i);
    open[best].last_rank = rank;
  }
  for (Open& chain : open) out.push_back(std::move(chain.steps));
}

// Cuts every piece where `cut(previous step, step)` says so.
template <typename Cut>
std::vector<Piece> CutPieces(const std::vector<Piece>& pieces, const Cut& cut) {
  std::vector<Piece> out;
  for (const Piece& piece : pieces) {
    Piece current;
    for (const uint32_t step : piece) {
      if (!current.empty() && cut(current.back(), step)) {
        out.push_back(std::move(current));
        current = {};
      }
      current.push_back(step);
    }
    out.push_back(std::move(current));
  }
  return out;
}

// A label that mostly begins (ends) pieces begins (ends) them always.
std::vector<Piece> CutAtBorders(const StepLog& log, std::vector<Piece> pieces) {
  for (int round = 0; round < kCutRounds; ++round) {
    std::unordered_map<uint32_t, uint32_t> count;
    std::unordered_map<uint32_t, uint32_t> starts;
    std::unordered_map<uint32_t, uint32_t> ends;
    for (const Piece& piece : pieces) {
      for (const uint32_t step : piece) ++count[log.steps[step].label];
      ++starts[log.steps[piece.front()].label];
      ++ends[log.steps[piece.back()].label];
    }
    const auto mostly = [&](const std::unordered_map<uint32_t, uint32_t>& of, uint32_t label) {
      const auto found = of.find(label);
      return found != of.end() && found->second >= 3 && found->second >= kMostly * count[label];
    };
    const size_t before = pieces.size();
    pieces = CutPieces(pieces, [&](uint32_t a, uint32_t b) {
      return mostly(ends, log.steps[a].label) || mostly(starts, log.steps[b].label);
    });
    if (pieces.size() == before) break;
  }
  return pieces;
}

}  // namespace

std::vector<Piece> FindPieces(const StepLog& log, const std::vector<uint32_t>& sessions,
                              const std::vector<bool>& skip, const PieceOptions& options) {
  const LabelLinks links(log, sessions, skip, options.window);
  std::vector<Piece> pieces;
  for (const uint32_t s : sessions) LinkSession(log, log.sessions[s], skip, links, options, pieces);
  if (options.back_edges) pieces = CutLoops(log, std::move(pieces));
  if (options.borders) pieces = CutAtBorders(log, std::move(pieces));
  std::vector<Piece> out;
  for (Piece& piece : pieces) {
    if (piece.size() >= 2) out.push_back(std::move(piece));
  }
  return out;
}

}  // namespace adit
