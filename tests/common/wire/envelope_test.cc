#include <gtest/gtest.h>

#include "common/wire/envelope_layout.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/envelope_writer.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit::wire {
namespace {

OpenedEnvelope Open(const Bytes& bytes) {
  auto verified = VerifyEnvelope(bytes, SampleSigner().public_key);
  EXPECT_TRUE(verified.ok()) << verified.status().ToString();
  auto opened = OpenEnvelope(bytes, *verified, SampleRecipient());
  EXPECT_TRUE(opened.ok()) << opened.status().ToString();
  return std::move(*opened);
}

// The prologue and frames as a crash would leave them: no end.
Bytes OpenFile(size_t events, size_t commit_every, std::vector<size_t>* frame_ends = nullptr) {
  const auto signer = SampleSigner();
  auto writer =
      EnvelopeWriter::Create(SampleHeader(1, 1), SampleRecipient().public_key, signer).value();
  Bytes bytes = writer->Prologue();
  if (frame_ends != nullptr) frame_ends->push_back(bytes.size());
  size_t n = 0;
  for (const EventRecord& event : SampleEvents(1, events)) {
    writer->Add(event);
    if (++n % commit_every == 0) {
      writer->Commit(bytes);
      if (frame_ends != nullptr) frame_ends->push_back(bytes.size());
    }
  }
  return bytes;
}

TEST(Envelope, GivesBackTheEventsItWasSealedWith) {
  const SampleEnvelope sample = MakeEnvelope(1000, 37);
  const OpenedEnvelope opened = Open(sample.bytes);
  EXPECT_TRUE(opened.damage.ok()) << opened.damage.ToString();
  EXPECT_EQ(opened.missing, 0u);
  EXPECT_EQ(opened.events.Records(), sample.events);
}

TEST(Envelope, HeaderIsReadableFromItsFirstBytesAlone) {
  const SampleEnvelope sample = MakeEnvelope(10, 5);
  const ByteView start = ByteView(sample.bytes).first(std::min(sample.bytes.size(), kHeaderProbeBytes));
  auto parsed = ParseEnvelopeHeader(start);
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  EnvelopeHeader expected = SampleHeader(1, 1);
  expected.recipient_key = crypto::KeyIdOf(SampleRecipient().public_key);
  expected.signing_key = SampleSigner().id();
  expected.window_log = parsed->header.window_log;
  EXPECT_EQ(parsed->header, expected);
}

TEST(Envelope, FramesTogetherArePaddedToFourKibibytes) {
  for (const size_t events : {0, 1, 3, 60, 500, 3000}) {
    const SampleEnvelope sample = MakeEnvelope(events, 7);
    auto verified = VerifyEnvelope(sample.bytes, SampleSigner().public_key);
    ASSERT_TRUE(verified.ok()) << verified.status().ToString();
    EXPECT_EQ(verified->trailer.body_bytes % kPaddingBytes, 0u) << events;
    EXPECT_EQ(verified->trailer.event_count, events);
  }
}

TEST(Envelope, AnEmptyBatchCarriesLosses) {
  const LossRange loss{LossReason::kOverflow, SampleHeader(1, 1).incarnation, 5, 17};
  const SampleEnvelope sample = MakeEnvelope(0, 1, {loss});
  auto verified = VerifyEnvelope(sample.bytes, SampleSigner().public_key);
  ASSERT_TRUE(verified.ok());
  ASSERT_EQ(verified->trailer.losses.size(), 1u);
  EXPECT_EQ(verified->trailer.losses[0], loss);
  EXPECT_TRUE(Open(sample.bytes).events.empty());
}

TEST(Envelope, EveryFlippedBitIsDetected) {
  const SampleEnvelope sample = MakeEnvelope(40, 10);
  Bytes bytes = sample.bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const uint8_t bit = static_cast<uint8_t>(1u << (i % 8));
    bytes[i] ^= bit;
    EXPECT_FALSE(VerifyEnvelope(bytes, SampleSigner().public_key).ok()) << "byte " << i;
    bytes[i] ^= bit;
  }
}

TEST(Envelope, EveryTruncationIsDetected) {
  const SampleEnvelope sample = MakeEnvelope(20, 10);
  for (size_t size = 0; size < sample.bytes.size(); ++size) {
    EXPECT_FALSE(
        VerifyEnvelope(ByteView(sample.bytes).first(size), SampleSigner().public_key).ok());
  }
}

TEST(Envelope, TrailingBytesAreRefused) {
  SampleEnvelope sample = MakeEnvelope(20, 10);
  sample.bytes.push_back(0);
  EXPECT_FALSE(VerifyEnvelope(sample.bytes, SampleSigner().public_key).ok());
}

TEST(Envelope, AnotherAgentsSignatureIsUnauthenticated) {
  const SampleEnvelope sample = MakeEnvelope(5, 5);
  const auto verified = VerifyEnvelope(sample.bytes, SampleSigner(8).public_key);
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.status().code(), StatusCode::kUnauthenticated);
}

TEST(Envelope, AnotherRecipientsKeyDoesNotOpenIt) {
  const SampleEnvelope sample = MakeEnvelope(5, 5);
  auto verified = VerifyEnvelope(sample.bytes, SampleSigner().public_key);
  ASSERT_TRUE(verified.ok());
  EXPECT_FALSE(OpenEnvelope(sample.bytes, *verified, SampleRecipient(10)).ok());
}

