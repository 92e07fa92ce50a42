#include "agent/runtime/machine_names.h"

#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "common/base/utf8.h"
#include "common/io/file_system.h"

namespace adit {
namespace {

std::string FileText(const std::string& path) {
  const Result<Bytes> bytes = ReadWholeFile(RealFileSystem(), path, 64 * 1024);
  return bytes.ok() ? std::string(AsText(*bytes)) : std::string();
}

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
    const std::string_view gecos = found->pw_gecos ? found->pw_gecos : "";
    Add(identity.user_names, gecos.substr(0, gecos.find(',')));
    const std::string_view home = found->pw_dir ? found->pw_dir : "";
    Add(identity.user_names, home.substr(home.rfind('/') + 1));
  }
  if (const char* user = std::getenv("USER")) Add(identity.user_names, user);
  utsname system{};
  if (uname(&system) == 0) {
    const std::string_view host = system.nodename;
    Add(identity.host_names, host);
    Add(identity.host_names, host.substr(0, host.find('.')));
  }
  return identity;
}

std::string OsVersion() {
  const std::string text = FileText("/etc/os-release");
  const std::string key = "PRETTY_NAME=\"";
  const size_t begin = text.find(key);
  if (begin == std::string::npos) return "Linux";
  const size_t end = text.find('"', begin + key.size());
  return std::string(TruncateUtf8(text.substr(begin + key.size(), end - begin - key.size()), 128));
}

std::string MachineFingerprint(const crypto::HashKey& key) {
  const std::string subject = "machine-id\n" + FileText("/etc/machine-id");
  const crypto::Digest digest = crypto::KeyedHashOf(key, AsBytes(subject));
  return HexEncode(ByteView(digest).first(16));
}

}  // namespace adit
