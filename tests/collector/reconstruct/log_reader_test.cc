#include "collector/reconstruct/log_reader.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

Result<EventLog> Read(const std::string& text, const ReadOptions& options = {},
                      LogReport* report = nullptr, LogTruth* truth = nullptr) {
  const auto source = TextSource::FromString(text);
  return ReadUiLog(*source, options, report, truth);
}

TEST(LogReader, NativeColumnsAreRead) {
  const auto log = Read(
      "seq,ts,user,app,window,element,action,value_hash\n7,2026-03-02T08:00:00Z,u,ERP,Order,Save,"
      "click,ab\n");
  ASSERT_TRUE(log.ok()) << log.status().ToString();
  ASSERT_EQ(log->events.size(), 1U);
  EXPECT_EQ(log->events[0].sequence, 7U);
  EXPECT_EQ(log->events[0].time_us, 1'772'438'400'000'000);
  EXPECT_EQ(log->strings.At(log->events[0].window), "Order");
  EXPECT_EQ(log->strings.At(log->events[0].value), "ab");
}

TEST(LogReader, SemicolonsQuotesAndLineEndsInFieldsAreUnderstood) {
  const auto log = Read("app;window\r\n\"a;b\";\"line\nend \"\"x\"\"\"\r\n\r\nc;d\r\n");
  ASSERT_TRUE(log.ok());
  ASSERT_EQ(log->events.size(), 2U);
  EXPECT_EQ(log->strings.At(log->events[0].app), "a;b");
  EXPECT_EQ(log->strings.At(log->events[0].window), "line\nend \"x\"");
}

TEST(LogReader, MappedColumnsWin) {
  ReadOptions options;
  options.columns = {{"window", "Bildschirm"}};
  const auto log = Read("window,Bildschirm\nwrong,right\n", options);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(log->strings.At(log->events[0].window), "right");
}

TEST(LogReader, AMissingMappedColumnIsNamed) {
  ReadOptions options;
  options.columns = {{"app", "Programm"}};
  const auto log = Read("app,window\na,b\n", options);
  ASSERT_FALSE(log.ok());
  EXPECT_NE(log.status().message().find("app=Programm"), std::string::npos);
}

TEST(LogReader, ALogThatDoesNotSayWhatHappenedIsRefusedWithItsColumns) {
  const auto log = Read("seq,colour\n1,red\n");
  ASSERT_FALSE(log.ok());
  EXPECT_NE(log.status().message().find("colour"), std::string::npos);
}

TEST(LogReader, EmptyInputsAreRefused) {
  EXPECT_FALSE(Read("").ok());
  EXPECT_FALSE(Read("app,window\n").ok());
  EXPECT_FALSE(Read("app\n\"never closed").ok());
}

TEST(LogReader, TruthIsReadApartFromTheLog) {
  LogTruth truth;
  const auto log = Read("app,case,routine,noise\na,1,r,\nb,,,1\n", {}, nullptr, &truth);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(truth.cases[0], "1");
  EXPECT_TRUE(truth.noise[1]);
  EXPECT_EQ(log->strings.size(), 3U);  // "", a, b: the truth is not in the log
}

TEST(LogReader, UnreadableTimesAreCountedAndTheEventsKept) {
  LogReport report;
  const auto log = Read("app,ts\na,yesterday\nb,23.11.2026 08:15\n", {}, &report);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(report.times_unreadable, 1U);
  EXPECT_EQ(report.times_empty, 0U);
  EXPECT_EQ(report.first_unreadable_row, 1U);
  EXPECT_EQ(report.first_unreadable_time, "yesterday");
  EXPECT_EQ(log->events[0].time_us, kNoTime);
  EXPECT_NE(log->events[1].time_us, kNoTime);
}

TEST(LogReader, EmptyTimesAreMissingAndNotUnreadable) {
  LogReport report;
  ASSERT_TRUE(Read("app,ts\na,\nb,\nc,soon\n", {}, &report).ok());
  EXPECT_EQ(report.times_empty, 2U);
  EXPECT_EQ(report.times_unreadable, 1U);
  EXPECT_EQ(report.first_unreadable_row, 3U);
}

TEST(LogReader, XesEventsBecomeRows) {
  LogTruth truth;
  const auto log = Read(
      "<?xml version=\"1.0\"?><log><!-- a > b --><trace><string key=\"concept:name\" value=\"c1\"/>"
      "<event><string key=\"concept:name\" value=\"A &amp; B\"/><date key=\"time:timestamp\" "
      "value=\"2026-03-02T08:00:00Z\"/></event></trace></log>",
      {}, nullptr, &truth);
  ASSERT_TRUE(log.ok()) << log.status().ToString();
  ASSERT_EQ(log->events.size(), 1U);
  EXPECT_EQ(log->strings.At(log->events[0].element), "A & B");
  EXPECT_EQ(truth.cases[0], "c1");
}

TEST(LogReader, XesCutInsideATagIsRefused) { EXPECT_FALSE(Read("<log><trace><event").ok()); }

}  // namespace
}  // namespace adit
