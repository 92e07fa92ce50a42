// Progress: a bar on the terminal for anything that takes over a second.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/clock.h"

namespace adit::cli {

// Shows nothing during the first second, and nothing at all when standard error is no terminal (a
// log file stays clean). Redraws at most ten times a second, so Advance is cheap in tight loops.
// The bar is wiped when the work is done. Threads: one.
class Progress {
 public:
  // total 0: unknown; a count and a rate are shown instead of a bar. `unit` is a plural ("events").
  Progress(std::string what, uint64_t total, std::string unit, Clock& clock = SystemClock());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Advance(uint64_t by = 1) { SetDone(done_ + by); }
  void SetDone(uint64_t done) {
    done_ = done;
    if (shown_on_terminal_ && done_ >= look_at_) MaybeDraw();
  }
  void SetTotal(uint64_t total) { total_ = total; }
  // Wipes the bar; also done by the destructor.
  void Finish();

 private:
  void MaybeDraw();
  [[nodiscard]] std::string Line(int64_t elapsed_us) const;

  const std::string what_;
  const std::string unit_;
  Clock& clock_;
  const bool shown_on_terminal_;
  const int64_t started_us_;
  uint64_t total_;
  uint64_t done_ = 0;
  uint64_t look_at_ = 0;  // the clock is not read before this much is done
  int64_t drawn_us_ = 0;
  bool drawn_ = false;
};

// "1,234,567".
[[nodiscard]] std::string WithSeparators(uint64_t number);

}  // namespace adit::cli
