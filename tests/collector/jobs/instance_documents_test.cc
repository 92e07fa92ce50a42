#include "collector/jobs/instance_documents.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/base/random.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kDayUs = 86'400 * kSecondUs;
constexpr int64_t kMondayUs = 20'514 * kDayUs;  // 2026-03-02

// One routine with two ways of three steps each.
struct Fixture {
  EventLog log;
  Discovery discovery;

  Fixture() {
    discovery.activities.resize(4);
    for (size_t a = 0; a < 4; ++a) discovery.activities[a].element = std::string(1, char('a' + a));
    Routine routine;
    routine.key = "aaaa";
    routine.variants = {{.activities = {0, 1, 2}}, {.activities = {0, 3, 2}}};
    discovery.routines.push_back(routine);
  }
  void Add(uint32_t user, uint32_t variant, int64_t start_us, int64_t step_s = 10) {
    Instance instance;
    instance.user = user;
    instance.variant = variant;
    instance.start_us = start_us;
    instance.duration_s = static_cast<double>(2 * step_s);
    int64_t at_us = start_us;
    for (const uint32_t activity : discovery.routines[0].variants[variant].activities) {
      instance.events.push_back(static_cast<uint32_t>(log.events.size()));
      LogEvent event;
      event.user = user;
      event.time_us = at_us;
      log.events.push_back(event);
      discovery.event_activity.push_back(activity);
      at_us += step_s * kSecondUs;
    }
    ++discovery.routines[0].variants[variant].count;
    discovery.instances.push_back(instance);
  }
  std::vector<RunDocument> Documents(uint32_t min_people) {
    GroupGate::Gated gated;
    gated.publish = true;
    gated.routine = discovery.routines[0];
    std::vector<RunDocument> documents;
    AddInstanceDocuments(log, discovery, GroupGate(min_people), {gated}, documents);
    return documents;
  }
};

TEST(InstanceDocuments, AnInstanceIsToldByWayDayAndWhenItsStepsCame) {
  Fixture f;
  for (uint32_t user = 1; user <= 3; ++user) f.Add(user, 0, kMondayUs + user * 3600 * kSecondUs);
  const std::vector<RunDocument> documents = f.Documents(3);
  ASSERT_EQ(documents.size(), 3U);
  EXPECT_EQ(documents[0].kind, InstanceKind("aaaa"));
  EXPECT_EQ(documents[0].people, 3U);
  const json one = json::parse(documents[0].json);
  EXPECT_EQ(one["period"]["from"], FormatTime(kMondayUs));
  EXPECT_EQ(one["period"]["until"], FormatTime(kMondayUs + kDayUs));
  EXPECT_EQ(one["duration_s"], 20);
  EXPECT_EQ(one["steps"][2], (json{{"activity", 2}, {"after_s", 20}}));
  // The three stand on the same day at other times: of that nothing is told.
  EXPECT_EQ(documents[0].json, documents[2].json);
}

TEST(InstanceDocuments, WhereADayIsThatOfFewTheWeekIsToldAndThenNoTime) {
  Fixture f;
  for (uint32_t user = 1; user <= 3; ++user) f.Add(user, 0, kMondayUs + user * kDayUs);
  for (uint32_t user = 1; user <= 3; ++user) f.Add(user, 1, kMondayUs + user * 7 * kDayUs);
  f.Add(1, 0, kMondayUs + 7 * 9 * kDayUs);
  const std::vector<RunDocument> documents = f.Documents(3);
  ASSERT_EQ(documents.size(), 6U) << "what one person did alone in its week is not listed";
  const json week = json::parse(documents[0].json);
  EXPECT_EQ(week["period"]["from"], FormatTime(kMondayUs));
  EXPECT_EQ(week["period"]["until"], FormatTime(kMondayUs + 7 * kDayUs));
  EXPECT_TRUE(json::parse(documents[3].json)["period"].is_null());
}

// Whatever is told of an instance, at least k people have one of which the same is told.
TEST(InstanceDocuments, NothingToldPicksOutFewerPeople) {
  SeededRandom random(5);
  for (int round = 0; round < 200; ++round) {
    Fixture f;
    for (uint64_t n = 1 + random.Below(60); n > 0; --n) {
      f.Add(static_cast<uint32_t>(1 + random.Below(8)), static_cast<uint32_t>(random.Below(2)),
            kMondayUs + static_cast<int64_t>(random.Below(30)) * kDayUs,
            // A length of its own tells which instance a document is.
            static_cast<int64_t>(10 * f.discovery.instances.size()));
    }
    const auto k = static_cast<uint32_t>(1 + random.Below(6));
    std::map<std::pair<json, json>, std::set<uint32_t>> people;
    std::map<std::pair<json, json>, uint32_t> claimed;
    for (const RunDocument& document : f.Documents(k)) {
      const json one = json::parse(document.json);
      const auto number = one["duration_s"].get<size_t>() / 20;
      const Instance& instance = f.discovery.instances[number];
      const std::pair<json, json> look(one["variant"], one["period"]);
      people[look].insert(instance.user);
      claimed[look] = document.people;
      if (one["period"].is_null()) continue;
      const std::string start = FormatTime(instance.start_us);
      EXPECT_LE(one["period"]["from"].get<std::string>(), start);
      EXPECT_GT(one["period"]["until"].get<std::string>(), start);
    }
    for (const auto& [look, users] : people) {
      EXPECT_GE(users.size(), k);
      EXPECT_EQ(users.size(), claimed[look]);
    }
  }
}

TEST(InstanceDocuments, ALongListIsCutAtTheOldEnd) {
  Fixture f;
  for (uint32_t n = 0; n < 2 * kMaxListedInstances; ++n)
    f.Add(1, 0, kMondayUs + (n < kMaxListedInstances ? 0 : kDayUs));
  const std::vector<RunDocument> documents = f.Documents(1);
  ASSERT_EQ(documents.size(), kMaxListedInstances);
  EXPECT_EQ(json::parse(documents.back().json)["period"]["from"], FormatTime(kMondayUs + kDayUs));
  EXPECT_EQ(documents.back().position, static_cast<int64_t>(kMaxListedInstances));
}

TEST(InstanceDocuments, WithoutTimesNothingOfTimeIsTold) {
  Fixture f;
  for (uint32_t user = 1; user <= 3; ++user) {
    f.Add(user, 0, 0);
    f.discovery.instances.back().start_us = kNoTime;
    f.discovery.instances.back().duration_s = kUnknownDuration;
  }
  const std::vector<RunDocument> documents = f.Documents(3);
  ASSERT_EQ(documents.size(), 3U);
  const json one = json::parse(documents[0].json);
  EXPECT_TRUE(one["period"].is_null() && one["duration_s"].is_null());
  EXPECT_TRUE(one["steps"][1]["after_s"].is_null());
}

}  // namespace
}  // namespace adit
