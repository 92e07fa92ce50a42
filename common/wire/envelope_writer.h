// EnvelopeWriter: builds an envelope piece by piece, each piece ready to be appended to a file.
#pragma once

#include <memory>
#include <span>

#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/event/event_record.h"
#include "common/wire/envelope.h"

namespace adit::wire {

// Life: Create, append Prologue(); then Add and Commit any number of times; then Finish once. Every
// piece appended in order is the envelope. The key of the content exists only inside this object:
// what is written can be read by the collector alone, and after destruction the stream cannot be
// continued. Not thread-safe. The signing key must outlive the writer.
class EnvelopeWriter {
 public:
  // Fills suite, event schema, key ids and window_log of the header itself. kInvalidArgument for
  // numbers or texts out of range.
  [[nodiscard]] static Result<std::unique_ptr<EnvelopeWriter>> Create(
      EnvelopeHeader header, const crypto::BoxPublicKey& recipient,
      const crypto::SigningKeyPair& signer);
  ~EnvelopeWriter();
  EnvelopeWriter(const EnvelopeWriter&) = delete;
  EnvelopeWriter& operator=(const EnvelopeWriter&) = delete;

  [[nodiscard]] const EnvelopeHeader& header() const;
  // Prefix, header, key and stream header.
  [[nodiscard]] const Bytes& Prologue() const;

  // Takes an event into memory. REQUIRES: its sequence continues the batch without a gap.
  void Add(const EventRecord& event);
  // Compresses and encrypts what was added as one or more frames, the last tagged PUSH, and appends
  // them to `out`. Nothing is appended when nothing was added.
  void Commit(Bytes& out);
  // Goes into the trailer; kNormal when never called.
  void SetPriority(BatchPriority priority);
  // Commits the rest, pads, ends the stream with FINAL and appends terminator, trailer, signature and
  // checksum to `out`. At most kMaxLossRanges losses. REQUIRES: called once, last.
  void Finish(SealStatus status, std::span<const LossRange> losses, Bytes& out);

  // Events added but not committed, and about how many bytes they take in memory.
  [[nodiscard]] size_t pending_events() const;
  [[nodiscard]] size_t pending_bytes() const;
  // Events added in all; bytes of all pieces so far; plain bytes compressed so far.
  [[nodiscard]] uint32_t event_count() const;
  [[nodiscard]] size_t size() const;
  [[nodiscard]] size_t plain_bytes() const;
  [[nodiscard]] uint32_t frames() const;

 private:
  class Impl;
  explicit EnvelopeWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// What a crash left of an open spool file, and how to end it.
struct Recovery {
  EnvelopeHeader header;
  EnvelopeTrailer trailer;
  // The file was whole already (the crash came between its last write and its rename): keep_bytes is
  // its size and tail is empty.
  bool already_sealed = false;
  size_t keep_bytes = 0;  // cut the file to this …
  Bytes tail;             // … and append this: terminator, signed TRUNCATED trailer, checksum
};
// Scans an open file by its checksums and ends it with a signed trailer after the last whole frame.
// kDataLoss when not even the prologue is whole or it belongs to another signing key.
[[nodiscard]] Result<Recovery> RecoverEnvelope(ByteView file, const crypto::SigningKeyPair& signer,
                                               std::span<const LossRange> losses);

}  // namespace adit::wire
