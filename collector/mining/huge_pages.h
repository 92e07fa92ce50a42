// AdviseHugePages: asks the system to back a large array with large pages.
#pragma once

#include <cstddef>

namespace adit::mining {

// Arrays that begin at a multiple of it gain most.
inline constexpr size_t kHugePageBytes = size_t{2} << 20;

// A hint for memory that is about to be written from its beginning on: a page fault for every 2 MiB
// instead of one for every 4 KiB, which is a fifth of the time of a short run. Does nothing where
// it is not known.
void AdviseHugePages(void* memory, size_t bytes);

}  // namespace adit::mining
