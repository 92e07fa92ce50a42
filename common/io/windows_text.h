// Windows text: UTF-8, which the product speaks, to and from UTF-16, which Windows speaks.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace adit {

// What is no valid UTF-8 becomes U+FFFD.
[[nodiscard]] std::wstring ToWide(std::string_view text);
// What is no valid UTF-16 becomes U+FFFD.
[[nodiscard]] std::string ToUtf8(std::wstring_view text);
// For CreateFileW and its kin: backslashes, and the \\?\ prefix that lifts the limit of 260
// characters from absolute paths.
[[nodiscard]] std::wstring ToWidePath(std::string_view path);
// "WHAT PATH: the system's words for `error`", with the code of a Status that fits it.
[[nodiscard]] Status WindowsFailure(std::string_view what, const std::string& path,
                                    unsigned long error);
// The user an access token (HANDLE) stands for; empty when the system does not tell.
[[nodiscard]] std::string SidOfToken(void* token);
// The user of this process, "S-1-5-21-…"; empty when the system does not tell.
[[nodiscard]] std::string OwnSid();

}  // namespace adit
