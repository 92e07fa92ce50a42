#include "collector/oidc/sign_ins.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace adit::oidc {
namespace {

TEST(SignIns, EndOnceWithTheirOwnCookie) {
  FakeClock clock;
  SeededRandom random(1);
  SignIns sign_ins(clock, random);
  const auto one = sign_ins.Begin();
  const auto other = sign_ins.Begin();
  ASSERT_TRUE(one && other);
  EXPECT_NE(one->state, other->state);
  EXPECT_FALSE(sign_ins.End(one->state, other->cookie)) << "begun in another browser";
  EXPECT_FALSE(sign_ins.End(one->state, ""));
  EXPECT_FALSE(sign_ins.End("", one->cookie));
  const auto ended = sign_ins.End(one->state, one->cookie);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->nonce, one->nonce);
  EXPECT_EQ(ended->verifier, one->verifier);
  EXPECT_FALSE(sign_ins.End(one->state, one->cookie)) << "used before";
}

TEST(SignIns, AreOverAfterTenMinutes) {
  FakeClock clock;
  SeededRandom random(1);
  SignIns sign_ins(clock, random);
  const auto one = sign_ins.Begin();
  clock.Advance(SignIns::kMinutesUs);
  EXPECT_FALSE(sign_ins.End(one->state, one->cookie));
}

// RFC 7636, appendix B: verifiers have 43 characters at least, challenges are their SHA-256.
TEST(SignIns, TheChallengeIsTheVerifiersDigest) {
  FakeClock clock;
  SeededRandom random(1);
  const auto one = SignIns(clock, random).Begin();
  EXPECT_EQ(one->verifier.size(), 43U);
  EXPECT_EQ(one->challenge.size(), 43U);
  EXPECT_NE(one->challenge, one->verifier);
}

TEST(SignIns, ThoseWhoNeverComeBackAreForgottenWhenRoomIsNeeded) {
  FakeClock clock;
  SeededRandom random(1);
  SignIns sign_ins(clock, random);
  for (size_t i = 0; i < SignIns::kMost; ++i) ASSERT_TRUE(sign_ins.Begin());
  EXPECT_FALSE(sign_ins.Begin());
  clock.Advance(SignIns::kMinutesUs);
  EXPECT_TRUE(sign_ins.Begin());
}

}  // namespace
}  // namespace adit::oidc
