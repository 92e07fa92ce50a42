#include "agent/runtime/session_keeper.h"

#include <gtest/gtest.h>

#include <set>

#include "agent/runtime/commands.h"

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;

class FakeLauncher final : public SessionLauncher {
 public:
  Result<uint64_t> Launch(const DesktopSession& session) override {
    if (!works) return Unavailable("no token");
    running.insert(++last);
    users[last] = session.user;
    return last;
  }
  bool HasEnded(uint64_t process, int& exit_code) override {
    exit_code = code;
    return !running.contains(process);
  }
  void Release(uint64_t process) override { running.erase(process); }

  bool works = true;
  int code = 0;
  uint64_t last = 0;
  std::set<uint64_t> running;
  std::map<uint64_t, std::string> users;
};

struct Kept {
  FakeLauncher launcher;
  SessionKeeper keeper{launcher};
  int64_t now_us = kSecond;
  std::vector<DesktopSession> sessions{{1, "S-1-5-21-1"}, {2, "S-1-5-21-2"}};
  // Seconds until another agent is started; −1 when none is for an hour.
  int SecondsToStart() {
    const uint64_t before = launcher.last;
    for (int s = 0; s <= 3600; ++s, now_us += kSecond) {
      keeper.Tick(now_us, sessions);
      if (launcher.last != before) return s;
    }
    return -1;
  }
};

TEST(SessionKeeper, OneAgentRunsInEverySession) {
  Kept kept;
  for (int i = 0; i < 10; ++i) kept.keeper.Tick(kept.now_us + i * kSecond, kept.sessions);
  EXPECT_EQ(kept.launcher.running.size(), 2U);
  EXPECT_EQ(kept.keeper.TakeNotes().size(), 2U);
  EXPECT_EQ(kept.keeper.UserOf(1), "S-1-5-21-1");
  EXPECT_EQ(kept.keeper.UserOf(2), "S-1-5-21-2");
}

TEST(SessionKeeper, AForeignProcessBelongsToNobody) {
  Kept kept;
  kept.keeper.Tick(kept.now_us, kept.sessions);
  EXPECT_EQ(kept.keeper.UserOf(4711), "");
  EXPECT_EQ(kept.keeper.UserOf(0), "");
}

TEST(SessionKeeper, PausesDoubleUpToTenMinutesAndBeginAgainAfterALongRun) {
  Kept kept;
  kept.sessions.pop_back();
  EXPECT_EQ(kept.SecondsToStart(), 0);
  for (const int pause : {10, 20, 40, 80, 160, 320, 600, 600}) {
    kept.launcher.running.clear();
    EXPECT_EQ(kept.SecondsToStart(), pause);
  }
  kept.now_us += 120 * kSecond;
  kept.launcher.running.clear();
  EXPECT_EQ(kept.SecondsToStart(), 10);
}

TEST(SessionKeeper, AnAgentThatNeedsAPersonIsNotStartedEveryTenSeconds) {
  Kept kept;
  kept.sessions.pop_back();
  EXPECT_EQ(kept.SecondsToStart(), 0);
  kept.launcher.code = kAgentExitNotEnrolled;
  kept.launcher.running.clear();
  EXPECT_EQ(kept.SecondsToStart(), 600);
}

TEST(SessionKeeper, LoggingOffLetsGoAndAnotherPersonGetsAnAgentOfTheirOwn) {
  Kept kept;
  kept.keeper.Tick(kept.now_us, kept.sessions);
  kept.sessions = {{1, "S-1-5-21-9"}};
  kept.keeper.Tick(kept.now_us + kSecond, kept.sessions);
  EXPECT_EQ(kept.launcher.running, (std::set<uint64_t>{3}));
  EXPECT_EQ(kept.launcher.users[3], "S-1-5-21-9");
}

TEST(SessionKeeper, AFailureToStartIsToldOnce) {
  Kept kept;
  kept.launcher.works = false;
  for (int s = 0; s < 600; ++s) kept.keeper.Tick(kept.now_us + s * kSecond, kept.sessions);
  const std::vector<SessionNote> notes = kept.keeper.TakeNotes();
  ASSERT_EQ(notes.size(), 2U) << "one a session";
  EXPECT_EQ(notes[0], (SessionNote{SessionNote::Kind::kNotStarted, 1, "no token"}));
}

TEST(SessionKeeper, StopLetsGoOfAll) {
  Kept kept;
  kept.keeper.Tick(kept.now_us, kept.sessions);
  kept.keeper.Stop();
  EXPECT_TRUE(kept.launcher.running.empty());
}

}  // namespace
}  // namespace adit
