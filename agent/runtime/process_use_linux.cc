#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "agent/runtime/process_use.h"
#include "common/base/clock.h"

namespace adit {

int64_t ProcessCpuMicros() {
  timespec time{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0) return 0;
  return int64_t{time.tv_sec} * kMicrosPerSecond + time.tv_nsec / 1000;
}

// Second number of /proc/self/statm, in pages (proc(5)); 0 when it cannot be read.
uint64_t ResidentBytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (!file) return 0;
  unsigned long long total = 0;
  unsigned long long resident = 0;
  const int read = std::fscanf(file, "%llu %llu", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace adit
