// GapLog: periods without capture, each with a beginning, a reason and an end, and idle and lock
// periods, which are told the same way.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace adit {

// A period that ended.
struct ClosedGap {
  std::string reason;
  int64_t start_us = 0;
  int64_t duration_us = 0;
};

// Times are monotonic µs handed in. One thread.
class GapLog {
 public:
  // Begins a period unless one with this reason is open.
  void Begin(const std::string& reason, int64_t now_us) { open_.emplace(reason, now_us); }
  // Nothing when none with this reason is open.
  [[nodiscard]] std::optional<ClosedGap> End(const std::string& reason, int64_t now_us) {
    const auto found = open_.find(reason);
    if (found == open_.end()) return std::nullopt;
    ClosedGap gap{reason, found->second, now_us - found->second};
    open_.erase(found);
    return gap;
  }
  // Any open period; for the end of capture.
  [[nodiscard]] std::optional<std::string> AnyOpen() const {
    if (open_.empty()) return std::nullopt;
    return open_.begin()->first;
  }
  [[nodiscard]] bool IsOpen(const std::string& reason) const { return open_.contains(reason); }

 private:
  std::map<std::string, int64_t> open_;
};

}  // namespace adit
