#include "collector/mining/mask_kernels.h"

#include <algorithm>
#include <atomic>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#define ADIT_MINING_X86 1
#endif

namespace adit::mining {
namespace {

void AddHeavy(uint64_t mask, uint32_t weight, uint32_t* counts) {
  for (; mask != 0; mask &= mask - 1) counts[std::countr_zero(mask)] += weight;
}

uint64_t CountPortable(const MaskEntry* entries, size_t size, const uint64_t* masks, uint32_t slack,
                       uint32_t& counted_weight, uint32_t* counts) {
  for (size_t i = 0; i < size; ++i) {
    AddHeavy(masks[StateOf(entries[i])], WeightOf(entries[i]), counts);
    counted_weight += WeightOf(entries[i]);
  }
  uint64_t possible = 0;
  for (unsigned i = 0; i < 64; ++i) {
    possible |= uint64_t{counts[i] + slack >= counted_weight} << i;
  }
  return possible;
}

void FindReachedPortable(const ReachEntry* entries, size_t size, const uint64_t* places,
                         uint32_t width, uint64_t* masks) {
  for (size_t i = 0; i < size; ++i) {
    const uint64_t* const row = places + size_t{entries[i].row} * width;
    uint64_t mask = 0;
    for (uint32_t m = 0; m < width; ++m) {
      mask |= uint64_t{(row[m] & entries[i].reach) != 0} << m;
    }
    masks[i] = mask;
  }
}

#if ADIT_MINING_X86

// Rows lie far apart; the one after next but a few is asked for early.
inline void PrefetchRow(const ReachEntry* entries, size_t now, size_t size, const uint64_t* places,
                        uint32_t width) {
  constexpr size_t kAhead = 6;
  constexpr uint32_t kLineWords = 8;
  if (now + kAhead >= size) return;
  const uint64_t* const row = places + size_t{entries[now + kAhead].row} * width;
  for (uint32_t m = 0; m < width; m += kLineWords) __builtin_prefetch(row + m);
}

// Both kernels keep 64 counters of one byte in registers and empty them into `counts` before the
// weights added since then could pass 255.
constexpr uint32_t kByteRoom = 255;

__attribute__((target("avx2"))) inline void AddBytes(const uint8_t* values, int size,
                                                     uint32_t* counts) {
  for (int i = 0; i < size; i += 8) {
    auto* at = reinterpret_cast<__m256i*>(counts + i);
    const __m128i eight = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(values + i));
    _mm256_store_si256(at, _mm256_add_epi32(_mm256_load_si256(at), _mm256_cvtepu8_epi32(eight)));
  }
}

__attribute__((target("avx2"))) inline void EmptyInto(__m256i low, __m256i high, uint32_t* counts) {
  alignas(32) uint8_t values[64];
  _mm256_store_si256(reinterpret_cast<__m256i*>(values), low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(values + 32), high);
  AddBytes(values, 64, counts);
}

// The items that lack at most `slack` of the weight.
__attribute__((target("avx2"))) inline uint64_t LackAtMost(const uint32_t* counts, uint32_t weight,
                                                           uint32_t slack) {
  if (weight <= slack) return ~uint64_t{0};
  const __m256i below = _mm256_set1_epi32(static_cast<int>(weight - slack - 1));
  uint64_t possible = 0;
  for (unsigned i = 0; i < 64; i += 8) {
    const __m256i eight = _mm256_load_si256(reinterpret_cast<const __m256i*>(counts + i));
    const int set = _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(eight, below)));
    possible |= static_cast<uint64_t>(static_cast<uint32_t>(set)) << i;
  }
  return possible;
}

