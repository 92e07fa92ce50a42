#include "collector/opportunity/drift.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace adit {
namespace {

constexpr int64_t kDay = 86'400'000'000;
constexpr uint32_t kPeople = 8;
constexpr int kDays = 20;  // the second ten are now

// What one person does of a routine on one day.
struct Habit {
  double a_day = 3;
  double seconds = 60;
  double second_way = 0.2;  // share
  double rework = 0.05;
};
using HabitOf = Habit (*)(uint32_t person, int day);

class Office {
 public:
  explicit Office(uint32_t seed) : random_(seed) { log_.strings.Intern("people"); }

  void Add(HabitOf habit, uint32_t people = kPeople) {
    const auto routine = static_cast<uint32_t>(found_.routines.size());
    found_.routines.emplace_back();
    found_.routines.back().id = routine;
    found_.routines.back().variants.resize(2);
    for (uint32_t person = 1; person <= people; ++person) {
      // People differ, and a person's days differ: more than a Poisson process does.
      const double speed = std::exp(0.3 * Normal());
      const double busy = std::exp(0.3 * Normal());
      for (int day = 0; day < kDays; ++day) {
        const Habit h = habit(person, day);
        std::poisson_distribution<int> count(
            std::max(1e-9, h.a_day * busy * std::exp(0.3 * Normal())));
        if (h.a_day < 0) continue;  // not observed
        See(person, day);
        for (int n = count(random_); n > 0; --n) {
          Instance instance;
          instance.routine = routine;
          instance.user = person;
          instance.variant = Chance() < h.second_way ? 1 : 0;
          instance.start_us = (100 + day) * kDay + 9 * 3'600'000'000LL;
          instance.duration_s = h.seconds * speed * std::exp(0.5 * Normal());
          instance.rework = Chance() < h.rework;
          found_.instances.push_back(instance);
        }
      }
    }
  }
  void See(uint32_t person, int day) {
    LogEvent event;
    event.user = person;
    event.time_us = (100 + day) * kDay + 8 * 3'600'000'000LL;
    log_.events.push_back(event);
  }
  DriftReport Compare() const {
    const DriftPeriods periods{{100 * kDay, 110 * kDay}, {110 * kDay, 120 * kDay}};
    return FindDrift(log_, found_, periods, {});
  }
  const EventLog& log() const { return log_; }

 private:
  double Normal() { return std::normal_distribution<double>()(random_); }
  double Chance() { return std::uniform_real_distribution<double>()(random_); }

  std::mt19937 random_;
  EventLog log_;
  Discovery found_;
};

Habit Usual(uint32_t, int) { return {}; }

std::vector<DriftKind> KindsOf(const RoutineDrift& drift) {
  std::vector<DriftKind> kinds;
  for (const DriftFinding& finding : drift.findings) kinds.push_back(finding.kind);
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

// What `habit` is called beside three routines that stay as they are, in nearly all of ten offices.
void ExpectAlone(HabitOf habit, std::vector<DriftKind> expected) {
  int right = 0;
  int wrong_elsewhere = 0;
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    Office office(seed);
    for (int i = 0; i < 3; ++i) office.Add(Usual);
    office.Add(habit);
    const DriftReport report = office.Compare();
    right += KindsOf(report.routines[3]) == expected;
    for (int i = 0; i < 3; ++i) wrong_elsewhere += !report.routines[i].findings.empty();
  }
  EXPECT_GE(right, 9);
  EXPECT_EQ(wrong_elsewhere, 0);
}

TEST(Drift, NoiseIsNone) {
  int offices_with_findings = 0;
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    Office office(seed);
    for (int i = 0; i < 6; ++i) office.Add(Usual);
    const DriftReport report = office.Compare();
    offices_with_findings +=
        std::any_of(report.routines.begin(), report.routines.end(),
                    [](const RoutineDrift& drift) { return !drift.findings.empty(); });
  }
  // One in a hundred is what the level allows; three are the bound of a test that must not flicker.
  EXPECT_LE(offices_with_findings, 3);
}

TEST(Drift, ARoutineThatAppearsIsTold) {
  ExpectAlone([](uint32_t, int day) { return Habit{day < 10 ? 0.0 : 2.0}; },
              {DriftKind::kAppeared});
}

