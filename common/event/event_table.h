// EventTable: decoded events whose texts are numbers, so that a batch costs its distinct texts once
// and no string an event.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/event/event_record.h"

namespace adit {

// An event whose texts are numbers of a table's windows, elements and strings; of which table, the
// context says.
struct NumberedEvent {
  EventFields fields;
  uint32_t window = 0;
  uint32_t element = 0;
  uint32_t detail = 0;       // a string
  uint64_t fingerprint = 0;  // content_fingerprint of EventRecord

  friend bool operator==(const NumberedEvent&, const NumberedEvent&) = default;
};

struct EventTable {
  // app_name, app_version, app_executable, window_title, window_role, document
  using Window = std::array<uint32_t, 6>;
  // element_role, element_name, element_id, element_path
  using Element = std::array<uint32_t, 4>;

  std::vector<std::string> strings{std::string()};  // number 0 is ""
  std::vector<Window> windows;
  std::vector<Element> elements{Element{}};  // number 0 is no element
  std::vector<NumberedEvent> rows;           // every number in them is of this table

  [[nodiscard]] size_t size() const { return rows.size(); }
  [[nodiscard]] bool empty() const { return rows.empty(); }
  // The event with its texts. REQUIRES: row < size().
  [[nodiscard]] EventRecord Record(size_t row) const;
  [[nodiscard]] std::vector<EventRecord> Records() const;
  [[nodiscard]] static EventTable Of(std::span<const EventRecord> records);
};

}  // namespace adit
