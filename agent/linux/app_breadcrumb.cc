#include "agent/linux/app_breadcrumb.h"

#include <algorithm>

namespace adit {

bool AppBreadcrumb::TryCall(int64_t now_us) {
  if (level_ == AppCapture::kWindowOnly && now_us >= rest_until_us_) level_ = AppCapture::kProbing;
  if (level_ == AppCapture::kWindowOnly) return false;
  if (in_flight_ >= (level_ == AppCapture::kProbing ? 1 : kMaxCallsInFlight)) return false;
  ++in_flight_;
  return true;
}

std::optional<AppCaptureChange> AppBreadcrumb::OnReply(int64_t) {
  OnCancelled();
  misses_ = 0;
  // A late answer to an old call says nothing while the application rests: only the probe decides.
  if (level_ != AppCapture::kProbing) return std::nullopt;
  level_ = AppCapture::kFull;
  rest_us_ = kFirstRestUs;
  return AppCaptureChange{AppCapture::kFull, blind_since_us_};
}

std::optional<AppCaptureChange> AppBreadcrumb::OnMiss(int64_t now_us) {
  OnCancelled();
  if (level_ == AppCapture::kWindowOnly) return std::nullopt;
  if (level_ == AppCapture::kProbing) {
    level_ = AppCapture::kWindowOnly;
    rest_us_ = std::min(rest_us_ * 2, kLongestRestUs);
    rest_until_us_ = now_us + rest_us_;
    return std::nullopt;  // still the same blind period
  }
  if (misses_++ == 0) first_miss_us_ = now_us;
  if (misses_ < kMissesUntilHung) return std::nullopt;
  level_ = AppCapture::kWindowOnly;
  misses_ = 0;
  blind_since_us_ = first_miss_us_;
  rest_until_us_ = now_us + rest_us_;
  return AppCaptureChange{AppCapture::kWindowOnly, blind_since_us_};
}

}  // namespace adit
