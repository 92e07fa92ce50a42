#include <gtest/gtest.h>

#include "common/crypto/hash.h"
#include "common/crypto/sealed_box.h"
#include "common/crypto/secret_stream.h"
#include "common/crypto/signature.h"

namespace adit::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<StreamKey>);
static_assert(!std::is_copy_assignable_v<SigningSecretKey>);

StreamKey KeyOf(uint8_t value) {
  StreamKey key;
  for (uint8_t& b : key.span()) b = value;
  return key;
}

TEST(Hash, MatchesThePublishedVector) {
  // BLAKE2b-256 of "abc", as b2sum -l 256 gives it.
  EXPECT_EQ(HexEncode(HashOf(AsBytes("abc"))),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(Hasher().Update(AsBytes("a")).Update(AsBytes("bc")).Finish(), HashOf(AsBytes("abc")));
}

TEST(Hash, DependsOnItsKey) {
  EXPECT_NE(KeyedHashOf(KeyOf(1), AsBytes("abc")), KeyedHashOf(KeyOf(2), AsBytes("abc")));
  EXPECT_NE(KeyedFingerprint(KeyOf(1), AsBytes("abc")), 0u);
  EXPECT_EQ(KeyedFingerprint(KeyOf(1), AsBytes("abc")), KeyedFingerprint(KeyOf(1), AsBytes("abc")));
}

TEST(Crc32c, MatchesTheVectorsOfRfc3720) {
  EXPECT_EQ(Crc32c(Bytes(32, 0)), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(Bytes(32, 0xFF)), 0x62A8AB43u);
  EXPECT_EQ(Crc32c(AsBytes("123456789")), 0xE3069283u);
  EXPECT_EQ(Crc32c(AsBytes("6789"), Crc32c(AsBytes("12345"))), 0xE3069283u);
}

TEST(SecretArray, IsWipedWhenMovedFrom) {
  StreamKey a = KeyOf(7);
  const StreamKey b = std::move(a);
  EXPECT_EQ(a.data()[0], 0);  // NOLINT(bugprone-use-after-move): that is the point
  EXPECT_EQ(b.data()[0], 7);
}

TEST(SealedBox, OpensForItsRecipientOnly) {
  const BoxKeyPair alice = GenerateBoxKeyPair();
  const BoxKeyPair bob = GenerateBoxKeyPair();
  const Bytes box = SealBox(AsBytes("content key"), alice.public_key);
  EXPECT_EQ(AsText(OpenBox(box, alice).value()), "content key");
  EXPECT_FALSE(OpenBox(box, bob).ok());
  EXPECT_FALSE(OpenBox(ByteView(box).first(20), alice).ok());
  EXPECT_NE(box, SealBox(AsBytes("content key"), alice.public_key));
}

TEST(SecretStream, RefusesReorderedRepeatedAndForeignMessages) {
  SecretStreamWriter writer(KeyOf(1));
  Bytes first, second, last;
  writer.Push(AsBytes("one"), AsBytes("ad1"), StreamTag::kPush, first);
  writer.Push(AsBytes("two"), AsBytes("ad2"), StreamTag::kMessage, second);
  writer.Push({}, {}, StreamTag::kFinal, last);
  Bytes out;
  {
    SecretStreamReader reader(KeyOf(1), writer.header());
    EXPECT_FALSE(reader.Pull(second, AsBytes("ad2"), out).ok());
  }
  {
    SecretStreamReader reader(KeyOf(1), writer.header());
    EXPECT_FALSE(reader.Pull(first, AsBytes("other"), out).ok());
    EXPECT_TRUE(out.empty());
  }
  {
    SecretStreamReader reader(KeyOf(2), writer.header());
    EXPECT_FALSE(reader.Pull(first, AsBytes("ad1"), out).ok());
  }
  SecretStreamReader reader(KeyOf(1), writer.header());
  EXPECT_EQ(reader.Pull(first, AsBytes("ad1"), out).value(), StreamTag::kPush);
  EXPECT_FALSE(reader.finished());
  EXPECT_EQ(reader.Pull(second, AsBytes("ad2"), out).value(), StreamTag::kMessage);
  EXPECT_EQ(reader.Pull(last, {}, out).value(), StreamTag::kFinal);
  EXPECT_TRUE(reader.finished());
  EXPECT_FALSE(reader.Pull(last, {}, out).ok()) << "nothing may follow the final message";
  EXPECT_EQ(AsText(out), "onetwo");
}

TEST(Signature, HoldsForItsContextKeyAndBytesOnly) {
  const SigningKeyPair key = GenerateSigningKeyPair();
  const Signature signature = Sign("receipt", AsBytes("bytes"), key);
  EXPECT_TRUE(Verify("receipt", AsBytes("bytes"), key.public_key, signature));
  EXPECT_FALSE(Verify("policy", AsBytes("bytes"), key.public_key, signature));
  EXPECT_FALSE(Verify("receipt", AsBytes("other"), key.public_key, signature));
  EXPECT_FALSE(Verify("receip", AsBytes("tbytes"), key.public_key, signature));
  EXPECT_FALSE(
      Verify("receipt", AsBytes("bytes"), GenerateSigningKeyPair().public_key, signature));
}

TEST(Signature, ADamagedSecretKeyIsNoticed) {
  SigningKeyPair key = GenerateSigningKeyPair();
  EXPECT_TRUE(SigningKeyPairFromSecret(key.secret_key).ok());
  key.secret_key.data()[40] ^= 1;
  EXPECT_FALSE(SigningKeyPairFromSecret(key.secret_key).ok());
}

}  // namespace
}  // namespace adit::crypto
