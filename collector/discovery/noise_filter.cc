#include "collector/discovery/noise_filter.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace adit {
namespace {

constexpr uint32_t kWindow = 8;  // steps over which the chain's memory lasts
constexpr int kRounds = 8;
constexpr double kRestart = 0.01;  // the chain begins anew, with any label
constexpr double kPrior = 0.3;     // sightings of unrelated labels added to each label's
constexpr double kLeast = -1e30;

double AddLogs(double a, double b) {
  if (a < b) std::swap(a, b);
  return b < a - 40 ? a : a + std::log1p(std::exp(b - a));
}

class NoiseFilter {
 public:
  NoiseFilter(const StepLog& log, const std::vector<uint32_t>& sessions,
              const std::vector<bool>& skip)
      : log_(log) {
    unigram_.assign(log.labels.size(), 0);
    for (const uint32_t s : sessions) {
      begins_.push_back(static_cast<uint32_t>(steps_.size()));
      for (uint32_t i = log.sessions[s].begin; i < log.sessions[s].end; ++i) {
        if (skip[i]) continue;
        steps_.push_back(i);
        ++unigram_[log.steps[i].label];
      }
    }
    begins_.push_back(static_cast<uint32_t>(steps_.size()));
    IndexPairs();
  }

  std::vector<bool> Run() {
    std::vector<bool> out(log_.steps.size(), false);
    if (steps_.empty()) return out;
    Begin();
    for (int round = 0; round < kRounds; ++round) {
      Expect();
      if (round + 1 < kRounds) Maximise();
    }
    for (size_t i = 0; i < steps_.size(); ++i) out[steps_[i]] = real_[i] < 0.5;
    return out;
  }

 private:
  [[nodiscard]] uint32_t Label(size_t i) const { return log_.steps[steps_[i]].label; }

  // The pair of each step with each of the kWindow steps before it, in its session.
  void IndexPairs() {
    std::unordered_map<uint64_t, uint32_t> numbers;
    pair_.assign(steps_.size() * kWindow, 0);
    for (size_t s = 0; s + 1 < begins_.size(); ++s) {
      for (uint32_t i = begins_[s]; i < begins_[s + 1]; ++i) {
        for (uint32_t d = 1; d <= kWindow && i >= begins_[s] + d; ++d) {
          const uint64_t key = (static_cast<uint64_t>(Label(i - d)) << 32) | Label(i);
          const auto [found, added] =
              numbers.try_emplace(key, static_cast<uint32_t>(first_.size()));
          if (added) first_.push_back(Label(i - d)), second_.push_back(Label(i));
          pair_[i * kWindow + d - 1] = found->second;
        }
      }
    }
  }

  // From pairs that are met more often than chance explains; near ones count more.
  void Begin() {
    counts_.assign(first_.size(), 0);
    double weight_sum = 0;
    for (uint32_t d = 0; d < kWindow; ++d) weight_sum += std::pow(0.6, d);
    for (size_t s = 0; s + 1 < begins_.size(); ++s) {
      for (uint32_t i = begins_[s]; i < begins_[s + 1]; ++i) {
        for (uint32_t d = 1; d <= kWindow && i >= begins_[s] + d; ++d)
          counts_[pair_[i * kWindow + d - 1]] += std::pow(0.6, d - 1);
      }
    }
    const double total = static_cast<double>(steps_.size());
    for (size_t p = 0; p < counts_.size(); ++p) {
      counts_[p] = std::max(
          0.0, counts_[p] - weight_sum * unigram_[first_[p]] * unigram_[second_[p]] / total);
    }
    noise_ = unigram_;
    noise_share_ = 0.3;
    SetCosts(noise_);
  }

