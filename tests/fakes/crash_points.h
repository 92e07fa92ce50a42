// CrashPoints: how many crashes a test program tried, printed at its end for
// tests/bench/reliability_table.sh.
#pragma once

#include <cstdint>
#include <cstdio>

namespace adit {

struct CrashPoints {
  ~CrashPoints() {
    std::printf("crash points tried: %llu\n", static_cast<unsigned long long>(tried));
  }
  uint64_t tried = 0;
};

}  // namespace adit
