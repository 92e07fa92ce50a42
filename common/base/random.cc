#include "common/base/random.h"

#include <bit>
#include <cstring>

#include "common/base/check.h"

namespace adit {
namespace {

uint64_t SplitMix64(uint64_t& state) {
  state += 0x9e3779b97f4a7c15U;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

}  // namespace

uint64_t Random::Next64() {
  uint8_t bytes[8];
  Fill(bytes);
  uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

uint64_t Random::Below(uint64_t bound) {
  ADIT_CHECK(bound > 0);
  // Rejection keeps the distribution exactly uniform.
  const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  uint64_t value = Next64();
  while (value >= limit) value = Next64();
  return value % bound;
}

double Random::Unit() { return static_cast<double>(Next64() >> 11) * 0x1.0p-53; }

SeededRandom::SeededRandom(uint64_t seed) {
  for (uint64_t& word : state_) word = SplitMix64(seed);
}

uint64_t SeededRandom::Next64() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

void SeededRandom::Fill(std::span<uint8_t> bytes) {
  for (size_t i = 0; i < bytes.size();) {
    uint64_t word = Next64();
    for (int k = 0; k < 8 && i < bytes.size(); ++k, ++i, word >>= 8) {
      bytes[i] = static_cast<uint8_t>(word);
    }
  }
}

}  // namespace adit
