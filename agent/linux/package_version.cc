#include "agent/linux/package_version.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace adit {
namespace {

constexpr size_t kBlockBytes = size_t{64} << 10;
constexpr uint64_t kMaxFileBytes = uint64_t{64} << 20;
constexpr size_t kMaxLists = 50'000;
constexpr size_t kMaxVersionBytes = 64;
constexpr std::string_view kListSuffix = ".list";

// Calls `visit` with each line of a file until it says false. Lines longer than a block are passed
// over; a file that cannot be read has none.
void VisitLines(FileSystem& files, const std::string& path,
                const std::function<bool(std::string_view)>& visit) {
  const auto file = files.OpenRead(path);
  if (!file.ok()) return;
  std::string carried;
  const uint64_t size = std::min<uint64_t>((*file)->size(), kMaxFileBytes);
  for (uint64_t offset = 0; offset < size;) {
    const auto block = (*file)->Read(offset, kBlockBytes);
    if (!block.ok() || block->empty()) return;
    offset += block->size();
    carried += AsText(*block);
    size_t begin = 0;
    for (size_t end = 0; (end = carried.find('\n', begin)) != std::string::npos; begin = end + 1) {
      if (!visit(std::string_view(carried).substr(begin, end - begin))) return;
    }
    carried.erase(0, begin);
    if (carried.size() > kBlockBytes) carried.clear();
  }
}

bool ListHolds(FileSystem& files, const std::string& list, std::string_view path,
               std::string_view other_path) {
  bool found = false;
  VisitLines(files, list, [&](std::string_view line) {
    found = line == path || (!other_path.empty() && line == other_path);
    return !found;
  });
  return found;
}

// "firefox-esr.list", "libreoffice-core:amd64.list"
std::string PackageOfList(std::string_view name) {
  name.remove_suffix(kListSuffix.size());
  return std::string(name.substr(0, name.find(':')));
}

std::string PackageHolding(FileSystem& files, const std::string& database, std::string_view path) {
  const std::string info = database + "/info";
  const auto entries = files.List(info);
  if (!entries.ok() || entries->size() > kMaxLists * 8) return {};
  std::vector<std::string> lists;
  for (const DirectoryEntry& entry : *entries) {
    if (entry.name.ends_with(kListSuffix) && lists.size() < kMaxLists) lists.push_back(entry.name);
  }
  // A program's package mostly begins as the program does: a hundredth of the reading.
  const std::string_view program = path.substr(path.rfind('/') + 1);
  const std::string_view begin = program.substr(0, 4);
  std::stable_partition(lists.begin(), lists.end(),
                        [begin](const std::string& name) { return name.starts_with(begin); });
  // Lists made before /bin became a link to /usr/bin name the old place.
  const std::string_view other = path.starts_with("/usr/") ? path.substr(4) : std::string_view();
  for (const std::string& list : lists) {
    if (ListHolds(files, info + "/" + list, path, other)) return PackageOfList(list);
  }
  return {};
}

std::string VersionOfPackage(FileSystem& files, const std::string& database,
                             const std::string& package) {
  const std::string header = "Package: " + package;
  constexpr std::string_view kVersion = "Version: ";
  std::string version;
  bool inside = false;
  VisitLines(files, database + "/status", [&](std::string_view line) {
    if (line.empty()) inside = false;
    if (line == header) inside = true;
    if (!inside || !line.starts_with(kVersion)) return true;
    version = line.substr(kVersion.size());
    return false;
  });
  return version;
}

bool IsInterpreter(std::string_view program) {
  constexpr std::array<std::string_view, 12> kInterpreters = {
      "bash", "dash", "electron", "gjs",    "guile", "java",
      "mono", "node", "perl",     "python", "ruby",  "wine"};
  return std::any_of(kInterpreters.begin(), kInterpreters.end(), [program](std::string_view name) {
    if (!program.starts_with(name)) return false;
    // "python3.11", "gjs-console", "wine64-preloader", not "javafoo".
    const std::string_view rest = program.substr(name.size());
    return rest.empty() || rest[0] == '-' || (rest[0] >= '0' && rest[0] <= '9');
  });
}

}  // namespace

std::string UpstreamVersion(std::string_view version) {
  const size_t epoch = version.find(':');
  if (epoch != std::string_view::npos) version.remove_prefix(epoch + 1);
  version = version.substr(0, version.rfind('-'));
  version = version.substr(0, version.find('+'));
  for (const std::string_view repacked : {"~dfsg", "~ds"}) {
    version = version.substr(0, version.find(repacked));
  }
  return std::string(version.substr(0, kMaxVersionBytes));
}

std::string PackageVersionOf(FileSystem& files, const std::string& executable,
                             const std::string& database) {
  // Packages install below these; whatever lies elsewhere need not be looked for.
  const bool installed =
      (executable.starts_with("/usr/") && !executable.starts_with("/usr/local/")) ||
      executable.starts_with("/opt/") || executable.starts_with("/bin/");
  if (!installed || IsInterpreter(executable.substr(executable.rfind('/') + 1))) return {};
  const std::string package = PackageHolding(files, database, executable);
  return package.empty() ? std::string()
                         : UpstreamVersion(VersionOfPackage(files, database, package));
}

}  // namespace adit
