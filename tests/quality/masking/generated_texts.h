// Texts that a generator of this tree writes, read from its output.
#pragma once

#include <cstdio>
#include <string>

namespace adit::cli {

// What `script` (below tests/quality) prints; empty when it or the lists it needs are missing.
inline std::string GeneratedTexts(const std::string& script, const std::string& arguments) {
  const std::string command = "/usr/bin/python3 " ADIT_SOURCE_DIR "/tests/quality/" + script + " " +
                              arguments + " 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  char block[8192];
  for (size_t size; (size = fread(block, 1, sizeof block, pipe)) > 0;) output.append(block, size);
  return pclose(pipe) == 0 ? output : std::string();
}

}  // namespace adit::cli
