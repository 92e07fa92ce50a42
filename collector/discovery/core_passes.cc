#include "collector/discovery/core_passes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace adit {
namespace {

constexpr size_t kMaxGuesses = 24;  // labels tried, each before and after
constexpr size_t kMaxStepsLookedAt = 4'000;
constexpr size_t kLongestPass = 160;
constexpr int kRounds = 6;
constexpr uint32_t kGapBuckets = 8;
constexpr double kNearlyAlways = 0.8;  // of the passes
constexpr double kFar = 12;            // steps, of the guess by distance alone

double Bits(double p) { return -std::log2(std::max(p, 1e-9)); }

uint32_t GapBucket(uint32_t gap) {
  uint32_t bucket = 0;
  while (gap > 1 && bucket + 1 < kGapBuckets) gap /= 2, ++bucket;
  return bucket;
}

struct Item {
  uint32_t label;  // own number
  uint8_t gap;     // bucket of the steps since the one before
};

class PassCutter {
 public:
  PassCutter(const StepLog& log, const std::vector<Piece>& chains) {
    for (const Piece& chain : chains) {
      lines_.emplace_back();
      for (size_t i = 0; i < chain.size(); ++i) {
        const uint32_t label = log.steps[chain[i]].label;
        const auto [own, added] = own_.try_emplace(label, static_cast<uint32_t>(own_.size()));
        const uint32_t gap = i == 0 ? 1 : chain[i] - chain[i - 1];
        lines_.back().push_back({own->second, static_cast<uint8_t>(GapBucket(gap))});
      }
    }
    n_ = own_.size();
  }

  // Whether a pass begins at each step of each chain.
  std::vector<std::vector<bool>> Run() {
    std::vector<uint32_t> count(n_, 0);
    for (const auto& line : lines_) {
      for (const Item& item : line) ++count[item.label];
    }
    std::vector<uint32_t> labels(n_);
    for (uint32_t l = 0; l < n_; ++l) labels[l] = l;
    std::stable_sort(labels.begin(), labels.end(),
                     [&](uint32_t a, uint32_t b) { return count[a] > count[b]; });
    if (labels.size() > kMaxGuesses) labels.resize(kMaxGuesses);
    size_t all = 0;
    for (const auto& line : lines_) all += line.size();
    looked_at_ = lines_.size();
    if (all > kMaxStepsLookedAt) {
      size_t steps = 0;
      for (looked_at_ = 0; looked_at_ < lines_.size() && steps < kMaxStepsLookedAt; ++looked_at_)
        steps += lines_[looked_at_].size();
    }
    double best = 1e300;
    Costs costs;
    const auto consider = [&](const auto& begins) {
      Cuts cuts = Guess(begins);
      double bits = 1e300;
      Costs own;
      for (int round = 0; round < kRounds; ++round) {
        own = Estimate(cuts);
        const double now = own.parameters + Decode(own, looked_at_, cuts);
        if (now >= bits - 1e-6) break;
        bits = now;
      }
      if (bits < best) best = bits, costs = own;
    };
    consider([](const Item& item, const Item*) {
      return item.gap >= GapBucket(static_cast<uint32_t>(kFar));
    });
    for (const uint32_t l : labels) {
      consider([l](const Item& item, const Item*) { return item.label == l; });
      consider(
          [l](const Item&, const Item* before) { return before != nullptr && before->label == l; });
    }
    Cuts cuts(lines_.size());
    Decode(costs, lines_.size(), cuts);
    return cuts;
  }

 private:
  using Cuts = std::vector<std::vector<bool>>;

  struct Costs {
    std::vector<double> start, end, go_on, present, absent, again, follow;
    std::vector<double> gap_on, gap_new;
    double all_absent = 0;
    double parameters = 0;
  };

  template <typename Begins>
  Cuts Guess(const Begins& begins) const {
    Cuts cuts(lines_.size());
    for (size_t c = 0; c < lines_.size(); ++c) {
      for (size_t i = 0; i < lines_[c].size(); ++i) {
        cuts[c].push_back(i == 0 || begins(lines_[c][i], &lines_[c][i - 1]));
      }
    }
    return cuts;
  }

