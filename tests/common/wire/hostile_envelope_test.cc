// Envelopes an agent could only have made to do harm: rightly signed and sealed, with a content no
// agent writes.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <zstd.h>

#include <algorithm>
#include <optional>

#include "common/wire/envelope_layout.h"
#include "common/wire/envelope_reader.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit::wire {
namespace {

// `compressed` as the content of one frame; the trailer promises `events`.
Bytes Envelope(ByteView compressed, uint32_t events) {
  const crypto::BoxKeyPair recipient = SampleRecipient();
  const crypto::SigningKeyPair signer = SampleSigner();
  EnvelopeHeader header = SampleHeader(1, 1);
  header.recipient_key = crypto::KeyIdOf(recipient.public_key);
  header.signing_key = signer.id();
  Bytes bytes = EncodePrefixAndHeader(header);
  const crypto::Digest header_digest = crypto::HashOf(bytes);
  crypto::SecretArray<kContentKeyBytes> content_key;
  crypto::FillWithRandom(content_key.span());
  crypto::SecretStreamWriter stream(DeriveStreamKey(content_key.view(), header_digest));
  const Bytes sealed = crypto::SealBox(content_key.view(), recipient.public_key);
  ByteWriter writer(bytes);
  writer.U16(static_cast<uint16_t>(sealed.size()));
  writer.Raw(sealed);
  writer.Raw(stream.header());
  const Bytes prologue = bytes;
  EnvelopeTrailer trailer;
  while (true) {
    const ByteView part = compressed.first(std::min(compressed.size(), kMaxFramePlainBytes));
    compressed = compressed.subspan(part.size());
    const bool last = compressed.empty();
    Bytes ciphertext;
    stream.Push(part, FrameAssociatedBytes(header_digest, trailer.frames, events),
                last ? crypto::StreamTag::kFinal : crypto::StreamTag::kMessage, ciphertext);
    writer.U32(static_cast<uint32_t>(ciphertext.size()));
    writer.U32(events);
    writer.U32(FrameCrc(static_cast<uint32_t>(ciphertext.size()), events, ciphertext));
    writer.Raw(ciphertext);
    ++trailer.frames;
    if (last) break;
  }
  const ByteView frames = ByteView(bytes).subspan(prologue.size());
  trailer.body_bytes = frames.size();
  trailer.event_count = events;
  trailer.body_digest = crypto::HashOf(frames);
  const Bytes end = EncodeEnd(prologue, EncodeTrailer(trailer), trailer.body_digest, signer,
                              crypto::Crc32c(bytes));
  bytes.insert(bytes.end(), end.begin(), end.end());
  return bytes;
}

struct Outcome {
  Status damage;
  size_t events = 0;
  uint32_t missing = 0;
  int64_t grown_kib = 0;  // how much more memory the process ever held
};

Outcome Open(const Bytes& envelope) {
  const auto peak_kib = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<int64_t>(usage.ru_maxrss);
  };
  Outcome outcome;
  const auto verified = VerifyEnvelope(envelope, SampleSigner().public_key);
  EXPECT_TRUE(verified.ok()) << verified.status().ToString();
  if (!verified.ok()) return outcome;
  const int64_t before = peak_kib();
  const auto opened = OpenEnvelope(envelope, *verified, SampleRecipient());
  outcome.grown_kib = peak_kib() - before;
  EXPECT_TRUE(opened.ok());
  if (!opened.ok()) return outcome;
  outcome.damage = opened->damage;
  outcome.events = opened->events.size();
  outcome.missing = opened->missing;
  return outcome;
}

constexpr int64_t kMostKib = 64 << 10;  // the limit of 8 MiB, its growth by doubling, and the rest

Bytes CompressedZeros(uint64_t bytes) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, kMaxWindowLog);
  const Bytes zeros(1 << 20, 0);
  Bytes out;
  for (uint64_t done = 0; done < bytes; done += zeros.size()) {
    ZSTD_inBuffer input{zeros.data(), zeros.size(), 0};
    const bool last = done + zeros.size() >= bytes;
    size_t left = 1;
    while (last ? left != 0 : input.pos < input.size) {
      Bytes step(ZSTD_CStreamOutSize());
      ZSTD_outBuffer output{step.data(), step.size(), 0};
      left = ZSTD_compressStream2(context, &output, &input, last ? ZSTD_e_end : ZSTD_e_continue);
      out.insert(out.end(), step.begin(), step.begin() + static_cast<ptrdiff_t>(output.pos));
    }
  }
  ZSTD_freeCCtx(context);
  return out;
}

