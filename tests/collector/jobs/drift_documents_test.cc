#include "collector/jobs/drift_documents.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace adit {
namespace {

using nlohmann::json;

// One routine with two ways; five people did it before and `people_now` now.
struct Fixture {
  Discovery discovery;
  DriftReport report;

  explicit Fixture(uint32_t people_now, DriftKind kind = DriftKind::kSlower) {
    discovery.activities.resize(2);
    discovery.activities[0].name = "ERP: open";
    discovery.activities[1].name = "ERP: secret";
    Routine routine;
    routine.key = "aaaa";
    routine.users = 6;
    routine.variants.resize(2);
    routine.variants[0].activities = {0};
    routine.variants[1].activities = {0, 1};
    discovery.routines.push_back(routine);
    report.people = 6;
    RoutineDrift drift;
    drift.before = {40, 5, 1, 60, 90, 0.1};
    drift.now = {50, people_now, 1, 90, 120, 0.2};
    drift.way_before = {0, 30, 10, 5, 5, 5};
    drift.way_now = {1, 10, 40, 5, 5, 5};
    drift.findings.push_back({kind, 60, 90, 1.5, 1e-9});
    report.routines.push_back(drift);
  }
  std::vector<RunDocument> Documents(uint32_t min_people) const {
    std::vector<RunDocument> documents;
    GroupGate::Gated gated;
    gated.routine = discovery.routines[0];
    AddDriftDocuments(discovery, report, GroupGate(min_people), {gated}, documents);
    return documents;
  }
};

TEST(DriftDocuments, TellTheFiguresOfBothPeriodsAndTheChange) {
  const std::vector<RunDocument> documents = Fixture(5).Documents(5);
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents[0].kind, "drift");
  const json d = json::parse(documents[0].json);
  EXPECT_EQ(d["before"]["median_duration_s"], 60);
  EXPECT_EQ(d["now"]["instances"], 50);
  EXPECT_EQ(d["changes"][0]["kind"], "slower");
  EXPECT_EQ(d["way_now"]["steps"].size(), 2u);
  EXPECT_EQ(d["way_now"]["share_now"], 0.8);
}

TEST(DriftDocuments, APeriodOfFewPeopleIsWithheldWithWhatRestsOnIt) {
  const json d = json::parse(Fixture(4).Documents(5)[0].json);
  EXPECT_TRUE(d["now"].is_null());
  EXPECT_TRUE(d["changes"].empty());
  EXPECT_FALSE(d["before"].is_null());
}

// Nobody is no small group: that a routine vanished may be told.
TEST(DriftDocuments, APeriodOfNobodyIsTold) {
  const json d = json::parse(Fixture(0, DriftKind::kVanished).Documents(5)[0].json);
  EXPECT_EQ(d["changes"][0]["kind"], "vanished");
  EXPECT_EQ(d["now"]["people"], 0);
}

TEST(DriftDocuments, AWayOfFewPeopleIsNeitherShownNorSaidToHaveBecomeTheRule) {
  Fixture f(5, DriftKind::kMainPath);
  f.report.routines[0].way_now.people = 4;
  const std::string text = f.Documents(5)[0].json;
  EXPECT_EQ(text.find("secret"), std::string::npos) << text;
  EXPECT_TRUE(json::parse(text)["changes"].empty());
  f.report.routines[0].way_now.people = 5;
  f.report.routines[0].way_now.people_before = 2;
  const json d = json::parse(f.Documents(5)[0].json);
  EXPECT_EQ(d["changes"].size(), 1u);
  EXPECT_TRUE(d["way_now"]["share_before"].is_null());
  EXPECT_TRUE(d["changes"][0]["before"].is_null());
}

TEST(DriftDocuments, OfTooFewPeopleInBothPeriodsNothingIsTold) {
  Fixture f(5);
  f.report.people = 4;
  EXPECT_TRUE(f.Documents(5).empty());
  EXPECT_TRUE(json::parse(DriftPeriodsJson(f.report, GroupGate(5)))["people"].is_null());
}

}  // namespace
}  // namespace adit
