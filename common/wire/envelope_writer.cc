#include "common/wire/envelope_writer.h"

#include <zstd.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/crypto/secret_stream.h"
#include "common/wire/envelope_layout.h"

namespace adit::wire {
namespace {

// Level 3 with a window of 256 KiB: higher levels gain under 4 % here and cost twice the time and
// memory on a person's desktop (tests/bench).
constexpr int kLevel = 3;
constexpr int kWindowLog = 18;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

Status CheckHeader(const EnvelopeHeader& h) {
  if (h.batch_seq == 0 || h.batch_seq > kMaxSequence || h.first_event_seq == 0 ||
      h.first_event_seq > kMaxSequence - kMaxEvents) {
    return InvalidArgument("envelope: a sequence number is not 1 to 2^62");
  }
  if (h.agent_version.size() > kMaxVersionTextBytes || h.os_version.size() > kMaxVersionTextBytes) {
    return InvalidArgument("envelope: a version text is longer than 128 bytes");
  }
  return OkStatus();
}

}  // namespace

class EnvelopeWriter::Impl {
 public:
  Impl(EnvelopeHeader header, const crypto::BoxPublicKey& recipient,
       const crypto::SigningKeyPair& signer)
      : signer_(signer), header_(std::move(header)) {
    header_.suite = kSuite1;
    header_.event_schema = kEventSchema;
    header_.window_log = kWindowLog;
    header_.zstd_dictionary = 0;
    header_.recipient_key = crypto::KeyIdOf(recipient);
    header_.signing_key = signer.id();
    prologue_ = EncodePrefixAndHeader(header_);
    header_digest_ = crypto::HashOf(prologue_);

    crypto::SecretArray<kContentKeyBytes> content_key;
    crypto::FillWithRandom(content_key.span());
    stream_ = std::make_unique<crypto::SecretStreamWriter>(
        DeriveStreamKey(content_key.view(), header_digest_));
    const Bytes sealed = crypto::SealBox(content_key.view(), recipient);
    ByteWriter writer(prologue_);
    writer.U16(static_cast<uint16_t>(sealed.size()));
    writer.Raw(sealed);
    writer.Raw(stream_->header());
    crc_ = crypto::Crc32c(prologue_);

    zstd_.reset(ZSTD_createCCtx());
    ADIT_CHECK(zstd_ != nullptr);
    ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_windowLog, kWindowLog);
    ZSTD_CCtx_setParameter(zstd_.get(), ZSTD_c_checksumFlag, 1);
  }

  void Add(const EventRecord& event) {
    ADIT_CHECK(!finished_ && event.fields.sequence == header_.first_event_seq + event_count_);
    if (event_count_ == 0) first_wall_us_ = event.fields.wall_us;
    last_wall_us_ = event.fields.wall_us;
    encoder_.Add(event);
    ++event_count_;
  }

  void Commit(Bytes& out) {
    ADIT_CHECK(!finished_);
    if (encoder_.pending_events() == 0) return;
    Bytes plain;
    encoder_.Flush(plain);
    plain_bytes_ += plain.size();
    Bytes compressed;
    Compress(plain, ZSTD_e_flush, compressed);
    PushFrames(compressed, crypto::StreamTag::kPush, out);
  }

  void Finish(SealStatus status, std::span<const LossRange> losses, Bytes& out) {
    Commit(out);
    Bytes last;
    Compress({}, ZSTD_e_end, last);
    AppendPadding(last);
    PushFrames(last, crypto::StreamTag::kFinal, out);
    finished_ = true;
    EnvelopeTrailer trailer;
    trailer.status = status;
    trailer.priority = priority_;
    trailer.frames = frames_;
    trailer.body_bytes = body_bytes_;
    trailer.event_count = event_count_;
    trailer.body_digest = body_.Finish();
    trailer.first_wall_us = first_wall_us_;
    trailer.last_wall_us = last_wall_us_;
    trailer.losses.assign(losses.begin(),
                          losses.begin() + static_cast<ptrdiff_t>(
                                               std::min(losses.size(), kMaxLossRanges)));
    const Bytes end = EncodeEnd(prologue_, EncodeTrailer(trailer), trailer.body_digest, signer_, crc_);
    end_bytes_ = end.size();
    out.insert(out.end(), end.begin(), end.end());
  }

  void SetPriority(BatchPriority priority) { priority_ = priority; }

  const EnvelopeHeader& header() const { return header_; }
  const Bytes& prologue() const { return prologue_; }
  const BatchEncoder& encoder() const { return encoder_; }
  uint32_t event_count() const { return event_count_; }
  uint32_t frames() const { return frames_; }
  size_t size() const { return prologue_.size() + body_bytes_ + end_bytes_; }
  size_t plain_bytes() const { return plain_bytes_; }

 private:
  void Compress(ByteView plain, ZSTD_EndDirective directive, Bytes& out) {
    ZSTD_inBuffer input{plain.data(), plain.size(), 0};
    size_t left = 0;
    do {
      const size_t start = out.size();
      out.resize(start + ZSTD_CStreamOutSize() / 4);
      ZSTD_outBuffer output{out.data() + start, out.size() - start, 0};
      left = ZSTD_compressStream2(zstd_.get(), &output, &input, directive);
      ADIT_CHECK(ZSTD_isError(left) == 0);
      out.resize(start + output.pos);
    } while (left != 0 || input.pos < input.size);
  }

  // A skippable zstd frame that makes all frames together a multiple of kPaddingBytes, given that
  // `last` and it go out as one frame.
  void AppendPadding(Bytes& last) const {
    const size_t skippable_header = 8;
    const size_t used = body_bytes_ + kFrameHeaderBytes + crypto::kSecretStreamOverhead +
                        last.size() + skippable_header;
    const size_t padding = (kPaddingBytes - used % kPaddingBytes) % kPaddingBytes;
    ByteWriter writer(last);
    writer.U32(kSkippableMagic);
    writer.U32(static_cast<uint32_t>(padding));
    last.resize(last.size() + padding);
  }

