// Fields of headers, trailers and receipts: {u16 type, u16 length, value}, ascending and unique.
//
// The high bit of a type says "critical": a reader that does not know it must refuse. The order is
// that of the number without the bit.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/status.h"

namespace adit::wire {

inline constexpr uint16_t kCriticalBit = 0x8000;

// Appends fields to a buffer it does not own. REQUIRES: ascending numbers, values <= 65535 bytes.
class TlvWriter {
 public:
  explicit TlvWriter(Bytes& out) : writer_(out) {}
  void Raw(uint16_t type, ByteView value) {
    const int number = type & ~kCriticalBit;
    ADIT_CHECK(number > last_number_ && value.size() <= UINT16_MAX);
    last_number_ = number;
    writer_.U16(type);
    writer_.U16(static_cast<uint16_t>(value.size()));
    writer_.Raw(value);
  }
  void U8(uint16_t type, uint8_t v) { Raw(type, {&v, 1}); }
  void U32(uint16_t type, uint32_t v) {
    Bytes bytes;
    ByteWriter(bytes).U32(v);
    Raw(type, bytes);
  }
  void U64(uint16_t type, uint64_t v) {
    Bytes bytes;
    ByteWriter(bytes).U64(v);
    Raw(type, bytes);
  }
  void Text(uint16_t type, std::string_view text) { Raw(type, AsBytes(text)); }

 private:
  ByteWriter writer_;
  int last_number_ = -1;
};

// The fields of one block of bytes, which must outlive it.
class TlvFields {
 public:
  // kInvalidArgument for a field that is cut short, out of order, doubled, or critical and not in
  // `known`; the message starts with `what`.
  [[nodiscard]] static Result<TlvFields> Parse(ByteView bytes, std::string_view what,
                                               std::initializer_list<uint16_t> known);
  // Nothing when absent.
  [[nodiscard]] std::optional<ByteView> Find(uint16_t type) const;
  // A field that must be there and have exactly `size` bytes (0 = any).
  [[nodiscard]] Result<ByteView> Need(uint16_t type, size_t size) const;
  [[nodiscard]] Result<uint64_t> NeedU64(uint16_t type) const;
  [[nodiscard]] Result<uint32_t> NeedU32(uint16_t type) const;
  [[nodiscard]] Result<uint8_t> NeedU8(uint16_t type) const;
  // Copies a field of the array's size.
  template <typename Array>
  [[nodiscard]] Status NeedArray(uint16_t type, Array& out) const {
    const Result<ByteView> value = Need(type, out.size());
    if (!value.ok()) return value.status();
    for (size_t i = 0; i < out.size(); ++i) out[i] = (*value)[i];
    return OkStatus();
  }

 private:
  struct Field {
    uint16_t type;
    ByteView value;
  };
  std::string what_;
  std::vector<Field> fields_;
};

}  // namespace adit::wire
