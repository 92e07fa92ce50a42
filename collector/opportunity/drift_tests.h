// Tests of drift: whether two samples differ beyond chance when each person is compared with
// themselves.
//
// p-values are two-sided, 1 where nothing can be said. Each p and each effect is the least that is
// left when any one person is left out: what one person changed alone is no change of a routine.
#pragma once

#include <cstdint>
#include <vector>

namespace adit {

// What one person did in both periods.
struct PersonSample {
  std::vector<double> before;
  std::vector<double> now;
};

struct DurationTest {
  double p = 1;
  double factor = 1;    // weighted median over people of the ratio of their medians
  uint64_t before = 0;  // instances of people who have some in both periods
  uint64_t now = 0;
  uint32_t people = 0;
};

// The stratified rank-sum test (van Elteren, "On the combination of independent two-sample tests of
// Wilcoxon", 1960) with mid-ranks for ties: one slow person who works more in the second period is
// no slower routine.
[[nodiscard]] DurationTest CompareDurations(const std::vector<PersonSample>& people);

// Of n instances `with` have a property.
struct PersonShares {
  uint64_t before = 0;
  uint64_t before_with = 0;
  uint64_t now = 0;
  uint64_t now_with = 0;
};

struct ShareTest {
  double p = 1;
  double change = 0;  // of the share
};

// Cochran, Mantel and Haenszel's test, a stratum a person.
[[nodiscard]] ShareTest CompareShares(const std::vector<PersonShares>& people);

// Instances and days with events of one person.
struct PersonCounts {
  uint64_t before = 0;
  uint64_t before_days = 0;
  uint64_t now = 0;
  uint64_t now_days = 0;
};
// Instances of one day, and how many people were observed on it.
struct DayCount {
  uint64_t instances = 0;
  uint64_t people = 0;
};

struct RateTest {
  double p = 1;
  double before = 0;  // instances a person and day
  double now = 0;
  double factor = 1;  // now / before; infinity where there was nothing before
};

// Counts of instances against person-days, as a Poisson process whose variance is as much larger as
// the days of the log show (quasi-Poisson, never below 1).
[[nodiscard]] RateTest CompareRates(const std::vector<PersonCounts>& people,
                                    const std::vector<DayCount>& before_days,
                                    const std::vector<DayCount>& now_days);

// Which of these p-values hold together at the level `alpha` (Holm, 1979).
[[nodiscard]] std::vector<bool> HoldTogether(const std::vector<double>& p, double alpha);

// The middle of the values; 0 for none.
[[nodiscard]] double MedianOf(std::vector<double> values);

}  // namespace adit
