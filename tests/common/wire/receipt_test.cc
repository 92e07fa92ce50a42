#include "common/wire/receipt.h"

#include <gtest/gtest.h>

#include "common/wire/limits.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit::wire {
namespace {

Receipt SampleReceipt() {
  const EnvelopeHeader header = SampleHeader(4, 100);
  Receipt r;
  r.collector = CollectorId(Bytes16{1, 2, 3});
  r.agent = header.agent;
  r.incarnation = header.incarnation;
  r.batch_seq = header.batch_seq;
  r.envelope_digest.fill(0xAB);
  r.durable_through = 4;
  r.server_wall_us = 1'770'000'000'000'000;
  r.policy_version = 6;
  r.max_batch_bytes = 100'000;
  r.pace_ms = 250;
  r.retry_after_ms = 3;
  r.directives = kFetchPolicy;
  return r;
}

TEST(Receipt, ComesBackAsItWasSigned) {
  const auto key = SampleSigner(3);
  const auto decoded = DecodeReceipt(EncodeReceipt(SampleReceipt(), key), {key.public_key});
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  EXPECT_EQ(*decoded, SampleReceipt());
}

TEST(Receipt, EveryFlippedBitIsRefused) {
  const auto key = SampleSigner(3);
  Bytes bytes = EncodeReceipt(SampleReceipt(), key);
  for (size_t i = 0; i < bytes.size() * 8; ++i) {
    bytes[i / 8] ^= static_cast<uint8_t>(1u << (i % 8));
    EXPECT_FALSE(DecodeReceipt(bytes, {key.public_key}).ok()) << i;
    bytes[i / 8] ^= static_cast<uint8_t>(1u << (i % 8));
  }
}

TEST(Receipt, AnUnknownSignerIsUnauthenticated) {
  const Bytes bytes = EncodeReceipt(SampleReceipt(), SampleSigner(3));
  EXPECT_EQ(DecodeReceipt(bytes, {SampleSigner(4).public_key}).status().code(),
            StatusCode::kUnauthenticated);
  EXPECT_EQ(DecodeReceipt(bytes, {}).status().code(), StatusCode::kUnauthenticated);
}

TEST(Receipt, AnEmptyOrForeignBodyIsNoReceipt) {
  const auto key = SampleSigner(3);
  EXPECT_FALSE(DecodeReceipt({}, {key.public_key}).ok());
  EXPECT_FALSE(DecodeReceipt(AsBytes("{}"), {key.public_key}).ok());
  EXPECT_FALSE(DecodeReceipt(AsBytes("<html>Sign in to the guest network</html>"),
                             {key.public_key})
                   .ok());
  EXPECT_FALSE(DecodeReceipt(Bytes(kMaxReceiptBytes + 1, 'A'), {key.public_key}).ok());
}

TEST(Receipt, CoversOnlyItsOwnEnvelope) {
  const EnvelopeHeader header = SampleHeader(4, 100);
  Receipt r = SampleReceipt();
  EXPECT_TRUE(CheckReceiptCovers(r, header, r.envelope_digest).ok());
  crypto::Digest other = r.envelope_digest;
  other[31] ^= 1;
  EXPECT_FALSE(CheckReceiptCovers(r, header, other).ok());
  EXPECT_FALSE(CheckReceiptCovers(r, SampleHeader(5, 100), r.envelope_digest).ok());
  r.disposition = Disposition::kRefused;
  EXPECT_FALSE(CheckReceiptCovers(r, header, r.envelope_digest).ok());
}

TEST(BatchPath, ParsesWhatItFormats) {
  const EnvelopeHeader header = SampleHeader(1, 1);
  const std::string path = BatchPath(header.agent, header.incarnation, 42);
  const auto parsed = ParseBatchPath(path);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->agent, header.agent);
  EXPECT_EQ(parsed->incarnation, header.incarnation);
  EXPECT_EQ(parsed->batch_seq, 42u);
  EXPECT_FALSE(ParseBatchPath(path + "/"));
  EXPECT_FALSE(ParseBatchPath(path + "x"));
  EXPECT_FALSE(ParseBatchPath(BatchPath(header.agent, header.incarnation, UINT64_MAX)));
  EXPECT_FALSE(ParseBatchPath("/v1/batches/../../etc/passwd"));
  EXPECT_FALSE(ParseBatchPath(BatchPath(header.agent, header.incarnation, 0)));
}

}  // namespace
}  // namespace adit::wire
