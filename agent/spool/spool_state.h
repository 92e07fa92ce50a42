// SpoolState: the few numbers that files alone cannot give once they are shipped, and the ledger of
// declared losses that no receipt covers yet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/spool/spool_names.h"
#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/io/file_system.h"
#include "common/wire/envelope.h"

namespace adit::spool_internal {

struct DeclaredLoss {
  wire::LossRange range;
  // The file whose removal this loss explains, until that removal is durable; batch_seq 0 = none.
  FileKey dropped;
  // The batch whose trailer declares it; forgotten once its receipt has come, declared again in a
  // later batch when its file is damaged or dropped. batch_seq 0 = none.
  FileKey carried_by;
};

// Where files and state disagree, files win (see spool_open.cc).
struct SpoolState {
  uint32_t generation = 0;
  // Whose numbers these are; all zeros in files of versions that did not write it.
  wire::AgentId agent;
  wire::Incarnation incarnation;
  uint64_t next_batch = 1;
  // The number after everything sealed or declared lost.
  uint64_t next_event = 1;
  // Events below were delivered or declared: the lower bound for a file that is unreadable.
  uint64_t released_through = 1;
  // Events were being refused when this was written: a crash leaves no open file as a witness, so the
  // next start declares the window.
  bool refusing = false;
  crypto::Digest previous_digest{};
  std::string machine_fingerprint;
  std::vector<DeclaredLoss> losses;

  // Adds a loss, joining it to its neighbour when both are of one kind and uncarried. Beyond
  // kMaxLedgerEntries neighbours are joined across what lies between: a number that was received
  // counts as received, so declaring too much is harmless and declaring too little is not.
  void Declare(const wire::LossRange& range, const FileKey& dropped = {});
  // The file is gone for good: its loss needs its name no more and may be joined to others.
  void ForgetDropped(const FileKey& dropped);
  // The batch is at the collector: so is what its trailer declared. True when that was anything.
  bool ForgetCarried(const FileKey& carrier);
  // The batch will not arrive: what it declared must be declared anew.
  void ReleaseCarried(const FileKey& carrier);
  // The ledger has this very range, carried or not.
  [[nodiscard]] bool Holds(const wire::LossRange& range) const;
  // The number after the last declared loss of an incarnation; 1 when there is none. Open ranges
  // do not count.
  [[nodiscard]] uint64_t EndOfLosses(const wire::Incarnation& of) const;
};

inline constexpr size_t kMaxLedgerEntries = 4096;
inline constexpr size_t kMaxStateBytes = 2 << 20;
inline constexpr size_t kStateBlockBytes = 4096;
inline constexpr size_t kMaxFingerprintBytes = 256;

// Two copies of the content, each with its checksum and in blocks of its own, so that no single
// damaged sector costs the ledger.
[[nodiscard]] Bytes EncodeState(const SpoolState& state);
// kDataLoss when neither copy is as EncodeState() wrote it.
[[nodiscard]] Result<SpoolState> DecodeState(ByteView bytes);

}  // namespace adit::spool_internal
