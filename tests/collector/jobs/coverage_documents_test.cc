#include "collector/jobs/coverage_documents.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace adit {
namespace {

using nlohmann::json;

constexpr int64_t kHourUs = 3600ll * 1'000'000;
constexpr int64_t kDayUs = 24 * kHourUs;

struct Fixture {
  EventLog log;
  std::vector<CoveredAgent> agents;

  // An agent that works for twenty minutes in the morning and as long in the evening of these days.
  void Add(const std::string& user, const std::string& group, const std::vector<int64_t>& days) {
    agents.push_back({user, group, true, 0, 1, 2});
    for (const int64_t day : days) {
      for (const int64_t hour : {8, 18}) {
        for (const int64_t minute : {0, 10, 20}) {
          LogEvent event;
          event.user = log.strings.Intern(user);
          event.time_us = day * kDayUs + hour * kHourUs + minute * kHourUs / 60;
          log.events.push_back(event);
        }
      }
    }
  }
  json Document(uint32_t min_people) {
    std::vector<RunDocument> documents;
    AddCoverageDocument(log, agents, GroupGate(min_people), documents);
    EXPECT_EQ(documents.size(), 1U);
    return json::parse(documents[0].json);
  }
};

TEST(CoverageDocuments, FiguresAreThoseOfAllAgents) {
  Fixture f;
  f.Add("a", "finance", {1, 2, 3});
  f.Add("b", "finance", {1, 3});
  f.Add("c", "finance", {1, 2, 3});
  f.Add("d", "finance", {});
  const json document = f.Document(3);
  const json all = document["all"];
  EXPECT_EQ(all["agents"], 4);
  EXPECT_EQ(all["agents_with_events"], 3);
  EXPECT_EQ(all["agent_days"], 8);
  EXPECT_EQ(all["days"], 2) << "on the second day only two were heard";
  EXPECT_EQ(all["hours"], 5) << "eight days of forty minutes";
  EXPECT_EQ(all["events"], 48);
  EXPECT_EQ(all["lost_events"], 4);
  EXPECT_EQ(all["missing_events"], 8);
  EXPECT_EQ(all["gap_days"], 1) << "b was not heard on the second day";
  EXPECT_EQ(all["agents_with_gaps"], 1);
  ASSERT_EQ(document["groups"].size(), 1U);
  EXPECT_EQ(document["groups"][0]["group"], "finance");
}

TEST(CoverageDocuments, ADayOnWhichHardlyAnyoneWorkedIsNoGap) {
  Fixture f;
  for (const char* user : {"a", "b", "c", "d", "e"}) f.Add(user, "g", {1, 3});
  f.Add("f", "g", {1, 2, 3});
  EXPECT_EQ(f.Document(1)["all"]["gap_days"], 0);
}

TEST(CoverageDocuments, AGroupOfFewIsNotToldNorLeftOverBySubtraction) {
  Fixture f;
  for (const char* user : {"a", "b", "c", "d", "e", "f"}) f.Add(user, "large", {1});
  for (const char* user : {"g", "h", "i"}) f.Add(user, "middle", {1});
  f.Add("j", "small", {1});
  const json document = f.Document(3);
  ASSERT_EQ(document["groups"].size(), 1U);
  EXPECT_EQ(document["groups"][0]["group"], "large");
  EXPECT_EQ(document["hidden_groups"], 2);
  // What remains of the sum is that of four people.
  EXPECT_EQ(document["all"]["agents_with_events"].get<int>() -
                document["groups"][0]["agents_with_events"].get<int>(),
            4);
}

TEST(CoverageDocuments, OfTooFewPeopleNothingIsTold) {
  Fixture f;
  f.Add("a", "g", {1});
  const json document = f.Document(2);
  EXPECT_TRUE(document["all"].is_null());
  EXPECT_TRUE(document["groups"].empty());
}

}  // namespace
}  // namespace adit
