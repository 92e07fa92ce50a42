#include "agent/runtime/process_use.h"
#include "common/base/windows_api.h"

namespace adit {
namespace {

// FILETIME counts 100 ns.
int64_t Micros(const FILETIME& time) {
  return static_cast<int64_t>((uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime) / 10);
}

}  // namespace

int64_t ProcessCpuMicros() {
  FILETIME created{}, ended{}, kernel{}, user{};
  if (!GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user)) return 0;
  return Micros(kernel) + Micros(user);
}

uint64_t ResidentBytes() {
  PROCESS_MEMORY_COUNTERS counters{};
  if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters)) return 0;
  return counters.WorkingSetSize;
}

}  // namespace adit
