#include "collector/web/assets.h"

// clang-format off: the lines of the assembler text belong together.
// .incbin takes no time to compile, where an array of numbers takes seconds.
#define ADIT_EMBED(name, file)                                      \
  asm(".section .rodata\n.balign 16\n"                              \
      ".global adit_web_" #name "\nadit_web_" #name ":\n"           \
      ".incbin \"" ADIT_WEB_DIR "/" file "\"\n"                     \
      ".global adit_web_" #name "_end\nadit_web_" #name "_end:\n"   \
      ".byte 0\n.text\n");                                          \
  extern "C" const char adit_web_##name[];                          \
  extern "C" const char adit_web_##name##_end[]

// clang-format on
ADIT_EMBED(index_html, "index.html");
ADIT_EMBED(icon_svg, "icon.svg");
ADIT_EMBED(app_css, "app.css");
ADIT_EMBED(app_js, "app.js");
ADIT_EMBED(api_js, "api.js");
ADIT_EMBED(charts_js, "charts.js");
ADIT_EMBED(dom_js, "dom.js");
ADIT_EMBED(fleet_js, "fleet.js");
ADIT_EMBED(format_js, "format.js");
ADIT_EMBED(messages_js, "messages.js");
ADIT_EMBED(roadmap_js, "roadmap.js");
ADIT_EMBED(routine_js, "routine.js");

namespace adit::web {
namespace {
constexpr std::string_view kScript = "text/javascript; charset=utf-8";

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}
}  // namespace

#define ADIT_ASSET(path, type, name) \
  Asset { path, type, Between(adit_web_##name, adit_web_##name##_end) }

const std::vector<Asset>& Assets() {
  static const std::vector<Asset> assets = {
      ADIT_ASSET("", "text/html; charset=utf-8", index_html),
      ADIT_ASSET("icon.svg", "image/svg+xml", icon_svg),
      ADIT_ASSET("app.css", "text/css; charset=utf-8", app_css),
      ADIT_ASSET("app.js", kScript, app_js),
      ADIT_ASSET("api.js", kScript, api_js),
      ADIT_ASSET("charts.js", kScript, charts_js),
      ADIT_ASSET("dom.js", kScript, dom_js),
      ADIT_ASSET("fleet.js", kScript, fleet_js),
      ADIT_ASSET("format.js", kScript, format_js),
      ADIT_ASSET("messages.js", kScript, messages_js),
      ADIT_ASSET("roadmap.js", kScript, roadmap_js),
      ADIT_ASSET("routine.js", kScript, routine_js),
  };
  return assets;
}

}  // namespace adit::web
