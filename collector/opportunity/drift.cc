#include "collector/opportunity/drift.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "collector/opportunity/drift_tests.h"

namespace adit {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;
constexpr size_t kFewestDays = 4;

int64_t DayOf(int64_t us) { return us >= 0 ? us / kDayUs : (us - kDayUs + 1) / kDayUs; }
bool Has(const TimeSpan& span, int64_t us) { return us >= span.from_us && us < span.until_us; }

// Days on which each person was observed, in both periods.
struct Presence {
  std::unordered_map<uint32_t, PersonCounts> panel;  // people in both; instances still 0
  std::map<int64_t, uint64_t> before_days;           // people of the panel, by day
  std::map<int64_t, uint64_t> now_days;
};

Presence Observe(const EventLog& log, const DriftPeriods& periods) {
  std::set<std::pair<uint32_t, int64_t>> before;
  std::set<std::pair<uint32_t, int64_t>> now;
  std::pair<uint32_t, int64_t> last_before{0, INT64_MIN};
  std::pair<uint32_t, int64_t> last_now = last_before;
  for (const LogEvent& event : log.events) {
    if (event.time_us == kNoTime) continue;
    const std::pair<uint32_t, int64_t> day{event.user, DayOf(event.time_us)};
    // Events of a person's day stand together: mostly the last one is met again.
    if (Has(periods.before, event.time_us) && day != last_before) before.insert(last_before = day);
    if (Has(periods.now, event.time_us) && day != last_now) now.insert(last_now = day);
  }
  std::unordered_map<uint32_t, PersonCounts> all;
  for (const auto& [user, day] : before) ++all[user].before_days;
  for (const auto& [user, day] : now) ++all[user].now_days;
  Presence out;
  for (const auto& [user, counts] : all) {
    if (counts.before_days > 0 && counts.now_days > 0) out.panel.emplace(user, counts);
  }
  for (const auto& [user, day] : before) out.before_days[day] += out.panel.count(user);
  for (const auto& [user, day] : now) out.now_days[day] += out.panel.count(user);
  return out;
}

struct PersonWork {
  PersonCounts counts;
  PersonSample durations;
  std::map<uint32_t, std::pair<uint64_t, uint64_t>> ways;  // before, now
  PersonShares exceptions;
};

// What the panel did of one routine; people in ascending order.
struct RoutineWork {
  std::map<uint32_t, PersonWork> people;
  std::map<int64_t, uint64_t> before_days;
  std::map<int64_t, uint64_t> now_days;
};

void Take(const Instance& instance, bool is_now, RoutineWork& work) {
  PersonWork& person = work.people[instance.user];
  ++(is_now ? person.counts.now : person.counts.before);
  ++(is_now ? work.now_days : work.before_days)[DayOf(instance.start_us)];
  if (instance.duration_s >= 0) {
    (is_now ? person.durations.now : person.durations.before).push_back(instance.duration_s);
  }
  auto& way = person.ways[instance.variant];
  ++(is_now ? way.second : way.first);
  const bool exception = instance.rework || instance.rare_path;
  ++(is_now ? person.exceptions.now : person.exceptions.before);
  if (exception) ++(is_now ? person.exceptions.now_with : person.exceptions.before_with);
}

std::vector<DayCount> Days(const std::map<int64_t, uint64_t>& observed,
                           const std::map<int64_t, uint64_t>& done) {
  std::vector<DayCount> out;
  for (const auto& [day, people] : observed) {
    const auto found = done.find(day);
    out.push_back({found == done.end() ? 0 : found->second, people});
  }
  return out;
}

double Quantile90(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(std::ceil(0.9 * static_cast<double>(values.size()))) - 1];
}

PeriodFigures FiguresOf(const RoutineWork& work, bool is_now, double rate) {
  PeriodFigures out;
  std::vector<double> durations;
  uint64_t exceptions = 0;
  for (const auto& [user, person] : work.people) {
    const uint64_t instances = is_now ? person.counts.now : person.counts.before;
    out.instances += instances;
    out.people += instances > 0;
    exceptions += is_now ? person.exceptions.now_with : person.exceptions.before_with;
    const std::vector<double>& own = is_now ? person.durations.now : person.durations.before;
    durations.insert(durations.end(), own.begin(), own.end());
  }
  out.per_person_day = rate;
  if (out.instances > 0) {
    out.exception_share = static_cast<double>(exceptions) / static_cast<double>(out.instances);
  }
  if (!durations.empty()) {
    out.p90_s = Quantile90(durations);
    out.median_s = MedianOf(std::move(durations));
  }
  return out;
}

