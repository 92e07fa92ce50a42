#include <windows.h>

#define SECURITY_WIN32
#include <security.h>

#include <vector>

#include "agent/runtime/machine_names.h"
#include "common/base/utf8.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

constexpr wchar_t kVersionKey[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

void Add(std::vector<std::string>& names, std::string_view name) {
  if (name.empty() || !IsValidUtf8(name)) return;
  for (const std::string& known : names) {
    if (known == name) return;
  }
  names.emplace_back(name);
}

std::string RegistryText(const wchar_t* key, const wchar_t* value) {
  wchar_t text[256] = {};
  DWORD size = sizeof text;
  return RegGetValueW(HKEY_LOCAL_MACHINE, key, value, RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY,
                      nullptr, text, &size) == ERROR_SUCCESS
             ? ToUtf8(text)
             : std::string();
}

std::string UserName(EXTENDED_NAME_FORMAT format) {
  wchar_t text[256] = {};
  ULONG size = 256;
  return GetUserNameExW(format, text, &size) ? ToUtf8(text) : std::string();
}

std::string ComputerName(COMPUTER_NAME_FORMAT format) {
  wchar_t text[256] = {};
  DWORD size = 256;
  return GetComputerNameExW(format, text, &size) ? ToUtf8(text) : std::string();
}

}  // namespace

MachineIdentity ReadMachineNames() {
  MachineIdentity identity;
  wchar_t user[256] = {};
  DWORD size = 256;
  if (GetUserNameW(user, &size)) Add(identity.user_names, ToUtf8(user));
  Add(identity.user_names, UserName(NameDisplay));
  const std::string principal = UserName(NameUserPrincipal);
  Add(identity.user_names, std::string_view(principal).substr(0, principal.find('@')));
  wchar_t profile[MAX_PATH] = {};
  if (GetEnvironmentVariableW(L"USERPROFILE", profile, MAX_PATH) > 0) {
    const std::string path = ToUtf8(profile);
    Add(identity.user_names, std::string_view(path).substr(path.find_last_of("\\/") + 1));
  }
  const std::string host = ComputerName(ComputerNameDnsFullyQualified);
  Add(identity.host_names, host);
  Add(identity.host_names, std::string_view(host).substr(0, host.find('.')));
  Add(identity.host_names, ComputerName(ComputerNameNetBIOS));
  return identity;
}

std::string OsVersion() {
  std::string name = RegistryText(kVersionKey, L"ProductName");
  const std::string release = RegistryText(kVersionKey, L"DisplayVersion");
  const std::string build = RegistryText(kVersionKey, L"CurrentBuildNumber");
  if (name.empty()) name = "Windows";
  if (!release.empty()) name += " " + release;
  if (!build.empty()) name += " (" + build + ")";
  return std::string(TruncateUtf8(name, 128));
}

std::string MachineFingerprint(const crypto::HashKey& key) {
  const std::string subject =
      "machine-id\n" + RegistryText(L"SOFTWARE\\Microsoft\\Cryptography", L"MachineGuid");
  const crypto::Digest digest = crypto::KeyedHashOf(key, AsBytes(subject));
  return HexEncode(ByteView(digest).first(16));
}

}  // namespace adit
