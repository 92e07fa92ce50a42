// RateLimit: how many requests one account or token may make a minute, and the headers that say so.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "collector/http/http_message.h"
#include "common/base/clock.h"

namespace adit::api {

// A fixed window of a minute for each caller. Answers carry RateLimit-Policy and RateLimit
// (draft-ietf-httpapi-ratelimit-headers); over the limit it is 429 with Retry-After.
// Threads: any.
class RateLimit {
 public:
  static constexpr int64_t kWindowUs = 60 * kMicrosPerSecond;
  static constexpr size_t kMaxCallers = 50'000;

  // 0 = no limit, and no headers.
  RateLimit(uint32_t requests_per_minute, Clock& clock)
      : limit_(requests_per_minute), clock_(clock) {}

  struct Standing {
    bool allowed = true;
    uint32_t remaining = 0;
    int64_t reset_s = 0;  // until the window is over, 1 at least
  };
  // Counts a request of this caller; nothing where there is no limit.
  [[nodiscard]] std::optional<Standing> Count(const std::string& caller);
  // Adds what the standing says to the headers of an answer.
  void Describe(const Standing& standing, http::HttpResponse& response) const;
  // The answer to a request over the limit, described already.
  [[nodiscard]] http::HttpResponse Refusal(const Standing& standing) const;

 private:
  struct Window {
    int64_t begin_us = 0;
    uint32_t count = 0;
  };
  const uint32_t limit_;
  Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Window> windows_;  // guarded by mutex_
};

}  // namespace adit::api
