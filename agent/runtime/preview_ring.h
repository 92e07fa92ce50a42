// PreviewRing: the last masked records, in memory only: what the person at the computer may see.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "common/event/event_record.h"
#include "privacy/mask/masked_event.h"

namespace adit {

// Holds exactly what was given to the spool, nothing else: it takes MaskedEvents only. Threads:
// any.
class PreviewRing {
 public:
  // Capacity 0 keeps nothing.
  explicit PreviewRing(size_t capacity) : capacity_(capacity) {}

  void Add(const MaskedEvent& event);

  struct Slice {
    std::vector<EventRecord> records;
    uint64_t next = 0;     // position to go on from
    uint64_t skipped = 0;  // records that had left the ring before they were read
  };
  // Records from position `from` (0: the oldest kept), at most `limit`.
  [[nodiscard]] Slice Read(uint64_t from, size_t limit) const;
  // Position of the next record to come.
  [[nodiscard]] uint64_t end() const;
  // Forgets everything kept.
  void Clear();

 private:
  const size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<EventRecord> records_;  // guarded by mutex_
  uint64_t end_ = 0;                 // guarded by mutex_
  uint64_t cleared_ = 0;  // guarded by mutex_; records before it were forgotten, not missed
};

// One record as a JSON object, keys as in docs/formats/events.md; empty values are left out.
[[nodiscard]] std::string RecordJson(const EventRecord& record);
// One record as a line for a person.
[[nodiscard]] std::string RecordLine(const EventRecord& record);

}  // namespace adit
