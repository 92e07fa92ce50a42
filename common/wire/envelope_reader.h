// Reading envelopes, in the order a collector may trust them: header, signature, content.
#pragma once

#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/event/event_table.h"
#include "common/wire/envelope.h"

namespace adit::wire {

struct ParsedHeader {
  EnvelopeHeader header;
  size_t bytes = 0;  // of prefix and header
};
// From the first bytes of an envelope (kHeaderProbeBytes always suffice). Allocates nothing larger
// than the header. kInvalidArgument names what is wrong or newer than this program.
[[nodiscard]] Result<ParsedHeader> ParseEnvelopeHeader(ByteView start);

// An envelope whose layout and signature are right; says nothing about its encrypted content.
struct VerifiedEnvelope {
  EnvelopeHeader header;
  EnvelopeTrailer trailer;
  crypto::Digest digest{};  // BLAKE2b-256 of all bytes: what a receipt names
  size_t frames_begin = 0;  // offsets into the envelope
  size_t frames_end = 0;
};
// Needs the agent's public key as it was registered at enrolment. kInvalidArgument for a wrong layout
// (answer 400), kUnauthenticated for a wrong key or signature (answer 403).
[[nodiscard]] Result<VerifiedEnvelope> VerifyEnvelope(ByteView envelope,
                                                      const crypto::SigningPublicKey& signer);
// The same without the signature, for tools that show files; never for deciding anything.
[[nodiscard]] Result<VerifiedEnvelope> ReadUnverifiedEnvelope(ByteView envelope);

struct OpenedEnvelope {
  // In order and numbered first_event_seq, +1, …
  EventTable events;
  // Events the trailer promises and the content does not hold; for kTruncated files after a crash this
  // can be more than 0, else only when `damage` says why. They are lost with reason kUndecodable.
  uint32_t missing = 0;
  // Ok, or what stopped the decoding; the events before it stand.
  Status damage;
};
// Decrypts, inflates within the limits and decodes. Fails only when the recipient's key does not open
// the envelope (kDataLoss); all else is reported in `damage`. REQUIRES: `verified` is of `envelope`.
[[nodiscard]] Result<OpenedEnvelope> OpenEnvelope(ByteView envelope,
                                                  const VerifiedEnvelope& verified,
                                                  const crypto::BoxKeyPair& recipient);

}  // namespace adit::wire
