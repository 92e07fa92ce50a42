#include "collector/export/csv_log.h"

#include <gtest/gtest.h>

#include "tests/collector/export/export_fixture.h"

namespace adit {
namespace {

using namespace export_test;

std::string Written(CsvProfile profile) {
  const Example example = MakeExample();
  std::string out;
  EXPECT_TRUE(WriteCsvLog(example.log, example.discovery, {}, profile, AppendTo(out)).ok());
  return out;
}

TEST(CsvLog, EachProfileHasItsColumnsAndOneLineAStep) {
  EXPECT_EQ(Written(CsvProfile::kUipath).rfind("Case_ID,Activity,Event_end,User,Case_type,Event_detail\r\n", 0), 0U);
  EXPECT_EQ(Written(CsvProfile::kCelonis).rfind("CASE_KEY,ACTIVITY_EN,EVENTTIME,USER_NAME,", 0), 0U);
  EXPECT_EQ(Written(CsvProfile::kPm4py).rfind("case:concept:name,concept:name,time:timestamp,", 0), 0U);
  EXPECT_EQ(Count(Written(CsvProfile::kUipath), "\r\n"), 7U);
}

TEST(CsvLog, TimesAreWrittenAsEachToolReadsThem) {
  EXPECT_NE(Written(CsvProfile::kUipath).find(",2026-03-02 08:00:01.500,"), std::string::npos);
  EXPECT_NE(Written(CsvProfile::kUipath).find(",2026-03-02 08:00:00.000,"), std::string::npos);
  EXPECT_NE(Written(CsvProfile::kPm4py).find(",2026-03-02T08:00:00.000Z,"), std::string::npos);
}

TEST(CsvLog, ATitleCannotBecomeAFormula) {
  EXPECT_NE(Written(CsvProfile::kUipath).find(",\"'=1+1 \"\"<b>"), std::string::npos);
}

TEST(CsvLog, ProfilesAreFoundByName) {
  EXPECT_EQ(ParseCsvProfile("celonis"), CsvProfile::kCelonis);
  EXPECT_FALSE(ParseCsvProfile("excel").has_value());
}

}  // namespace
}  // namespace adit
