#include "agent/macos/ax_patience.h"

#include <algorithm>
#include <utility>

namespace adit {

bool AxPatience::Admit(int64_t now_us) {
  if (!MayAsk(now_us)) {
    ++passed_over_;
    return false;
  }
  const double passed_s = static_cast<double>(std::max<int64_t>(now_us - filled_us_, 0)) / 1e6;
  tokens_ = std::min(limits_.burst, tokens_ + passed_s * limits_.per_second);
  filled_us_ = now_us;
  if (tokens_ >= 1) {
    tokens_ -= 1;
    return true;
  }
  if (!flood_since_us_) flood_since_us_ = now_us;
  last_refused_us_ = now_us;
  ++refused_;
  return false;
}

void AxPatience::Answered(int64_t now_us) {
  if (!hung_since_us_) return;
  recovered_ = AxBlindness{"app_unresponsive", *hung_since_us_, now_us - *hung_since_us_,
                           std::exchange(passed_over_, 0)};
  hung_since_us_.reset();
  pause_us_ = 0;
  ask_again_us_ = 0;
}

void AxPatience::Unanswered(int64_t now_us) {
  if (!hung_since_us_) hung_since_us_ = now_us;
  pause_us_ =
      pause_us_ == 0 ? limits_.first_pause_us : std::min(pause_us_ * 2, limits_.longest_pause_us);
  ask_again_us_ = now_us + pause_us_;
}

std::optional<AxBlindness> AxPatience::TakeEnded(int64_t now_us, bool closing) {
  if (recovered_) return std::exchange(recovered_, std::nullopt);
  if (closing && hung_since_us_) {
    Answered(now_us);
    return std::exchange(recovered_, std::nullopt);
  }
  if (!flood_since_us_ || (!closing && now_us - last_refused_us_ < limits_.calm_us)) {
    return std::nullopt;
  }
  AxBlindness flood{"event_storm", *flood_since_us_, last_refused_us_ - *flood_since_us_,
                    std::exchange(refused_, 0)};
  flood_since_us_.reset();
  return flood;
}

}  // namespace adit
