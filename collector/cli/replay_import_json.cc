#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "collector/cli/replay_import.h"
#include "common/base/time_text.h"
#include "common/base/utf8.h"
#include "common/event/action_type.h"
#include "common/event/replay_json.h"

namespace adit::cli {
namespace {

using nlohmann::json;

constexpr size_t kMaxText = 2048;  // of a field of an event (docs/formats/replay.md)

// Parts of other recorders' names, most telling first. Browser extensions, Excel macros and robots
// call the same things by much the same words.
constexpr std::pair<std::string_view, std::string_view> kLikeness[] = {
    {"copy", "copy"},
    {"cut", "copy"},
    {"paste", "paste"},
    {"double", "double_click"},
    {"right", "secondary_click"},
    {"contextmenu", "secondary_click"},
    {"checkbox", "toggle"},
    {"radio", "toggle"},
    {"toggle", "toggle"},
    {"window", "application_focus"},
    {"tab", "application_focus"},
    {"switch", "application_focus"},
    {"select", "selection"},
    {"edit", "value_commit"},
    {"type", "value_commit"},
    {"input", "value_commit"},
    {"change", "value_commit"},
    {"entered", "value_commit"},
    {"navigat", "navigate"},
    {"url", "navigate"},
    {"link", "navigate"},
    {"open", "file_open"},
    {"save", "file_save"},
    {"print", "print"},
    {"scroll", "scroll"},
    {"wheel", "scroll"},
    {"hotkey", "command"},
    {"shortcut", "command"},
    {"command", "command"},
    {"focus", "element_focus"},
    {"click", "click"},
    {"button", "invoke"},
    {"submit", "invoke"},
};

std::string Cut(std::string_view text) { return std::string(TruncateUtf8(text, kMaxText)); }

std::string Dump(const json& line) {
  return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

// Lines with their time; written in its order.
struct TimedLine {
  int64_t at_us = 0;
  json line;
};

std::string Replay(std::vector<TimedLine> lines, ImportCounts& counts) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const TimedLine& a, const TimedLine& b) { return a.at_us < b.at_us; });
  std::string text = std::string(kReplayHeader) + "\n";
  for (TimedLine& line : lines) {
    line.line["wall_us"] = line.at_us;
    line.line["monotonic_us"] = line.at_us - lines.front().at_us;
    text += Dump(line.line);
    ++counts.written;
  }
  return text;
}

std::string TextOf(const json& data, const char* name) {
  const auto found = data.is_object() ? data.find(name) : data.end();
  return data.is_object() && found != data.end() && found->is_string()
             ? Cut(found->get<std::string>())
             : std::string();
}

struct WatchedEvent {
  int64_t at_us = 0;
  int64_t duration_us = 0;
  json data;
};

Result<WatchedEvent> ReadWatched(const json& event, const std::string& place) {
  WatchedEvent watched;
  const auto time = event.is_object() ? event.find("timestamp") : event.end();
  const auto at_us = event.is_object() && time != event.end() && time->is_string()
                         ? ParseTime(time->get<std::string>())
                         : std::nullopt;
  if (!at_us) return InvalidArgument(place + ": 'timestamp' must be a time of RFC 3339");
  watched.at_us = *at_us;
  const json duration = event.value("duration", json(0));
  if (!duration.is_number() || duration.get<double>() < 0 || duration.get<double>() > 1e9)
    return InvalidArgument(place + ": 'duration' must be a number of seconds");
  watched.duration_us = static_cast<int64_t>(duration.get<double>() * 1e6);
  watched.data = event.value("data", json::object());
  return watched;
}

// "aw-watcher-web-firefox_host" to "Firefox".
std::string BrowserOf(const std::string& bucket) {
  const size_t at = bucket.find("web-");
  std::string name = at == std::string::npos ? "Browser" : bucket.substr(at + 4);
  name.resize(std::min(name.find_first_of("_-"), name.size()));
  if (name.empty()) name = "Browser";
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return Cut(name);
}

void AddWindow(const WatchedEvent& event, std::string& app_before, std::vector<TimedLine>& lines) {
  const std::string app = TextOf(event.data, "app");
  json line = {{"action", app == app_before ? "window_title_change" : "application_focus"},
               {"app_name", app},
               {"window_title", TextOf(event.data, "title")}};
  app_before = app;
  lines.push_back({event.at_us, std::move(line)});
}

