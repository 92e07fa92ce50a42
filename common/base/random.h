// Random: the only source of chance, so that tests and the simulation are repeatable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace adit {

// Threads: SystemRandom may be used from any thread; SeededRandom belongs to one.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<uint8_t> bytes) = 0;
  [[nodiscard]] virtual uint64_t Next64();
  // Uniform in [0, bound). REQUIRES: bound > 0.
  [[nodiscard]] uint64_t Below(uint64_t bound);
  // Uniform in [0, 1), 53 bits.
  [[nodiscard]] double Unit();
  // True with probability p (clamped to [0, 1]).
  [[nodiscard]] bool Chance(double p) { return Unit() < p; }
};

// The operating system's generator; aborts when the system cannot give random bytes. For keys,
// identities and jitter. Never destroyed.
[[nodiscard]] Random& SystemRandom();

// xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64: the same seed gives the same
// sequence on every platform, for ever. Never for keys.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed);
  void Fill(std::span<uint8_t> bytes) override;
  [[nodiscard]] uint64_t Next64() override;

 private:
  uint64_t state_[4];
};

}  // namespace adit
