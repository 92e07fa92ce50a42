// Process use: what the system has charged this process so far.
#pragma once

#include <cstdint>

namespace adit {

// User and system time of all threads; 0 when the system does not tell.
[[nodiscard]] int64_t ProcessCpuMicros();
// Physical memory in use; 0 when the system does not tell.
[[nodiscard]] uint64_t ResidentBytes();

}  // namespace adit