__attribute__((target("avx2"))) uint64_t CountAvx2(const MaskEntry* entries, size_t size,
                                                   const uint64_t* masks, uint32_t slack,
                                                   uint32_t& counted_weight, uint32_t* counts) {
  uint32_t total = counted_weight;
  const __m256i spread_low = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2,
                                              2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
  const __m256i spread_high = _mm256_add_epi8(spread_low, _mm256_set1_epi8(4));
  const __m256i bits = _mm256_set1_epi64x(static_cast<int64_t>(0x8040201008040201u));
  __m256i low = _mm256_setzero_si256();
  __m256i high = _mm256_setzero_si256();
  uint32_t room = kByteRoom;
  for (size_t i = 0; i < size; ++i) {
    const uint64_t mask = masks[StateOf(entries[i])];
    const uint32_t weight = WeightOf(entries[i]);
    total += weight;
    if (weight > room) [[unlikely]] {
      EmptyInto(low, high, counts);
      low = high = _mm256_setzero_si256();
      room = kByteRoom;
      if (weight > kByteRoom) {
        AddHeavy(mask, weight, counts);
        continue;
      }
    }
    room -= weight;
    const __m256i all = _mm256_set1_epi64x(static_cast<int64_t>(mask));
    const __m256i weights = _mm256_set1_epi8(static_cast<char>(weight));
    const __m256i in_low =
        _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_shuffle_epi8(all, spread_low), bits), bits);
    const __m256i in_high =
        _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_shuffle_epi8(all, spread_high), bits), bits);
    low = _mm256_add_epi8(low, _mm256_and_si256(in_low, weights));
    high = _mm256_add_epi8(high, _mm256_and_si256(in_high, weights));
  }
  EmptyInto(low, high, counts);
  counted_weight = total;
  return LackAtMost(counts, total, slack);
}

__attribute__((target("avx512f,avx512bw,avx2"))) uint64_t CountAvx512(
    const MaskEntry* entries, size_t size, const uint64_t* masks, uint32_t slack,
    uint32_t& counted_weight, uint32_t* counts) {
  uint32_t total = counted_weight;
  alignas(64) uint8_t values[64];
  __m512i bytes = _mm512_setzero_si512();
  uint32_t room = kByteRoom;
  for (size_t i = 0; i < size; ++i) {
    const uint64_t mask = masks[StateOf(entries[i])];
    const uint32_t weight = WeightOf(entries[i]);
    total += weight;
    if (weight > room) [[unlikely]] {
      _mm512_store_si512(values, bytes);
      AddBytes(values, 64, counts);
      bytes = _mm512_setzero_si512();
      room = kByteRoom;
      if (weight > kByteRoom) {
        AddHeavy(mask, weight, counts);
        continue;
      }
    }
    room -= weight;
    bytes = _mm512_mask_add_epi8(bytes, mask, bytes, _mm512_set1_epi8(static_cast<char>(weight)));
  }
  _mm512_store_si512(values, bytes);
  AddBytes(values, 64, counts);
  counted_weight = total;
  return LackAtMost(counts, total, slack);
}

__attribute__((target("avx2"))) void FindReachedAvx2(const ReachEntry* entries, size_t size,
                                                     const uint64_t* places, uint32_t width,
                                                     uint64_t* masks) {
  const __m256i zero = _mm256_setzero_si256();
  for (size_t i = 0; i < size; ++i) {
    PrefetchRow(entries, i, size, places, width);
    const auto* const row =
        reinterpret_cast<const __m256i*>(places + size_t{entries[i].row} * width);
    const __m256i reach = _mm256_set1_epi64x(static_cast<int64_t>(entries[i].reach));
    uint64_t missed = 0;
    for (uint32_t m = 0; m < width; m += 4) {
      const __m256i met = _mm256_and_si256(_mm256_load_si256(row + m / 4), reach);
      const int none = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(met, zero)));
      missed |= static_cast<uint64_t>(static_cast<uint32_t>(none)) << m;
    }
    masks[i] = ~missed & ~uint64_t{0} >> (64 - width);
  }
}

template <uint32_t kWidth>
__attribute__((target("avx512f,avx512bw"))) void FindReachedOfWidth(const ReachEntry* entries,
                                                                    size_t size,
                                                                    const uint64_t* places,
                                                                    uint64_t* masks) {
  for (size_t i = 0; i < size; ++i) {
    PrefetchRow(entries, i, size, places, kWidth);
    const uint64_t* const row = places + size_t{entries[i].row} * kWidth;
    const __m512i reach = _mm512_set1_epi64(static_cast<int64_t>(entries[i].reach));
    uint64_t mask = 0;
    for (uint32_t m = 0; m < kWidth; m += 8) {
      mask |= uint64_t{_mm512_test_epi64_mask(_mm512_loadu_si512(row + m), reach)} << m;
    }
    masks[i] = mask;
  }
}

