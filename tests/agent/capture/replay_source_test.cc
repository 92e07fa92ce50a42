#include "agent/capture/replay_source.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <optional>

#include "common/event/replay_json.h"

namespace adit {
namespace {

class CollectingSink final : public EventSink {
 public:
  bool Offer(UiEvent event) override { return OfferWaiting(std::move(event), 0); }
  bool OfferWaiting(UiEvent event, int) override {
    const std::lock_guard lock(mutex_);
    events.push_back(std::move(event));
    return true;
  }
  void Finished(Status outcome) override {
    const std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
    done_.notify_all();
  }
  Status WaitForEnd() {
    std::unique_lock lock(mutex_);
    done_.wait_for(lock, std::chrono::seconds(20), [this] { return outcome_.has_value(); });
    return outcome_.value_or(DeadlineExceeded("no end"));
  }
  std::vector<UiEvent> events;

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::optional<Status> outcome_;
};

std::string WriteFile(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "adit_replay_" + name;
  std::ofstream(path) << text;
  return path;
}

UiEvent Click(int64_t wall_us) {
  UiEvent event;
  event.fields.action = ActionType::kClick;
  event.fields.wall_us = wall_us;
  event.element_name = RawText("Save \"all\"\nnow");
  return event;
}

Status Play(ReplayOptions options, CollectingSink& sink) {
  const auto source = MakeReplaySource(std::move(options), RealFileSystem(), SystemClock());
  ADIT_RETURN_IF_ERROR(source->Start(sink));
  Status outcome = sink.WaitForEnd();
  source->Stop();
  return outcome;
}

TEST(ReplaySource, PlaysEveryLineInOrder) {
  std::string text = std::string(kReplayHeader) + "\n";
  for (int i = 0; i < 5000; ++i) text += ToReplayLine(Click(i)) + "\n";
  CollectingSink sink;
  const Status outcome = Play({WriteFile("whole", text)}, sink);
  ASSERT_TRUE(outcome.ok()) << outcome.ToString();
  ASSERT_EQ(sink.events.size(), 5000U);
  EXPECT_EQ(sink.events[4999].fields.wall_us, 4999);
  EXPECT_EQ(sink.events[0].element_name.UnmaskedForScrub(), "Save \"all\"\nnow");
}

TEST(ReplaySource, CutOffLastLineIsNamedAfterTheRestWasDelivered) {
  const std::string text = std::string(kReplayHeader) + "\n" + ToReplayLine(Click(1)) + "\n" +
                           ToReplayLine(Click(2)).substr(0, 20);
  const std::string path = WriteFile("torn", text);
  CollectingSink sink;
  const Status outcome = Play({path}, sink);
  EXPECT_EQ(sink.events.size(), 1U);
  EXPECT_EQ(outcome.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(outcome.message().find(path + ":3: "), std::string::npos) << outcome.message();
  EXPECT_NE(outcome.message().find("cut off"), std::string::npos) << outcome.message();
}

TEST(ReplaySource, MissingFileHeaderOrDirectoryIsNamed) {
  CollectingSink sink;
  EXPECT_EQ(Play({"/nonexistent/x.jsonl"}, sink).code(), StatusCode::kNotFound);
  CollectingSink second;
  const Status headless = Play({WriteFile("headless", "{\"action\":\"click\"}\n")}, second);
  EXPECT_NE(headless.message().find(":1: the first line must be"), std::string::npos);
  CollectingSink third;
  EXPECT_FALSE(Play({WriteFile("empty", "")}, third).ok());
}

TEST(ReplaySource, EndlessLineIsRefusedWithoutReadingItAll) {
  CollectingSink sink;
  const Status outcome = Play(
      {WriteFile("long", std::string(kReplayHeader) + "\n" + std::string(1 << 20, 'x'))}, sink);
  EXPECT_NE(outcome.message().find(":2: the line has"), std::string::npos) << outcome.message();
}

TEST(ReplaySource, SpeedKeepsTheRecordingsDistances) {
  std::string text = std::string(kReplayHeader) + "\n";
  for (int i = 0; i < 5; ++i) text += ToReplayLine(Click(i * kMicrosPerSecond)) + "\n";
  CollectingSink sink;
  const int64_t before = SystemClock().MonotonicMicros();
  ASSERT_TRUE(Play({WriteFile("timed", text), 20.0}, sink).ok());
  const int64_t passed = SystemClock().MonotonicMicros() - before;
  EXPECT_GE(passed, 150'000);  // three to four of the recording's seconds at twenty times the speed
}

TEST(ReplaySource, StopInterruptsAWaitingReplay) {
  const std::string text = std::string(kReplayHeader) + "\n" + ToReplayLine(Click(1)) + "\n" +
                           ToReplayLine(Click(3600 * kMicrosPerSecond)) + "\n";
  CollectingSink sink;
  const auto source =
      MakeReplaySource({WriteFile("slow", text), 1.0}, RealFileSystem(), SystemClock());
  ASSERT_TRUE(source->Start(sink).ok());
  const int64_t before = SystemClock().MonotonicMicros();
  source->Stop();
  EXPECT_LT(SystemClock().MonotonicMicros() - before, 2'000'000);
}

}  // namespace
}  // namespace adit
