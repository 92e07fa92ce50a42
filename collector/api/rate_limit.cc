#include "collector/api/rate_limit.h"

namespace adit::api {

std::optional<RateLimit::Standing> RateLimit::Count(const std::string& caller) {
  if (limit_ == 0) return std::nullopt;
  const int64_t now_us = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  if (windows_.size() >= kMaxCallers && !windows_.contains(caller)) {
    std::erase_if(windows_,
                  [&](const auto& entry) { return now_us - entry.second.begin_us >= kWindowUs; });
    // Callers are accounts and tokens: so many at once have no room for one more.
    if (windows_.size() >= kMaxCallers) return Standing{false, 0, 60};
  }
  Window& window = windows_[caller];
  if (window.count == 0 || now_us - window.begin_us >= kWindowUs) window = {now_us, 0};
  Standing standing;
  standing.allowed = window.count < limit_;
  if (standing.allowed) ++window.count;
  standing.remaining = limit_ - window.count;
  standing.reset_s =
      (window.begin_us + kWindowUs - now_us + kMicrosPerSecond - 1) / kMicrosPerSecond;
  return standing;
}

void RateLimit::Describe(const Standing& standing, http::HttpResponse& response) const {
  response.headers.emplace_back("RateLimit-Policy",
                                "\"caller\";q=" + std::to_string(limit_) + ";w=60");
  response.headers.emplace_back("RateLimit", "\"caller\";r=" + std::to_string(standing.remaining) +
                                                 ";t=" + std::to_string(standing.reset_s));
}

http::HttpResponse RateLimit::Refusal(const Standing& standing) const {
  http::HttpResponse response =
      http::Problem(429, "more than " + std::to_string(limit_) +
                             " requests in a minute (setting api_requests_per_minute); go on in " +
                             std::to_string(standing.reset_s) + " s");
  response.headers.emplace_back("Retry-After", std::to_string(standing.reset_s));
  Describe(standing, response);
  return response;
}

}  // namespace adit::api
