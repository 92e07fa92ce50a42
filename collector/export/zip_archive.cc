#include "collector/export/zip_archive.h"

#include <array>

#include "common/base/bytes.h"

namespace adit {
namespace {

// 1980-01-01, the earliest date the format knows.
constexpr uint16_t kDate = 0x21;
constexpr uint16_t kVersion = 20;

// CRC-32 of ISO 3309, which the format asks for.
uint32_t Crc32(std::string_view content) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> made{};
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xEDB88320U : 0);
      made[i] = value;
    }
    return made;
  }();
  uint32_t crc = ~0U;
  for (const char c : content) crc = crc >> 8 ^ table[(crc ^ static_cast<uint8_t>(c)) & 0xFF];
  return ~crc;
}

// What local and central headers share, from the version on.
void WriteCommon(ByteWriter& out, uint32_t crc, uint32_t size, std::string_view name) {
  out.U16(kVersion);
  out.U16(0);  // flags
  out.U16(0);  // stored
  out.U16(0);  // time
  out.U16(kDate);
  out.U32(crc);
  out.U32(size);
  out.U32(size);
  out.U16(static_cast<uint16_t>(name.size()));
  out.U16(0);  // extra field
}

}  // namespace

void ZipArchive::Add(std::string_view name, std::string_view content) {
  Entry entry{std::string(name), Crc32(content), static_cast<uint32_t>(content.size()),
              static_cast<uint32_t>(data_.size())};
  Bytes header;
  ByteWriter out(header);
  out.U32(0x04034B50);
  WriteCommon(out, entry.crc, entry.size, name);
  data_ += AsText(header);
  data_ += name;
  data_ += content;
  entries_.push_back(std::move(entry));
}

std::string ZipArchive::Finish() const {
  Bytes directory;
  ByteWriter out(directory);
  for (const Entry& entry : entries_) {
    out.U32(0x02014B50);
    out.U16(kVersion);
    WriteCommon(out, entry.crc, entry.size, entry.name);
    out.U16(0);  // comment
    out.U16(0);  // disk
    out.U16(0);  // internal attributes
    out.U32(0);  // external attributes
    out.U32(entry.offset);
    out.Raw(AsBytes(entry.name));
  }
  const auto size = static_cast<uint32_t>(directory.size());
  const auto count = static_cast<uint16_t>(entries_.size());
  out.U32(0x06054B50);
  out.U16(0);
  out.U16(0);
  out.U16(count);
  out.U16(count);
  out.U32(size);
  out.U32(static_cast<uint32_t>(data_.size()));
  out.U16(0);
  return data_ + std::string(AsText(directory));
}

}  // namespace adit
