#include "agent/runtime/session_ordinal.h"

#include <gtest/gtest.h>

#include "tests/fakes/memory_file_system.h"

namespace adit {
namespace {

uint32_t Of(SessionOrdinal& session, ActionType action) {
  EventFields fields;
  fields.action = action;
  return session.Of(fields);
}

class SessionOrdinalTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(files_.CreateDirectories("/state").ok()); }
  MemoryFileSystem files_;
};

TEST_F(SessionOrdinalTest, BeginsAnewAtUnlockAndNotAtLock) {
  SessionOrdinal session(files_, "/state/session");
  EXPECT_EQ(Of(session, ActionType::kClick), 1u);
  EXPECT_EQ(Of(session, ActionType::kLock), 1u);
  EXPECT_EQ(Of(session, ActionType::kUnlock), 2u);
  EXPECT_EQ(Of(session, ActionType::kClick), 2u);
}

TEST_F(SessionOrdinalTest, NeverRepeatsOverRestarts) {
  {
    SessionOrdinal session(files_, "/state/session");
    EXPECT_EQ(Of(session, ActionType::kUnlock), 2u);
  }
  SessionOrdinal session(files_, "/state/session");
  EXPECT_EQ(Of(session, ActionType::kClick), 3u);
}

TEST_F(SessionOrdinalTest, AnUnreadableFileCountsAsNone) {
  for (const std::string text : {"", "x", "12x", "99999999999", "-3"}) {
    ASSERT_TRUE(WriteFileAtomically(files_, "/state/session", AsBytes(text)).ok());
    SessionOrdinal session(files_, "/state/session");
    EXPECT_EQ(Of(session, ActionType::kClick), 1u) << text;
  }
}

}  // namespace
}  // namespace adit