WayDrift WayOf(const RoutineWork& work, uint32_t variant) {
  WayDrift out;
  out.variant = variant;
  for (const auto& [user, person] : work.people) {
    const auto found = person.ways.find(variant);
    if (found == person.ways.end()) continue;
    out.before += found->second.first;
    out.now += found->second.second;
    out.people_before += found->second.first > 0;
    out.people_now += found->second.second > 0;
    ++out.people;
  }
  return out;
}

WayDrift MostCommon(const RoutineWork& work, bool is_now) {
  std::map<uint32_t, uint64_t> counts;
  for (const auto& [user, person] : work.people) {
    for (const auto& [variant, count] : person.ways) {
      counts[variant] += is_now ? count.second : count.first;
    }
  }
  uint32_t best = kNoVariant;
  uint64_t most = 0;
  for (const auto& [variant, count] : counts) {
    if (count > most) best = variant, most = count;
  }
  return best == kNoVariant ? WayDrift() : WayOf(work, best);
}

std::vector<PersonShares> SharesOfWay(const RoutineWork& work, uint32_t variant) {
  std::vector<PersonShares> out;
  for (const auto& [user, person] : work.people) {
    PersonShares shares{person.counts.before, 0, person.counts.now, 0};
    if (const auto found = person.ways.find(variant); found != person.ways.end()) {
      shares.before_with = found->second.first;
      shares.now_with = found->second.second;
    }
    out.push_back(shares);
  }
  return out;
}

// A test that was made: it counts among those that chance had, whatever its effect.
struct Made {
  size_t at = 0;  // in the report's routines
  DriftFinding finding;
  bool large = false;  // the effect matters
};

class Comparison {
 public:
  Comparison(const Presence& presence, const DriftOptions& options)
      : presence_(presence), options_(options) {}

  RoutineDrift Compare(uint32_t routine, const RoutineWork& work) {
    RoutineDrift out;
    out.routine = routine;
    const RateTest rate = Rate(work);
    out.before = FiguresOf(work, false, rate.before);
    out.now = FiguresOf(work, true, rate.now);
    out.way_before = MostCommon(work, false);
    out.way_now = MostCommon(work, true);
    AddRate(rate, out);
    if (std::min(out.before.instances, out.now.instances) >= options_.least_instances) {
      AddDurations(work, out);
      AddWays(work, out);
      AddExceptions(work, out);
    }
    ++routines_;
    return out;
  }

  void Settle(std::vector<RoutineDrift>& routines) const {
    std::vector<double> p;
    for (const Made& made : made_) p.push_back(made.finding.p);
    const std::vector<bool> holds = HoldTogether(p, options_.alpha);
    for (size_t i = 0; i < made_.size(); ++i) {
      if (holds[i] && made_[i].large) routines[made_[i].at].findings.push_back(made_[i].finding);
    }
  }

 private:
  RateTest Rate(const RoutineWork& work) const {
    // Who never did it was observed all the same.
    std::vector<PersonCounts> people;
    for (const auto& [user, counts] : presence_.panel) {
      PersonCounts own = counts;
      if (const auto found = work.people.find(user); found != work.people.end()) {
        own.before = found->second.counts.before;
        own.now = found->second.counts.now;
      }
      people.push_back(own);
    }
    return CompareRates(people, Days(presence_.before_days, work.before_days),
                        Days(presence_.now_days, work.now_days));
  }

  void AddRate(const RateTest& rate, const RoutineDrift& drift) {
    if (std::max(drift.before.instances, drift.now.instances) < options_.least_appearing) return;
    const bool rises = rate.now > rate.before;
    const double most = std::max(rate.before, rate.now);
    const double least = std::min(rate.before, rate.now);
    const bool all_or_nothing = least <= options_.vanishing * most;
    const double factor = rises ? rate.factor : 1 / rate.factor;
    DriftKind kind = rises ? DriftKind::kOftener : DriftKind::kRarer;
    if (all_or_nothing) kind = rises ? DriftKind::kAppeared : DriftKind::kVanished;
    Add({kind, rate.before, rate.now, rate.factor, rate.p}, factor >= options_.rate_factor);
  }

