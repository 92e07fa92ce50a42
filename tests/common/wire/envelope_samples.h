// Sample events, keys and envelopes for the tests of codec, envelope, spool and ship.
#pragma once

#include <vector>

#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/event/event_record.h"
#include "common/wire/envelope_writer.h"

namespace adit::wire {

// `count` varied events numbered from `first`.
[[nodiscard]] std::vector<EventRecord> SampleEvents(uint64_t first, size_t count);
[[nodiscard]] EnvelopeHeader SampleHeader(uint64_t batch_seq, uint64_t first_event_seq);
[[nodiscard]] crypto::SigningKeyPair SampleSigner(uint8_t seed = 7);
[[nodiscard]] crypto::BoxKeyPair SampleRecipient(uint8_t seed = 9);

struct SampleEnvelope {
  Bytes bytes;
  std::vector<EventRecord> events;
  size_t prologue_bytes = 0;
};
// Committed every `commit_every` events; sealed with FINAL.
[[nodiscard]] SampleEnvelope MakeEnvelope(size_t events, size_t commit_every,
                                          const std::vector<LossRange>& losses = {});

}  // namespace adit::wire
