// EventLog: masked events of many people as interned columns, the input of reconstruction and mining.
//
// Ten million events take 480 MB and a string is kept once. Filled from the store, from a UI log file
// (collector/reconstruct) or from the simulation.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/check.h"

namespace adit {

// Gives every distinct string a dense number, in order of first appearance; number 0 is "".
class StringTable {
 public:
  StringTable() { Intern(""); }
  StringTable(const StringTable&) = delete;
  StringTable& operator=(const StringTable&) = delete;
  StringTable(StringTable&&) = default;
  StringTable& operator=(StringTable&&) = default;

  uint32_t Intern(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    ADIT_CHECK(texts_.size() < std::numeric_limits<uint32_t>::max());
    const auto number = static_cast<uint32_t>(texts_.size());
    numbers_.emplace(texts_.emplace_back(text), number);
    return number;
  }
  [[nodiscard]] const std::string& At(uint32_t number) const { return texts_[number]; }
  [[nodiscard]] size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // a deque: the views in numbers_ stay valid
  std::unordered_map<std::string_view, uint32_t> numbers_;
};

// time_us of an event whose log has no times.
inline constexpr int64_t kNoTime = std::numeric_limits<int64_t>::min();

// One event; the numbers are entries of the log's string table, 0 = not given.
struct LogEvent {
  uint64_t sequence = 0;     // the log's own number of the event, kept for output
  int64_t time_us = kNoTime; // µs since 1970-01-01 UTC
  uint32_t user = 0;         // pseudonym of a person
  uint32_t app = 0;
  uint32_t window = 0;       // title or URL
  uint32_t element = 0;      // label, id or cell
  uint32_t action = 0;       // action name of the recorder; ActionTypeName() for our own
  uint32_t value = 0;        // fingerprint or masked value: equal = same content
};

struct EventLog {
  StringTable strings;
  std::vector<LogEvent> events;  // in the order of the log
};

}  // namespace adit
