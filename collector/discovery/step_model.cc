#include "collector/discovery/step_model.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>

namespace adit {
namespace {

constexpr double kMostBits = 20;  // no single cost is larger
// A step that an instance has had before is never free: else one instance without end would
// describe a log as well as its true instances do.
constexpr double kLeastRepeatBits = 1;
// But not many of them make one pass through a loop dear.
constexpr double kPassBits = 8;
constexpr double kNearlyAlways = 0.8;
constexpr uint32_t kPauseBuckets = 256;

float Bits(double probability) {
  return static_cast<float>(std::min(kMostBits, -std::log2(std::max(probability, 1e-12))));
}

// Of the steps that nearly every instance has, how many are usually repeated: near 1 where
// instances are several that were run together, small where a loop stands between steps that are
// done once.
double LeastRepeatBits(const RoutineCounts& counts) {
  double always = 0;
  double repeated = 0;
  for (size_t a = 0; a < counts.labels.size(); ++a) {
    if (counts.with[a] < kNearlyAlways * counts.instances) continue;
    always += 1;
    repeated += std::min(1.0, counts.more[a] / counts.with[a]);
  }
  if (always == 0) return kLeastRepeatBits;
  return std::min(kLeastRepeatBits, kPassBits / always) * repeated / always;
}

// What was seen once is less likely to be seen again than its share says, the more so as the
// instances were found with these very counts: a part of each count goes to what was not seen
// (absolute discounting; Ney, Essen and Kneser, 1994).
constexpr double kDiscount = 0.75;

constexpr double kBackOff = 0.5;

// What follows a label met first, and met again: where they are told apart each by its own counts,
// what they have not seen by those of both.
void Row(const RoutineCounts& counts, size_t a, double total, RoutineModel& model) {
  const size_t n = counts.labels.size();
  std::vector<double> both(n);
  const auto kinds = [&](const std::vector<double>& follow, size_t row) {
    const auto begin = follow.begin() + static_cast<std::ptrdiff_t>(row * n);
    return static_cast<double>(std::count_if(begin, begin + static_cast<std::ptrdiff_t>(n),
                                             [](double c) { return c > 0; }));
  };
  const double unseen = 0.5 + kDiscount * kinds(counts.follow, a);
  for (size_t b = 0; b < n; ++b) {
    const double prior = counts.occurrences[b] / total;
    const double seen = std::max(0.0, counts.Follow(a, b) - kDiscount);
    both[b] = (seen + unseen * prior) / (counts.follow_from[a] + 0.5);
  }
  for (const size_t state : {a, a + n}) {
    const double from = counts.state_follow_from[state];
    const bool all = !counts.apart[a];
    const double rest = kBackOff + kDiscount * kinds(counts.state_follow, state);
    for (size_t b = 0; b < n; ++b) {
      const double seen = std::max(0.0, counts.state_follow[state * n + b] - kDiscount);
      model.follow[state * n + b] =
          Bits(all ? both[b] : (seen + rest * both[b]) / (from + kBackOff));
    }
  }
}

RoutineModel ModelOf(const RoutineCounts& counts) {
  RoutineModel model;
  const size_t n = counts.labels.size();
  const double instances = counts.instances;
  const double total = std::accumulate(counts.occurrences.begin(), counts.occurrences.end(), 0.0);
  model.labels = counts.labels;
  model.support = static_cast<uint32_t>(instances);
  model.mean_length = instances == 0 ? 0 : total / instances;
  model.follow.resize(2 * n * n);
  const auto least_repeat = static_cast<float>(LeastRepeatBits(counts));
  const auto met = [&](const std::vector<double>& counted, size_t from, size_t count) {
    const auto begin = counted.begin() + static_cast<std::ptrdiff_t>(from);
    model.parameters += static_cast<uint32_t>(std::count_if(
        begin, begin + static_cast<std::ptrdiff_t>(count), [](double c) { return c > 0; }));
  };
  met(counts.start, 0, n);
  for (size_t a = 0; a < n; ++a) {
    if (!counts.apart[a]) {
      met(counts.end, a, 1), met(counts.follow, a * n, n);
      continue;
    }
    for (const size_t state : {a, a + n})
      met(counts.state_end, state, 1), met(counts.state_follow, state * n, n);
  }
  for (size_t a = 0; a < n; ++a) {
    const double share = counts.occurrences[a] / total;
    model.start.push_back(Bits((counts.start[a] + 0.2 * share) / (instances + 0.2)));
    const double p_with = (counts.with[a] + 0.05) / (instances + 0.1);
    // Only what nearly every instance has is missed. Paying for every step that may or may not come
    // would make instances dear as such, and one without end cheap; the order pays for those
    // already.
    const float missed = p_with >= kNearlyAlways ? Bits(1 - p_with) : 0.0F;
    model.all_missing += missed;
    model.first_time.push_back(-missed);
    // Each further occurrence: of those that could have come.
    const double p_more = (counts.more[a] + 0.05) / (counts.with[a] + counts.more[a] + 0.5);
    model.again.push_back(std::max(least_repeat, Bits(p_more)));
    Row(counts, a, total, model);
  }
  for (size_t state = 0; state < 2 * n; ++state) {
    const size_t a = state < n ? state : state - n;
    const double p_all = (counts.end[a] + 0.02) / (counts.occurrences[a] + 0.5);
    const double p_state =
        (counts.state_end[state] + kBackOff * p_all) / (counts.state_occurrences[state] + kBackOff);
    const double p_end = counts.apart[a] ? p_state : p_all;
    model.end.push_back(Bits(std::min(0.999, p_end)));
    model.go_on.push_back(Bits(1 - std::min(0.999, p_end)));
  }
  return model;
}

// Shares of what happened at each kind of decision.
struct DecisionCounts {
  double noise_outside = 1, begin_outside = 1;
  double noise_inside = 0.5, on = 1, begin_inside = 0.02, change_task = 0.02;
};

// Walks through the sessions with what each step was taken for.
class ContextCounter {
 public:
  ContextCounter(const StepLog& log, const std::vector<uint32_t>& sessions,
                 const Assignment& assignment)
      : log_(log), sessions_(sessions) {
    for (uint32_t p = 0; p < assignment.pieces.size(); ++p) {
      for (const uint32_t step : assignment.pieces[p]) of_step_[step] = p;
      last_.push_back(assignment.pieces[p].empty() ? 0 : assignment.pieces[p].back());
    }
  }

