#include "common/wire/envelope_reader.h"

#include <zstd.h>

#include <memory>

#include "common/crypto/secret_stream.h"
#include "common/wire/envelope_layout.h"

namespace adit::wire {
namespace {

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// Checks everything but the signature.
Result<VerifiedEnvelope> ReadLayout(ByteView envelope, Layout& layout) {
  if (envelope.size() > kMaxEnvelopeBytes) {
    return InvalidArgument("envelope: larger than 1 MiB");
  }
  Result<Layout> scanned = ScanLayout(envelope, /*check_frames=*/false);
  if (!scanned.ok()) return scanned.status();
  layout = std::move(*scanned);
  const EnvelopeTrailer& trailer = *layout.trailer;
  const ByteView frames =
      envelope.subspan(layout.frames_begin, layout.frames_end - layout.frames_begin);
  if (trailer.frames != layout.frames || trailer.body_bytes != frames.size() ||
      trailer.event_count != layout.events) {
    return InvalidArgument("envelope: trailer and frames do not agree");
  }
  if (trailer.body_digest != crypto::HashOf(frames)) {
    return InvalidArgument("envelope: digest of the frames is wrong");
  }
  VerifiedEnvelope verified;
  verified.header = layout.header;
  verified.trailer = trailer;
  verified.digest = crypto::HashOf(envelope);
  verified.frames_begin = layout.frames_begin;
  verified.frames_end = layout.frames_end;
  return verified;
}

// Inflates one zstd frame, given in pieces, within the limits.
class Inflater {
 public:
  Inflater() : context_(ThreadContext()) {
    ZSTD_DCtx_reset(context_, ZSTD_reset_session_only);
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kMaxWindowLog);
  }

  // Appends to `plain`.
  Status Inflate(ByteView compressed, Bytes& plain) {
    compressed_bytes_ += compressed.size();
    ZSTD_inBuffer input{compressed.data(), compressed.size(), 0};
    bool output_full = false;
    // A piece may leave output inside the decoder although its input is used up.
    while (input.pos < input.size || output_full) {
      ZSTD_outBuffer output{step_, kStepBytes, 0};
      const size_t hint = ZSTD_decompressStream(context_, &output, &input);
      plain.insert(plain.end(), step_, step_ + output.pos);
      if (ZSTD_isError(hint) != 0) {
        return DataLoss(std::string("compressed events are damaged: ") + ZSTD_getErrorName(hint));
      }
      output_full = output.pos == kStepBytes;
      if (plain.size() > kMaxPlainBytes ||
          (plain.size() > kRatioFreeBytes && plain.size() / kMaxRatio > compressed_bytes_)) {
        return ResourceExhausted("compressed events expand beyond the limit");
      }
    }
    return OkStatus();
  }

 private:
  static constexpr size_t kStepBytes = 64 << 10;
  // One a thread, because making its buffers costs more than inflating a minute's batch.
  static ZSTD_DCtx* ThreadContext() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    ADIT_CHECK(context != nullptr);
    return context.get();
  }
  ZSTD_DCtx* const context_;
  uint8_t step_[kStepBytes];  // not cleared: only what was written is read
  size_t compressed_bytes_ = 0;
};

// Decrypts and inflates frame after frame; what was won before a failure stays in `plain`.
Status ReadFrames(ByteView envelope, const Layout& layout, const crypto::StreamKey& key,
                  Bytes& plain) {
  const crypto::Digest header_digest = crypto::HashOf(envelope.first(layout.header_end));
  crypto::SecretStreamReader stream(key, layout.stream_header);
  Inflater inflater;
  ByteReader reader(
      envelope.subspan(layout.frames_begin, layout.frames_end - layout.frames_begin));
  Bytes compressed;
  for (uint32_t number = 0; number < layout.frames; ++number) {
    const uint32_t length = reader.U32();
    const uint32_t events = reader.U32();
    (void)reader.U32();  // the checksum served the agent's recovery only
    const ByteView ciphertext = reader.Raw(length);
    compressed.clear();
    const Result<crypto::StreamTag> tag = stream.Pull(
        ciphertext, FrameAssociatedBytes(header_digest, number, events), compressed);
    if (!tag.ok()) return tag.status();
    ADIT_RETURN_IF_ERROR(inflater.Inflate(compressed, plain));
  }
  if (!stream.finished() && layout.trailer->status != SealStatus::kTruncated) {
    return DataLoss("envelope lacks its final frame");
  }
  return OkStatus();
}

}  // namespace

Result<VerifiedEnvelope> VerifyEnvelope(ByteView envelope, const crypto::SigningPublicKey& signer) {
  Layout layout;
  Result<VerifiedEnvelope> verified = ReadLayout(envelope, layout);
  if (!verified.ok()) return verified;
  if (layout.header.signing_key != crypto::KeyIdOf(signer)) {
    return Unauthenticated("envelope: signed with a key that is not registered for this agent");
  }
  if (!SignedPart(envelope.first(layout.frames_begin), verified->trailer.body_digest,
                  layout.trailer_fields)
           .Verify(signer, layout.signature)) {
    return Unauthenticated("envelope: signature is wrong");
  }
  return verified;
}

Result<VerifiedEnvelope> ReadUnverifiedEnvelope(ByteView envelope) {
  Layout layout;
  return ReadLayout(envelope, layout);
}

Result<OpenedEnvelope> OpenEnvelope(ByteView envelope, const VerifiedEnvelope& verified,
                                    const crypto::BoxKeyPair& recipient) {
  Result<Layout> layout = ScanLayout(envelope, /*check_frames=*/false);
  if (!layout.ok()) return layout.status();
  if (layout->header.recipient_key != crypto::KeyIdOf(recipient.public_key)) {
    return DataLoss("envelope was sealed for another key");
  }
  Result<Bytes> content_key = crypto::OpenBox(layout->sealed_key, recipient);
  if (!content_key.ok()) return content_key.status();
  if (content_key->size() != kContentKeyBytes) return DataLoss("envelope: content key is malformed");
  const crypto::StreamKey key =
      DeriveStreamKey(*content_key, crypto::HashOf(envelope.first(layout->header_end)));
  crypto::Wipe(*content_key);

  OpenedEnvelope opened;
  Bytes plain;
  opened.damage = ReadFrames(envelope, *layout, key, plain);
  BatchDecoder decoder(BatchLimits{.events = kMaxEvents});
  const Result<size_t> consumed = decoder.Decode(plain);
  opened.events = decoder.TakeTable();
  const bool may_be_cut = verified.trailer.status == SealStatus::kTruncated;
  if (opened.damage.ok() && !consumed.ok()) opened.damage = consumed.status();
  if (opened.damage.ok() && *consumed != plain.size() && !may_be_cut) {
    opened.damage = DataLoss("envelope: the last block of events is cut short");
  }
  // Events count by their place: a number that does not continue the batch would break the tiling of
  // received and lost numbers.
  uint64_t next = verified.header.first_event_seq;
  size_t good = 0;
  while (good < opened.events.size() && good < verified.trailer.event_count &&
         opened.events.rows[good].fields.sequence == next) {
    ++good;
    ++next;
  }
  if (good < opened.events.size()) {
    opened.events.rows.resize(good);
    if (opened.damage.ok()) opened.damage = DataLoss("envelope: event numbers are not consecutive");
  }
  opened.missing = verified.trailer.event_count - static_cast<uint32_t>(good);
  if (opened.missing > 0 && opened.damage.ok() && !may_be_cut) {
    opened.damage = DataLoss("envelope: holds fewer events than its trailer says");
  }
  return opened;
}

}  // namespace adit::wire