  void AddDurations(const RoutineWork& work, const RoutineDrift& drift) {
    std::vector<PersonSample> people;
    for (const auto& [user, person] : work.people) people.push_back(person.durations);
    const DurationTest test = CompareDurations(people);
    if (std::min(test.before, test.now) < options_.least_instances) return;
    const bool slower = test.factor > 1;
    const double factor = slower ? test.factor : 1 / test.factor;
    Add({slower ? DriftKind::kSlower : DriftKind::kFaster, drift.before.median_s,
         drift.now.median_s, test.factor, test.p},
        factor >= options_.duration_factor);
  }

  void AddWays(const RoutineWork& work, const RoutineDrift& drift) {
    const uint32_t before = drift.way_before.variant;
    const uint32_t now = drift.way_now.variant;
    if (before == kNoVariant || now == kNoVariant || before == now) return;
    // What was the rule and is it no longer, or what has become the rule: the larger change counts,
    // and of two looks the chance is twice that of one.
    const ShareTest lost = CompareShares(SharesOfWay(work, before));
    const ShareTest won = CompareShares(SharesOfWay(work, now));
    const bool by_new = won.change >= -lost.change;
    const WayDrift& way = by_new ? drift.way_now : drift.way_before;
    const ShareTest& test = by_new ? won : lost;
    Add({DriftKind::kMainPath,
         static_cast<double>(way.before) / static_cast<double>(drift.before.instances),
         static_cast<double>(way.now) / static_cast<double>(drift.now.instances), test.change,
         std::min(1.0, 2 * test.p)},
        std::fabs(test.change) >= options_.way_change);
  }

  void AddExceptions(const RoutineWork& work, const RoutineDrift& drift) {
    std::vector<PersonShares> people;
    for (const auto& [user, person] : work.people) people.push_back(person.exceptions);
    const ShareTest test = CompareShares(people);
    Add({DriftKind::kExceptions, drift.before.exception_share, drift.now.exception_share,
         test.change, test.p},
        std::fabs(test.change) >= options_.exception_change);
  }

  void Add(DriftFinding finding, bool large) { made_.push_back({routines_, finding, large}); }

  const Presence& presence_;
  const DriftOptions& options_;
  size_t routines_ = 0;
  std::vector<Made> made_;
};

}  // namespace

std::string_view DriftKindName(DriftKind kind) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "appeared", "vanished", "oftener", "rarer", "slower", "faster", "main_path", "exceptions"};
  return kNames[static_cast<size_t>(kind)];
}

Result<DriftPeriods> HalvesOf(const EventLog& log) {
  std::set<int64_t> days;
  for (const LogEvent& event : log.events) {
    if (event.time_us != kNoTime) days.insert(DayOf(event.time_us));
  }
  if (days.empty()) return FailedPrecondition("the log has no times: nothing can be compared");
  if (days.size() < kFewestDays) {
    return FailedPrecondition("events on " + std::to_string(days.size()) + " days; at least " +
                              std::to_string(kFewestDays) + " are needed to compare halves");
  }
  const int64_t middle =
      *std::next(days.begin(), static_cast<std::ptrdiff_t>(days.size() / 2)) * kDayUs;
  return DriftPeriods{{*days.begin() * kDayUs, middle}, {middle, (*days.rbegin() + 1) * kDayUs}};
}

DriftReport FindDrift(const EventLog& log, const Discovery& discovery, const DriftPeriods& periods,
                      const DriftOptions& options) {
  DriftReport out;
  out.periods = periods;
  const Presence presence = Observe(log, periods);
  out.people = static_cast<uint32_t>(presence.panel.size());
  out.days_before = static_cast<uint32_t>(presence.before_days.size());
  out.days_now = static_cast<uint32_t>(presence.now_days.size());
  std::vector<RoutineWork> work(discovery.routines.size());
  for (const Instance& instance : discovery.instances) {
    if (instance.start_us == kNoTime || !presence.panel.contains(instance.user)) continue;
    const bool is_now = Has(periods.now, instance.start_us);
    if (!is_now && !Has(periods.before, instance.start_us)) continue;
    Take(instance, is_now, work[instance.routine]);
  }
  Comparison comparison(presence, options);
  for (uint32_t r = 0; r < work.size(); ++r) out.routines.push_back(comparison.Compare(r, work[r]));
  comparison.Settle(out.routines);
  return out;
}

}  // namespace adit
