// AppBreadcrumb: remembers how one application answers, so that a hung one degrades only itself.
#pragma once

#include <cstdint>
#include <optional>

namespace adit {

inline constexpr int kMissesUntilHung = 3;
inline constexpr int64_t kFirstRestUs = 30'000'000;
inline constexpr int64_t kLongestRestUs = 600'000'000;
// Calls in flight to one application; beyond, a call counts as refused, not as missed.
inline constexpr int kMaxCallsInFlight = 24;

enum class AppCapture : uint8_t {
  kFull,        // elements are read
  kWindowOnly,  // deadlines were missed: no call is made, windows only
  kProbing,     // rest is over: one call at a time decides
};

// A change of level that must become an event.
struct AppCaptureChange {
  AppCapture level;
  int64_t blind_since_us = 0;  // for kFull: when the application began to be unreadable
};

// Life cycle: kFull -(kMissesUntilHung deadlines missed in a row)-> kWindowOnly -(rest: 30 s,
// doubled each time up to 10 min)-> kProbing -(one reply)-> kFull, or -(one miss)-> kWindowOnly
// again. One thread. Times are monotonic µs handed in.
class AppBreadcrumb {
 public:
  // May a call be made now? True reserves it: each true is followed by OnReply, OnMiss or
  // OnCancelled.
  [[nodiscard]] bool TryCall(int64_t now_us);
  // Any answer, an error included: the application is alive.
  [[nodiscard]] std::optional<AppCaptureChange> OnReply(int64_t now_us);
  // The deadline passed without an answer.
  [[nodiscard]] std::optional<AppCaptureChange> OnMiss(int64_t now_us);
  // The call ended for a reason of our own.
  void OnCancelled() { in_flight_ = in_flight_ > 0 ? in_flight_ - 1 : 0; }

  [[nodiscard]] AppCapture level() const { return level_; }
  [[nodiscard]] int64_t blind_since_us() const { return blind_since_us_; }

 private:
  AppCapture level_ = AppCapture::kFull;
  int misses_ = 0;
  int in_flight_ = 0;
  int64_t first_miss_us_ = 0;
  int64_t blind_since_us_ = 0;
  int64_t rest_until_us_ = 0;
  int64_t rest_us_ = kFirstRestUs;
};

}  // namespace adit
