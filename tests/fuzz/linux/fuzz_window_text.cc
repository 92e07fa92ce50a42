// Window properties come from any program: reading them must end, stay within limits and be UTF-8.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent/capture/window_text.h"
#include "common/base/check.h"
#include "common/base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const adit::WindowClass parsed = adit::ParseWindowClass(text);
  ADIT_CHECK(parsed.instance.size() <= 256 && adit::IsValidUtf8(parsed.instance));
  ADIT_CHECK(parsed.name.size() <= 256 && adit::IsValidUtf8(parsed.name));
  for (const size_t limit : {size_t{0}, size_t{1}, size_t{7}, size_t{2048}}) {
    const std::string clean = adit::CleanText(text, limit);
    ADIT_CHECK(clean.size() <= limit && adit::IsValidUtf8(clean));
  }
  static_cast<void>(adit::IsPrivateWindowTitle(text));
  static_cast<void>(adit::HidesPrivateWindows(text));
  static_cast<void>(adit::DialogKindOfTitle(text));
  return 0;
}
