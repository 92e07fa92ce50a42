#include "common/wire/tlv.h"

#include <algorithm>

namespace adit::wire {

Result<TlvFields> TlvFields::Parse(ByteView bytes, std::string_view what,
                                   std::initializer_list<uint16_t> known) {
  TlvFields parsed;
  parsed.what_ = std::string(what);
  ByteReader reader(bytes);
  int last_number = -1;
  while (reader.ok() && reader.remaining() > 0) {
    const uint16_t type = reader.U16();
    const uint16_t size = reader.U16();
    const ByteView value = reader.Raw(size);
    if (!reader.ok()) return InvalidArgument(parsed.what_ + ": a field is cut short");
    const int number = type & ~kCriticalBit;
    if (number <= last_number) {
      return InvalidArgument(parsed.what_ + ": fields are not ascending and unique");
    }
    last_number = number;
    const bool is_known = std::find(known.begin(), known.end(), type) != known.end();
    if (is_known) {
      parsed.fields_.push_back({type, value});
    } else if ((type & kCriticalBit) != 0) {
      return InvalidArgument(parsed.what_ + ": unknown critical field " + std::to_string(number) +
                             "; it needs a newer version");
    }
  }
  return parsed;
}

std::optional<ByteView> TlvFields::Find(uint16_t type) const {
  for (const Field& field : fields_) {
    if (field.type == type) return field.value;
  }
  return std::nullopt;
}

Result<ByteView> TlvFields::Need(uint16_t type, size_t size) const {
  const auto value = Find(type);
  const std::string number = std::to_string(type & ~kCriticalBit);
  if (!value) return InvalidArgument(what_ + ": field " + number + " is missing");
  if (size != 0 && value->size() != size) {
    return InvalidArgument(what_ + ": field " + number + " must have " + std::to_string(size) +
                           " bytes");
  }
  return *value;
}

Result<uint64_t> TlvFields::NeedU64(uint16_t type) const {
  const Result<ByteView> value = Need(type, 8);
  if (!value.ok()) return value.status();
  return ByteReader(*value).U64();
}

Result<uint32_t> TlvFields::NeedU32(uint16_t type) const {
  const Result<ByteView> value = Need(type, 4);
  if (!value.ok()) return value.status();
  return ByteReader(*value).U32();
}

Result<uint8_t> TlvFields::NeedU8(uint16_t type) const {
  const Result<ByteView> value = Need(type, 1);
  if (!value.ok()) return value.status();
  return (*value)[0];
}

}  // namespace adit::wire
