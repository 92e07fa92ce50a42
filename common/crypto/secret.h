// SecretArray: key material that is wiped when it goes out of scope and cannot be copied by accident.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "common/base/bytes.h"

namespace adit::crypto {

// Overwrites memory in a way the compiler may not remove.
void Wipe(std::span<uint8_t> bytes);
// From libsodium's generator; the simulation replaces that generator by a seeded one.
void FillWithRandom(std::span<uint8_t> bytes);

// Movable, not copyable; the moved-from value is wiped. Clone() says out loud that a copy is wanted.
template <size_t kSize>
class SecretArray {
 public:
  static constexpr size_t kBytes = kSize;
  SecretArray() = default;
  ~SecretArray() { Wipe(bytes_); }
  SecretArray(const SecretArray&) = delete;
  SecretArray& operator=(const SecretArray&) = delete;
  SecretArray(SecretArray&& other) noexcept : bytes_(other.bytes_) { Wipe(other.bytes_); }
  SecretArray& operator=(SecretArray&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      Wipe(other.bytes_);
    }
    return *this;
  }
  [[nodiscard]] SecretArray Clone() const {
    SecretArray copy;
    copy.bytes_ = bytes_;
    return copy;
  }
  [[nodiscard]] uint8_t* data() { return bytes_.data(); }
  [[nodiscard]] const uint8_t* data() const { return bytes_.data(); }
  [[nodiscard]] std::span<uint8_t> span() { return bytes_; }
  [[nodiscard]] ByteView view() const { return bytes_; }

 private:
  std::array<uint8_t, kSize> bytes_{};
};

}  // namespace adit::crypto
