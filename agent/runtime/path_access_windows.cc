#include "agent/runtime/path_access.h"
#include "common/base/windows_api.h"
#include "common/io/windows_text.h"

namespace adit {

bool IsOpenToOthers(const std::string& path) {
  PACL list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  std::wstring wide = ToWidePath(path);
  if (GetNamedSecurityInfoW(wide.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                            nullptr, &list, nullptr, &descriptor) != ERROR_SUCCESS) {
    return false;
  }
  // No list means everybody.
  bool open = list == nullptr;
  for (const WELL_KNOWN_SID_TYPE group :
       {WinWorldSid, WinBuiltinUsersSid, WinAuthenticatedUserSid}) {
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof sid;
    TRUSTEE_W trustee{};
    ACCESS_MASK mask = 0;
    if (open || !CreateWellKnownSid(group, nullptr, sid, &size)) continue;
    BuildTrusteeWithSidW(&trustee, sid);
    open = GetEffectiveRightsFromAclW(list, &trustee, &mask) == ERROR_SUCCESS &&
           (mask & (FILE_READ_DATA | FILE_WRITE_DATA)) != 0;
  }
  LocalFree(descriptor);
  return open;
}

bool IsWritable(const std::string& path) {
  const HANDLE folder = CreateFileW(ToWidePath(path).c_str(), FILE_ADD_FILE,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (folder == INVALID_HANDLE_VALUE) return false;
  CloseHandle(folder);
  return true;
}

std::string ClosingCommand(const std::string& path) {
  return "icacls \"" + path +
         "\" /inheritance:r /grant:r \"%USERNAME%\":(OI)(CI)F SYSTEM:(OI)(CI)F";
}

}  // namespace adit