  Costs Estimate(const Cuts& cuts) const {
    std::vector<double> start(n_, 0), end(n_, 0), count(n_, 0), with(n_, 0), from(n_, 0),
        follow(n_ * n_, 0);
    std::vector<double> gap_on(kGapBuckets, 0), gap_new(kGapBuckets, 0);
    std::vector<uint32_t> stamp(n_, 0);
    uint32_t passes = 0;
    double total = 0;
    for (size_t c = 0; c < looked_at_; ++c) {
      const auto& line = lines_[c];
      for (size_t i = 0; i < line.size(); ++i) {
        const uint32_t label = line[i].label;
        if (cuts[c][i]) {
          ++passes;
          ++start[label];
          if (i > 0) ++end[line[i - 1].label], ++gap_new[line[i].gap];
        } else {
          ++follow[line[i - 1].label * n_ + label];
          ++from[line[i - 1].label];
          ++gap_on[line[i].gap];
        }
        ++count[label];
        ++total;
        if (stamp[label] != passes) stamp[label] = passes, ++with[label];
      }
      if (!line.empty()) ++end[line.back().label];
    }
    Costs out;
    double met = 0;
    // As in the model (step_model.cc): a repeated step is never free, or one endless pass would be
    // shortest; how dear it is depends on how many of the usual steps repeat.
    double always = 0;
    double repeated = 0;
    for (size_t a = 0; a < n_; ++a) {
      if (with[a] < kNearlyAlways * passes) continue;
      always += 1;
      repeated += std::min(1.0, (count[a] - with[a]) / with[a]);
    }
    const double least_repeat = always == 0 ? 1 : repeated / always;
    for (size_t a = 0; a < n_; ++a) {
      const double share = count[a] / std::max(1.0, total);
      out.start.push_back(Bits((start[a] + 0.2 * share) / (passes + 0.2)));
      const double p_end = std::min(0.999, (end[a] + 0.05) / (count[a] + 0.5));
      out.end.push_back(Bits(p_end));
      out.go_on.push_back(Bits(1 - p_end));
      const double p_with = (with[a] + 0.1) / (passes + 0.2);
      out.present.push_back(Bits(p_with));
      out.absent.push_back(Bits(1 - p_with));
      out.all_absent += out.absent.back();
      const double more = count[a] - with[a];
      out.again.push_back(std::max(least_repeat, Bits((more + 0.05) / (count[a] + 0.5))));
      met += (start[a] > 0 ? 1 : 0) + (end[a] > 0 ? 1 : 0);
      for (size_t b = 0; b < n_; ++b) {
        met += follow[a * n_ + b] > 0 ? 1 : 0;
        out.follow.push_back(
            Bits((follow[a * n_ + b] + 0.5 * count[b] / std::max(1.0, total)) / (from[a] + 0.5)));
      }
    }
    double on = 0, fresh = 0;
    for (uint32_t b = 0; b < kGapBuckets; ++b) on += gap_on[b], fresh += gap_new[b];
    for (uint32_t b = 0; b < kGapBuckets; ++b) {
      out.gap_on.push_back(Bits((gap_on[b] + 0.5) / (on + 0.5 * kGapBuckets)));
      out.gap_new.push_back(Bits((gap_new[b] + 0.5) / (fresh + 0.5 * kGapBuckets)));
    }
    out.parameters = met * (std::log2(static_cast<double>(n_) + 1) + 0.5 * std::log2(passes + 1.0));
    return out;
  }

  double Decode(const Costs& costs, size_t chains, Cuts& cuts) const {
    double bits = 0;
    std::vector<double> best;
    std::vector<uint32_t> begin;
    std::vector<uint32_t> stamp(n_, 0);
    uint32_t pass = 0;
    for (size_t c = 0; c < chains; ++c) {
      const auto& line = lines_[c];
      best.assign(line.size() + 1, 1e300);
      begin.assign(line.size() + 1, 0);
      best[0] = 0;
      for (size_t i = 0; i < line.size(); ++i) {
        // A pass that begins here.
        ++pass;
        double own = best[i] + costs.start[line[i].label] + costs.all_absent +
                     (i > 0 ? costs.gap_new[line[i].gap] : 0);
        for (size_t j = i; j < line.size() && j < i + kLongestPass; ++j) {
          const uint32_t label = line[j].label;
          if (j > i) {
            const uint32_t before = line[j - 1].label;
            own +=
                costs.go_on[before] + costs.follow[before * n_ + label] + costs.gap_on[line[j].gap];
          }
          if (stamp[label] != pass) {
            stamp[label] = pass;
            own += costs.present[label] - costs.absent[label];
          } else {
            own += costs.again[label];
          }
          const double ended = own + costs.end[label];
          if (ended < best[j + 1]) best[j + 1] = ended, begin[j + 1] = static_cast<uint32_t>(i);
        }
      }
      bits += best[line.size()];
      cuts[c].assign(line.size(), false);
      for (size_t at = line.size(); at > 0; at = begin[at]) cuts[c][begin[at]] = true;
    }
    return bits;
  }

  std::unordered_map<uint32_t, uint32_t> own_;
  std::vector<std::vector<Item>> lines_;
  size_t n_ = 0;
  size_t looked_at_ = 0;
};

}  // namespace

std::vector<Piece> CutCorePasses(const StepLog& log, const std::vector<Piece>& chains) {
  if (chains.empty()) return {};
  const auto cuts = PassCutter(log, chains).Run();
  std::vector<Piece> out;
  for (size_t c = 0; c < chains.size(); ++c) {
    for (size_t i = 0; i < chains[c].size(); ++i) {
      if (cuts[c][i]) out.emplace_back();
      out.back().push_back(chains[c][i]);
    }
  }
  return out;
}

}  // namespace adit
