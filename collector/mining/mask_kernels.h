// The inner loops of MaskSearch and ReachSearch, chosen for the processor at run time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace adit::mining {

// An entry of a projection: a state in the low and a weight in the high 32 bits.
using MaskEntry = uint64_t;
[[nodiscard]] inline uint32_t StateOf(MaskEntry entry) { return static_cast<uint32_t>(entry); }
[[nodiscard]] inline uint32_t WeightOf(MaskEntry entry) {
  return static_cast<uint32_t>(entry >> 32);
}

// Adds the weights of the entries to counted_weight and, for every i in 0..63, of those whose
// masks[state] has bit i to counts[i]. Returns the set of i that lack at most `slack` of the weight
// counted so far: counts[i] + slack >= counted_weight.
// REQUIRES: counted_weight stays < 2^31, slack < 2^31; counts aligned to 32 bytes.
using CountMasks = uint64_t (*)(const MaskEntry* entries, size_t size, const uint64_t* masks,
                                uint32_t slack, uint32_t& counted_weight, uint32_t* counts);

// An entry of a projection with a maximum gap: of one row, 64 positions of a sequence, those within
// reach of an end of the pattern.
struct ReachEntry {
  uint32_t row;
  uint32_t weight;
  uint64_t reach;
};

// masks[i] = the set of m in 0..width-1 with places[entries[i].row * width + m] & entries[i].reach.
// REQUIRES: width is a multiple of 8, at most 64; rows of places aligned to 32 bytes.
using FindReached = void (*)(const ReachEntry* entries, size_t size, const uint64_t* places,
                             uint32_t width, uint64_t* masks);

struct CountKernel {
  std::string_view name;
  CountMasks count;
  FindReached find_reached;
};

// Those that this processor runs, slowest (portable) first.
[[nodiscard]] std::vector<CountKernel> SupportedCountKernels();
// The fastest that agrees with the portable one on a short self-check, done once; or the forced
// one.
[[nodiscard]] const CountKernel& BestCountKernel();

// Forces a kernel on runs that begin during its lifetime, so that tests run all of them.
class ForcedCountKernel {
 public:
  explicit ForcedCountKernel(const CountKernel& kernel);
  ForcedCountKernel(const ForcedCountKernel&) = delete;
  ForcedCountKernel& operator=(const ForcedCountKernel&) = delete;
  ~ForcedCountKernel();

 private:
  const CountKernel kernel_;
};

}  // namespace adit::mining
