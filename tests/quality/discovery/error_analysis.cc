#include "tests/quality/discovery/error_analysis.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace adit::quality {
namespace {

enum Cause : uint8_t { kExact, kStart, kEnd, kHoles, kSplit, kMerged, kNoise, kMissed, kCauses };
constexpr const char* kCauseNames[] = {"exact", "start",  "end",   "holes",
                                       "split", "merged", "noise", "missed"};
constexpr double kSame = 0.8;

// One true instance against the found one that fits it best.
struct Fit {
  uint32_t found = kNoLabel;
  double overlap = 0;  // intersection over union
};

class Analysis {
 public:
  Analysis(const LabelledLog& log, const Discovery& found) : log_(log), found_(found) {
    positions_.resize(log.truth.instances);
    routine_of_.assign(log.truth.instances, kNoLabel);
    for (uint32_t i = 0; i < log.truth.instance.size(); ++i) {
      const uint32_t t = log.truth.instance[i];
      if (t == kNoLabel) continue;
      positions_[t].push_back(i);
      routine_of_[t] = log.truth.routine[i];
    }
    hit_.assign(found.instances.size(), false);
    causes_.assign(log.truth.routines, {});
  }

  std::string Run() {
    for (uint32_t t = 0; t < positions_.size(); ++t) {
      if (!positions_[t].empty()) ++causes_[routine_of_[t]][CauseOf(t)];
    }
    PrintCauses();
    PrintFound();
    PrintActivities("lost at the start", lost_start_);
    PrintActivities("lost at the end", lost_end_);
    PrintActivities("lost inside", lost_inside_);
    PrintActivities("noise taken in", taken_in_);
    return std::move(out_);
  }

 private:
  Fit BestFit(uint32_t t) const {
    std::map<uint32_t, uint32_t> shared;
    for (const uint32_t i : positions_[t]) {
      if (found_.event_instance[i] != kNoInstance) ++shared[found_.event_instance[i]];
    }
    Fit best;
    for (const auto& [f, n] : shared) {
      const double either = static_cast<double>(positions_[t].size()) +
                            static_cast<double>(found_.instances[f].events.size()) - n;
      if (n / either > best.overlap) best = {f, n / either};
    }
    return best;
  }

  Cause CauseOf(uint32_t t) {
    const Fit fit = BestFit(t);
    if (fit.found == kNoLabel) return kMissed;
    if (fit.overlap >= kSame) {
      hit_[fit.found] = true;
      return kExact;
    }
    std::array<double, kCauses> share{};
    const auto& mine = positions_[t];
    size_t first = mine.size();
    size_t last = 0;
    for (size_t k = 0; k < mine.size(); ++k) {
      if (found_.event_instance[mine[k]] != fit.found) continue;
      first = std::min(first, k);
      last = k;
    }
    for (size_t k = 0; k < mine.size(); ++k) {
      const uint32_t f = found_.event_instance[mine[k]];
      if (f == fit.found) continue;
      const uint32_t activity = found_.event_activity[mine[k]];
      if (k < first) {
        ++lost_start_[activity];
      } else {
        ++(k > last ? lost_end_ : lost_inside_)[activity];
      }
      ++share[f != kNoInstance ? kSplit : k < first ? kStart : k > last ? kEnd : kHoles];
    }
    for (const uint32_t i : found_.instances[fit.found].events) {
      const uint32_t other = log_.truth.instance[i];
      if (other == t) continue;
      if (other == kNoLabel) ++taken_in_[found_.event_activity[i]];
      ++share[other == kNoLabel ? kNoise : kMerged];
    }
    return static_cast<Cause>(std::max_element(share.begin(), share.end()) - share.begin());
  }

  template <typename... Args>
  void Print(const char* format, Args... args) {
    char text[512];
    std::snprintf(text, sizeof text, format, args...);
    out_ += text;
  }

  void PrintCauses() {
    out_ += "true routine          all";
    for (const char* name : kCauseNames) Print(" %6s", name);
    out_ += "\n";
    for (uint32_t r = 0; r < causes_.size(); ++r) {
      uint32_t all = 0;
      for (const uint32_t n : causes_[r]) all += n;
      const std::string name =
          r < log_.routine_names.size() ? log_.routine_names[r] : std::to_string(r);
      Print("%-20.20s %4u", name.c_str(), all);
      for (const uint32_t n : causes_[r]) Print(" %6u", n);
      out_ += "\n";
    }
  }

  void PrintFound() {
    out_ += "found  inst   hit   len steps app usr conf deter trans  noise  truth (share)   name\n";
    for (const Routine& routine : found_.routines) {
      std::map<uint32_t, uint32_t> truth;
      uint32_t hits = 0;
      uint32_t events = 0;
      for (uint32_t f = 0; f < found_.instances.size(); ++f) {
        if (found_.instances[f].routine != routine.id) continue;
        hits += hit_[f] ? 1 : 0;
        for (const uint32_t i : found_.instances[f].events)
          ++truth[log_.truth.routine[i]], ++events;
      }
      std::vector<std::pair<uint32_t, uint32_t>> order;
      for (const auto& [r, n] : truth) {
        if (r != kNoLabel) order.push_back({n, r});
      }
      std::sort(order.rbegin(), order.rend());
      const double length = static_cast<double>(routine.events) /
                            static_cast<double>(std::max<uint64_t>(1, routine.instances));
      Print("%5u %5llu %5u %5.1f %5.1f %3zu %3u %.2f  %.2f %5zu  %5.2f ", routine.id,
            static_cast<unsigned long long>(routine.instances), hits, length,
            DistinctSteps(routine), routine.apps.size(), routine.users, routine.confidence,
            routine.determinism, routine.transfers.size(),
            static_cast<double>(truth[kNoLabel]) / events);
      for (size_t k = 0; k < std::min<size_t>(2, order.size()); ++k) {
        const std::string name = order[k].second < log_.routine_names.size()
                                     ? log_.routine_names[order[k].second]
                                     : std::to_string(order[k].second);
        Print(" %s %.2f", name.c_str(), static_cast<double>(order[k].first) / events);
      }
      Print("  \"%.90s\"\n", routine.name.c_str());
    }
  }

  // Distinct activities an instance has, on average.
  static double DistinctSteps(const Routine& routine) {
    double sum = 0;
    for (const Variant& variant : routine.variants) {
      const std::set<uint32_t> distinct(variant.activities.begin(), variant.activities.end());
      sum += static_cast<double>(distinct.size() * variant.count);
    }
    return sum / static_cast<double>(std::max<uint64_t>(1, routine.instances));
  }

  void PrintActivities(const char* title, const std::map<uint32_t, uint32_t>& counts) {
    std::vector<std::pair<uint32_t, uint32_t>> order;
    for (const auto& [activity, n] : counts) order.push_back({n, activity});
    std::sort(order.rbegin(), order.rend());
    Print("%s:\n", title);
    for (size_t k = 0; k < std::min<size_t>(8, order.size()); ++k) {
      Print("  %5u  %.110s\n", order[k].first, found_.activities[order[k].second].name.c_str());
    }
  }

  const LabelledLog& log_;
  const Discovery& found_;
  std::vector<std::vector<uint32_t>> positions_;
  std::vector<uint32_t> routine_of_;
  std::vector<bool> hit_;
  std::vector<std::array<uint32_t, kCauses>> causes_;
  std::map<uint32_t, uint32_t> lost_start_, lost_end_, lost_inside_, taken_in_;
  std::string out_;
};

}  // namespace

std::string AnalyseErrors(const LabelledLog& log, const Discovery& found) {
  return Analysis(log, found).Run();
}

}  // namespace adit::quality
