#include "collector/discovery/routine_names.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace adit {
namespace {

constexpr size_t kLongestPart = 48;

// Cuts at a character's border and shows that something is left out; line ends and runs of spaces
// are one space.
std::string Shortened(std::string_view text, size_t limit) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out.push_back(space ? ' ' : c);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (out.size() <= limit) return out;
  size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
  return out.substr(0, end) + "\xE2\x80\xA6";
}

// The end of a URL or path tells more than its beginning.
std::string WindowName(const std::string& window) {
  const size_t scheme = window.find("://");
  if (scheme == std::string::npos) return Shortened(window, kLongestPart);
  const std::string rest = window.substr(scheme + 3);
  return rest.size() <= kLongestPart ? rest
                                     : Shortened(rest.substr(0, rest.find('/')), kLongestPart);
}

std::string Place(const Activity& activity) {
  if (!activity.element.empty()) return Shortened(activity.element, kLongestPart);
  if (!activity.window.empty()) return WindowName(activity.window);
  return Shortened(activity.app, kLongestPart);
}

}  // namespace

std::string ActivityName(const Activity& activity) {
  std::string out;
  if (!activity.app.empty()) out = Shortened(activity.app, kLongestPart);
  std::string what = Shortened(activity.action, kLongestPart);
  std::replace(what.begin(), what.end(), '_', ' ');
  std::string where;
  if (!activity.element.empty()) {
    where = Shortened(activity.element, kLongestPart);
  } else if (!activity.window.empty()) {
    where = WindowName(activity.window);
  }
  std::string tail = what;
  if (!where.empty()) tail += (tail.empty() ? "" : " ") + where;
  if (!tail.empty()) out += (out.empty() ? "" : ": ") + tail;
  return out.empty() ? "(unnamed)" : out;
}

std::string RoutineName(const Discovery& discovery, const Routine& routine) {
  if (routine.main_path.empty()) return "(unnamed)";
  std::vector<std::string> apps;
  for (const uint32_t a : routine.main_path) {
    const std::string& app = discovery.activities[a].app;
    if (!app.empty() && std::find(apps.begin(), apps.end(), app) == apps.end()) apps.push_back(app);
  }
  std::string out;
  for (size_t i = 0; i < apps.size() && i < 3; ++i) {
    out += (i == 0 ? "" : " \xE2\x86\x92 ") + Shortened(apps[i], kLongestPart / 2);
  }
  if (apps.size() > 3) out += " \xE2\x86\x92 \xE2\x80\xA6";
  const std::string first = Place(discovery.activities[routine.main_path.front()]);
  const std::string last = Place(discovery.activities[routine.main_path.back()]);
  out += (out.empty() ? "" : ": ") + first;
  if (last != first) out += " \xE2\x80\xA6 " + last;
  return out;
}

}  // namespace adit
