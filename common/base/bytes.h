// Byte order, variable-length integers and hexadecimal: the alphabet of every format in docs/formats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;

[[nodiscard]] inline ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Appends to a buffer it does not own. Integers are little-endian.
class ByteWriter {
 public:
  explicit ByteWriter(Bytes& out) : out_(out) {}
  void U8(uint8_t v) { out_.push_back(v); }
  void U16(uint16_t v) { Fixed(v, 2); }
  void U32(uint32_t v) { Fixed(v, 4); }
  void U64(uint64_t v) { Fixed(v, 8); }
  // LEB128, 1 to 10 bytes.
  void Varint(uint64_t v) {
    while (v >= 0x80) {
      out_.push_back(static_cast<uint8_t>(v | 0x80));
      v >>= 7;
    }
    out_.push_back(static_cast<uint8_t>(v));
  }
  // Zig-zag, then LEB128.
  void SignedVarint(int64_t v) {
    Varint((static_cast<uint64_t>(v) << 1) ^ static_cast<uint64_t>(v >> 63));
  }
  void Raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  // Varint length, then the bytes.
  void Text(std::string_view text) {
    Varint(text.size());
    Raw(AsBytes(text));
  }
  [[nodiscard]] size_t size() const { return out_.size(); }

 private:
  void Fixed(uint64_t v, int bytes) {
    for (int i = 0; i < bytes; ++i, v >>= 8) out_.push_back(static_cast<uint8_t>(v));
  }
  Bytes& out_;
};

// Reads what ByteWriter wrote. After the first read past the end or the first malformed integer
// every further read gives zero or empty and ok() stays false, so a decoder checks once at its end;
// before it allocates by a size read from here it must check that size against a limit.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}
  [[nodiscard]] uint8_t U8() { return static_cast<uint8_t>(Fixed(1)); }
  [[nodiscard]] uint16_t U16() { return static_cast<uint16_t>(Fixed(2)); }
  [[nodiscard]] uint32_t U32() { return static_cast<uint32_t>(Fixed(4)); }
  [[nodiscard]] uint64_t U64() { return Fixed(8); }
  [[nodiscard]] uint64_t Varint();
  [[nodiscard]] int64_t SignedVarint() {
    const uint64_t v = Varint();
    return static_cast<int64_t>((v >> 1) ^ (~(v & 1) + 1));
  }
  // A view into the input, empty on failure.
  [[nodiscard]] ByteView Raw(size_t size);
  [[nodiscard]] std::string_view Text() {
    const uint64_t size = Varint();
    return AsText(Raw(size > remaining() ? SIZE_MAX : static_cast<size_t>(size)));
  }
  [[nodiscard]] size_t remaining() const { return bytes_.size() - position_; }
  [[nodiscard]] size_t position() const { return position_; }
  [[nodiscard]] bool ok() const { return ok_; }
  // ok() and nothing left: a decoder that must consume its input ends with this.
  [[nodiscard]] bool done() const { return ok_ && remaining() == 0; }

 private:
  [[nodiscard]] uint64_t Fixed(int bytes);
  void Fail() {
    ok_ = false;
    position_ = bytes_.size();
  }
  ByteView bytes_;
  size_t position_ = 0;
  bool ok_ = true;
};

// Lower-case hexadecimal.
[[nodiscard]] std::string HexEncode(ByteView bytes);
// Nothing for odd length or a character outside 0-9 a-f A-F.
[[nodiscard]] std::optional<Bytes> HexDecode(std::string_view text);

}  // namespace adit
