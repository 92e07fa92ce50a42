#include "common/io/windows_text.h"

#include <vector>

#include "common/base/windows_api.h"

namespace adit {

std::wstring ToWide(std::string_view text) {
  if (text.empty()) return {};
  const int size = static_cast<int>(text.size());
  const int needed = MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0);
  std::wstring wide(static_cast<size_t>(needed), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), size, wide.data(), needed);
  return wide;
}

std::string ToUtf8(std::wstring_view text) {
  if (text.empty()) return {};
  const int size = static_cast<int>(text.size());
  const int needed =
      WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
  std::string narrow(static_cast<size_t>(needed), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), size, narrow.data(), needed, nullptr, nullptr);
  return narrow;
}

std::wstring ToWidePath(std::string_view path) {
  std::wstring wide = ToWide(path);
  for (wchar_t& c : wide) {
    if (c == L'/') c = L'\\';
  }
  const bool absolute = wide.size() > 2 && wide[1] == L':' && wide[2] == L'\\';
  return absolute && wide.size() >= MAX_PATH - 12 ? L"\\\\?\\" + wide : wide;
}

Status WindowsFailure(std::string_view what, const std::string& path, unsigned long error) {
  wchar_t words[256] = {};
  DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                                error, 0, words, 256, nullptr);
  while (length > 0 && (words[length - 1] <= L' ' || words[length - 1] == L'.')) --length;
  std::string message = std::string(what) + " " + path + ": ";
  message += length > 0 ? ToUtf8({words, length}) : "error " + std::to_string(error);
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
      return NotFound(std::move(message));
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
      return AlreadyExists(std::move(message));
    case ERROR_ACCESS_DENIED:
    case ERROR_WRITE_PROTECT:
      return PermissionDenied(std::move(message));
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case ERROR_TOO_MANY_OPEN_FILES:
    case ERROR_NOT_ENOUGH_MEMORY:
      return ResourceExhausted(std::move(message));
    default:
      return Unavailable(std::move(message));
  }
}

std::string SidOfToken(void* token) {
  DWORD needed = 0;
  GetTokenInformation(token, TokenUser, nullptr, 0, &needed);
  std::vector<BYTE> buffer(needed);
  std::string sid;
  wchar_t* text = nullptr;
  if (needed > 0 && GetTokenInformation(token, TokenUser, buffer.data(), needed, &needed) &&
      ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(buffer.data())->User.Sid, &text)) {
    sid = ToUtf8(text);
    LocalFree(text);
  }
  return sid;
}

std::string OwnSid() {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return {};
  std::string sid = SidOfToken(token);
  CloseHandle(token);
  return sid;
}

}  // namespace adit
