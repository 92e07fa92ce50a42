#include "privacy/policy/signed_policy.h"

#include <gtest/gtest.h>

#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

crypto::SigningKeyPair Officer(uint8_t seed = 1) {
  crypto::SecretArray<32> bytes;
  for (size_t i = 0; i < 32; ++i) bytes.data()[i] = seed;
  return crypto::SigningKeyPairFromSeed(bytes);
}

Status Open(const std::string& text, const std::optional<PolicyFloor>& floor = std::nullopt,
            int64_t now_us = 1'770'000'000'000'000) {
  return OpenSignedPolicy(text, "p", {Officer().public_key}, floor, now_us).status();
}

TEST(SignedPolicy, SignedDocumentIsAcceptedByteForByte) {
  const std::string document = "// comment stays\n" + PolicyText("", 7);
  const std::string text = SignPolicy(document, Officer());
  EXPECT_EQ(DocumentOfPolicyText(text), document);
  const Result<AcceptedPolicy> opened =
      OpenSignedPolicy(text, "p", {Officer(2).public_key, Officer().public_key}, std::nullopt, 1);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_EQ(opened->policy->version(), 7U);
  EXPECT_EQ(opened->digest, crypto::HashOf(AsBytes(document)));
}

TEST(SignedPolicy, UnsignedForeignAndAlteredAreRefused) {
  EXPECT_EQ(Open(PolicyText()).code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(Open(SignPolicy(PolicyText(), Officer(2))).code(), StatusCode::kUnauthenticated);
  const std::string good = SignPolicy(PolicyText(), Officer());
  ASSERT_TRUE(Open(good).ok());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string altered = good;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    // Hexadecimal digits may be written in either case; everything else must refuse.
    EXPECT_FALSE(Open(altered).ok()) << "byte " << i;
  }
  for (size_t size = 0; size < good.size(); size += 7)
    EXPECT_FALSE(Open(good.substr(0, size)).ok());
}

TEST(SignedPolicy, OldVersionsAndSecondContentsAreRefused) {
  const std::string two = SignPolicy(PolicyText("", 2), Officer());
  const PolicyFloor floor{2, crypto::HashOf(AsBytes(PolicyText("", 2)))};
  EXPECT_TRUE(Open(two, floor).ok());
  EXPECT_EQ(Open(SignPolicy(PolicyText("", 1), Officer()), floor).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(Open(SignPolicy(PolicyText(R"("minimum_group_size": 9)", 2), Officer()), floor).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Open(SignPolicy(PolicyText("", 3), Officer()), floor).ok());
}

TEST(SignedPolicy, ExpiredAndBrokenAreRefused) {
  EXPECT_EQ(Open(SignPolicy(PolicyText("", 1, "2020-01-01T00:00:00Z"), Officer())).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(Open(SignPolicy(PolicyText(R"("hots": {})"), Officer())).code(),
            StatusCode::kInvalidArgument);
}

TEST(SignedPolicy, BuiltInPolicyHasADigest) {
  EXPECT_NE(BuiltInPolicy().digest, crypto::Digest{});
  EXPECT_EQ(BuiltInPolicy().key, crypto::KeyId{});
}

}  // namespace
}  // namespace adit
