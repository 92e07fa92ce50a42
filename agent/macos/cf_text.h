// Core Foundation text as UTF-8, and references that release themselves.
#pragma once

#include <CoreFoundation/CoreFoundation.h>

#include <memory>
#include <string>
#include <type_traits>

namespace adit {

struct CfRelease {
  void operator()(CFTypeRef object) const {
    if (object != nullptr) CFRelease(object);
  }
};
// CfRef<CFStringRef> owns what a Create or Copy function returned.
template <typename Ref>
using CfRef = std::unique_ptr<std::remove_pointer_t<Ref>, CfRelease>;

// At most `max_bytes` of it, cut at a character; empty when it is no text.
[[nodiscard]] std::string CfText(CFTypeRef object, size_t max_bytes);
[[nodiscard]] CfRef<CFStringRef> CfString(const std::string& text);

}  // namespace adit