  void Run(const std::vector<uint8_t>& pause, const Assignment& assignment) {
    pause_on_.assign(kPauseBuckets, 0);
    pause_new_.assign(kPauseBuckets, 0);
    for (const uint32_t s : sessions_) {
      std::vector<uint32_t> open;  // most recent last
      std::vector<uint32_t> recent;
      for (uint32_t i = log_.sessions[s].begin; i < log_.sessions[s].end; ++i) {
        const auto found = of_step_.find(i);
        if (found == of_step_.end()) {
          (open.empty() ? decisions.noise_outside : decisions.noise_inside) += 1;
        } else {
          const uint32_t p = found->second;
          const bool begins = assignment.pieces[p].front() == i;
          const auto at = std::find(open.begin(), open.end(), p);
          if (begins) {
            (open.empty() ? decisions.begin_outside : decisions.begin_inside) += 1;
            if (!pause.empty()) ++pause_new_[pause[i]];
            CountValue(i, recent, new_met_, new_other_);
          } else {
            const bool same = at + 1 == open.end();
            (same ? decisions.on : decisions.change_task) += 1;
            if (!pause.empty() && same) ++pause_on_[pause[i]];
            CountTaskValue(i, assignment.pieces[p]);
          }
          if (at != open.end()) open.erase(at);
          if (last_[p] != i) open.push_back(p);
        }
        for (uint32_t k = log_.steps[i].first_key; k < log_.KeysEnd(i); ++k)
          recent.push_back(log_.keys[k]);
        while (recent.size() > 15) recent.erase(recent.begin());
      }
    }
  }

  [[nodiscard]] ContextCosts Costs() const {
    ContextCosts out;
    double on = 0;
    double fresh = 0;
    for (uint32_t b = 0; b < kPauseBuckets; ++b) on += pause_on_[b], fresh += pause_new_[b];
    for (uint32_t b = 0; b < kPauseBuckets; ++b) {
      const double both = (pause_on_[b] + pause_new_[b] + 1e-9) / (on + fresh + 1e-9);
      const double weight = 4;  // shrinks towards no information
      const double p_on = (pause_on_[b] + weight * both) / (on + weight);
      const double p_new = (pause_new_[b] + weight * both) / (fresh + weight);
      out.pause_on.push_back(Ratio(both, p_on));
      out.pause_new.push_back(Ratio(both, p_new));
    }
    const double met = on_met_ + new_met_;
    const double other = on_other_ + new_other_;
    const double share = (met + 1) / (met + other + 2);
    const double on_share = (on_met_ + 8 * share) / (on_met_ + on_other_ + 8);
    const double new_share = (new_met_ + 8 * share) / (new_met_ + new_other_ + 8);
    out.value_met_on = Ratio(share, on_share);
    out.value_other_on = Ratio(1 - share, 1 - on_share);
    out.value_met_new = Ratio(share, new_share);
    out.value_other_new = Ratio(1 - share, 1 - new_share);
    return out;
  }

