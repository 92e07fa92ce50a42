// AxPatience: how much one application may ask of us and how often it is asked: a flood of notices
// is cut off, a program that does not answer is left alone for a while.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace adit {

struct AxPatienceLimits {
  // Notices that lead to questions: a burst, and so many a second after it.
  double burst = 60;
  double per_second = 30;
  // A flood is over when nothing was refused for this long.
  int64_t calm_us = 1'000'000;
  // After a question without answer no other for this long, then twice as long, up to the most.
  int64_t first_pause_us = 2'000'000;
  int64_t longest_pause_us = 300'000'000;
};

// A period in which an application could not be seen, when it ends.
struct AxBlindness {
  std::string reason;  // "event_storm", "app_unresponsive"
  int64_t since_us = 0;
  int64_t duration_us = 0;
  uint32_t count = 0;  // notices passed over
};

// Times are monotonic µs handed in. One thread.
class AxPatience {
 public:
  explicit AxPatience(AxPatienceLimits limits = {}) : limits_(limits), tokens_(limits.burst) {}

  // Whether a notice that came now may lead to questions.
  [[nodiscard]] bool Admit(int64_t now_us);
  // A question was answered, or not.
  void Answered(int64_t now_us);
  void Unanswered(int64_t now_us);
  // Whether the application was left alone long enough to be asked again.
  [[nodiscard]] bool MayAsk(int64_t now_us) const { return now_us >= ask_again_us_; }
  [[nodiscard]] bool IsHung() const { return hung_since_us_.has_value(); }
  // What ended since the last call, one at a time. `closing` ends everything.
  [[nodiscard]] std::optional<AxBlindness> TakeEnded(int64_t now_us, bool closing = false);

 private:
  const AxPatienceLimits limits_;
  double tokens_;
  int64_t filled_us_ = 0;
  std::optional<int64_t> flood_since_us_;
  int64_t last_refused_us_ = 0;
  uint32_t refused_ = 0;
  std::optional<int64_t> hung_since_us_;
  int64_t pause_us_ = 0;
  int64_t ask_again_us_ = 0;
  uint32_t passed_over_ = 0;
  std::optional<AxBlindness> recovered_;
};

}  // namespace adit
