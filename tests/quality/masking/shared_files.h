// Where the labelled data of quality tests lies.
#pragma once

#include <cstdlib>
#include <string>

namespace adit {

// Path below ../shared (or $ADIT_SHARED); it need not exist.
inline std::string SharedFile(const std::string& name) {
  const char* root = std::getenv("ADIT_SHARED");
  return (root != nullptr ? std::string(root) : std::string(ADIT_SOURCE_DIR "/../shared")) + "/" +
         name;
}

}  // namespace adit