  DecisionCounts decisions;

 private:
  static float Ratio(double base, double given) {
    return static_cast<float>(std::clamp(std::log2(base / std::max(given, 1e-9)), -4.0, 4.0));
  }
  void CountValue(uint32_t step, const std::vector<uint32_t>& recent, double& met,
                  double& other) const {
    if (log_.steps[step].first_key == log_.KeysEnd(step)) return;
    bool found = false;
    for (uint32_t k = log_.steps[step].first_key; k < log_.KeysEnd(step); ++k) {
      found = found || std::find(recent.begin(), recent.end(), log_.keys[k]) != recent.end();
    }
    (found ? met : other) += 1;
  }
  void CountTaskValue(uint32_t step, const Piece& piece) {
    if (log_.steps[step].first_key == log_.KeysEnd(step)) return;
    for (const uint32_t before : piece) {
      if (before >= step) break;
      for (uint32_t k = log_.steps[step].first_key; k < log_.KeysEnd(step); ++k) {
        const auto end = log_.keys.begin() + log_.KeysEnd(before);
        if (std::find(log_.keys.begin() + log_.steps[before].first_key, end, log_.keys[k]) != end) {
          ++on_met_;
          return;
        }
      }
    }
    ++on_other_;
  }

  const StepLog& log_;
  const std::vector<uint32_t>& sessions_;
  std::unordered_map<uint32_t, uint32_t> of_step_;
  std::vector<uint32_t> last_;
  std::vector<double> pause_on_, pause_new_;
  double on_met_ = 0, on_other_ = 0, new_met_ = 0, new_other_ = 0;
};

// Noise writes labels by how often they are noise, and a little by how often they are met at all.
void EstimateNoise(const StepLog& log, const std::vector<uint32_t>& sessions,
                   const Assignment& assignment, StepModel& model) {
  std::vector<double> all(log.labels.size(), 0);
  double total = 0;
  for (const uint32_t s : sessions) {
    for (uint32_t i = log.sessions[s].begin; i < log.sessions[s].end; ++i)
      ++all[log.steps[i].label], ++total;
  }
  std::vector<double> noise(all);
  double noise_total = total;
  for (const Piece& piece : assignment.pieces) {
    for (const uint32_t step : piece) --noise[log.steps[step].label], --noise_total;
  }
  const double weight = 0.05 * total + 1;
  model.noise_label.resize(all.size());
  model.any_label.resize(all.size());
  for (size_t l = 0; l < all.size(); ++l) {
    const double share = (all[l] + 0.5) / (total + 0.5 * static_cast<double>(all.size()));
    model.any_label[l] = Bits(share);
    model.noise_label[l] =
        Bits((std::max(0.0, noise[l]) + weight * share) / (std::max(0.0, noise_total) + weight));
  }
}

void SetDecisionCosts(const DecisionCounts& counts, StepModel& model) {
  const double outside = counts.noise_outside + counts.begin_outside;
  model.noise_outside = Bits(std::max(0.02, counts.noise_outside / outside));
  model.begin_outside = Bits(std::max(0.02, counts.begin_outside / outside));
  const double inside = counts.noise_inside + counts.on + counts.begin_inside + counts.change_task;
  model.noise_inside = Bits(std::clamp(counts.noise_inside / inside, 0.002, 0.5));
  model.on = Bits(counts.on / inside);
  model.begin_inside = Bits(std::clamp(counts.begin_inside / inside, 0.0005, 0.02));
  model.change_task = Bits(std::clamp(counts.change_task / inside, 0.002, 0.4));
}

}  // namespace

double NoiseOnlyBits(const StepLog& log, const std::vector<uint32_t>& sessions) {
  std::vector<double> all(log.labels.size(), 0);
  double total = 0;
  for (const uint32_t s : sessions) {
    for (uint32_t i = log.sessions[s].begin; i < log.sessions[s].end; ++i)
      ++all[log.steps[i].label], ++total;
  }
  double bits = 0;
  for (const double n : all) bits -= n == 0 ? 0 : n * std::log2(n / total);
  return bits;
}

PieceBits BitsOf(const StepLog& log, const StepModel& model, const Piece& piece,
                 uint32_t routine_number) {
  const RoutineModel& routine = model.routines[routine_number];
  PieceBits out;
  uint32_t previous = 0xFFFFFFFFU;
  double missing = routine.all_missing;
  std::vector<bool> met(routine.labels.size(), false);
  for (const uint32_t step : piece) {
    const uint32_t label = log.steps[step].label;
    out.noise += std::min(model.any_label[label], model.noise_label[label]) + model.noise_outside;
    uint32_t own = 0xFFFFFFFFU;
    for (const auto& [r, number] : model.of_label[label]) own = r == routine_number ? number : own;
    if (own == 0xFFFFFFFFU) {
      out.routine += model.noise_inside + model.noise_label[label];
      continue;
    }
    if (previous == 0xFFFFFFFFU) {
      out.routine += model.begin_outside + routine.start_routine + routine.start[own];
    } else {
      out.routine += model.on + routine.Follow(previous, own) + routine.go_on[previous];
    }
    previous = own;
    if (met[own]) {
      out.routine += routine.again[own];
      previous += static_cast<uint32_t>(routine.labels.size());
    } else {
      missing += routine.first_time[own];
      met[own] = true;
    }
  }
  if (previous != 0xFFFFFFFFU) out.routine += routine.end[previous];
  out.routine += std::max(0.0, missing);
  return out;
}

double PruneRoutines(const StepLog& log, const StepModel& model, uint32_t min_instances,
                     Assignment& assignment) {
  std::vector<double> saved(model.routines.size(), 0);
  std::vector<uint32_t> instances(model.routines.size(), 0);
  for (size_t p = 0; p < assignment.pieces.size(); ++p) {
    const uint32_t r = assignment.routine[p];
    const PieceBits bits = BitsOf(log, model, assignment.pieces[p], r);
    saved[r] += bits.noise - bits.routine;
    ++instances[r];
  }
  double lost = 0;
  std::vector<bool> drop(model.routines.size(), false);
  for (uint32_t r = 0; r < drop.size(); ++r) {
    const double model_bits = ModelBits(model.routines[r], log.labels.size());
    drop[r] = instances[r] < min_instances || saved[r] <= model_bits;
    if (drop[r]) lost += saved[r] - model_bits;
  }
  size_t kept = 0;
  for (size_t p = 0; p < assignment.pieces.size(); ++p) {
    const uint32_t r = assignment.routine[p];
    if (drop[r]) continue;
    if (kept != p) assignment.pieces[kept] = std::move(assignment.pieces[p]);
    assignment.routine[kept] = r;
    ++kept;
  }
  assignment.pieces.resize(kept);
  assignment.routine.resize(kept);
  return lost;
}

double ModelBits(const RoutineModel& routine, size_t distinct_labels) {
  // Each label by name; each start, edge and end that was met by its labels and a count.
  const double label_bits = std::log2(static_cast<double>(distinct_labels) + 1);
  const double n = static_cast<double>(routine.labels.size());
  const double count_bits = 0.5 * std::log2(static_cast<double>(routine.support) + 1);
  return n * label_bits + routine.parameters * (std::log2(n + 1) + count_bits);
}

StepModel EstimateModel(const StepLog& log, const std::vector<uint32_t>& sessions,
                        const Assignment& assignment, const std::vector<uint8_t>& pause_bucket,
                        const EstimateOptions& options) {
  StepModel model;
  std::map<uint32_t, std::vector<const Piece*>> members;
  for (size_t p = 0; p < assignment.pieces.size(); ++p)
    members[assignment.routine[p]].push_back(&assignment.pieces[p]);
  std::vector<std::pair<size_t, uint32_t>> by_size;
  for (const auto& [routine, pieces] : members) {
    size_t steps = 0;
    for (const Piece* piece : pieces) steps += piece->size();
    if (pieces.size() >= std::max(2U, options.min_instances)) by_size.push_back({steps, routine});
  }
  std::sort(by_size.begin(), by_size.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  if (by_size.size() > kMaxRoutines) by_size.resize(kMaxRoutines);
  EstimateNoise(log, sessions, assignment, model);
  ContextCounter counter(log, sessions, assignment);
  counter.Run(options.times ? pause_bucket : std::vector<uint8_t>(), assignment);
  SetDecisionCosts(counter.decisions, model);
  double instances = 0;
  for (const auto& [size, routine] : by_size) {
    const RoutineCounts counts =
        CountWithoutNoise(log, members[routine], {model.noise_label, model.noise_inside, model.on});
    RoutineModel one = ModelOf(counts);
    if (one.labels.size() < 2 || one.support < 2) continue;
    instances += one.support;
    model.routines.push_back(std::move(one));
  }
  model.of_label.resize(log.labels.size());
  for (uint32_t r = 0; r < model.routines.size(); ++r) {
    RoutineModel& routine = model.routines[r];
    routine.start_routine = Bits(routine.support / instances);
    for (uint32_t i = 0; i < routine.labels.size(); ++i)
      model.of_label[routine.labels[i]].push_back({r, i});
  }
  model.context = counter.Costs();
  if (!options.values) {
    model.context.value_met_on = model.context.value_other_on = 0;
    model.context.value_met_new = model.context.value_other_new = 0;
  }
  return model;
}

}  // namespace adit
