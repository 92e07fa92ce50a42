#include "collector/mining/huge_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace adit::mining {

void AdviseHugePages(void* memory, size_t bytes) {
#ifdef MADV_HUGEPAGE
  const auto address = reinterpret_cast<uintptr_t>(memory);
  const uintptr_t begin = (address + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
  const uintptr_t end = (address + bytes) / kHugePageBytes * kHugePageBytes;
  // A refused hint changes nothing.
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#else
  static_cast<void>(memory);
  static_cast<void>(bytes);
#endif
}

}  // namespace adit::mining
