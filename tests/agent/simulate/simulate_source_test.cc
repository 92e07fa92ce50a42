#include "agent/simulate/simulate_source.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <vector>

#include "agent/simulate/workforce.h"

namespace adit {
namespace {

// Keeps everything; refuses every seventh offer once, as a full queue does.
class FullSink final : public EventSink {
 public:
  bool Offer(UiEvent event) override { return OfferWaiting(std::move(event), 0); }
  bool OfferWaiting(UiEvent event, int /*timeout_ms*/) override {
    const std::lock_guard lock(mutex_);
    if (++offers_ % 7 == 0) return false;
    events_.push_back(std::move(event));
    return true;
  }
  void Finished(Status outcome) override {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    outcome_ = std::move(outcome);
    changed_.notify_all();
  }
  bool WaitUntilFinished() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [this] { return finished_; });
  }
  std::vector<UiEvent> events_;
  Status outcome_;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t offers_ = 0;
  bool finished_ = false;
};

TEST(SimulateSource, PlaysOnePersonWithoutLoss) {
  auto source =
      MakeSimulateSource("seed=4,profile=easy,people=3,person=1,days=1,speed=max", SystemClock());
  ASSERT_TRUE(source.ok()) << source.status().message();
  FullSink sink;
  ASSERT_TRUE((*source)->Start(sink).ok());
  ASSERT_TRUE(sink.WaitUntilFinished());
  (*source)->Stop();
  EXPECT_TRUE(sink.outcome_.ok());

  auto options = simulate::ProfileOptions("easy").value();
  options.seed = 4;
  options.people = 3;
  options.days = 1;
  auto workforce = simulate::Workforce::Create(options);
  const auto person = (*workforce)->MakePerson(1);
  simulate::SimulatedEvent event;
  size_t n = 0;
  for (; person->Next(event); ++n) {
    ASSERT_LT(n, sink.events_.size());
    EXPECT_EQ(sink.events_[n].fields.wall_us, event.event.fields.wall_us);
    EXPECT_EQ(sink.events_[n].fields.sequence, 0U);
  }
  EXPECT_EQ(n, sink.events_.size());
  EXPECT_GT(n, 1000U);
}

TEST(SimulateSource, StopsAtOnceWhileWaitingForTheNextEvent) {
  auto source = MakeSimulateSource("speed=1,days=1", SystemClock());
  FullSink sink;
  ASSERT_TRUE((*source)->Start(sink).ok());
  const int64_t before = SystemClock().MonotonicMicros();
  (*source)->Stop();
  EXPECT_LT(SystemClock().MonotonicMicros() - before, 2 * kMicrosPerSecond);
  (*source)->Stop();
}

TEST(SimulateSource, AWrongSpecIsRefusedBeforeAnythingStarts) {
  const auto source = MakeSimulateSource("person=11,people=10", SystemClock());
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace adit
