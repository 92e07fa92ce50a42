// Columns of LEB128 integers read in one go: what ByteReader::Varint reads, without a check a byte.
#pragma once

#include <cstdint>

#include "common/base/bytes.h"

namespace adit {

// A position in bytes that only moves forward; null once a column was malformed or cut short.
class VarintCursor {
 public:
  explicit VarintCursor(ByteView bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  // Calls `take(value)` for each of the next `count` integers; false, and no further reads, when one
  // is cut short or longer than ten bytes.
  template <typename Take>
  [[nodiscard]] bool Read(size_t count, Take take) {
    const uint8_t* at = at_;
    for (; count > 0; --count) {
      if (at == end_) return Fail();
      uint64_t value = *at++;
      if (value >= 0x80) {
        value &= 0x7F;
        int shift = 7;
        for (;; shift += 7) {
          if (at == end_ || shift > 63) return Fail();
          const uint64_t byte = *at++;
          if (shift == 63 && byte > 1) return Fail();
          value |= (byte & 0x7F) << shift;
          if (byte < 0x80) break;
        }
      }
      take(value);
    }
    at_ = at;
    return true;
  }
  [[nodiscard]] ByteView rest() const { return {at_, static_cast<size_t>(end_ - at_)}; }

  static int64_t UnZigZag(uint64_t v) { return static_cast<int64_t>((v >> 1) ^ (~(v & 1) + 1)); }

 private:
  bool Fail() {
    at_ = end_;
    return false;
  }
  const uint8_t* at_;
  const uint8_t* end_;
};

}  // namespace adit