  // ln of how much better each pair is explained by the chain than as noise.
  void SetCosts(const std::vector<double>& noise) {
    std::vector<double> row(log_.labels.size(), kPrior);
    for (size_t p = 0; p < counts_.size(); ++p) row[first_[p]] += counts_[p];
    const double total = static_cast<double>(steps_.size());
    double noise_total = 0;
    for (const double n : noise) noise_total += n;
    const double odds = std::log((1 - noise_share_) / noise_share_);
    as_noise_.assign(log_.labels.size(), 0);
    for (size_t l = 0; l < as_noise_.size(); ++l) {
      as_noise_[l] =
          std::log((noise[l] + 0.05 * unigram_[l] + 0.01) / (noise_total + 0.05 * total + 1));
    }
    gain_.resize(counts_.size());
    for (size_t p = 0; p < counts_.size(); ++p) {
      const double follow = (counts_[p] + kPrior * unigram_[second_[p]] / total) / row[first_[p]];
      gain_[p] = odds + std::log(std::max(follow, 1e-12)) - as_noise_[second_[p]];
    }
    restart_.resize(log_.labels.size());
    for (size_t l = 0; l < restart_.size(); ++l) {
      restart_[l] = odds + std::log(kRestart * std::max(unigram_[l], 1.0) / total) - as_noise_[l];
    }
  }

  void Expect() {
    real_.assign(steps_.size(), 0);
    next_counts_.assign(counts_.size(), 0);
    for (size_t s = 0; s + 1 < begins_.size(); ++s) ExpectSession(begins_[s], begins_[s + 1]);
  }

  // Forward and backward over which step was the chain's last.
  void ExpectSession(uint32_t begin, uint32_t end) {
    if (begin == end) return;
    const size_t n = end - begin;
    std::vector<double> forward(n), backward(n), before(n + 1), after(n + 1);
    before[0] = 0;  // mass of all explanations of the steps so far, relative to noise alone
    for (size_t i = 0; i < n; ++i) {
      const size_t at = begin + i;
      double mass = before[i] + restart_[Label(at)];
      for (uint32_t d = 1; d <= kWindow && d <= i; ++d)
        mass = AddLogs(mass, forward[i - d] + gain_[pair_[at * kWindow + d - 1]]);
      forward[i] = mass;
      before[i + 1] = AddLogs(before[i], mass);
    }
    after[n] = 0;
    for (size_t i = n; i-- > 0;) {
      // What may come once this step was the chain's last: nothing more, a restart, a follower in
      // the window.
      double mass = after[i + 1];
      for (uint32_t d = 1; d <= kWindow && i + d < n; ++d) {
        mass = AddLogs(mass, gain_[pair_[(begin + i + d) * kWindow + d - 1]] + backward[i + d]);
      }
      backward[i] = mass;
      after[i] = AddLogs(after[i + 1], restart_[Label(begin + i)] + mass);
    }
    const double total = before[n] > after[0] ? before[n] : after[0];
    for (size_t i = 0; i < n; ++i) {
      real_[begin + i] = std::exp(std::min(0.0, forward[i] + backward[i] - total));
      for (uint32_t d = 1; d <= kWindow && d <= i; ++d) {
        const uint32_t p = pair_[(begin + i) * kWindow + d - 1];
        const double log_share = forward[i - d] + gain_[p] + backward[i] - total;
        if (log_share > -20) next_counts_[p] += std::exp(std::min(0.0, log_share));
      }
    }
  }

  void Maximise() {
    counts_.swap(next_counts_);
    // A pair's own occurrence is no evidence for it: else every pair that is met once explains
    // itself.
    for (double& count : counts_) count = std::max(0.0, count - 1);
    noise_.assign(log_.labels.size(), 0);
    double sum = 0;
    for (size_t i = 0; i < steps_.size(); ++i)
      noise_[Label(i)] += 1 - real_[i], sum += 1 - real_[i];
    noise_share_ = std::clamp(sum / static_cast<double>(steps_.size()), 0.02, 0.7);
    SetCosts(noise_);
  }

  const StepLog& log_;
  std::vector<uint32_t> steps_;   // of the log
  std::vector<uint32_t> begins_;  // of the sessions, in steps_
  std::vector<double> unigram_;
  std::vector<uint32_t> pair_;            // kWindow a step
  std::vector<uint32_t> first_, second_;  // labels of each pair
  std::vector<double> counts_, next_counts_, gain_;
  std::vector<double> noise_, as_noise_, restart_;
  double noise_share_ = 0.3;
  std::vector<double> real_;  // probability that a step belongs to the chain
};

}  // namespace

std::vector<bool> FindNoise(const StepLog& log, const std::vector<uint32_t>& sessions,
                            const std::vector<bool>& skip) {
  return NoiseFilter(log, sessions, skip).Run();
}

}  // namespace adit
