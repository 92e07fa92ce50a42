// EventFields: the attributes of an event that carry no text of a person, shared by the raw and the
// masked form.
#pragma once

#include <cstdint>

#include "common/event/action_type.h"

namespace adit {

struct EventFields {
  // 1, 2, 3 … within one incarnation of one agent; given by the agent when the event is accepted.
  // 0 = not given yet.
  uint64_t sequence = 0;
  // When it happened: µs since 1970-01-01 UTC by the endpoint's clock, and µs of its monotonic clock.
  int64_t wall_us = 0;
  int64_t monotonic_us = 0;
  // Length of an episode in µs (idle, scroll, editing, gap); 0 for a moment.
  int64_t duration_us = 0;
  ActionType action = ActionType::kUnknown;
  // Ordinal of the desktop session on this endpoint, from 1; 0 = unknown.
  uint32_t session = 0;
  // How many equal happenings this event stands for (coalesced); at least 1.
  uint32_t count = 1;
  ValueClass value_class = ValueClass::kNone;
  // SizeBucket() of the value's length in characters; 0 = empty or none.
  uint8_t value_length_bucket = 0;
  ContentKind content_kind = ContentKind::kNone;
  // SizeBucket() of the clipboard content's size in bytes.
  uint8_t content_size_bucket = 0;
  MonitorClass monitor = MonitorClass::kUnknown;

  friend bool operator==(const EventFields&, const EventFields&) = default;
};

}  // namespace adit
