// ValueShape: what may be said about a field's value: its class and length, never its characters.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/event/action_type.h"

namespace adit {

struct ValueShape {
  ValueClass value_class = ValueClass::kNone;
  uint8_t length_bucket = 0;  // SizeBucket() of the length in characters
};

// Looks at no more than the first 256 characters for the class. The caller wipes `value`
// afterwards.
[[nodiscard]] ValueShape ShapeOfValue(std::string_view value);

}  // namespace adit
