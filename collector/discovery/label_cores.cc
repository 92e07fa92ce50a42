#include "collector/discovery/label_cores.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace adit {
namespace {

constexpr uint32_t kFewest = 3;        // occurrences of a label, and of a pair
constexpr double kWholeCluster = 0.6;  // of `together`, on average between two clusters that join
constexpr double kEverywhere = 0.9;    // met near any step with this probability
constexpr double kClearlyOne = 0.3;    // by how much a satellite's core exceeds the next

struct Link {
  double strength;
  uint32_t a, b;
};

class CoreSearch {
 public:
  CoreSearch(const StepLog& log, const std::vector<uint32_t>& sessions,
             const std::vector<bool>& skip, const CoreOptions& options)
      : log_(log), options_(options), count_(log.labels.size(), 0) {
    for (const uint32_t s : sessions) {
      lines_.emplace_back();
      for (uint32_t i = log.sessions[s].begin; i < log.sessions[s].end; ++i) {
        if (skip[i]) continue;
        lines_.back().push_back(log.steps[i].label);
        ++count_[log.steps[i].label];
        ++total_;
      }
    }
  }

  LabelCores Run() {
    CountPairs();
    Cluster();
    return Number();
  }

 private:
  // For each occurrence of a label, what other labels are near it.
  template <typename Visit>
  void ForNear(const Visit& visit) const {
    std::vector<uint32_t> near;
    for (const std::vector<uint32_t>& line : lines_) {
      for (size_t i = 0; i < line.size(); ++i) {
        if (count_[line[i]] < kFewest) continue;
        near.clear();
        const size_t from = i > options_.window ? i - options_.window : 0;
        const size_t to = std::min(line.size(), i + options_.window + 1);
        for (size_t j = from; j < to; ++j) {
          if (line[j] != line[i] && count_[line[j]] >= kFewest) near.push_back(line[j]);
        }
        std::sort(near.begin(), near.end());
        near.erase(std::unique(near.begin(), near.end()), near.end());
        visit(line[i], near);
      }
    }
  }

  void CountPairs() {
    ForNear([&](uint32_t label, const std::vector<uint32_t>& near) {
      for (const uint32_t other : near) ++pairs_[(static_cast<uint64_t>(label) << 32) | other];
    });
  }

  // That one of the steps near another is among those with the given share of all steps.
  [[nodiscard]] double Chance(double of_steps) const {
    return 1 - std::pow(1 - of_steps, 2.0 * options_.window);
  }

  // Share beyond chance.
  [[nodiscard]] double Beyond(double share, double of_steps) const {
    const double chance = Chance(of_steps);
    return chance >= 1 ? 0 : std::max(0.0, (share - chance) / (1 - chance));
  }

  [[nodiscard]] double Near(uint32_t label, uint32_t other) const {
    const auto found = pairs_.find((static_cast<uint64_t>(label) << 32) | other);
    if (found == pairs_.end() || found->second < kFewest) return 0;
    return Beyond(static_cast<double>(found->second) / count_[label],
                  static_cast<double>(count_[other]) / static_cast<double>(total_));
  }

  // Average linkage, strongest links first.
  void Cluster() {
    std::vector<Link> links;
    std::unordered_map<uint64_t, double> strength;
    for (const auto& [pair, n] : pairs_) {
      const auto a = static_cast<uint32_t>(pair >> 32);
      const auto b = static_cast<uint32_t>(pair);
      if (a > b || n < kFewest) continue;
      const double both = std::min(Near(a, b), Near(b, a));
      if (both <= 0) continue;
      strength[pair] = both;
      if (both >= options_.together) links.push_back({both, a, b});
    }
    std::sort(links.begin(), links.end(), [](const Link& x, const Link& y) {
      if (x.strength != y.strength) return x.strength > y.strength;
      return x.a != y.a ? x.a < y.a : x.b < y.b;
    });
    cluster_.resize(count_.size());
    std::iota(cluster_.begin(), cluster_.end(), 0U);
    for (uint32_t l = 0; l < count_.size(); ++l) members_[l] = {l};
    for (const Link& link : links) {
      const uint32_t a = cluster_[link.a];
      const uint32_t b = cluster_[link.b];
      if (a == b) continue;
      double sum = 0;
      for (const uint32_t x : members_[a]) {
        for (const uint32_t y : members_[b]) {
          const auto found =
              strength.find((static_cast<uint64_t>(std::min(x, y)) << 32) | std::max(x, y));
          sum += found == strength.end() ? 0 : found->second;
        }
      }
      const auto size = static_cast<double>(members_[a].size() * members_[b].size());
      if (sum < options_.together * kWholeCluster * size) continue;
      for (const uint32_t y : members_[b]) cluster_[y] = a, members_[a].push_back(y);
      members_.erase(b);
    }
  }