TEST(Drift, ARoutineThatVanishesIsTold) {
  ExpectAlone([](uint32_t, int day) { return Habit{day < 10 ? 2.0 : 0.0}; },
              {DriftKind::kVanished});
}

TEST(Drift, MoreAndLessOftenAreTold) {
  ExpectAlone([](uint32_t, int day) { return Habit{day < 10 ? 2.0 : 6.0}; }, {DriftKind::kOftener});
  ExpectAlone([](uint32_t, int day) { return Habit{day < 10 ? 6.0 : 2.0}; }, {DriftKind::kRarer});
}

TEST(Drift, SlowerAndFasterAreTold) {
  ExpectAlone(
      [](uint32_t, int day) {
        return Habit{3, day < 10 ? 60.0 : 90.0};
      },
      {DriftKind::kSlower});
  ExpectAlone(
      [](uint32_t, int day) {
        return Habit{3, day < 10 ? 90.0 : 60.0};
      },
      {DriftKind::kFaster});
}

TEST(Drift, AnotherMainPathIsTold) {
  ExpectAlone(
      [](uint32_t, int day) {
        return Habit{3, 60, day < 10 ? 0.2 : 0.7};
      },
      {DriftKind::kMainPath});
}

TEST(Drift, MoreExceptionsAreTold) {
  ExpectAlone(
      [](uint32_t, int day) {
        return Habit{3, 60, 0.2, day < 10 ? 0.05 : 0.4};
      },
      {DriftKind::kExceptions});
}

TEST(Drift, TheFiguresOfBothPeriodsAreEvidence) {
  Office office(7);
  office.Add([](uint32_t, int day) { return Habit{3, day < 10 ? 60.0 : 120.0}; });
  const RoutineDrift drift = office.Compare().routines[0];
  ASSERT_EQ(KindsOf(drift), std::vector<DriftKind>{DriftKind::kSlower});
  EXPECT_EQ(drift.before.people, kPeople);
  EXPECT_NEAR(drift.findings[0].effect, 2, 0.3);
  EXPECT_LT(drift.findings[0].p, 1e-6);
  EXPECT_EQ(drift.findings[0].before, drift.before.median_s);
  EXPECT_GT(drift.now.p90_s, drift.now.median_s);
}

// Agents are rolled out to more people, who do what the others do.
TEST(Drift, ARollOutIsNone) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    Office office(seed);
    office.Add([](uint32_t person, int day) { return Habit{person > 6 && day < 10 ? -1.0 : 3.0}; },
               30);
    const DriftReport report = office.Compare();
    EXPECT_EQ(report.people, 6u);
    EXPECT_TRUE(report.routines[0].findings.empty()) << seed;
  }
}

TEST(Drift, WhatOnePersonChangesAloneIsNone) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    Office office(seed);
    office.Add([](uint32_t person, int day) {
      return person == 1 && day >= 10 ? Habit{40, 300, 1, 1} : Habit{2};
    });
    const DriftReport report = office.Compare();
    for (const DriftFinding& finding : report.routines[0].findings)
      ADD_FAILURE() << seed << ' ' << DriftKindName(finding.kind);
  }
}

TEST(Drift, FewInstancesAreNone) {
  Office office(3);
  office.Add([](uint32_t, int day) { return Habit{0.05, day < 10 ? 10.0 : 1000.0, 0.5, 0.5}; });
  EXPECT_TRUE(office.Compare().routines[0].findings.empty());
}

TEST(Drift, HalvesNeedTimesAndFourDays) {
  EventLog log;
  log.events.resize(3);
  EXPECT_EQ(HalvesOf(log).status().code(), StatusCode::kFailedPrecondition);
  for (int day : {0, 0, 1, 2}) log.events.push_back({0, day * kDay + 5});
  EXPECT_NE(HalvesOf(log).status().message().find("3 days"), std::string::npos);
  log.events.push_back({0, 9 * kDay});
  const auto halves = HalvesOf(log);
  ASSERT_TRUE(halves.ok());
  EXPECT_EQ(halves->before.from_us, 0);
  EXPECT_EQ(halves->before.until_us, 2 * kDay);
  EXPECT_EQ(halves->now.from_us, 2 * kDay);
  EXPECT_EQ(halves->now.until_us, 10 * kDay);
}

}  // namespace
}  // namespace adit
