// EventStore: accepted batches and their events. The embedded form is SQLite; an existing engine
// can stand behind the same functions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/model/event_log.h"
#include "collector/store/ids.h"
#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/event/event_table.h"

namespace adit {

// What became of a batch at its acceptance; numbers are stored.
enum class Disposition : uint8_t { kStored = 0, kDuplicate = 1, kForked = 2, kQuarantined = 3 };

struct NewBatch {
  BatchKey key;
  uint64_t first_event = 0;  // sequence number of its first event
  int64_t received_us = 0;   // wall clock of the collector
  Bytes envelope;
  // Set: kept for inspection, never decoded; why, without content.
  std::optional<std::string> quarantine_reason;
};

struct Acceptance {
  Disposition disposition = Disposition::kStored;
  // Every batch 1..durable_through of the incarnation is stored.
  uint64_t durable_through = 0;
};

// A stored batch whose events are not readable yet.
struct PendingBatch {
  int64_t id = 0;
  Id16 agent{};
  Id16 incarnation{};
  uint64_t seq = 0;
  int64_t received_us = 0;
  Bytes envelope;
};

// Numbered events that will never arrive, of any incarnation of the agent that says so.
struct LossRecord {
  std::string reason;
  Id16 incarnation{};
  uint64_t first_event = 0;
  uint64_t event_count = 0;
};

struct DecodedBatch {
  int64_t id = 0;
  uint64_t first_event = 0;  // the events are numbered from here without a gap
  EventTable events;
  std::vector<LossRecord> losses;
};

struct StoreTotals {
  uint64_t events = 0;
  uint64_t batches = 0;
  uint64_t pending = 0;
  uint64_t quarantined = 0;
  uint64_t lost_events = 0;
  uint64_t agents_with_events = 0;
  uint64_t event_bytes = 0;     // of the blocks
  uint64_t database_bytes = 0;  // of the whole database
  int64_t first_us = 0;         // 0 = no events
  int64_t last_us = 0;
  int64_t last_commit_us = 0;  // since start; 0 = none
};

// What is received and lost of one incarnation: the conservation check (I1). Numbers that were both
// received and declared lost count as received.
struct IncarnationLedger {
  Id16 agent{};
  Id16 incarnation{};
  uint64_t stored_events = 0;  // distinct numbers
  uint64_t lost_events = 0;
  uint64_t highest_event = 0;    // received or declared lost
  uint64_t missing_events = 0;   // of 1..highest_event: neither; on their way, or a defect
  uint64_t repeated_events = 0;  // numbers stored more than once (forks)
  uint64_t batches = 0;
  uint64_t durable_through = 0;
};

// What retention erased.
struct Erasure {
  uint64_t events = 0;
  uint64_t envelopes = 0;  // of batches set aside
  uint64_t texts = 0;      // of the dictionary, that no event uses any more
};

struct LogFilter {
  int64_t from_us = INT64_MIN;   // inclusive
  int64_t until_us = INT64_MAX;  // exclusive
  size_t max_events = SIZE_MAX;  // kResourceExhausted when there are more
};

// Threads: any, unless said otherwise.
class EventStore {
 public:
  virtual ~EventStore() = default;

  // The acceptance of a batch with this very key, if it is stored; kForked, quarantined or stored
  // as it was then (the caller answers kDuplicate).
  [[nodiscard]] virtual Result<std::optional<Acceptance>> FindBatch(const BatchKey& key) = 0;

  // Stores the batch exactly once: the same key again is kDuplicate and changes nothing; another
  // digest under the same number is kept as kForked. `done` is called on a thread of the store
  // after the batch is on stable storage, or with the failure; not at all when this returns one.
  // kNotFound through `done` when the agent is not enrolled.
  using AcceptDone = std::function<void(Result<Acceptance>)>;
  [[nodiscard]] virtual Status AcceptBatch(NewBatch batch, AcceptDone done) = 0;

  // The oldest stored batches not decoded yet, by arrival, at most `limit` and about 64 MiB; those
  // with an id above `after`.
  [[nodiscard]] virtual Result<std::vector<PendingBatch>> Pending(int64_t after, size_t limit) = 0;

  // Makes the events readable and drops the envelopes, all in one transaction. A batch decoded
  // before is skipped: decoding twice stores once. One caller at a time.
  [[nodiscard]] virtual Status StoreDecoded(const std::vector<DecodedBatch>& batches) = 0;

  // Sets a stored batch aside whose content failed to decode. The envelope is kept; `losses` are
  // what its trailer declares and its own events.
  [[nodiscard]] virtual Status Quarantine(int64_t batch_id, const std::string& reason,
                                          const std::vector<LossRecord>& losses) = 0;

  // All events in the order (agent id, time, sequence), texts as ToLogColumns() gives them, user =
  // the agent's id in hexadecimal. Same events, same log, byte for byte, however they were batched.
  [[nodiscard]] virtual Result<EventLog> LoadLog(const LogFilter& filter) = 0;

  // Full records of one agent in the order stored, for exports and tests. Stops when `visit` is
  // false.
  [[nodiscard]] virtual Status VisitRecords(
      const Id16& agent, const std::function<bool(const EventRecord&)>& visit) = 0;

  [[nodiscard]] virtual Result<StoreTotals> Totals() = 0;
  [[nodiscard]] virtual Result<std::vector<IncarnationLedger>> Ledgers() = 0;

  // Merges small neighbouring blocks; returns how many were replaced. At most `limit` blocks are
  // read.
  [[nodiscard]] virtual Result<size_t> Compact(size_t limit) = 0;

  // Erases every event before `before_us` (by its own time) and the texts that no event uses after
  // it. Event numbers stay accounted for. May take seconds; batches are accepted meanwhile.
  [[nodiscard]] virtual Result<Erasure> EraseBefore(int64_t before_us) = 0;

  // The same for one agent's events at or after `since_us`. A batch that arrives or is decoded
  // later is not touched; an unknown agent has nothing to erase.
  [[nodiscard]] virtual Result<Erasure> EraseSince(const Id16& agent, int64_t since_us) = 0;
};

}  // namespace adit
