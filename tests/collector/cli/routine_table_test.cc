#include "collector/cli/routine_table.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace adit::cli {
namespace {

constexpr const char* kRoadmap = R"({"items":[
 {"rank":1,"key":"aa","name":"Mail → Books: Inbox … Post invoice of <PERSON>","people":12,"instances":340,
  "median_duration_s":95.2,"hours_per_month":23.04,"hours_low":19.5,"hours_high":27.1,"exception_share":0.12,
  "score":71.25,"runs_per_month":1496,"saved_hours_per_month":9.1,"build_hours":40,"payback_months":4.4,
  "parts":[{"key":"saving","points":50,"weight":50,"reason":"long"},{"key":"input","points":1.26,"weight":5}],
  "reasons":["A sentence.","Another one."]},
 {"rank":2,"name":"Talk: click","people":5,"instances":7,"median_duration_s":null,"payback_months":null}],
 "run":{"summary":{"min_people":5}}})";

size_t Lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(RoutineTable, OneLineARoutineWithAllFiguresAndTheWholeName) {
  const std::string table = RoutineTable(kRoadmap, {});
  EXPECT_EQ(Lines(table), 3U) << table;
  const std::string first = table.substr(table.find('\n') + 1);
  for (const char* figure : {"   1 ", "71.2", " 12 ", " 340 ", "1.6 min", "23.0 (19.5 to 27.1)",
                             "12 %", "Mail → Books: Inbox … Post invoice of <PERSON>\n"}) {
    EXPECT_NE(first.find(figure), std::string::npos) << figure << "\n" << table;
  }
}

TEST(RoutineTable, ReasonsStandBehindTheRankingAndAreShort) {
  const std::string table = RoutineTable(kRoadmap, {.why = true});
  EXPECT_EQ(Lines(table), 3 + 2 + 2 * 3U) << table;
  EXPECT_LT(table.find("Talk: click"), table.find("Why:"));
  EXPECT_NE(
      table.find(
          "1496 times a month; saves about 9.1 of 23.0 hours; to build 40 hours, paid back in 4.4"),
      std::string::npos)
      << table;
  EXPECT_NE(table.find("71.2 points: saving 50.0 of 50, input 1.3 of 5\n"), std::string::npos)
      << table;
  EXPECT_NE(table.find("does not pay back"), std::string::npos);
  EXPECT_EQ(table.find("A sentence."), std::string::npos);
}

TEST(RoutineTable, NamesAreCutToTheTerminal) {
  const std::string table = RoutineTable(kRoadmap, {.width = 110});
  const std::string first = table.substr(table.find('\n') + 1);
  EXPECT_LE(CutName(first.substr(0, first.find('\n')), 110).size(), 120U);
  EXPECT_NE(first.find("Post invoice\u2026\n"), std::string::npos) << table;
  EXPECT_EQ(first.find("<PER"), std::string::npos);
}

TEST(RoutineTable, ALossIsNoNegativeSaving) {
  const std::string table = RoutineTable(
      R"({"items": [{"rank": 1, "name": "A", "hours_per_month": 0.1,
          "saved_hours_per_month": -0.7, "runs_per_month": 63}]})",
      {.why = true, .width = 0});
  EXPECT_NE(table.find("63 times a month; saves none of 0.1 hours"), std::string::npos) << table;
}

TEST(RoutineTable, NothingToPublishIsSaid) {
  EXPECT_EQ(RoutineTable(R"({"items":[],"run":{"summary":{"min_people":5}}})", {}),
            "No routine rests on at least 5 people yet.\n");
}

TEST(RoutineTable, OddDocumentsAreNoError) {
  EXPECT_EQ(RoutineTable("no json", {}), "");
  EXPECT_FALSE(
      RoutineTable(R"({"items":[{"rank":"x","name":7,"parts":[3,null]}]})", {.why = true}).empty());
  EXPECT_FALSE(RoutineTable(R"({"items":[3]})", {.why = true}).empty());
}

TEST(CutName, IsNeverInsideAPlaceholderACharacterOrAWord) {
  EXPECT_EQ(CutName("Order of <PERSON>", 17), "Order of <PERSON>");
  EXPECT_EQ(CutName("Order of <PERSON>", 16), "Order of\u2026");
  EXPECT_EQ(CutName("Order of <PERSON> here", 19), "Order of <PERSON>\u2026");
  EXPECT_EQ(CutName("äöüäöüäöü", 5), "äöüä\u2026");
  EXPECT_EQ(CutName("<MASKED>", 4), "\u2026");
}

}  // namespace
}  // namespace adit::cli
