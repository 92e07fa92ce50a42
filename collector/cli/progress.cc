#include "collector/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace adit::cli {
namespace {

constexpr int64_t kPatienceUs = kMicrosPerSecond;
constexpr int64_t kRedrawUs = kMicrosPerSecond / 10;
constexpr size_t kBarCells = 30;

}  // namespace

Progress::Progress(std::string what, uint64_t total, std::string unit, Clock& clock)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      clock_(clock),
      shown_on_terminal_(isatty(STDERR_FILENO) == 1),
      started_us_(clock.MonotonicMicros()),
      total_(total) {}

Progress::~Progress() { Finish(); }

void Progress::MaybeDraw() {
  const int64_t now = clock_.MonotonicMicros();
  const int64_t elapsed = now - started_us_;
  // A thousandth of the work, or what the last tenth of a second managed, passes unlooked at.
  look_at_ = done_ + std::max<uint64_t>(1, std::min<uint64_t>(total_ / 1000, 1000));
  if (elapsed < kPatienceUs || now - drawn_us_ < kRedrawUs) return;
  drawn_us_ = now;
  drawn_ = true;
  std::fprintf(stderr, "\r%s\x1b[K", Line(elapsed).c_str());
  std::fflush(stderr);
}

std::string Progress::Line(int64_t elapsed_us) const {
  const auto seconds = static_cast<double>(elapsed_us) / kMicrosPerSecond;
  const double rate = static_cast<double>(done_) / std::max(seconds, 0.001);
  std::string line = what_ + " ";
  if (total_ > 0) {
    const double share = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    const auto cells = static_cast<size_t>(share * static_cast<double>(kBarCells));
    line += "[" + std::string(cells, '#') + std::string(kBarCells - cells, '.') + "] " +
            std::to_string(static_cast<int>(share * 100)) + " %, ";
    const double left = share > 0 ? seconds * (1 - share) / share : 0;
    line += std::to_string(static_cast<int64_t>(left) + 1) + " s left, ";
  }
  return line + WithSeparators(done_) + " " + unit_ + ", " +
         WithSeparators(static_cast<uint64_t>(rate)) + "/s";
}

void Progress::Finish() {
  if (!drawn_) return;
  drawn_ = false;
  std::fprintf(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

std::string WithSeparators(uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

}  // namespace adit::cli
