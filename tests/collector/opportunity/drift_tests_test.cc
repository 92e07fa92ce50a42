#include "collector/opportunity/drift_tests.h"

#include <gtest/gtest.h>

#include <cmath>

namespace adit {
namespace {

// One stratum is Wilcoxon's test: ranks 5 to 8 of 8 are 8 above chance, variance 4·4·9/12. Of two
// equal people one is left when the other is left out.
TEST(DriftTests, OneStratumIsTheRankSumTest) {
  const PersonSample person{{1, 2, 3, 4}, {5, 6, 7, 8}};
  EXPECT_EQ(CompareDurations({person}).p, 1);
  const DurationTest test = CompareDurations({person, person});
  EXPECT_NEAR(test.p, std::erfc(8 / std::sqrt(2 * 12.0)), 1e-12);
  EXPECT_NEAR(test.factor, 6.5 / 2.5, 1e-12);
}

TEST(DriftTests, EqualDurationsAreTiesAndSayNothing) {
  const PersonSample person{{5, 5, 5}, {5, 5, 5, 5}};
  const DurationTest test = CompareDurations({person, person});
  EXPECT_EQ(test.p, 1);
  EXPECT_NEAR(test.factor, 1, 1e-12);
}

// Everybody works as before; the slow person works more, so all instances together look slower.
TEST(DriftTests, AnotherMixOfPeopleIsNotSlower) {
  std::vector<PersonSample> people(2);
  for (int i = 0; i < 200; ++i) {
    const double jitter = 1 + 0.05 * std::sin(i);
    people[0].before.push_back(10 * jitter);
    if (i % 10 == 0) people[0].now.push_back(10 * jitter);
    if (i % 10 == 0) people[1].before.push_back(40 * jitter);
    people[1].now.push_back(40 * jitter);
  }
  const DurationTest test = CompareDurations(people);
  EXPECT_GT(test.p, 0.05);
  EXPECT_NEAR(test.factor, 1, 0.05);
}

// The strata of Mantel and Haenszel by hand: 10 of 20 and 15 of 20 of one person.
TEST(DriftTests, OneStratumOfSharesIsTheHypergeometricTest) {
  const ShareTest test = CompareShares({{20, 10, 20, 15}, {20, 10, 20, 15}});
  const double variance = 20.0 * 20 * 25 * 15 / (40.0 * 40 * 39);
  EXPECT_NEAR(test.p, std::erfc(2.5 / std::sqrt(2 * variance)), 1e-12);
}

TEST(DriftTests, AShareThatOnePersonChangesAloneHasNoEffect) {
  std::vector<PersonShares> people(6, {100, 10, 100, 10});
  people[0] = {100, 0, 100, 100};
  EXPECT_NEAR(CompareShares(people).change, 0, 1e-12);
  for (PersonShares& p : people) p = {100, 10, 100, 60};
  EXPECT_NEAR(CompareShares(people).change, 0.5, 1e-12);
}

TEST(DriftTests, RatesAreOfPersonDays) {
  // Twice as many people observed, twice as many instances: no change.
  const std::vector<PersonCounts> people(6, {20, 5, 40, 10});
  const std::vector<DayCount> before(5, {24, 6});
  const std::vector<DayCount> now(10, {24, 6});
  const RateTest test = CompareRates(people, before, now);
  EXPECT_NEAR(test.factor, 1, 1e-12);
  EXPECT_NEAR(test.p, 1, 1e-12);
}

// Days that differ among themselves as much as the periods do prove nothing.
TEST(DriftTests, UnevenDaysWidenTheVariance) {
  std::vector<PersonCounts> people(5, {20, 10, 40, 10});
  const std::vector<DayCount> even_before(10, {10, 5});
  const std::vector<DayCount> even_now(10, {20, 5});
  std::vector<DayCount> uneven_before(10, {0, 5});
  std::vector<DayCount> uneven_now(10, {0, 5});
  uneven_before[3].instances = 100;
  uneven_now[7].instances = 200;
  EXPECT_LT(CompareRates(people, even_before, even_now).p, 1e-6);
  EXPECT_GT(CompareRates(people, uneven_before, uneven_now).p, 0.1);
}

TEST(DriftTests, HolmStopsAtTheFirstThatFails) {
  EXPECT_EQ(HoldTogether({0.01, 0.04, 0.03, 0.005}, 0.05),
            (std::vector<bool>{true, false, false, true}));
  EXPECT_TRUE(HoldTogether({}, 0.05).empty());
}

TEST(DriftTests, NothingToCompareSaysNothing) {
  EXPECT_EQ(CompareDurations({}).p, 1);
  EXPECT_EQ(CompareShares({}).p, 1);
  EXPECT_EQ(CompareRates({}, {}, {}).p, 1);
  EXPECT_EQ(CompareShares({{1, 1, 0, 0}}).change, 0);
}

}  // namespace
}  // namespace adit
