// The envelope: one batch of events, encrypted to the collector and signed by the agent. The same
// bytes are the spool file and the body of the HTTP request (docs/formats/envelope.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/event/batch_codec.h"
#include "common/wire/ids.h"
#include "common/wire/limits.h"

namespace adit::wire {

inline constexpr uint8_t kEnvelopeMajor = 1;
inline constexpr uint8_t kEnvelopeMinor = 0;
// X25519 sealed box, XChaCha20-Poly1305 secretstream, Ed25519ph, BLAKE2b-256.
inline constexpr uint16_t kSuite1 = 1;

// Readable without any key: says who, which batch, under which policy and for whom.
struct EnvelopeHeader {
  uint16_t suite = kSuite1;
  uint16_t event_schema = kEventSchema;
  BatchUuid batch_uuid;
  AgentId agent;
  Incarnation incarnation;
  uint64_t batch_seq = 0;        // from 1
  uint64_t first_event_seq = 0;  // from 1; the events of a batch are numbered without gaps
  uint64_t policy_version = 0;   // 0 = the built-in policy
  crypto::Digest policy_digest{};
  crypto::KeyId recipient_key{};
  crypto::KeyId signing_key{};
  crypto::Digest previous_digest{};  // zeros for batch 1 of an incarnation, or when unknown
  uint32_t zstd_dictionary = 0;      // 0 = none
  uint8_t window_log = 0;
  // The endpoint's clocks when the batch was opened: µs, and the boot they belong to.
  int64_t wall_us = 0;
  int64_t monotonic_us = 0;
  BootId boot_id;
  std::string agent_version;  // at most kMaxVersionTextBytes each
  std::string os_version;
  uint64_t capabilities = 0;      // bits of docs/formats/envelope.md
  uint8_t degradation_level = 0;  // 0 = full capture

  friend bool operator==(const EnvelopeHeader&, const EnvelopeHeader&) = default;
};

// How an envelope ended.
enum class SealStatus : uint8_t {
  kFinal = 1,      // as meant
  kTruncated = 2,  // recovered after a crash: valid up to the last whole frame
  kNoSpace = 3,    // ended early because the disk was full
};

// Why numbered events will never arrive.
enum class LossReason : uint16_t {
  kOverflow = 1,     // the spool's quota was full; the oldest file went
  kPolicy = 2,       // removed after numbering because a policy said so
  kCrashWindow = 3,  // not yet durable when the agent died; one number stands for the window
  kQuarantine = 4,   // the spool file was damaged, or the collector refused it
  kDiskFull = 5,
  kStorageFailed = 6,  // the disk would neither write nor sync
  kUndecodable = 7,    // only ever declared by the collector, about an envelope it could not decode
  // This machine's history of the incarnation ends before `first`: its disk was put back or cloned,
  // or its record of the incarnation is gone. What has not arrived from there on never will; how far
  // that goes it cannot know, so the range is open (OpenLoss()).
  kHistoryLost = 8,
};
inline constexpr uint16_t kMaxLossReason = 8;
// "overflow", "crash_window" …
[[nodiscard]] std::string_view LossReasonName(LossReason reason);

// Event sequence numbers first … first + count - 1 of an incarnation (of the same agent) are lost. A
// number that was received all the same counts as received: a file whose receipt was lost on the way
// can be declared lost later.
struct LossRange {
  LossReason reason = LossReason::kOverflow;
  Incarnation incarnation;
  uint64_t first = 0;
  uint64_t count = 0;
  friend bool operator==(const LossRange&, const LossRange&) = default;
};

// The range that says "everything from here on that has not arrived". It never raises the highest
// number of its incarnation.
[[nodiscard]] inline LossRange OpenLoss(const Incarnation& incarnation, uint64_t first) {
  return {LossReason::kHistoryLost, incarnation, first, kMaxSequence};
}

// What may go first when there is no room (docs/formats/envelope.md). Only the endpoint's own spool
// reads it, and trusts it with nothing but an order.
enum class BatchPriority : uint8_t {
  kLow = 1,     // nobody did anything: focus, titles, windows, scrolling
  kNormal = 2,
  kHigh = 3,    // says what could not be seen, or carries declared losses and nothing else
};

// Signed end of an envelope, readable without any key.
struct EnvelopeTrailer {
  SealStatus status = SealStatus::kFinal;
  uint32_t frames = 0;
  uint64_t body_bytes = 0;
  uint32_t event_count = 0;  // events first_event_seq … + event_count - 1 are inside
  crypto::Digest body_digest{};
  int64_t first_wall_us = 0;  // of the events inside; 0 when unknown or none
  int64_t last_wall_us = 0;
  std::vector<LossRange> losses;
  BatchPriority priority = BatchPriority::kNormal;
  friend bool operator==(const EnvelopeTrailer&, const EnvelopeTrailer&) = default;
};

// Position after the last event of the batch.
[[nodiscard]] inline uint64_t NextEventSeq(const EnvelopeHeader& header,
                                           const EnvelopeTrailer& trailer) {
  return header.first_event_seq + trailer.event_count;
}

}  // namespace adit::wire