void FindReachedAvx512(const ReachEntry* entries, size_t size, const uint64_t* places,
                       uint32_t width, uint64_t* masks) {
  switch (width / 8) {
    case 1:
      return FindReachedOfWidth<8>(entries, size, places, masks);
    case 2:
      return FindReachedOfWidth<16>(entries, size, places, masks);
    case 3:
      return FindReachedOfWidth<24>(entries, size, places, masks);
    case 4:
      return FindReachedOfWidth<32>(entries, size, places, masks);
    case 5:
      return FindReachedOfWidth<40>(entries, size, places, masks);
    case 6:
      return FindReachedOfWidth<48>(entries, size, places, masks);
    case 7:
      return FindReachedOfWidth<56>(entries, size, places, masks);
    default:
      return FindReachedOfWidth<64>(entries, size, places, masks);
  }
}

#endif

uint64_t NextValue(uint64_t& state) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state ^ state >> 29;
}

// A broken kernel must cost speed, never a wrong count.
bool CountsAsPortable(CountMasks kernel) {
  constexpr size_t kEntries = 700;
  std::vector<uint64_t> masks(kEntries);
  std::vector<MaskEntry> entries(kEntries);
  uint64_t state = 1;
  for (size_t i = 0; i < kEntries; ++i) {
    masks[i] = NextValue(state);
    const uint64_t weight = i % 97 == 0 ? 300 + i : 1 + i % 5;
    entries[i] = weight << 32 | i;
  }
  alignas(32) uint32_t expected[64] = {};
  alignas(32) uint32_t counted[64] = {};
  uint32_t expected_weight = 0;
  uint32_t weight = 0;
  for (size_t at = 0; at < kEntries; at += 100) {
    const uint64_t all =
        CountPortable(entries.data() + at, 100, masks.data(), 1500, expected_weight, expected);
    if (kernel(entries.data() + at, 100, masks.data(), 1500, weight, counted) != all) return false;
  }
  return weight == expected_weight && std::equal(expected, expected + 64, counted);
}

bool FindsAsPortable(FindReached kernel) {
  constexpr size_t kEntries = 40;
  constexpr uint32_t kMostWidth = 64;
  struct alignas(64) Line {
    uint64_t words[8];
  };
  std::vector<Line> lines(kEntries * kMostWidth / 8);
  uint64_t state = 1;
  for (Line& line : lines) {
    for (uint64_t& word : line.words) word = NextValue(state) & NextValue(state);
  }
  std::vector<ReachEntry> entries(kEntries);
  std::vector<uint64_t> expected(kEntries);
  std::vector<uint64_t> found(kEntries);
  for (uint32_t width = 8; width <= kMostWidth; width += 8) {
    for (uint32_t i = 0; i < kEntries; ++i) entries[i] = {i, 1, uint64_t{0x1d} << (i % 62)};
    FindReachedPortable(entries.data(), kEntries, lines[0].words, width, expected.data());
    kernel(entries.data(), kEntries, lines[0].words, width, found.data());
    if (found != expected) return false;
  }
  return true;
}

std::atomic<const CountKernel*> forced_kernel{nullptr};

}  // namespace

ForcedCountKernel::ForcedCountKernel(const CountKernel& kernel) : kernel_(kernel) {
  forced_kernel = &kernel_;
}
ForcedCountKernel::~ForcedCountKernel() { forced_kernel = nullptr; }

std::vector<CountKernel> SupportedCountKernels() {
  std::vector<CountKernel> kernels{{"portable", CountPortable, FindReachedPortable}};
#if ADIT_MINING_X86
  if (__builtin_cpu_supports("avx2")) kernels.push_back({"avx2", CountAvx2, FindReachedAvx2});
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx2")) {
    kernels.push_back({"avx512", CountAvx512, FindReachedAvx512});
  }
#endif
  return kernels;
}

const CountKernel& BestCountKernel() {
  const CountKernel* const forced = forced_kernel.load(std::memory_order_relaxed);
  if (forced != nullptr) return *forced;
  static const CountKernel kBest = [] {
    CountKernel best{"portable", CountPortable, FindReachedPortable};
    for (const CountKernel& kernel : SupportedCountKernels()) {
      if (CountsAsPortable(kernel.count) && FindsAsPortable(kernel.find_reached)) best = kernel;
    }
    return best;
  }();
  return kBest;
}

}  // namespace adit::mining
