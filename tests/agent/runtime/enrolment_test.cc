#include "agent/runtime/enrolment.h"

#include <gtest/gtest.h>

#include "agent/runtime/agent_settings.h"
#include "tests/fakes/memory_file_system.h"

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;

TEST(Enrolment, WithoutNetworkPausesDoubleUpToTenMinutes) {
  const Status offline = Unavailable("no network");
  EXPECT_EQ(PauseAfterEnrolment(1, offline), 5 * kSecond);
  EXPECT_EQ(PauseAfterEnrolment(2, offline), 10 * kSecond);
  EXPECT_EQ(PauseAfterEnrolment(7, offline), 320 * kSecond);
  EXPECT_EQ(PauseAfterEnrolment(8, offline), 600 * kSecond);
  EXPECT_EQ(PauseAfterEnrolment(1'000'000, offline), 600 * kSecond);
}

TEST(Enrolment, ARefusedTokenIsNotTriedAgainAtOnce) {
  EXPECT_EQ(PauseAfterEnrolment(1, PermissionDenied("token used up")), 600 * kSecond);
  EXPECT_EQ(PauseAfterEnrolment(1, InvalidArgument("no token")), 600 * kSecond);
  EXPECT_EQ(PauseAfterEnrolment(1, Unauthenticated("another authority")), 600 * kSecond);
}

Settings Prepared(FileSystem& files, const std::string& url) {
  SettingPlaces places;
  places.command_line = {{"agent.state_directory", "/state"}, {"collector.url", url}};
  return std::move(*Settings::Load(AgentSettingSchema(), places, files));
}

TEST(Enrolment, AnUnpreparedComputerIsToldSoAndDoesNotWait) {
  MemoryFileSystem files;
  const TokenReader token = []() -> Result<std::string> { return std::string("x"); };
  EXPECT_EQ(EnrolBeforeFirstRun(Prepared(files, ""), token, files, SystemClock(), SystemRandom(),
                                kNoWaitHandle)
                .code(),
            StatusCode::kUnauthenticated);
  EXPECT_EQ(EnrolBeforeFirstRun(Prepared(files, "https://127.0.0.1:1"), nullptr, files,
                                SystemClock(), SystemRandom(), kNoWaitHandle)
                .code(),
            StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace adit
