#include <pwd.h>
#include <sys/sysctl.h>
#include <unistd.h>
#include <uuid/uuid.h>

#include <ctime>
#include <vector>

#include "agent/runtime/machine_names.h"
#include "common/base/utf8.h"

namespace adit {
namespace {

void Add(std::vector<std::string>& names, std::string_view name) {
  if (name.empty() || !IsValidUtf8(name)) return;
  for (const std::string& known : names) {
    if (known == name) return;
  }
  names.emplace_back(name);
}

}  // namespace

MachineIdentity ReadMachineNames() {
  MachineIdentity identity;
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found) {
    Add(identity.user_names, found->pw_name);
    Add(identity.user_names, found->pw_gecos ? found->pw_gecos : "");
    const std::string_view home = found->pw_dir ? found->pw_dir : "";
    Add(identity.user_names, home.substr(home.rfind('/') + 1));
  }
  char name[256] = {};
  if (gethostname(name, sizeof name - 1) == 0) {
    const std::string_view host = name;
    Add(identity.host_names, host);
    Add(identity.host_names, host.substr(0, host.find('.')));
  }
  return identity;
}

std::string OsVersion() {
  char version[64] = {};
  size_t size = sizeof version - 1;
  if (sysctlbyname("kern.osproductversion", version, &size, nullptr, 0) != 0) return "macOS";
  return "macOS " + std::string(TruncateUtf8(version, 64));
}

std::string MachineFingerprint(const crypto::HashKey& key) {
  uuid_t id = {};
  const timespec patience{1, 0};
  std::string subject = "machine-id\n";
  if (gethostuuid(id, &patience) == 0) subject += HexEncode({id, sizeof id});
  const crypto::Digest digest = crypto::KeyedHashOf(key, AsBytes(subject));
  return HexEncode(ByteView(digest).first(16));
}

}  // namespace adit
