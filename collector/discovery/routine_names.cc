#include "collector/discovery/routine_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

namespace adit {
namespace {

constexpr size_t kLongestPart = 48;
constexpr size_t kMostActions = 4;
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// Letters of any script; digits and signs alone name nothing.
size_t Letters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0x80) != 0 ||
           std::isalpha(static_cast<unsigned char>(c)) != 0;
  }));
}

// Line ends and runs of spaces are one space; none at the ends.
std::string OneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out.push_back(space ? ' ' : c);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Where a text of at most `limit` bytes can end: not inside a character or a placeholder, and
// between words when that costs less than half.
size_t CutPosition(std::string_view text, size_t limit) {
  size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  const size_t open = text.substr(0, end).rfind('<');
  if (open != std::string_view::npos && text.find('>', open) >= end) end = open;
  const size_t space = text.substr(0, end).rfind(' ');
  if (text[end] != ' ' && space != std::string_view::npos && space * 2 > limit) end = space;
  while (end > 0 && text[end - 1] == ' ') --end;
  return end;
}

std::string Shortened(std::string_view text, size_t limit) {
  std::string out = OneLine(text);
  if (out.size() <= limit) return out;
  return out.substr(0, CutPosition(out, limit)) + std::string(kEllipsis);
}

// Words of a title template ("<document>") are read without their brackets; what was masked
// ("<EMAIL>", "*") or varies ("Invoice INV-#") names nothing and becomes an ellipsis.
std::string WithoutPlaceholders(std::string_view text) {
  std::string out;
  const auto omit = [&out] {
    if (!out.ends_with(kEllipsis)) out += kEllipsis;
  };
  for (size_t i = 0; i < text.size();) {
    const size_t close = text[i] == '<' ? text.find('>', i) : std::string_view::npos;
    if (close != std::string_view::npos && close > i + 1) {
      const std::string_view word = text.substr(i + 1, close - i - 1);
      if (IsUpper(word.front())) {
        omit();
      } else {
        out += word;
      }
      i = close + 1;
    } else if (text[i] == '*' || text[i] == '#') {
      omit();
      ++i;
    } else {
      out += text[i++];
    }
  }
  return OneLine(out);
}

// Ellipses and signs at the ends are of no use.
std::string Trimmed(std::string text) {
  constexpr std::string_view kSigns = " -:/.,|";
  for (bool again = true; again;) {
    again = false;
    while (!text.empty() && kSigns.find(text.back()) != std::string_view::npos) text.pop_back();
    while (!text.empty() && kSigns.find(text.front()) != std::string_view::npos) text.erase(0, 1);
    if (text.starts_with(kEllipsis)) text.erase(0, kEllipsis.size()), again = true;
    if (text.ends_with(kEllipsis)) text.resize(text.size() - kEllipsis.size()), again = true;
  }
  return text;
}

// The end of a URL or path tells more than its beginning.
std::string WindowName(const std::string& window) {
  const size_t scheme = window.find("://");
  if (scheme == std::string::npos) return Shortened(window, kLongestPart);
  const std::string rest = window.substr(scheme + 3);
  return rest.size() <= kLongestPart ? rest
                                     : Shortened(rest.substr(0, rest.find('/')), kLongestPart);
}

// "Ledger 2026-03 - Books" is "Ledger 2026-03" in the application Books.
std::string WithoutApp(const std::string& window, const std::string& app) {
  if (app.empty() || !window.ends_with(app)) return window;
  std::string rest = window.substr(0, window.size() - app.size());
  for (const std::string_view dash : {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " | "}) {
    if (rest.ends_with(dash)) return rest.substr(0, rest.size() - dash.size());
  }
  return rest.empty() ? rest : window;
}

// How well a step names what it belongs to.
enum class Telling : uint8_t { kNothing, kTemplate, kWindow, kElement };

struct Place {
  Telling telling = Telling::kNothing;
  std::string name;
};

Place ScreenOf(const Activity& activity) {
  const std::string window = WithoutApp(activity.window, activity.app);
  const std::string name = Trimmed(WindowName(WithoutPlaceholders(window)));
  if (Letters(name) < 2) return {};
  const bool words = Letters(Trimmed(window.substr(0, window.find('<')))) >= 2;
  return {words ? Telling::kWindow : Telling::kTemplate, name};
}

Place PlaceOf(const Activity& activity) {
  const std::string element = Trimmed(WithoutPlaceholders(activity.element));
  if (Letters(element) >= 2 && activity.action != "command") {
    return {Telling::kElement, Shortened(element, kLongestPart)};
  }
  return ScreenOf(activity);
}