TEST(Envelope, TheSignerCannotReadWhatItSealed) {
  // All that an endpoint keeps: its signing key and the recipient's public key.
  const SampleEnvelope sample = MakeEnvelope(5, 5);
  auto verified = VerifyEnvelope(sample.bytes, SampleSigner().public_key);
  crypto::BoxKeyPair endpoint = crypto::GenerateBoxKeyPair();
  endpoint.public_key = SampleRecipient().public_key;
  EXPECT_FALSE(OpenEnvelope(sample.bytes, *verified, endpoint).ok());
  const std::string title = sample.events[0].window_title;
  EXPECT_EQ(AsText(sample.bytes).find(title), std::string_view::npos);
}

TEST(Envelope, AMissingFinalTagIsReportedAndItsEventsKept) {
  // A signed end that claims FINAL over frames that lack the tag: made with the agent's own key.
  const Bytes file = OpenFile(30, 10);
  const auto signer = SampleSigner();
  auto recovery = RecoverEnvelope(file, signer, {});
  ASSERT_TRUE(recovery.ok());
  EnvelopeTrailer trailer = recovery->trailer;
  trailer.status = SealStatus::kFinal;
  auto layout = ScanLayout(file, true);
  Bytes forged = file;
  const Bytes end = EncodeEnd(ByteView(file).first(layout->frames_begin), EncodeTrailer(trailer),
                              trailer.body_digest, signer, crypto::Crc32c(file));
  forged.insert(forged.end(), end.begin(), end.end());
  const OpenedEnvelope opened = Open(forged);
  EXPECT_EQ(opened.damage.code(), StatusCode::kDataLoss);
  EXPECT_EQ(opened.events.size(), 30u);
}

TEST(EnvelopeRecovery, KeepsEveryCommittedEventAtEveryLengthOfTheFile) {
  std::vector<size_t> frame_ends;
  const Bytes file = OpenFile(60, 20, &frame_ends);
  const auto signer = SampleSigner();
  for (size_t size = 0; size <= file.size(); ++size) {
    Bytes torn(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));
    auto recovery = RecoverEnvelope(torn, signer, {});
    if (size < frame_ends[0]) {
      EXPECT_FALSE(recovery.ok());
      continue;
    }
    ASSERT_TRUE(recovery.ok()) << size;
    torn.resize(recovery->keep_bytes);
    torn.insert(torn.end(), recovery->tail.begin(), recovery->tail.end());
    size_t commits = 0;
    while (commits + 1 < frame_ends.size() && frame_ends[commits + 1] <= size) ++commits;
    const OpenedEnvelope opened = Open(torn);
    EXPECT_TRUE(opened.damage.ok()) << opened.damage.ToString();
    EXPECT_EQ(opened.events.size(), commits * 20) << size;
    EXPECT_EQ(opened.missing, 0u);
  }
}

TEST(EnvelopeRecovery, GarbageInTheLastSectorsIsDropped) {
  std::vector<size_t> frame_ends;
  const Bytes file = OpenFile(60, 20, &frame_ends);
  Bytes garbage = file;
  for (size_t i = frame_ends[2] + 100; i < garbage.size(); ++i) garbage[i] = 0;
  auto recovery = RecoverEnvelope(garbage, SampleSigner(), {});
  ASSERT_TRUE(recovery.ok());
  EXPECT_EQ(recovery->keep_bytes, frame_ends[2]);
  EXPECT_EQ(recovery->trailer.event_count, 40u);
}

TEST(EnvelopeRecovery, AWholeFileIsLeftAsItIs) {
  const SampleEnvelope sample = MakeEnvelope(20, 10);
  auto recovery = RecoverEnvelope(sample.bytes, SampleSigner(), {});
  ASSERT_TRUE(recovery.ok());
  EXPECT_TRUE(recovery->already_sealed);
  EXPECT_TRUE(recovery->tail.empty());
}

TEST(EnvelopeRecovery, AHalfWrittenEndIsReplaced) {
  const SampleEnvelope sample = MakeEnvelope(20, 10);
  for (size_t cut = 1; cut < 150; ++cut) {
    Bytes torn(sample.bytes.begin(), sample.bytes.end() - static_cast<ptrdiff_t>(cut));
    auto recovery = RecoverEnvelope(torn, SampleSigner(), {});
    ASSERT_TRUE(recovery.ok());
    torn.resize(recovery->keep_bytes);
    torn.insert(torn.end(), recovery->tail.begin(), recovery->tail.end());
    EXPECT_EQ(Open(torn).events.Records(), sample.events);
  }
}

TEST(Envelope, AStreamWithLargeEventsSpansSeveralFrames) {
  const auto signer = SampleSigner();
  auto writer =
      EnvelopeWriter::Create(SampleHeader(1, 1), SampleRecipient().public_key, signer).value();
  Bytes bytes = writer->Prologue();
  SeededRandom random(3);
  std::vector<EventRecord> events = SampleEvents(1, 100);
  for (EventRecord& event : events) {
    for (int i = 0; i < 2000; ++i) {
      event.window_title.push_back(static_cast<char>('!' + random.Below(90)));
    }
    event.window_title.resize(2000);
    writer->Add(event);
  }
  writer->Commit(bytes);
  EXPECT_GT(writer->frames(), 1u);
  writer->Finish(SealStatus::kFinal, {}, bytes);
  EXPECT_EQ(Open(bytes).events.size(), 100u);
}

}  // namespace
}  // namespace adit::wire