  void PushFrames(ByteView compressed, crypto::StreamTag last_tag, Bytes& out) {
    while (true) {
      const ByteView part = compressed.first(std::min(compressed.size(), kMaxFramePlainBytes));
      compressed = compressed.subspan(part.size());
      const bool last = compressed.empty();
      // Only the last frame of a commit makes its events whole.
      const uint32_t events = last ? event_count_ : committed_events_;
      const auto length = static_cast<uint32_t>(part.size() + crypto::kSecretStreamOverhead);
      Bytes ciphertext;
      stream_->Push(part, FrameAssociatedBytes(header_digest_, frames_, events),
                    last ? last_tag : crypto::StreamTag::kMessage, ciphertext);
      const size_t start = out.size();
      ByteWriter writer(out);
      writer.U32(length);
      writer.U32(events);
      writer.U32(FrameCrc(length, events, ciphertext));
      writer.Raw(ciphertext);
      const ByteView frame = ByteView(out).subspan(start);
      body_.Update(frame);
      crc_ = crypto::Crc32c(frame, crc_);
      body_bytes_ += frame.size();
      ++frames_;
      if (last) break;
    }
    committed_events_ = event_count_;
  }

  const crypto::SigningKeyPair& signer_;
  EnvelopeHeader header_;
  Bytes prologue_;
  crypto::Digest header_digest_{};
  std::unique_ptr<crypto::SecretStreamWriter> stream_;
  std::unique_ptr<ZSTD_CCtx, FreeContext> zstd_;
  BatchEncoder encoder_;
  crypto::Hasher body_;
  uint32_t crc_ = 0;
  size_t body_bytes_ = 0, end_bytes_ = 0, plain_bytes_ = 0;
  uint32_t frames_ = 0, event_count_ = 0, committed_events_ = 0;
  int64_t first_wall_us_ = 0, last_wall_us_ = 0;
  BatchPriority priority_ = BatchPriority::kNormal;
  bool finished_ = false;
};

EnvelopeWriter::EnvelopeWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EnvelopeWriter::~EnvelopeWriter() = default;

Result<std::unique_ptr<EnvelopeWriter>> EnvelopeWriter::Create(
    EnvelopeHeader header, const crypto::BoxPublicKey& recipient,
    const crypto::SigningKeyPair& signer) {
  ADIT_RETURN_IF_ERROR(CheckHeader(header));
  return std::unique_ptr<EnvelopeWriter>(
      new EnvelopeWriter(std::make_unique<Impl>(std::move(header), recipient, signer)));
}

const EnvelopeHeader& EnvelopeWriter::header() const { return impl_->header(); }
const Bytes& EnvelopeWriter::Prologue() const { return impl_->prologue(); }
void EnvelopeWriter::Add(const EventRecord& event) { impl_->Add(event); }
void EnvelopeWriter::Commit(Bytes& out) { impl_->Commit(out); }
void EnvelopeWriter::SetPriority(BatchPriority priority) { impl_->SetPriority(priority); }
void EnvelopeWriter::Finish(SealStatus status, std::span<const LossRange> losses, Bytes& out) {
  impl_->Finish(status, losses, out);
}
size_t EnvelopeWriter::pending_events() const { return impl_->encoder().pending_events(); }
size_t EnvelopeWriter::pending_bytes() const { return impl_->encoder().pending_bytes(); }
uint32_t EnvelopeWriter::event_count() const { return impl_->event_count(); }
size_t EnvelopeWriter::size() const { return impl_->size(); }
size_t EnvelopeWriter::plain_bytes() const { return impl_->plain_bytes(); }
uint32_t EnvelopeWriter::frames() const { return impl_->frames(); }

Result<Recovery> RecoverEnvelope(ByteView file, const crypto::SigningKeyPair& signer,
                                 std::span<const LossRange> losses) {
  Result<Layout> layout = ScanLayout(file, /*check_frames=*/true);
  if (!layout.ok()) return DataLoss(layout.status().message());
  if (layout->header.signing_key != signer.id()) {
    return DataLoss("spool file was begun under another signing key");
  }
  Recovery recovery;
  recovery.header = layout->header;
  const ByteView prologue = file.first(layout->frames_begin);
  if (layout->trailer) {
    // The checksum alone is no proof: a recovery that crashed may have left an end that does not fit.
    if (SignedPart(prologue, layout->trailer->body_digest, layout->trailer_fields)
            .Verify(signer.public_key, layout->signature)) {
      recovery.trailer = std::move(*layout->trailer);
      recovery.already_sealed = true;
      recovery.keep_bytes = file.size();
      return recovery;
    }
  }
  const ByteView frames =
      file.subspan(layout->frames_begin, layout->frames_end - layout->frames_begin);
  EnvelopeTrailer& trailer = recovery.trailer;
  trailer.status = SealStatus::kTruncated;
  trailer.frames = layout->frames;
  trailer.body_bytes = frames.size();
  trailer.event_count = layout->events;
  trailer.body_digest = crypto::HashOf(frames);
  trailer.losses.assign(
      losses.begin(),
      losses.begin() + static_cast<ptrdiff_t>(std::min(losses.size(), kMaxLossRanges)));
  recovery.keep_bytes = layout->frames_end;
  recovery.tail = EncodeEnd(prologue, EncodeTrailer(trailer), trailer.body_digest, signer,
                            crypto::Crc32c(file.first(layout->frames_end)));
  return recovery;
}

}  // namespace adit::wire
