#include "collector/jobs/slight_routines.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

// Six people; steps 0 and 1 are done by all of them, step 2 by the first person alone.
struct Fixture {
  EventLog log;
  Discovery discovery;

  Fixture() {
    for (const char* app : {"Mail", "ERP", "Payroll"}) {
      Activity activity;
      activity.app = app;
      activity.name = std::string(app) + ": open";
      discovery.activities.push_back(activity);
    }
    for (uint32_t user = 1; user <= 6; ++user) {
      for (uint32_t activity = 0; activity < (user == 1 ? 3U : 2U); ++activity) {
        LogEvent event;
        event.user = user;
        log.events.push_back(event);
        discovery.event_activity.push_back(activity);
      }
    }
  }
  void Add(const std::string& key, uint32_t people, std::vector<uint32_t> steps) {
    Routine routine;
    routine.key = key;
    routine.name = "named after Payroll";
    routine.users = people;
    routine.instances = 12;
    routine.activities = std::move(steps);
    discovery.review.push_back(routine);
  }
  std::vector<RunDocument> Documents(uint32_t min_people) {
    std::vector<RunDocument> documents;
    AddSlightDocuments(log, discovery, GroupGate(min_people), documents);
    return documents;
  }
};

TEST(SlightRoutines, AStepOfOnePersonIsNeitherListedNorInTheName) {
  Fixture f;
  f.Add("aaaa", 6, {0, 2, 1});
  const std::vector<RunDocument> documents = f.Documents(5);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].kind, "slight");
  EXPECT_EQ(documents[0].people, 6U);
  EXPECT_NE(documents[0].json.find("ERP: open"), std::string::npos);
  EXPECT_EQ(documents[0].json.find("Payroll"), std::string::npos) << documents[0].json;
}

TEST(SlightRoutines, FewPeopleOrNoSharedStepIsNotPublished) {
  Fixture f;
  f.Add("aaaa", 4, {0, 1});
  f.Add("bbbb", 6, {2});
  f.Add("cccc", 6, {1});
  const std::vector<RunDocument> documents = f.Documents(5);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_NE(documents[0].json.find("cccc"), std::string::npos);
  EXPECT_EQ(documents[0].position, 1);
}

}  // namespace
}  // namespace adit
