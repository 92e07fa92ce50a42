#include "collector/discovery/pieces.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <unordered_map>
#include <utility>

#include "collector/discovery/label_links.h"
#include "collector/discovery/loop_header.h"
#include "collector/discovery/pass_cuts.h"

namespace adit {
namespace {

constexpr size_t kMaxOpenChains = 16;
constexpr size_t kMaxChainKeys = 16;
constexpr int kCutRounds = 4;
constexpr double kMostly = 0.7;

struct OpenChain {
  Piece steps;
  uint32_t last_rank = 0;      // among the steps not skipped
  std::vector<uint32_t> keys;  // the latest ones
};

// Greedy one-to-one linking, left to right: a step joins the open chain that predicts it best, be
// it by the chain's last label or by a key they share.
class Linker {
 public:
  Linker(const StepLog& log, const LabelLinks& links, const PieceOptions& options,
         std::vector<Piece>& out)
      : log_(log), links_(links), options_(options), out_(out) {}

  void Run(const Session& session, const std::vector<bool>& skip) {
    open_.clear();
    rank_ = 0;
    for (uint32_t i = session.begin; i < session.end; ++i) {
      if (skip[i]) continue;
      ++rank_;
      CloseOld();
      Join(i);
    }
    for (OpenChain& chain : open_) out_.push_back(std::move(chain.steps));
  }

 private:
  void CloseOld() {
    for (size_t k = 0; k < open_.size();) {
      const uint32_t reach =
          open_[k].keys.empty() ? options_.window : std::max(options_.window, options_.key_window);
      if (rank_ - open_[k].last_rank > reach) {
        out_.push_back(std::move(open_[k].steps));
        open_.erase(open_.begin() + static_cast<ptrdiff_t>(k));
      } else {
        ++k;
      }
    }
  }

  [[nodiscard]] double Score(const OpenChain& chain, uint32_t step) const {
    const uint32_t apart = rank_ - chain.last_rank;
    double score = 0;
    if (apart <= options_.window) {
      score = links_.Strength(log_.steps[chain.steps.back()].label, log_.steps[step].label);
    }
    const uint32_t first = log_.steps[step].first_key;
    const uint32_t end = log_.KeysEnd(step);
    if (options_.keys && first != end && !chain.keys.empty()) {
      bool shared = false;
      for (uint32_t k = first; k < end; ++k) {
        shared = shared ||
                 std::find(chain.keys.begin(), chain.keys.end(), log_.keys[k]) != chain.keys.end();
      }
      score += shared ? 0.6 : -0.1;
    }
    return score < options_.link_strength ? -1 : score - 0.02 * (apart - 1);
  }

  void Join(uint32_t step) {
    size_t best = open_.size();
    double best_score = 0;
    for (size_t k = 0; k < open_.size(); ++k) {
      const double score = Score(open_[k], step);
      if (score > best_score) best_score = score, best = k;
    }
    if (best == open_.size()) {
      if (open_.size() == kMaxOpenChains) {
        out_.push_back(std::move(open_.front().steps));
        open_.erase(open_.begin());
      }
      open_.push_back({});
      best = open_.size() - 1;
    }
    OpenChain& chain = open_[best];
    chain.steps.push_back(step);
    chain.last_rank = rank_;
    for (uint32_t k = log_.steps[step].first_key; options_.keys && k < log_.KeysEnd(step); ++k) {
      const auto known = std::find(chain.keys.begin(), chain.keys.end(), log_.keys[k]);
      if (known != chain.keys.end()) chain.keys.erase(known);
      chain.keys.push_back(log_.keys[k]);
      if (chain.keys.size() > kMaxChainKeys) chain.keys.erase(chain.keys.begin());
    }
  }

  const StepLog& log_;
  const LabelLinks& links_;
  const PieceOptions& options_;
  std::vector<Piece>& out_;
  std::vector<OpenChain> open_;
  uint32_t rank_ = 0;
};

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

void AddSittings(const StepLog& log, const Session& session, const std::vector<bool>& skip,
                 std::vector<Piece>& out) {
  auto sitting = std::lower_bound(log.sittings.begin(), log.sittings.end(), session.begin,
                                  [](const Session& s, uint32_t step) { return s.begin < step; });
  for (; sitting != log.sittings.end() && sitting->begin < session.end; ++sitting) {
    Piece piece;
    for (uint32_t i = sitting->begin; i < sitting->end; ++i) {
      if (!skip[i]) piece.push_back(i);
    }
    if (!piece.empty()) out.push_back(std::move(piece));
  }
}

}  // namespace

std::vector<Piece> FindPieces(const StepLog& log, const std::vector<uint32_t>& sessions,
                              const std::vector<bool>& skip, const PieceOptions& options) {
  std::vector<Piece> pieces;
  if (options.whole_sessions) {
    for (const uint32_t s : sessions) AddSittings(log, log.sessions[s], skip, pieces);
  } else {
    const LabelLinks links(log, sessions, skip, options.window);
    Linker linker(log, links, options, pieces);
    for (const uint32_t s : sessions) linker.Run(log.sessions[s], skip);
  }
  if (options.back_edges && options.loop_cut == LoopCut::kHeader) {
    pieces = CutLoops(log, std::move(pieces));
  } else if (options.back_edges) {
    pieces = CutPasses(log, std::move(pieces));
  }
  if (options.borders) pieces = CutAtBorders(log, std::move(pieces));
  std::vector<Piece> out;
  for (Piece& piece : pieces) {
    if (piece.size() >= 2) out.push_back(std::move(piece));
  }
  return out;
}

}  // namespace adit
