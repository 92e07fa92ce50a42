#include <mach/mach.h>

#include <ctime>

#include "agent/runtime/process_use.h"
#include "common/base/clock.h"

namespace adit {

int64_t ProcessCpuMicros() {
  timespec time{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0) return 0;
  return int64_t{time.tv_sec} * kMicrosPerSecond + time.tv_nsec / 1000;
}

// What the system's own tools show as memory of a process.
uint64_t ResidentBytes() {
  task_vm_info_data_t info{};
  mach_msg_type_number_t count = TASK_VM_INFO_COUNT;
  const kern_return_t told =
      task_info(mach_task_self(), TASK_VM_INFO, reinterpret_cast<task_info_t>(&info), &count);
  return told == KERN_SUCCESS ? info.phys_footprint : 0;
}

}  // namespace adit
