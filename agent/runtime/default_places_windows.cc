#include <algorithm>
#include <cstring>

#include "agent/runtime/default_places.h"
#include "common/base/windows_api.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

constexpr wchar_t kPolicyKey[] = L"SOFTWARE\\Policies\\Adit\\Agent";
constexpr DWORD kMaxPolicyChars = 4096;

std::string Folder(const KNOWNFOLDERID& id) {
  wchar_t* path = nullptr;
  std::string text;
  if (SUCCEEDED(SHGetKnownFolderPath(id, KF_FLAG_DONT_VERIFY, nullptr, &path))) text = ToUtf8(path);
  CoTaskMemFree(path);
  std::replace(text.begin(), text.end(), '\\', '/');
  return text;
}

// Values of the key are named like settings; a number stands for itself, 1 and 0 for flags.
std::vector<ManagedSetting> ReadPolicyKey() {
  std::vector<ManagedSetting> settings;
  HKEY key = nullptr;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, kPolicyKey, 0, KEY_READ | KEY_WOW64_64KEY, &key) !=
      ERROR_SUCCESS) {
    return settings;
  }
  for (DWORD i = 0; i < 1000; ++i) {
    wchar_t name[256];
    DWORD name_chars = 256;
    wchar_t data[kMaxPolicyChars] = {};
    DWORD size = sizeof data - sizeof(wchar_t);
    DWORD type = 0;
    const LSTATUS found = RegEnumValueW(key, i, name, &name_chars, nullptr, &type,
                                        reinterpret_cast<BYTE*>(data), &size);
    if (found == ERROR_NO_MORE_ITEMS) break;
    if (found != ERROR_SUCCESS) continue;
    ManagedSetting setting;
    setting.name = ToUtf8({name, name_chars});
    setting.place = "HKLM\\" + ToUtf8(kPolicyKey) + "\\" + setting.name;
    if (type == REG_SZ || type == REG_EXPAND_SZ) {
      setting.text = ToUtf8(data);
    } else if (type == REG_DWORD && size == sizeof(DWORD)) {
      DWORD number = 0;
      std::memcpy(&number, data, sizeof number);
      setting.text = std::to_string(number);
    } else {
      continue;
    }
    settings.push_back(std::move(setting));
  }
  RegCloseKey(key);
  return settings;
}

}  // namespace

DefaultPlaces ReadDefaultPlaces() {
  DefaultPlaces places;
  places.home = Folder(FOLDERID_Profile);
  // Local, not roaming: an identity belongs to one machine.
  const std::string local = Folder(FOLDERID_LocalAppData);
  places.configuration = local + "/Adit";
  places.state = local + "/Adit";
  places.managed_file = Folder(FOLDERID_ProgramData) + "/Adit/agent.managed.conf";
  places.managed = ReadPolicyKey();
  return places;
}

std::optional<std::string> EnvironmentVariable(const std::string& name) {
  const std::wstring wide = ToWide(name);
  const DWORD needed = GetEnvironmentVariableW(wide.c_str(), nullptr, 0);
  if (needed == 0) return std::nullopt;
  std::wstring value(needed, L'\0');
  value.resize(GetEnvironmentVariableW(wide.c_str(), value.data(), needed));
  return ToUtf8(value);
}

std::vector<std::string> ProgramArguments(int, char**) {
  std::vector<std::string> words;
  int count = 0;
  wchar_t** const wide = CommandLineToArgvW(GetCommandLineW(), &count);
  for (int i = 1; wide != nullptr && i < count; ++i) words.push_back(ToUtf8(wide[i]));
  LocalFree(wide);
  return words;
}

}  // namespace adit
