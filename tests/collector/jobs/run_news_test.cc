#include "collector/jobs/run_news.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

RunDocument Row(const std::string& key) { return {"opportunity", key, 1, 6, R"({"name":"n"})"}; }
RunDocument Drift(const std::string& key, const std::string& changes) {
  return {"drift", key, 1, 6, R"({"changes":[)" + changes + "]}"};
}
constexpr const char* kSlower = R"({"kind":"slower","before":60,"now":90,"effect":1.5})";
constexpr const char* kMore = R"({"kind":"exceptions","before":0.1,"now":0.4})";
constexpr const char* kFewer = R"({"kind":"exceptions","before":0.4,"now":0.1})";

TEST(RunNews, TheFirstRunIsNoNews) {
  EXPECT_TRUE(CompareRuns({}, {{Row("aaaa")}, {Drift("aaaa", kSlower)}}, 1).empty());
}

TEST(RunNews, NewRoutinesDriftAndMoreExceptionsAreTold) {
  const RunFindings before{{Row("aaaa"), Row("bbbb"), Row("cccc")}, {Drift("aaaa", "")}};
  const RunFindings now{{Row("aaaa"), Row("bbbb"), Row("cccc"), Row("dddd")},
                        {Drift("bbbb", kSlower), Drift("cccc", kMore), Drift("aaaa", "")}};
  const std::vector<RunNewsItem> news = CompareRuns(before, now, 9);
  ASSERT_EQ(news.size(), 3u);
  EXPECT_EQ(news[0].event, "routine.drift");
  EXPECT_NE(news[0].data_json.find("bbbb"), std::string::npos);
  EXPECT_NE(news[0].data_json.find("\"effect\":1.5"), std::string::npos) << news[0].data_json;
  EXPECT_EQ(news[1].event, "routine.exceptions");
  EXPECT_NE(news[1].data_json.find("cccc"), std::string::npos);
  EXPECT_EQ(news[2].event, "opportunity.new");
  EXPECT_NE(news[2].data_json.find("\"run\":9"), std::string::npos);
}

// The halves of a month move on by a day each night; a change shows in them for two weeks.
TEST(RunNews, WhatTheRunBeforeToldIsNotToldAgain) {
  const RunFindings told{{Row("aaaa")}, {Drift("aaaa", kSlower)}};
  EXPECT_TRUE(CompareRuns(told, told, 2).empty());
  const RunFindings more{{Row("aaaa")}, {Drift("aaaa", std::string(kSlower) + "," + kMore)}};
  const std::vector<RunNewsItem> news = CompareRuns(told, more, 3);
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].event, "routine.exceptions");
}

TEST(RunNews, FewerExceptionsAreDriftAndNoAlarm) {
  const std::vector<RunNewsItem> news =
      CompareRuns({{Row("aaaa")}, {}}, {{Row("aaaa")}, {Drift("aaaa", kFewer)}}, 3);
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].event, "routine.drift");
}

// A damaged document ends nothing.
TEST(RunNews, DamagedDocumentsAreNoDrift) {
  RunFindings now{{Row("aaaa")}, {Drift("aaaa", kSlower)}};
  now.drift[0].json = "[";
  EXPECT_TRUE(CompareRuns({{Row("aaaa")}, {}}, now, 1).empty());
  now.drift[0].json = R"({"changes":[7,{"kind":"slower"}]})";
  EXPECT_EQ(CompareRuns({{Row("aaaa")}, {}}, now, 1).size(), 1u);
}

}  // namespace
}  // namespace adit