  LabelCores Number() {
    std::vector<std::pair<uint64_t, uint32_t>> order;  // steps, cluster
    for (const auto& [cluster, labels] : members_) {
      if (labels.size() < 2) continue;
      uint64_t steps = 0;
      for (const uint32_t label : labels) steps += count_[label];
      order.push_back({steps, cluster});
    }
    std::sort(order.begin(), order.end(), [](const auto& x, const auto& y) {
      return x.first != y.first ? x.first > y.first : x.second < y.second;
    });
    LabelCores out;
    out.core_of_label.assign(count_.size(), kNoCore);
    std::vector<double> share;
    for (const auto& [steps, cluster] : order) {
      for (const uint32_t label : members_[cluster]) out.core_of_label[label] = out.cores;
      share.push_back(static_cast<double>(steps) / static_cast<double>(total_));
      ++out.cores;
    }
    AddSatellites(share, out);
    return out;
  }

  // Labels that come with a core whenever they come, though the core mostly comes without them.
  void AddSatellites(const std::vector<double>& share, LabelCores& out) const {
    std::unordered_map<uint64_t, uint32_t> near_core;
    std::vector<uint32_t> cores;
    ForNear([&](uint32_t label, const std::vector<uint32_t>& near) {
      if (out.core_of_label[label] != kNoCore) return;
      cores.clear();
      for (const uint32_t other : near) {
        if (out.core_of_label[other] != kNoCore) cores.push_back(out.core_of_label[other]);
      }
      std::sort(cores.begin(), cores.end());
      cores.erase(std::unique(cores.begin(), cores.end()), cores.end());
      for (const uint32_t core : cores) ++near_core[(static_cast<uint64_t>(label) << 32) | core];
    });
    std::vector<double> best(count_.size(), 0);
    std::vector<double> next(count_.size(), 0);
    std::vector<uint32_t> which(count_.size(), kNoCore);
    for (const auto& [pair, n] : near_core) {
      const auto label = static_cast<uint32_t>(pair >> 32);
      const auto core = static_cast<uint32_t>(pair);
      // Near a core that is everywhere is no evidence.
      if (Chance(share[core]) > kEverywhere) continue;
      const double s = Beyond(static_cast<double>(n) / count_[label], share[core]);
      if (s > best[label] || (s == best[label] && core < which[label])) {
        next[label] = best[label];
        best[label] = s;
        which[label] = core;
      } else {
        next[label] = std::max(next[label], s);
      }
    }
    for (uint32_t label = 0; label < count_.size(); ++label) {
      if (which[label] == kNoCore || best[label] < options_.satellite) continue;
      if (best[label] - next[label] >= kClearlyOne) out.core_of_label[label] = which[label];
    }
  }

  const StepLog& log_;
  const CoreOptions& options_;
  std::vector<uint32_t> count_;  // of each label
  uint64_t total_ = 0;
  std::vector<std::vector<uint32_t>> lines_;      // labels of each session
  std::unordered_map<uint64_t, uint32_t> pairs_;  // (label, near it) to occurrences
  std::vector<uint32_t> cluster_;
  std::unordered_map<uint32_t, std::vector<uint32_t>> members_;
};

}  // namespace

LabelCores FindCores(const StepLog& log, const std::vector<uint32_t>& sessions,
                     const std::vector<bool>& skip, const CoreOptions& options) {
  return CoreSearch(log, sessions, skip, options).Run();
}

}  // namespace adit
