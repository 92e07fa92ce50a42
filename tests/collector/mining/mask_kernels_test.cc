#include "collector/mining/mask_kernels.h"

#include <gtest/gtest.h>

#include "common/base/random.h"

namespace adit::mining {
namespace {

// What the kernels compute, said once more in the plainest way.
TEST(MaskKernels, EveryKernelOfThisProcessorEqualsPlainCounting) {
  SeededRandom random(1);
  for (int round = 0; round < 300; ++round) {
    const size_t size = random.Below(2000);
    const uint64_t heaviest = round % 3 == 0 ? 1 : round % 3 == 1 ? 7 : 5000;
    std::vector<uint64_t> masks(size + 1);
    std::vector<MaskEntry> entries(size);
    std::vector<uint64_t> expected(64, 0);
    for (uint64_t& mask : masks) mask = random.Next64() & random.Next64();
    for (MaskEntry& entry : entries) {
      const uint64_t state = random.Below(size + 1);
      const uint64_t weight = random.Below(heaviest) + 1;
      entry = weight << 32 | state;
      for (unsigned i = 0; i < 64; ++i) {
        if ((masks[state] >> i & 1) != 0) expected[i] += weight;
      }
    }
    uint64_t total = 0;
    for (const MaskEntry entry : entries) total += WeightOf(entry);
    const auto slack = static_cast<uint32_t>(random.Below(total + 1));
    for (const CountKernel& kernel : SupportedCountKernels()) {
      alignas(32) uint32_t counts[64] = {};
      uint32_t weight = 0;
      const size_t half = size / 2;
      kernel.count(entries.data(), half, masks.data(), slack, weight, counts);
      const uint64_t possible =
          kernel.count(entries.data() + half, size - half, masks.data(), slack, weight, counts);
      ASSERT_EQ(weight, total) << kernel.name;
      for (unsigned i = 0; i < 64; ++i) {
        ASSERT_EQ(counts[i], expected[i]) << kernel.name;
        ASSERT_EQ((possible >> i & 1) != 0, expected[i] + slack >= total) << kernel.name;
      }
    }
  }
}

TEST(MaskKernels, EveryKernelOfThisProcessorFindsWhatIsReached) {
  SeededRandom random(2);
  struct alignas(64) Line {
    uint64_t words[8];
  };
  for (int round = 0; round < 300; ++round) {
    const auto width = static_cast<uint32_t>(random.Below(8) + 1) * 8;
    const uint64_t rows = random.Below(50) + 1;
    std::vector<Line> lines(rows * width / 8);
    for (Line& line : lines) {
      for (uint64_t& word : line.words) word = random.Next64() & random.Next64() & random.Next64();
    }
    const uint64_t* const places = lines[0].words;
    std::vector<ReachEntry> entries(random.Below(100));
    for (ReachEntry& entry : entries) {
      entry = {static_cast<uint32_t>(random.Below(rows)), 1, random.Next64() & random.Next64()};
    }
    for (const CountKernel& kernel : SupportedCountKernels()) {
      std::vector<uint64_t> masks(entries.size() + 1, 7);
      kernel.find_reached(entries.data(), entries.size(), places, width, masks.data());
      for (size_t i = 0; i < entries.size(); ++i) {
        for (uint32_t m = 0; m < 64; ++m) {
          const bool reached =
              m < width && (places[entries[i].row * width + m] & entries[i].reach) != 0;
          ASSERT_EQ((masks[i] >> m & 1) != 0, reached) << kernel.name << " of width " << width;
        }
      }
      ASSERT_EQ(masks.back(), 7) << kernel.name;
    }
  }
}

TEST(MaskKernels, TheBestIsASupportedOne) {
  bool found = false;
  for (const CountKernel& kernel : SupportedCountKernels()) {
    found = found || (kernel.count == BestCountKernel().count &&
                      kernel.find_reached == BestCountKernel().find_reached);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace adit::mining
