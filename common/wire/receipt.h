// The receipt: the collector's signed word that an envelope is durable. Nothing else ever lets an
// agent delete a spool file (docs/formats/receipt.md).
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/crypto/signature.h"
#include "common/wire/envelope.h"
#include "common/wire/ids.h"

namespace adit::wire {

enum class Disposition : uint8_t {
  kStored = 1,
  kDuplicate = 2,    // this very envelope was stored before
  kForked = 3,       // another envelope bears this number: kept too; the agent takes a new incarnation
  kQuarantined = 4,  // stored, but its content could not be decoded; never the agent's concern
  // Not stored. Only with the directive kRevoked: the signed form of "this agent must stop".
  kRefused = 5,
};

// Bits of Receipt::directives; unknown bits are ignored.
enum Directive : uint32_t {
  kNewIncarnation = 1u << 0,
  kFetchPolicy = 1u << 1,
  kRenewCertificate = 1u << 2,
  kRevoked = 1u << 3,  // stop capture; kept data is no longer wanted
};

struct Receipt {
  CollectorId collector;
  AgentId agent;
  Incarnation incarnation;
  uint64_t batch_seq = 0;
  crypto::Digest envelope_digest{};
  Disposition disposition = Disposition::kStored;
  // Every batch of this incarnation up to this number is durable at the collector.
  uint64_t durable_through = 0;
  int64_t server_wall_us = 0;
  uint64_t policy_version = 0;  // newest policy for this agent
  uint32_t max_batch_bytes = 0; // 0 = no wish
  uint32_t pace_ms = 0;         // least time between two batches
  uint32_t retry_after_ms = 0;
  uint32_t directives = 0;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

[[nodiscard]] Bytes EncodeReceipt(const Receipt& receipt, const crypto::SigningKeyPair& key);
// At most kMaxReceiptBytes, signed by one of `keys`; else kInvalidArgument or kUnauthenticated.
[[nodiscard]] Result<Receipt> DecodeReceipt(ByteView bytes,
                                            const std::vector<crypto::SigningPublicKey>& keys);
// Ok when the receipt is about exactly this envelope and says that it is durable (I3).
[[nodiscard]] Status CheckReceiptCovers(const Receipt& receipt, const EnvelopeHeader& header,
                                        const crypto::Digest& envelope_digest);

}  // namespace adit::wire
