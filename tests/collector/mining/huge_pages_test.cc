// A hint to the system changes no byte, whatever the array.
#include "collector/mining/huge_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>

namespace adit::mining {
namespace {

TEST(HugePages, TheContentOfAnArrayStaysAsItIs) {
  AdviseHugePages(nullptr, 0);
  for (const size_t bytes :
       {size_t{1}, size_t{5000}, kHugePageBytes - 1, 5 * kHugePageBytes + 77}) {
    const auto array = std::make_unique<uint8_t[]>(bytes);
    for (size_t i = 0; i < bytes; ++i) array[i] = static_cast<uint8_t>(i * 31);
    AdviseHugePages(array.get(), bytes);
    for (size_t i = 0; i < bytes; ++i) ASSERT_EQ(array[i], static_cast<uint8_t>(i * 31));
  }
}

}  // namespace
}  // namespace adit::mining
