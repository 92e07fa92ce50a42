#include "agent/linux/program_versions.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>

namespace adit {
namespace {

uint32_t Own() { return static_cast<uint32_t>(getpid()); }

TEST(ProgramVersions, AreLookedUpOnceAndBesideTheCaller) {
  std::atomic<int> asked = 0;
  std::string path;
  ProgramVersions versions([&](const std::string& program) {
    path = program;
    ++asked;
    return std::string("1.2");
  });
  const auto first = versions.Of(Own());
  ASSERT_NE(first, nullptr);
  versions.Settle();
  EXPECT_EQ(first->Text(), "1.2");
  EXPECT_EQ(versions.Of(Own()), first);
  versions.Settle();
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(path.substr(path.rfind('/') + 1), "agent_linux_test");
}

TEST(ProgramVersions, OfNobodyAreNone) {
  ProgramVersions versions([](const std::string&) { return std::string("1"); });
  EXPECT_EQ(versions.Of(0), nullptr);
  EXPECT_EQ(versions.Of(4'000'000'000U), nullptr);
}

// A capture that ends while a database is read must not wait for all that is still asked.
TEST(ProgramVersions, QuestionsThatWaitAreGivenUpAtTheEnd) {
  std::shared_ptr<const ProgramVersion> answer;
  {
    ProgramVersions versions([](const std::string&) { return std::string("1"); });
    answer = versions.Of(Own());
  }
  const std::string text = answer->Text();
  EXPECT_TRUE(text.empty() || text == "1");
}

}  // namespace
}  // namespace adit
