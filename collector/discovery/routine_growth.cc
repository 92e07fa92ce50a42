#include "collector/discovery/routine_growth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace adit {
namespace {

constexpr uint32_t kNobody = 0xFFFFFFFFU;
constexpr uint32_t kFewest = 3;         // instances that have a label there
constexpr double kWholeInstance = 0.5;  // of the labels a typical instance has: these are counted
constexpr double kPartOnly = 0.34;      // fewer: something else, done in passing

// Of the share by chance: of many labels some are near more often than their due.
constexpr double kSigmas = 3;

enum Zone : uint8_t { kBefore, kWithin, kAfter };

class Growth {
 public:
  Growth(const StepLog& log, const std::vector<uint32_t>& sessions, const std::vector<bool>& skip,
         const GrowthOptions& options, Assignment& assignment)
      : log_(log), sessions_(sessions), skip_(skip), options_(options), assignment_(assignment) {
    rank_of_step_.assign(log.steps.size(), kNobody);
    session_of_.assign(log.steps.size(), 0);
    count_.assign(log.labels.size(), 0);
    for (const uint32_t s : sessions) {
      for (uint32_t i = log.sessions[s].begin; i < log.sessions[s].end; ++i) {
        session_of_[i] = s;
      }
    }
  }

  void Run() {
    std::map<uint32_t, std::vector<uint32_t>> members;
    labels_.resize(assignment_.pieces.size());
    for (uint32_t p = 0; p < assignment_.pieces.size(); ++p) {
      members[assignment_.routine[p]].push_back(p);
      std::set<uint32_t> labels;
      for (const uint32_t step : assignment_.pieces[p]) labels.insert(log_.steps[step].label);
      labels_[p] = static_cast<double>(labels.size());
    }
    std::vector<std::pair<double, uint32_t>> order;
    for (const auto& [routine, list] : members) order.push_back({Typical(list), routine});
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (uint32_t rank = 0; rank < order.size(); ++rank) {
      for (const uint32_t p : members[order[rank].second]) {
        for (const uint32_t step : assignment_.pieces[p]) rank_of_step_[step] = rank;
      }
    }
    for (uint32_t rank = 0; rank < order.size(); ++rank) Grow(members[order[rank].second], rank);
    Compact();
  }

 private:
  // Mean number of different labels, instances weighted by it.
  double Typical(const std::vector<uint32_t>& list) const {
    double sum = 0;
    double squares = 0;
    for (const uint32_t p : list) sum += labels_[p], squares += labels_[p] * labels_[p];
    return sum == 0 ? 0 : squares / sum;
  }

  // The steps of a zone that are free or of lesser routines, from the instance outwards.
  template <typename Visit>
  void ForZone(const Piece& piece, uint32_t rank, Zone zone, const Visit& visit) const {
    const Session& session = log_.sessions[session_of_[piece.front()]];
    uint32_t from = piece.front() + 1;
    uint32_t to = piece.back();
    // Between two instances each step is the nearer one's.
    if (zone == kBefore) {
      to = piece.front();
      from = to - std::min(options_.around, to - session.begin);
      const uint32_t far = to - std::min(2 * options_.around, to - session.begin);
      for (uint32_t i = to; i-- > far;) {
        if (rank_of_step_[i] != rank) continue;
        from = std::max(from, i + (to - i) / 2 + 1);
        break;
      }
    } else if (zone == kAfter) {
      from = piece.back() + 1;
      to = std::min(session.end, from + options_.around);
      const uint32_t far = std::min(session.end, from + 2 * options_.around);
      for (uint32_t i = from; i < far; ++i) {
        if (rank_of_step_[i] != rank) continue;
        to = std::min(to, from + (i - from) / 2 + 1);
        break;
      }
    }
    for (uint32_t k = 0; from + k < to; ++k) {
      const uint32_t i = zone == kBefore ? to - 1 - k : from + k;
      if (skip_[i]) continue;
      if (rank_of_step_[i] == rank && zone != kWithin) break;  // another instance
      if (rank_of_step_[i] != kNobody && rank_of_step_[i] <= rank) continue;
      visit(i);
    }
  }

