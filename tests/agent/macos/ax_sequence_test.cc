#include "tests/agent/macos/ax_sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace adit {
namespace {

constexpr char kFolder[] = ADIT_SOURCE_DIR "/tests/agent/macos/sequences";

std::vector<std::string> Sequences() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".ax") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Path(const std::string& name) { return std::string(kFolder) + "/" + name + ".ax"; }

class AxSequence : public testing::TestWithParam<std::string> {};

TEST_P(AxSequence, TellsWhatTheFileExpects) {
  const PlayedSequence played = PlayAxSequence(Path(GetParam()));
  ASSERT_EQ(played.problem, "");
  ASSERT_FALSE(played.expected.empty());
  EXPECT_EQ(played.told, played.expected);
  EXPECT_FALSE(played.canary_leaked);
}

INSTANTIATE_TEST_SUITE_P(Sequences, AxSequence, testing::ValuesIn(Sequences()),
                         [](const auto& one) { return one.param; });

TEST(AxSequences, AFloodAsksLittleOfTheProgram) {
  const PlayedSequence played = PlayAxSequence(Path("event_storm"));
  // A burst of 60 and 30 a second for five seconds, and a few before and after.
  EXPECT_LT(played.questions, 60 + 150 + 20) << "for 5000 notices";
}

TEST(AxSequences, AHungProgramIsAskedAHandfulOfTimes) {
  const PlayedSequence played = PlayAxSequence(Path("hung_application"));
  EXPECT_LT(played.questions, 30) << "in half a minute";
}

TEST(AxSequences, APrivateProgramIsNeverAsked) {
  EXPECT_EQ(PlayAxSequence(Path("private_applications")).questions, 0);
}

}  // namespace
}  // namespace adit
