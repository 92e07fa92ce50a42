#include "agent/linux/dbus_connection.h"

#include <gtest/gtest.h>

#include "common/base/clock.h"
#include "tests/agent/linux/recorded_bus.h"

namespace adit {
namespace {

const DbusMethod kMethod{"", "/x", "org.example.X", "Ask"};

TEST(DbusConnection, ACallWithoutAnswerEndsAtItsDeadline) {
  RecordedBus bus;
  const int64_t start_us = SystemClock().MonotonicMicros();
  DbusOutcome outcome = DbusOutcome::kReply;
  int64_t took_us = 0;
  ASSERT_TRUE(bus.connection()
                  .Call(kMethod, 150'000,
                        [&](DbusOutcome got, sd_bus_message*) {
                          outcome = got;
                          took_us = SystemClock().MonotonicMicros() - start_us;
                        })
                  .ok());
  bus.connection().ProcessUntil([&] { return took_us != 0; }, 20'000'000).IgnoreError();
  EXPECT_EQ(outcome, DbusOutcome::kTimedOut);
  EXPECT_GE(took_us, 140'000);
  EXPECT_LT(took_us, 10'000'000);  // the machine may be busy; sd-bus itself gives up after 25 s
}

TEST(DbusConnection, OutstandingCallsAreBounded) {
  RecordedBus bus;
  for (size_t i = 0; i < kMaxOutstandingCalls; ++i) {
    ASSERT_TRUE(bus.connection().Call(kMethod, 5'000'000, [](DbusOutcome, sd_bus_message*) {}).ok())
        << i;
  }
  const Status refused =
      bus.connection().Call(kMethod, 5'000'000, [](DbusOutcome, sd_bus_message*) {});
  EXPECT_EQ(refused.code(), StatusCode::kResourceExhausted);
}

TEST(DbusConnection, CallbacksOfADestroyedConnectionAreNotCalled) {
  bool called = false;
  {
    RecordedBus bus;
    ASSERT_TRUE(
        bus.connection()
            .Call(kMethod, 1'000'000, [&called](DbusOutcome, sd_bus_message*) { called = true; })
            .ok());
    bus.Run(20'000);
  }
  EXPECT_FALSE(called);
}

TEST(DbusConnection, BytesThatAreNoMessageEndTheConnection) {
  RecordedBus bus;
  bus.Run(20'000);
  bus.Send(std::string(64, '\xFF'));
  const Status ended = bus.connection().ProcessUntil([] { return false; }, 300'000);
  EXPECT_EQ(ended.code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace adit