TEST(HostileEnvelope, AZstdBombOfAGibibyteIsStoppedAtTheLimit) {
  const Bytes bomb = CompressedZeros(uint64_t{1} << 30);
  ASSERT_LT(bomb.size(), 100'000u);
  const Outcome outcome = Open(Envelope(bomb, 10));
  EXPECT_EQ(outcome.damage.code(), StatusCode::kResourceExhausted) << outcome.damage.ToString();
  EXPECT_EQ(outcome.events, 0u);
  EXPECT_EQ(outcome.missing, 10u) << "declared lost at the collector";
  EXPECT_LT(outcome.grown_kib, kMostKib);
}

TEST(HostileEnvelope, ABombInManyFramesIsStoppedToo) {
  Bytes bombs;
  const Bytes one = CompressedZeros(uint64_t{4} << 20);
  while (bombs.size() < 200'000) bombs.insert(bombs.end(), one.begin(), one.end());
  const Outcome outcome = Open(Envelope(bombs, 10));
  EXPECT_EQ(outcome.damage.code(), StatusCode::kResourceExhausted) << outcome.damage.ToString();
  EXPECT_LT(outcome.grown_kib, kMostKib);
}

// A zstd frame that says it holds `declared` bytes, with one empty block. `window`: the descriptor
// byte of a frame with a window of its own; none = the content is the window.
Bytes Declaring(uint64_t declared, std::optional<uint8_t> window) {
  Bytes frame;
  ByteWriter writer(frame);
  writer.U32(0xFD2FB528);
  writer.U8(window ? 0xC0 : 0xE0);  // eight bytes of content size; bit 5: single segment
  if (window) writer.U8(*window);
  writer.U64(declared);
  frame.insert(frame.end(), {1, 0, 0});  // last block, raw, empty
  return frame;
}

TEST(HostileEnvelope, ADeclaredSizeOf2To63AllocatesNothing) {
  for (const uint64_t declared : {uint64_t{1} << 63, (uint64_t{1} << 63) - 1, UINT64_MAX - 3}) {
    for (const std::optional<uint8_t> window :
         {std::optional<uint8_t>(), std::optional<uint8_t>(0x50)}) {
      const Outcome outcome = Open(Envelope(Declaring(declared, window), 1));
      EXPECT_FALSE(outcome.damage.ok());
      EXPECT_EQ(outcome.events, 0u);
      EXPECT_LT(outcome.grown_kib, kMostKib);
    }
  }
}

TEST(HostileEnvelope, AWindowAboveTheLimitIsRefused) {
  for (const uint8_t log : {21, 27, 31, 41}) {
    const auto descriptor = static_cast<uint8_t>((log - 10) << 3);
    const Outcome outcome = Open(Envelope(Declaring(100, descriptor), 1));
    EXPECT_FALSE(outcome.damage.ok()) << int{log};
    EXPECT_LT(outcome.grown_kib, kMostKib) << int{log};
  }
}

// More events than a batch may hold, each a few bits.
TEST(HostileEnvelope, AFloodOfTinyEventsEndsAtTheLimit) {
  BatchEncoder encoder;
  EventRecord record;
  for (size_t i = 0; i < kMaxEvents + 5000; ++i) {
    record.fields.sequence = i + 1;
    encoder.Add(record);
  }
  Bytes plain;
  encoder.Flush(plain);
  Bytes compressed(ZSTD_compressBound(plain.size()));
  compressed.resize(
      ZSTD_compress(compressed.data(), compressed.size(), plain.data(), plain.size(), 3));
  const Outcome outcome = Open(Envelope(compressed, kMaxEvents));
  EXPECT_FALSE(outcome.damage.ok());
  EXPECT_LE(outcome.events, kMaxEvents);
  EXPECT_EQ(outcome.events + outcome.missing, kMaxEvents)
      << "every promised number is accounted for";
  // The trailer cannot promise more than that.
  const Bytes promised = Envelope(compressed, kMaxEvents + 1);
  EXPECT_FALSE(VerifyEnvelope(promised, SampleSigner().public_key).ok());
}

}  // namespace
}  // namespace adit::wire
