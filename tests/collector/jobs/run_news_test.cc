#include "collector/jobs/run_news.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

RunDocument Row(const std::string& key, double median_s, double exceptions) {
  return {"opportunity", key, 1, 6,
          "{\"name\":\"n\",\"median_duration_s\":" + std::to_string(median_s) +
              ",\"exception_share\":" + std::to_string(exceptions) + "}"};
}

TEST(RunNews, TheFirstRunIsNoNews) {
  EXPECT_TRUE(CompareRuns({}, {Row("aaaa", 60, 0.1)}, 1).empty());
}

TEST(RunNews, NewRoutinesDriftAndMoreExceptionsAreTold) {
  const std::vector<RunDocument> before = {Row("aaaa", 60, 0.1), Row("bbbb", 60, 0.1),
                                           Row("cccc", 60, 0.1)};
  const std::vector<RunDocument> now = {Row("aaaa", 71, 0.15), Row("bbbb", 73, 0.1),
                                        Row("cccc", 60, 0.21), Row("dddd", 5, 0)};
  const std::vector<RunNewsItem> news = CompareRuns(before, now, 9);
  ASSERT_EQ(news.size(), 3u);
  EXPECT_EQ(news[0].event, "routine.drift");
  EXPECT_NE(news[0].data_json.find("bbbb"), std::string::npos);
  EXPECT_EQ(news[1].event, "routine.exceptions");
  EXPECT_NE(news[1].data_json.find("cccc"), std::string::npos);
  EXPECT_EQ(news[2].event, "opportunity.new");
  EXPECT_NE(news[2].data_json.find("\"run\":9"), std::string::npos);
}

// No time is no drift, and a damaged document ends nothing.
TEST(RunNews, UnknownDurationsAndDamagedDocumentsAreNoDrift) {
  std::vector<RunDocument> before = {Row("aaaa", 60, 0)};
  std::vector<RunDocument> now = {{"opportunity", "aaaa", 1, 6, R"({"median_duration_s":null})"}};
  EXPECT_TRUE(CompareRuns(before, now, 1).empty());
  now[0].json = "[";
  EXPECT_TRUE(CompareRuns(before, now, 1).empty());
}

}  // namespace
}  // namespace adit
