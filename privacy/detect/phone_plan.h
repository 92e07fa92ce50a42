// Calling codes and lengths of national numbers (ITU-T E.164 list of assigned codes and E.129 national
// plans), as far as telling a phone number from another number needs them.
#pragma once

#include <cstdint>
#include <string_view>

namespace adit {

struct CallingCode {
  uint16_t code;
  uint8_t digits;      // of the code
  uint8_t min_length;  // of the national number, without trunk prefix
  uint8_t max_length;
};

// The calling code that `number` (digits after "+" or "00") starts with, or null.
[[nodiscard]] const CallingCode* FindCallingCode(std::string_view number);

}  // namespace adit
