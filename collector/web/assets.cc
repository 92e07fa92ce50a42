#include "collector/web/assets.h"

// clang-format off: the lines of the assembler text belong together.
// .incbin takes no time to compile, where an array of numbers takes seconds.
#define ADIT_INCBIN(symbol, path)                                   \
  asm(".section .rodata\n.balign 16\n"                              \
      ".global " symbol "\n" symbol ":\n"                           \
      ".incbin \"" path "\"\n"                                      \
      ".global " symbol "_end\n" symbol "_end:\n"                   \
      ".byte 0\n.text\n")
#define ADIT_EMBED(name, file)                                      \
  ADIT_INCBIN("adit_web_" #name, ADIT_WEB_DIR "/" file);            \
  ADIT_INCBIN("adit_packed_" #name, ADIT_WEB_PACKED_DIR "/" file ".gz"); \
  extern "C" const char adit_web_##name[];                          \
  extern "C" const char adit_web_##name##_end[];                    \
  extern "C" const char adit_packed_##name[];                       \
  extern "C" const char adit_packed_##name##_end[]
// clang-format on

// The list is made by the build from the files of page/.
#define ADIT_WEB_EMBEDS
#include "asset_list.inc"
#undef ADIT_WEB_EMBEDS

namespace adit::web {
namespace {

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

std::string_view ContentType(std::string_view file) {
  if (file.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (file.ends_with(".css")) return "text/css; charset=utf-8";
  if (file.ends_with(".svg")) return "image/svg+xml";
  return "text/html; charset=utf-8";
}

Asset Make(std::string_view file, std::string_view bytes, std::string_view packed) {
  return {file == "index.html" ? "" : file, ContentType(file), bytes, packed};
}

}  // namespace

#define ADIT_ASSET(file, name)                              \
  Make(file, Between(adit_web_##name, adit_web_##name##_end), \
       Between(adit_packed_##name, adit_packed_##name##_end))

const std::vector<Asset>& Assets() {
  static const std::vector<Asset> assets = {
#include "asset_list.inc"
  };
  return assets;
}

}  // namespace adit::web