  void Grow(const std::vector<uint32_t>& list, uint32_t rank) {
    const double typical = Typical(list);
    std::vector<uint32_t> own;
    for (const uint32_t p : list) {
      Piece& piece = assignment_.pieces[p];
      // Larger routines may have taken steps.
      std::erase_if(piece, [&](uint32_t step) { return rank_of_step_[step] != rank; });
      if (piece.empty()) continue;
      if (options_.drop_parts && labels_[p] < kPartOnly * typical) {
        for (const uint32_t step : piece) rank_of_step_[step] = kNobody;
        piece.clear();
        continue;
      }
      own.push_back(p);
    }
    // Chance is what the steps that could be taken in would have anywhere.
    std::fill(count_.begin(), count_.end(), 0U);
    total_ = 0;
    for (const uint32_t s : sessions_) {
      for (uint32_t i = log_.sessions[s].begin; i < log_.sessions[s].end; ++i) {
        if (skip_[i] || (rank_of_step_[i] != kNobody && rank_of_step_[i] <= rank)) continue;
        ++count_[log_.steps[i].label];
        ++total_;
      }
    }
    for (int round = 0; round < options_.rounds; ++round) {
      for (const Zone zone : {kWithin, kBefore, kAfter}) GrowInto(own, typical, rank, zone);
    }
  }

  void GrowInto(const std::vector<uint32_t>& list, double typical, uint32_t rank, Zone zone) {
    std::map<uint32_t, std::pair<uint32_t, uint32_t>>
        with;  // label to instances that have it there, the last one
    double steps = 0;
    double n = 0;
    for (const uint32_t p : list) {
      if (labels_[p] < kWholeInstance * typical) continue;
      ++n;
      ForZone(assignment_.pieces[p], rank, zone, [&](uint32_t step) {
        auto& [some, last] = with.try_emplace(log_.steps[step].label, 0U, kNobody).first->second;
        some += last == p ? 0 : 1;
        last = p;
        ++steps;
      });
    }
    std::set<uint32_t> usual;
    for (const auto& [label, found] : with) {
      const double share = found.first / n;
      const double of_all = static_cast<double>(count_[label]) / static_cast<double>(total_);
      const double chance = 1 - std::pow(1 - of_all, steps / n);
      const double beyond =
          std::max(options_.usually * (1 - chance), kSigmas * std::sqrt(chance * (1 - chance) / n));
      if (found.first >= kFewest && share - chance >= beyond) usual.insert(label);
    }
    if (usual.empty()) return;
    for (const uint32_t p : list) {
      std::vector<uint32_t> taken;
      std::set<uint32_t> labels;
      ForZone(assignment_.pieces[p], rank, zone, [&](uint32_t step) {
        const uint32_t label = log_.steps[step].label;
        if (usual.count(label) == 0) return;
        // Outside only the nearest of a kind.
        if (!labels.insert(label).second && zone != kWithin) return;
        taken.push_back(step);
      });
      Piece& piece = assignment_.pieces[p];
      for (const uint32_t step : taken) rank_of_step_[step] = rank;
      piece.insert(piece.end(), taken.begin(), taken.end());
      std::sort(piece.begin(), piece.end());
    }
  }

  void Compact() {
    size_t kept = 0;
    for (size_t p = 0; p < assignment_.pieces.size(); ++p) {
      if (assignment_.pieces[p].size() < 2) continue;
      if (kept != p) assignment_.pieces[kept] = std::move(assignment_.pieces[p]);
      assignment_.routine[kept] = assignment_.routine[p];
      ++kept;
    }
    assignment_.pieces.resize(kept);
    assignment_.routine.resize(kept);
  }

  const StepLog& log_;
  const std::vector<uint32_t>& sessions_;
  const std::vector<bool>& skip_;
  const GrowthOptions& options_;
  Assignment& assignment_;
  std::vector<double> labels_;          // different ones of each instance, before growth
  std::vector<uint32_t> rank_of_step_;  // of the routine that has it; 0 = most labels
  std::vector<uint32_t> session_of_;
  std::vector<uint32_t> count_;  // of each label
  uint64_t total_ = 0;
};

}  // namespace

void GrowRoutines(const StepLog& log, const std::vector<uint32_t>& sessions,
                  const std::vector<bool>& skip, const GrowthOptions& options,
                  Assignment& assignment) {
  Growth(log, sessions, skip, options, assignment).Run();
}

}  // namespace adit
