// PatternLog: patterns in depth-first order as a compact byte stream, a few bytes each.
//
// A pattern of length n repeats the first n - 1 items of the pattern before it, so that its length,
// last item and support say everything. A support of 0 marks a prefix that is no result itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace adit::mining {

class PatternLog {
 public:
  // REQUIRES: length >= 1 and at most one more than the length of the entry before.
  void Append(uint32_t length, uint32_t code, uint64_t support) {
    const size_t at = bytes_.size();
    bytes_.resize(at + kMaxEntryBytes);
    uint8_t* out = bytes_.data() + at;
    out = Put(out, length);
    // The flag kSameElement moves from the top to the bottom bit, where a variable length likes it.
    out = Put(out, (uint64_t{code} << 1 | code >> 31) & 0xffffffffu);
    out = Put(out, support);
    bytes_.resize(static_cast<size_t>(out - bytes_.data()));
  }
  [[nodiscard]] size_t size_bytes() const { return bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

  class Reader {
   public:
    explicit Reader(const PatternLog& log) : at_(log.bytes_.data()), end_(at_ + log.bytes_.size()) {}
    // False at the end.
    bool Next(uint32_t& length, uint32_t& code, uint64_t& support) {
      if (at_ == end_) return false;
      length = static_cast<uint32_t>(Get());
      const auto rotated = static_cast<uint32_t>(Get());
      code = rotated >> 1 | rotated << 31;
      support = Get();
      return true;
    }

   private:
    uint64_t Get() {
      uint64_t value = 0;
      for (unsigned shift = 0;; shift += 7) {
        const uint8_t byte = *at_++;
        value |= uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) return value;
      }
    }
    const uint8_t* at_;
    const uint8_t* end_;
  };

 private:
  static constexpr size_t kMaxEntryBytes = 20;
  static uint8_t* Put(uint8_t* out, uint64_t value) {
    while (value >= 0x80) {
      *out++ = static_cast<uint8_t>(value | 0x80);
      value >>= 7;
    }
    *out++ = static_cast<uint8_t>(value);
    return out;
  }
  std::vector<uint8_t> bytes_;
};

}  // namespace adit::mining
