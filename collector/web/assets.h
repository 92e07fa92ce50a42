// The page's files, embedded into the program.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace adit::web {

struct Asset {
  std::string_view path;  // "app.js"; "" is the page itself
  std::string_view content_type;
  std::string_view bytes;
  std::string_view packed;  // the same, gzip
};

[[nodiscard]] const std::vector<Asset>& Assets();

}  // namespace adit::web
