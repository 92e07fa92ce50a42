#include "collector/opportunity/roadmap.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace adit {
namespace {

constexpr double kDaysPerMonthWithoutTimes = 1;  // a log without times counts as one month
constexpr double kHoursForAll = 10;  // the least saving a month that can give all of that part's points
constexpr double kZ90 = 1.645;
constexpr double kStepSpread = 0.25;             // how far assumptions are varied for the sensitivity

std::string Number(double value, int decimals = 1) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string Percent(double share) { return Number(100 * share, 0) + " %"; }

std::string Plural(uint64_t n, const char* one, const char* many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

double StepsPerInstance(const Routine& routine) {
  return routine.instances == 0 ? 0 : static_cast<double>(routine.events) / static_cast<double>(routine.instances);
}

// Mean and standard deviation of an instance's hours.
struct Hours {
  double mean = 0;
  double deviation = 0;
};

Hours InstanceHours(const Discovery& discovery, const Routine& routine, const RoadmapAssumptions& assume,
                    bool& assumed) {
  double sum = 0;
  double squares = 0;
  double n = 0;
  for (const Instance& instance : discovery.instances) {
    if (instance.routine != routine.id || instance.duration_s < 0) continue;
    const double h = instance.duration_s / 3600;
    sum += h, squares += h * h, n += 1;
  }
  assumed = n == 0 || sum <= 0;
  if (assumed) {
    const double h = StepsPerInstance(routine) * assume.default_step_seconds / 3600;
    return {h, h / 2};
  }
  const double mean = sum / n;
  return {mean, n < 2 ? mean : std::sqrt(std::max(0.0, squares / n - mean * mean) * n / (n - 1))};
}

// Branchings that are not rare: ways on that a tenth of a step's passes take, beyond the first.
double Branches(const Routine& routine) {
  double branches = 0;
  for (const FollowsEdge& edge : routine.graph) {
    uint64_t all = 0;
    uint64_t best = 0;
    for (const FollowsEdge& other : routine.graph) {
      if (other.from == edge.from) all += other.count, best = std::max(best, other.count);
    }
    if (edge.count * 10 >= all && edge.count < best) branches += 1;
  }
  return branches;
}

double AppFactor(const Routine& routine, const RoadmapAssumptions& assume) {
  if (routine.apps.empty()) return assume.default_automatability;
  double sum = 0;
  for (const std::string& app : routine.apps) {
    const auto found = assume.app_automatability.find(app);
    sum += found == assume.app_automatability.end() ? assume.default_automatability : found->second;
  }
  return std::clamp(sum / static_cast<double>(routine.apps.size()), 0.0, 1.0);
}

// Hours saved a month, given the hours spent and the assumptions.
double SavedHours(double hours, const RoadmapEntry& entry, const Routine& routine, const RoadmapAssumptions& assume) {
  const double exceptions = routine.exception_share * assume.exception_handling_share;
  return hours * entry.automatable_share * (1 - std::min(1.0, exceptions)) - entry.maintenance_hours_per_month;
}

void AddPart(RoadmapEntry& entry, const char* key, double value, double weight, std::string reason) {
  value = std::clamp(value, 0.0, 1.0);
  entry.parts.push_back({key, value, weight, value * weight, std::move(reason)});
  entry.score += value * weight;
}

// `most` is the largest saving of the roadmap's routines.
void AddParts(const Routine& routine, RoadmapEntry& entry, double app_factor, double most) {
  const double saved = std::max(0.0, entry.saved_hours_per_month);
  AddPart(entry, "saving", saved / std::max(kHoursForAll, most), 50,
          "Automation would save about " + Number(entry.saved_hours_per_month) + " of " +
              Number(entry.hours_per_month) + " hours a month.");
  AddPart(entry, "determinism", routine.determinism, 15,
          Percent(routine.determinism) + " of the steps follow from the step before.");
  AddPart(entry, "exceptions", 1 - routine.exception_share, 10,
          Percent(routine.exception_share) + " of the instances leave the usual ways or repeat work.");
  AddPart(entry, "input", routine.structured_share, 5,
          Percent(routine.structured_share) + " of the input is structured.");
  AddPart(entry, "applications", app_factor, 5,
          "The " + Plural(routine.apps.size(), "application", "applications") + " touched can be automated to " + Percent(app_factor) + ".");
  AddPart(entry, "stability", routine.stability, 5,
          "It occurs with an evenness of " + Percent(routine.stability) + " over the time observed.");
  AddPart(entry, "confidence", routine.confidence, 10,
          "Its instances are told from other work with a confidence of " + Percent(routine.confidence) + ".");
}

RoadmapEntry BuildEntry(const Discovery& discovery, const Routine& routine, const RoadmapAssumptions& assume) {
  RoadmapEntry entry;
  entry.routine = routine.id;
  const double months = discovery.days > 0 ? discovery.days / std::max(1.0, assume.working_days_per_month) : kDaysPerMonthWithoutTimes;
  entry.runs_per_month = static_cast<double>(routine.instances) / months;
  const Hours hours = InstanceHours(discovery, routine, assume, entry.times_assumed);
  entry.hours_per_month = entry.runs_per_month * hours.mean;
  // Instances arrive like a Poisson process and last independently: the variance of their sum is n E[h²].
  const double n = static_cast<double>(routine.instances);
  const double half = kZ90 * std::sqrt(n * (hours.mean * hours.mean + hours.deviation * hours.deviation)) / months;
  entry.hours_low = std::max(0.0, entry.hours_per_month - half);
  entry.hours_high = entry.hours_per_month + half;
  const double app_factor = AppFactor(routine, assume);
  entry.automatable_share = app_factor * (0.5 + 0.5 * routine.determinism);
  entry.build_hours = assume.build_base_hours + assume.build_hours_per_step * static_cast<double>(routine.activities.size()) +
                      assume.build_hours_per_app * static_cast<double>(routine.apps.size()) +
                      assume.build_hours_per_branch * Branches(routine);
  entry.maintenance_hours_per_month = entry.build_hours * assume.maintenance_share_per_year / 12;
  entry.saved_hours_per_month = SavedHours(entry.hours_per_month, entry, routine, assume);
  RoadmapEntry worse = entry;
  worse.automatable_share *= 1 - kStepSpread;
  worse.maintenance_hours_per_month *= 1 + kStepSpread;
  RoadmapEntry better = entry;
  better.automatable_share = std::min(1.0, entry.automatable_share * (1 + kStepSpread));
  better.maintenance_hours_per_month *= 1 - kStepSpread;
  entry.saved_low = SavedHours(entry.hours_low, worse, routine, assume);
  entry.saved_high = SavedHours(entry.hours_high, better, routine, assume);
  entry.payback_months = entry.saved_hours_per_month > 0 ? entry.build_hours / entry.saved_hours_per_month : -1;
  return entry;
}

void Explain(const Routine& routine, const RoadmapAssumptions& assume, double most, RoadmapEntry& entry) {
  AddParts(routine, entry, AppFactor(routine, assume), most);
  entry.reasons.push_back(Plural(routine.users, "person does", "people do") + " this " + Number(entry.runs_per_month, 0) +
                          " times a month" + (entry.times_assumed ? "; the log has no times, so each step is taken as " + Number(assume.default_step_seconds, 0) + " seconds." : ", " + Number(routine.median_duration_s, 0) + " seconds at a time (median)."));
  entry.reasons.push_back("It takes " + Number(entry.hours_per_month) + " hours a month (90 % interval " + Number(entry.hours_low) + " to " + Number(entry.hours_high) + ").");
  for (const ScorePart& part : entry.parts) entry.reasons.push_back(part.reason);
  entry.reasons.push_back(entry.payback_months < 0
                              ? "Building it would take about " + Number(entry.build_hours, 0) + " hours and would not pay back."
                              : "Building it would take about " + Number(entry.build_hours, 0) + " hours and pay back in " + Number(entry.payback_months) + " months.");
}

}  // namespace

Roadmap BuildRoadmap(const Discovery& discovery, const RoadmapAssumptions& assumptions) {
  Roadmap out;
  out.assumptions = assumptions;
  double most = 0;
  for (const Routine& routine : discovery.routines) {
    out.entries.push_back(BuildEntry(discovery, routine, assumptions));
    most = std::max(most, out.entries.back().saved_hours_per_month);
  }
  for (RoadmapEntry& entry : out.entries) {
    Explain(discovery.routines[entry.routine], assumptions, most, entry);
  }
  std::stable_sort(out.entries.begin(), out.entries.end(), [](const RoadmapEntry& a, const RoadmapEntry& b) { return a.score > b.score; });
  return out;
}

}  // namespace adit
