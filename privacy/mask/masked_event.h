// MaskedEvent: proof, as a type, that an event went through the scrub step.
#pragma once

#include <utility>

#include "common/event/event_record.h"

namespace adit {

class Scrubber;

// Spool, log, preview and wire accept this type and nothing else. Only privacy/scrub can make one;
// tests/privacy/mask holds static_asserts that nothing else compiles.
class MaskedEvent {
 public:
  [[nodiscard]] const EventRecord& record() const { return record_; }
  // The number and times are given when the event is queued; they carry no text.
  void set_sequence(uint64_t sequence) { record_.fields.sequence = sequence; }

 private:
  friend class Scrubber;
  explicit MaskedEvent(EventRecord&& record) : record_(std::move(record)) {}

  EventRecord record_;
};

}  // namespace adit
