#include "agent/macos/cf_text.h"

#include <algorithm>

namespace adit {

std::string CfText(CFTypeRef object, size_t max_bytes) {
  if (object == nullptr || CFGetTypeID(object) != CFStringGetTypeID()) return {};
  const auto text = static_cast<CFStringRef>(object);
  std::string out(max_bytes, '\0');
  CFIndex used = 0;
  CFStringGetBytes(text, CFRangeMake(0, CFStringGetLength(text)), kCFStringEncodingUTF8, '?', false,
                   reinterpret_cast<UInt8*>(out.data()), static_cast<CFIndex>(max_bytes), &used);
  out.resize(static_cast<size_t>(std::max<CFIndex>(used, 0)));
  return out;
}

CfRef<CFStringRef> CfString(const std::string& text) {
  return CfRef<CFStringRef>(
      CFStringCreateWithBytes(kCFAllocatorDefault, reinterpret_cast<const UInt8*>(text.data()),
                              static_cast<CFIndex>(text.size()), kCFStringEncodingUTF8, false));
}

}  // namespace adit
