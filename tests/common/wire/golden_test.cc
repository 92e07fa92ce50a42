// Version 1 of each format, for ever: files written by the first release are read by every later one.
//
// A missing file is written when ADIT_WRITE_GOLDEN is set; an existing one is never changed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "common/event/batch_codec.h"
#include "common/io/file_system.h"
#include "common/wire/enrolment.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/envelope_writer.h"
#include "common/wire/receipt.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit::wire {
namespace {

Bytes Golden(const std::string& name, const Bytes& current) {
  const std::string path = std::string(ADIT_SOURCE_DIR) + "/tests/common/wire/golden/" + name;
  FileSystem& files = RealFileSystem();
  if (!files.Exists(path) && std::getenv("ADIT_WRITE_GOLDEN") != nullptr) {
    EXPECT_TRUE(WriteFileAtomically(files, path, current).ok());
  }
  auto bytes = ReadWholeFile(files, path, 1 << 20);
  EXPECT_TRUE(bytes.ok()) << bytes.status().ToString();
  return bytes.ok() ? std::move(*bytes) : Bytes();
}

Bytes ToBytes(const std::string& text) { return Bytes(text.begin(), text.end()); }

Receipt GoldenReceipt() {
  Receipt r;
  r.collector = CollectorId(Bytes16{1, 2, 3});
  r.agent = SampleHeader(4, 100).agent;
  r.incarnation = SampleHeader(4, 100).incarnation;
  r.batch_seq = 4;
  r.envelope_digest.fill(0xAB);
  r.disposition = Disposition::kForked;
  r.durable_through = 3;
  r.server_wall_us = 1'770'000'000'000'000;
  r.policy_version = 6;
  r.max_batch_bytes = 100'000;
  r.pace_ms = 250;
  r.retry_after_ms = 3;
  r.directives = kNewIncarnation | kFetchPolicy;
  return r;
}

TEST(Golden, EventBatchIsReadAndWrittenByteForByte) {
  const auto events = SampleEvents(1, 300);
  const Bytes now = EncodeBatch(events);
  const Bytes golden = Golden("batch_schema1.bin", now);
  EXPECT_EQ(now, golden);
  const auto decoded = DecodeBatch(golden);
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  EXPECT_EQ(*decoded, events);
}

TEST(Golden, FinalEnvelopeOpens) {
  const LossRange loss{LossReason::kOverflow, SampleHeader(1, 1).incarnation, 900, 7};
  const Bytes golden = Golden("envelope_v1_final.bin", MakeEnvelope(60, 20, {loss}).bytes);
  const auto verified = VerifyEnvelope(golden, SampleSigner().public_key);
  ASSERT_TRUE(verified.ok()) << verified.status().ToString();
  EXPECT_EQ(verified->header.batch_seq, 1u);
  EXPECT_EQ(verified->header.policy_version, 5u);
  EXPECT_EQ(verified->header.os_version, "Debian GNU/Linux 12");
  EXPECT_EQ(verified->trailer.status, SealStatus::kFinal);
  ASSERT_EQ(verified->trailer.losses.size(), 1u);
  EXPECT_EQ(verified->trailer.losses[0], loss);
  const auto opened = OpenEnvelope(golden, *verified, SampleRecipient());
  ASSERT_TRUE(opened.ok()) << opened.status().ToString();
  EXPECT_TRUE(opened->damage.ok()) << opened->damage.ToString();
  EXPECT_EQ(opened->events.Records(), SampleEvents(1, 60));
}

TEST(Golden, TruncatedEnvelopeOpens) {
  const auto signer = SampleSigner();
  auto writer =
      EnvelopeWriter::Create(SampleHeader(2, 1), SampleRecipient().public_key, signer).value();
  Bytes file = writer->Prologue();
  for (const EventRecord& event : SampleEvents(1, 40)) {
    writer->Add(event);
    if (event.fields.sequence % 10 == 0) writer->Commit(file);
  }
  file.resize(file.size() - 5);
  auto recovery = RecoverEnvelope(file, signer, {});
  ASSERT_TRUE(recovery.ok());
  file.resize(recovery->keep_bytes);
  file.insert(file.end(), recovery->tail.begin(), recovery->tail.end());

  const Bytes golden = Golden("envelope_v1_truncated.bin", file);
  const auto verified = VerifyEnvelope(golden, signer.public_key);
  ASSERT_TRUE(verified.ok()) << verified.status().ToString();
  EXPECT_EQ(verified->trailer.status, SealStatus::kTruncated);
  const auto opened = OpenEnvelope(golden, *verified, SampleRecipient());
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(opened->damage.ok()) << opened->damage.ToString();
  EXPECT_EQ(opened->events.Records(), SampleEvents(1, 30));
}

TEST(Golden, ReceiptIsReadAndWrittenByteForByte) {
  const auto key = SampleSigner(3);
  const Bytes now = EncodeReceipt(GoldenReceipt(), key);
  const Bytes golden = Golden("receipt_v1.bin", now);
  EXPECT_EQ(now, golden);
  const auto decoded = DecodeReceipt(golden, {key.public_key});
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  EXPECT_EQ(*decoded, GoldenReceipt());
}

TEST(Golden, EnrolmentMessagesAreReadAndWrittenByteForByte) {
  EnrolmentRequest request;
  request.token_secret_hex = std::string(32, '1');
  request.certificate_request_pem = "-----BEGIN CERTIFICATE REQUEST-----\n";
  request.signing_key = SampleSigner().public_key;
  request.agent_version = "0.1.0";
  request.os_version = "Debian GNU/Linux 12";
  request.machine_fingerprint_hex = "00ff";
  const std::string request_now = EncodeEnrolmentRequest(request);
  const Bytes request_golden = Golden("enrolment_request_v1.json", ToBytes(request_now));
  EXPECT_EQ(AsText(request_golden), request_now);
  EXPECT_TRUE(DecodeEnrolmentRequest(AsText(request_golden)).ok());

  EnrolmentAnswer answer;
  answer.agent = AgentId(Bytes16{9});
  answer.collector = CollectorId(Bytes16{8});
  answer.group = "accounting";
  answer.certificate_pem = "-----BEGIN CERTIFICATE-----\n";
  answer.authority_pem = "-----BEGIN CERTIFICATE-----\n";
  answer.recipient_keys = {{SampleRecipient().public_key, 123}};
  answer.receipt_keys = {SampleSigner(1).public_key};
  answer.policy_keys = {SampleSigner(2).public_key};
  answer.policy_document = "{}";
  const std::string answer_now = EncodeEnrolmentAnswer(answer);
  const Bytes answer_golden = Golden("enrolment_answer_v1.json", ToBytes(answer_now));
  EXPECT_EQ(AsText(answer_golden), answer_now);
  const auto decoded = DecodeEnrolmentAnswer(AsText(answer_golden));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->receipt_keys, answer.receipt_keys);
}

// A header with a field and a flag of the future that may be skipped.
TEST(Golden, ANewerMinorVersionIsReadByThisOne) {
  Bytes golden = Golden("envelope_v1_final.bin", {});
  ASSERT_FALSE(golden.empty());
  golden[5] = 7;                      // minor
  golden[10] = 0x80;                  // a flag of the ignorable half
  const auto parsed = ParseEnvelopeHeader(golden);
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  golden[8] = 1;                      // a critical flag
  EXPECT_FALSE(ParseEnvelopeHeader(golden).ok());
  golden[8] = 0;
  golden[4] = 2;                      // major
  EXPECT_FALSE(ParseEnvelopeHeader(golden).ok());
}

}  // namespace
}  // namespace adit::wire
