// Reads the ranking back from routines.json (a source of its own: nlohmann/json is slow to compile).
#include <nlohmann/json.hpp>

#include "collector/cli/discovery_files.h"
#include "common/io/file_system.h"

namespace adit::cli {

Result<std::vector<uint32_t>> ReadRanking(const std::string& path) {
  constexpr uint64_t kLargest = 512ULL << 20;
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(RealFileSystem(), path, kLargest));
  const auto document = nlohmann::json::parse(bytes.begin(), bytes.end(), nullptr, false);
  if (!document.is_object() || !document.contains("routines") || !document["routines"].is_array()) {
    return InvalidArgument(path + ": not a routines.json: expected an object with a list 'routines'");
  }
  std::vector<uint32_t> out;
  for (const auto& routine : document["routines"]) {
    if (!routine.is_object() || !routine.contains("id") || !routine["id"].is_number_unsigned()) {
      return InvalidArgument(path + ": routines[" + std::to_string(out.size()) + "].id is not a number");
    }
    out.push_back(routine["id"].get<uint32_t>());
  }
  return out;
}

}  // namespace adit::cli
