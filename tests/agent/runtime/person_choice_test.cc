#include "agent/runtime/person_choice.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace adit {
namespace {

constexpr int64_t kNow = 1'770'000'000'000'000;
constexpr int64_t kMinute = 60'000'000;

PolicyDocument Policy(ConsentMode mode = ConsentMode::kInform) {
  PolicyDocument document;
  document.id = "p";
  document.expires_us = kNow + 1000 * kMinute;
  document.consent = mode;
  document.rights.max_pause_minutes = 60;
  return document;
}

TEST(PersonChoice, PauseHoldsForItsTimeAndSurvivesARestart) {
  const std::string path = testing::TempDir() + "adit_choice";
  std::remove(path.c_str());
  Result<PersonChoice> choice = LoadPersonChoice(RealFileSystem(), path);
  ASSERT_TRUE(choice.ok());
  ASSERT_TRUE(Pause(*choice, Policy(), 30, kNow).ok());
  ASSERT_TRUE(SavePersonChoice(RealFileSystem(), path, *choice).ok());
  choice = LoadPersonChoice(RealFileSystem(), path);
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(MayRecord(*choice, Policy(), kNow + 29 * kMinute), RecordingState::kPaused);
  EXPECT_EQ(MayRecord(*choice, Policy(), kNow + 30 * kMinute), RecordingState::kRecording);
}

TEST(PersonChoice, PauseFollowsThePolicysRights) {
  PersonChoice choice;
  EXPECT_EQ(Pause(choice, Policy(), 61, kNow).code(), StatusCode::kInvalidArgument);
  PolicyDocument without = Policy();
  without.rights.pause = false;
  EXPECT_EQ(Pause(choice, without, 1, kNow).code(), StatusCode::kPermissionDenied);
  PolicyDocument unlimited = Policy();
  unlimited.rights.max_pause_minutes = 0;
  ASSERT_TRUE(Pause(choice, unlimited, 0, kNow).ok());
  EXPECT_EQ(choice.paused_until_us, kPausedUntilResumed);
}

TEST(PersonChoice, NothingIsRecordedBeforeConsentOrAfterItsWithdrawal) {
  PersonChoice choice;
  EXPECT_EQ(MayRecord(choice, Policy(ConsentMode::kOptIn), kNow), RecordingState::kNeedsConsent);
  choice.consent = Consent::kInformed;
  EXPECT_EQ(MayRecord(choice, Policy(ConsentMode::kAcknowledge), kNow),
            RecordingState::kNeedsConsent);
  choice.consent = Consent::kGiven;
  EXPECT_EQ(MayRecord(choice, Policy(ConsentMode::kOptIn), kNow), RecordingState::kRecording);
  choice.consent = Consent::kWithdrawn;
  EXPECT_EQ(MayRecord(choice, Policy(ConsentMode::kInform), kNow), RecordingState::kNeedsConsent);
}

TEST(PersonChoice, ExpiredPolicyRecordsNothing) {
  EXPECT_EQ(MayRecord({}, Policy(), kNow + 1000 * kMinute), RecordingState::kNotInForce);
}

TEST(PersonChoice, DamagedFileIsNoFreshStart) {
  const std::string path = testing::TempDir() + "adit_choice_damaged";
  std::ofstream(path) << "adit-choice 1\nconsent maybe\n";
  const Result<PersonChoice> choice = LoadPersonChoice(RealFileSystem(), path);
  EXPECT_EQ(choice.status().code(), StatusCode::kDataLoss);
  EXPECT_NE(choice.status().message().find(path + ":2"), std::string::npos);
}

}  // namespace
}  // namespace adit
