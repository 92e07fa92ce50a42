#include "collector/export/xes.h"

#include <gtest/gtest.h>

#include "collector/export/xml_text.h"
#include "tests/collector/export/export_fixture.h"

namespace adit {
namespace {

using namespace export_test;

TEST(Xes, OneTraceAnInstanceAndOneEventAStep) {
  const Example example = MakeExample();
  std::string out;
  ASSERT_TRUE(WriteXes(example.log, example.discovery, {}, AppendTo(out)).ok());
  EXPECT_EQ(Count(out, "<trace>"), 2U);
  EXPECT_EQ(Count(out, "</trace>"), 2U);
  EXPECT_EQ(Count(out, "<event>"), 6U);
  EXPECT_NE(out.find("<date key=\"time:timestamp\" value=\"2026-03-02T08:00:00Z\"/>"), std::string::npos);
  EXPECT_NE(out.find("value=\"00000000000000aa-2\""), std::string::npos);
  EXPECT_EQ(out.find("<b>"), std::string::npos);
}

TEST(Xes, EventsWithoutTimeHaveNoTimestamp) {
  Example example = MakeExample();
  for (LogEvent& event : example.log.events) event.time_us = kNoTime;
  std::string out;
  ASSERT_TRUE(WriteXes(example.log, example.discovery, {}, AppendTo(out)).ok());
  EXPECT_EQ(out.find("time:timestamp\" value"), std::string::npos);
}

TEST(Xes, AMissingRoutineIsNamed) {
  const Example example = MakeExample();
  std::string out;
  const Status status = WriteXes(example.log, example.discovery, {.routine = 7}, AppendTo(out));
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("no routine 7"), std::string::npos);
}

TEST(Xes, AFailingSinkEndsTheExport) {
  const Example example = MakeExample();
  const TextSink full = [](std::string_view) { return ResourceExhausted("disk full"); };
  EXPECT_EQ(WriteXes(example.log, example.discovery, {}, full).code(), StatusCode::kResourceExhausted);
}

TEST(XmlText, ForbiddenCharactersAndBrokenUtf8AreReplaced) {
  EXPECT_EQ(XmlText("a\x01"), "a\xEF\xBF\xBD");
  EXPECT_EQ(XmlText("\xC3"), "\xEF\xBF\xBD");
  EXPECT_EQ(XmlText("<\n&\"'>"), "&lt;&#10;&amp;&quot;&apos;&gt;");
  EXPECT_EQ(XmlText("Stra\xC3\x9F" "e"), "Stra\xC3\x9F" "e");
}

}  // namespace
}  // namespace adit