void AddAway(const WatchedEvent& event, std::vector<TimedLine>& lines) {
  if (TextOf(event.data, "status") != "afk") return;
  lines.push_back({event.at_us, {{"action", "idle_start"}}});
  lines.push_back({event.at_us + event.duration_us,
                   {{"action", "idle_end"}, {"duration_us", event.duration_us}}});
}

void AddTab(const WatchedEvent& event, const std::string& browser, std::vector<TimedLine>& lines) {
  json line = {{"action", "navigate"},
               {"app_name", browser},
               {"window_title", TextOf(event.data, "title")},
               {"document", TextOf(event.data, "url")}};
  // A private window: the policy decides what is left of it.
  if (event.data.is_object() && event.data.value("incognito", json()) == true)
    line["secret"] = true;
  lines.push_back({event.at_us, std::move(line)});
}

}  // namespace

std::string_view LikeAction(std::string_view action) {
  if (const auto own = ParseActionType(action)) return ActionTypeName(*own);
  std::string lower(action);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& [part, own] : kLikeness) {
    if (lower.find(part) != std::string::npos) return own;
  }
  return "";
}

Result<std::string> ActivityWatchToReplay(std::string_view text, ImportCounts& counts) {
  const json document = json::parse(text, nullptr, false);
  const auto buckets = document.is_object() ? document.find("buckets") : document.end();
  if (!document.is_object() || buckets == document.end() || !buckets->is_object())
    return InvalidArgument("this is no export of ActivityWatch: it has no object 'buckets'");
  std::vector<TimedLine> lines;
  for (const auto& [name, bucket] : buckets->items()) {
    const std::string type = TextOf(bucket, "type");
    const json events = bucket.is_object() ? bucket.value("events", json::array()) : json();
    if (!events.is_array()) return InvalidArgument("bucket " + name + ": 'events' must be a list");
    std::vector<WatchedEvent> watched;
    for (const json& event : events) {
      const std::string place = "bucket " + name + ", event " + std::to_string(watched.size() + 1);
      ADIT_ASSIGN_OR_RETURN(WatchedEvent read, ReadWatched(event, place));
      watched.push_back(std::move(read));
    }
    // Exports are newest first.
    std::stable_sort(watched.begin(), watched.end(),
                     [](const auto& a, const auto& b) { return a.at_us < b.at_us; });
    std::string app_before;
    for (const WatchedEvent& event : watched) {
      if (type == "currentwindow") AddWindow(event, app_before, lines);
      if (type == "afkstatus") AddAway(event, lines);
      if (type == "web.tab.current") AddTab(event, BrowserOf(name), lines);
    }
    counts.read += watched.size();
  }
  return Replay(std::move(lines), counts);
}

std::vector<std::string> UiLogToReplays(const EventLog& log, ImportCounts& counts) {
  std::map<uint32_t, size_t> person;
  std::vector<std::vector<TimedLine>> lines;
  for (const LogEvent& event : log.events) {
    ++counts.read;
    if (event.time_us == kNoTime) {
      ++counts.without_time;
      continue;
    }
    const std::string& action = log.strings.At(event.action);
    std::string_view own = LikeAction(action);
    if (own.empty()) {
      ++counts.unknown_actions[action];
      own = "invoke";
    }
    json line = {{"action", std::string(own)}};
    const auto add = [&](const char* name, uint32_t number) {
      if (number != 0) line[name] = Cut(log.strings.At(number));
    };
    add("app_name", event.app);
    const std::string& window = log.strings.At(event.window);
    add(window.find("://") == std::string::npos ? "window_title" : "document", event.window);
    add("element_name", event.element);
    if (own == "copy" || own == "paste") add("content", event.value);
    const auto [found, fresh] = person.emplace(event.user, lines.size());
    if (fresh) lines.emplace_back();
    lines[found->second].push_back({event.time_us, std::move(line)});
  }
  std::vector<std::string> replays;
  for (std::vector<TimedLine>& own : lines) replays.push_back(Replay(std::move(own), counts));
  return replays;
}

}  // namespace adit::cli