std::string ActionName(const Activity& activity) {
  if (activity.action == "command" && !activity.element.empty()) {
    return Shortened(activity.element, kLongestPart);
  }
  std::string name = Shortened(activity.action, kLongestPart);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

// Steps that only lead somewhere; what stands here is what they are called before and after their
// actions were put into classes.
bool OnlyLeads(const Activity& activity) {
  constexpr std::array<std::string_view, 8> kLeading = {
      "view",        "application_focus", "element_focus",       "scroll",
      "window_open", "window_close",      "window_title_change", "navigate"};
  return std::find(kLeading.begin(), kLeading.end(), activity.action) != kLeading.end();
}

// What is done, where every screen and control is masked: "copy, paste, Ctrl+S". Steps that only
// lead somewhere say least and are left out as long as there are others.
std::string ActionNames(const Discovery& discovery, const std::vector<uint32_t>& path) {
  std::vector<std::string> acts, leads;
  for (const uint32_t a : path) {
    const Activity& activity = discovery.activities[a];
    std::string name = ActionName(activity);
    if (name.empty()) continue;
    const bool leading = OnlyLeads(activity) || activity.action == "click";
    std::vector<std::string>& names = leading ? leads : acts;
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  const std::vector<std::string>& names = acts.empty() ? leads : acts;
  std::string out;
  for (size_t i = 0; i < names.size() && i < kMostActions; ++i)
    out += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kMostActions ? out + ", " + std::string(kEllipsis) : out;
}

std::string AppNames(const Discovery& discovery, const std::vector<uint32_t>& path) {
  std::vector<std::string> apps;
  for (const uint32_t a : path) {
    const std::string& app = discovery.activities[a].app;
    if (!app.empty() && std::find(apps.begin(), apps.end(), app) == apps.end()) apps.push_back(app);
  }
  std::string out;
  for (size_t i = 0; i < apps.size() && i < 3; ++i) {
    out += (i == 0 ? "" : " \xE2\x86\x92 ") + Shortened(apps[i], kLongestPart / 2);
  }
  return apps.size() > 3 ? out + " \xE2\x86\x92 " + std::string(kEllipsis) : out;
}

bool FillsSomething(const Activity& activity) {
  return activity.action == "edit" || activity.action == "value_commit" ||
         activity.action == "paste";
}

// The screen that is worked on: the one in which most is entered and done, if it has words. Where a
// routine begins is mostly a list or an inbox that a dozen others begin with.
std::string SubjectOf(const Discovery& discovery, const std::vector<uint32_t>& path) {
  std::vector<std::pair<std::string, uint32_t>> weights;  // in the order of the path
  for (const uint32_t a : path) {
    const Activity& activity = discovery.activities[a];
    if (OnlyLeads(activity)) continue;
    const Place screen = ScreenOf(activity);
    if (screen.telling < Telling::kWindow) continue;
    const auto known = std::find_if(weights.begin(), weights.end(),
                                    [&](const auto& entry) { return entry.first == screen.name; });
    const uint32_t weight = FillsSomething(activity) ? 2 : 1;
    if (known == weights.end()) {
      weights.emplace_back(screen.name, weight);
    } else {
      known->second += weight;
    }
  }
  const auto most =
      std::max_element(weights.begin(), weights.end(),
                       [](const auto& x, const auto& y) { return x.second < y.second; });
  return most == weights.end() ? std::string() : most->first;
}

// What it comes to: the last control that was used and is not called as `subject` is; a button
// rather than a field.
std::string GoalOf(const Discovery& discovery, const std::vector<uint32_t>& path,
                   const std::string& subject) {
  std::string field;
  for (auto a = path.rbegin(); a != path.rend(); ++a) {
    const Activity& activity = discovery.activities[*a];
    const Place control = PlaceOf(activity);
    if (OnlyLeads(activity) || control.telling != Telling::kElement || control.name == subject) {
      continue;
    }
    if (!FillsSomething(activity) && activity.action != "copy") return control.name;
    if (field.empty()) field = control.name;
  }
  return field;
}

// Where it begins and where it ends, by the steps that tell most.
std::string EndNames(const Discovery& discovery, const std::vector<uint32_t>& path) {
  std::vector<Place> places;
  for (const uint32_t a : path) places.push_back(PlaceOf(discovery.activities[a]));
  Telling best = Telling::kNothing;
  for (const Place& place : places) best = std::max(best, place.telling);
  if (best == Telling::kNothing) return {};
  // Windows with words tell as much as controls do where a routine begins.
  const Telling enough = std::min(best, Telling::kWindow);
  const auto tells = [](Telling least) {
    return [least](const Place& place) { return place.telling >= least; };
  };
  const auto first = std::find_if(places.begin(), places.end(), tells(enough));
  const auto last = std::find_if(places.rbegin(), places.rend(), tells(best));
  if (best == Telling::kTemplate) {
    const std::string actions = ActionNames(discovery, path);
    return first->name + (actions.empty() ? "" : " (" + actions + ")");
  }
  return first->name == last->name ? first->name
                                   : first->name + " " + std::string(kEllipsis) + " " + last->name;
}

// What is worked on and what it comes to; where nothing tells that, where it begins and ends.
std::string WorkName(const Discovery& discovery, const std::vector<uint32_t>& path) {
  const std::string subject = SubjectOf(discovery, path);
  if (subject.empty()) return EndNames(discovery, path);
  const std::string goal = GoalOf(discovery, path, subject);
  return goal.empty() ? subject : subject + " " + std::string(kEllipsis) + " " + goal;
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
  std::string out = AppNames(discovery, routine.main_path);
  std::string what = WorkName(discovery, routine.main_path);
  if (what.empty()) what = ActionNames(discovery, routine.main_path);
  if (!what.empty()) out += (out.empty() ? "" : ": ") + what;
  return out.empty() ? "(unnamed)" : out;
}

}  // namespace adit
