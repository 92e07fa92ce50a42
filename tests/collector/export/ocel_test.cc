#include "collector/export/ocel.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/collector/export/export_fixture.h"

namespace adit::export_test {
namespace {

using nlohmann::json;

TEST(Ocel, HasTheStandardsMembersAndNoRelationLeadsNowhere) {
  const Example example = MakeExample();
  std::string text;
  ASSERT_TRUE(WriteOcel(example.log, example.discovery, {}, AppendTo(text)).ok());
  const json log = json::parse(text, nullptr, false);
  ASSERT_TRUE(log.is_object()) << text;
  std::set<std::string> event_types;
  std::set<std::string> object_types;
  std::set<std::string> objects;
  for (const json& type : log["eventTypes"]) event_types.insert(type["name"]);
  for (const json& type : log["objectTypes"]) {
    object_types.insert(type["name"]);
    ASSERT_TRUE(type["attributes"].is_array());
  }
  for (const json& object : log["objects"]) {
    EXPECT_TRUE(objects.insert(object["id"]).second);
    EXPECT_TRUE(object_types.contains(object["type"]));
    for (const json& attribute : object["attributes"]) {
      EXPECT_TRUE(attribute["value"].is_string());
      EXPECT_EQ(attribute["time"], "1970-01-01T00:00:00Z");
    }
  }
  EXPECT_EQ(log["events"].size(), 6u);
  for (const json& event : log["events"]) {
    EXPECT_TRUE(event_types.contains(event["type"]));
    EXPECT_EQ(event["relationships"].size(), 3u);
    for (const json& relation : event["relationships"])
      EXPECT_TRUE(objects.contains(relation["objectId"])) << relation;
  }
}

TEST(Ocel, ALogWithoutTimesIsRefused) {
  Example example = MakeExample();
  for (LogEvent& event : example.log.events) event.time_us = kNoTime;
  std::string text;
  EXPECT_EQ(WriteOcel(example.log, example.discovery, {}, AppendTo(text)).code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace adit::export_test
