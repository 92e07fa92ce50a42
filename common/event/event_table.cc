#include "common/event/event_table.h"

#include <string_view>
#include <unordered_map>

#include "common/event/batch_layout.h"

namespace adit {
namespace {

template <typename Key>
uint32_t NumberOf(const Key& key, std::vector<Key>& list,
                  std::unordered_map<Key, uint32_t, batch_layout::KeyHash<Key>>& numbers) {
  const auto [found, added] = numbers.emplace(key, static_cast<uint32_t>(list.size()));
  if (added) list.push_back(key);
  return found->second;
}

}  // namespace

EventRecord EventTable::Record(size_t row) const {
  const NumberedEvent& event = rows[row];
  const Window& window = windows[event.window];
  const Element& element = elements[event.element];
  EventRecord record;
  record.fields = event.fields;
  record.app_name = strings[window[0]];
  record.app_version = strings[window[1]];
  record.app_executable = strings[window[2]];
  record.window_title = strings[window[3]];
  record.window_role = strings[window[4]];
  record.document = strings[window[5]];
  record.element_role = strings[element[0]];
  record.element_name = strings[element[1]];
  record.element_id = strings[element[2]];
  record.element_path = strings[element[3]];
  record.detail = strings[event.detail];
  record.content_fingerprint = event.fingerprint;
  return record;
}

std::vector<EventRecord> EventTable::Records() const {
  std::vector<EventRecord> records;
  records.reserve(rows.size());
  for (size_t row = 0; row < rows.size(); ++row) records.push_back(Record(row));
  return records;
}

EventTable EventTable::Of(std::span<const EventRecord> records) {
  EventTable table;
  std::unordered_map<std::string, uint32_t> strings{{"", 0}};
  std::unordered_map<Window, uint32_t, batch_layout::KeyHash<Window>> windows;
  std::unordered_map<Element, uint32_t, batch_layout::KeyHash<Element>> elements{{Element{}, 0}};
  const auto number = [&](const std::string& text) {
    const auto [found, added] = strings.emplace(text, static_cast<uint32_t>(strings.size()));
    if (added) table.strings.push_back(text);
    return found->second;
  };
  table.rows.reserve(records.size());
  for (const EventRecord& r : records) {
    const Window window{number(r.app_name),     number(r.app_version), number(r.app_executable),
                        number(r.window_title), number(r.window_role), number(r.document)};
    const Element element{number(r.element_role), number(r.element_name), number(r.element_id),
                          number(r.element_path)};
    table.rows.push_back({r.fields, NumberOf(window, table.windows, windows),
                          NumberOf(element, table.elements, elements), number(r.detail),
                          r.content_fingerprint});
  }
  return table;
}

}  // namespace adit
