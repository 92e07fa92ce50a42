#include "common/event/replay_json.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "common/base/time_text.h"
#include "common/base/utf8.h"

namespace adit {
namespace {

struct TextKey {
  const char* key;
  RawText UiEvent::*member;
  size_t max_bytes;
};

constexpr TextKey kTexts[] = {
    {"app_name", &UiEvent::app_name, kMaxTextBytes},
    {"app_version", &UiEvent::app_version, kMaxTextBytes},
    {"app_executable", &UiEvent::app_executable, kMaxTextBytes},
    {"window_title", &UiEvent::window_title, kMaxTextBytes},
    {"window_role", &UiEvent::window_role, kMaxTextBytes},
    {"document", &UiEvent::document, kMaxTextBytes},
    {"element_role", &UiEvent::element_role, kMaxTextBytes},
    {"element_name", &UiEvent::element_name, kMaxTextBytes},
    {"element_id", &UiEvent::element_id, kMaxTextBytes},
    {"element_path", &UiEvent::element_path, kMaxElementPathBytes},
    {"detail", &UiEvent::detail, kMaxTextBytes},
    {"content", &UiEvent::content, kMaxTextBytes},
};

void AppendJsonText(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out += escaped;
    } else {
      out += c;
    }
  }
  out += '"';
}

class LineWriter {
 public:
  void Key(std::string_view key) {
    out_ += out_.size() == 1 ? "\"" : ",\"";
    out_ += key;
    out_ += "\":";
  }
  void Number(std::string_view key, int64_t value, int64_t ordinary) {
    if (value == ordinary) return;
    Key(key);
    out_ += std::to_string(value);
  }
  void Text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    Key(key);
    AppendJsonText(out_, value);
  }
  void Flag(std::string_view key) {
    Key(key);
    out_ += "true";
  }
  [[nodiscard]] std::string Take() { return std::move(out_) + "}"; }

 private:
  std::string out_ = "{";
};

using nlohmann::json;

Status WrongKey(const std::string& key, const std::string& what) {
  return InvalidArgument("key \"" + key + "\" " + what);
}

Status ReadInteger(const json& value, const std::string& key, int64_t min, int64_t max,
                   int64_t& out) {
  const bool fits = value.is_number_integer() &&
                    (!value.is_number_unsigned() || value.get<uint64_t>() <= INT64_MAX);
  if (!fits || value.get<int64_t>() < min || value.get<int64_t>() > max) {
    return WrongKey(
        key, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  out = value.get<int64_t>();
  return OkStatus();
}

template <typename T>
Status ReadUnsigned(const json& value, const std::string& key, int64_t min, int64_t max, T& out) {
  int64_t number = 0;
  ADIT_RETURN_IF_ERROR(ReadInteger(value, key, min, max, number));
  out = static_cast<T>(number);
  return OkStatus();
}

template <typename T, typename Parse>
Status ReadName(const json& value, const std::string& key, T& out, Parse parse) {
  if (!value.is_string()) return WrongKey(key, "must be a text");
  const auto parsed = parse(value.get_ref<const std::string&>());
  if (!parsed) return WrongKey(key, "has a name that is not known");
  out = *parsed;
  return OkStatus();
}

Status ReadText(const json& value, const TextKey& text, UiEvent& event) {
  if (!value.is_string()) return WrongKey(text.key, "must be a text");
  const auto& characters = value.get_ref<const std::string&>();
  if (characters.size() > text.max_bytes) {
    return WrongKey(text.key, "has " + std::to_string(characters.size()) + " bytes; at most " +
                                  std::to_string(text.max_bytes));
  }
  event.*text.member = RawText(characters);
  return OkStatus();
}

Status ReadField(const std::string& key, const json& value, EventFields& f, bool& known) {
  known = true;
  constexpr int64_t kMaxTime = 253'402'300'799'999'999;  // the end of year 9999
  if (key == "wall_us") return ReadInteger(value, key, 0, kMaxTime, f.wall_us);
  if (key == "monotonic_us") return ReadInteger(value, key, 0, kMaxTime, f.monotonic_us);
  if (key == "duration_us") return ReadInteger(value, key, 0, kMaxTime, f.duration_us);
  if (key == "action") return ReadName(value, key, f.action, ParseActionType);
  if (key == "session") return ReadUnsigned(value, key, 0, UINT32_MAX, f.session);
  if (key == "count") return ReadUnsigned(value, key, 1, UINT32_MAX, f.count);
  if (key == "value_class") return ReadName(value, key, f.value_class, ParseValueClass);
  if (key == "value_length_bucket") return ReadUnsigned(value, key, 0, 40, f.value_length_bucket);
  if (key == "content_kind") return ReadName(value, key, f.content_kind, ParseContentKind);
  if (key == "content_size_bucket") return ReadUnsigned(value, key, 0, 40, f.content_size_bucket);
  if (key == "monitor") return ReadName(value, key, f.monitor, ParseMonitorClass);
  if (key == "time") {
    if (!value.is_string()) return WrongKey(key, "must be a text");
    const auto time = ParseTime(value.get_ref<const std::string&>());
    if (!time || *time < 0) return WrongKey(key, "is no time like 2026-03-02T08:15:30Z");
    f.wall_us = *time;
    return OkStatus();
  }
  known = false;
  return OkStatus();
}

// Nothing for a broken line; exceptions of the library stay in here.
json ParseLine(std::string_view line) {
  return json::parse(line.begin(), line.end(), nullptr, false, false);
}

}  // namespace

std::string ToReplayLine(const UiEvent& event) {
  const EventFields& f = event.fields;
  LineWriter line;
  line.Text("action", ActionTypeName(f.action));
  line.Number("wall_us", f.wall_us, -1);
  line.Number("monotonic_us", f.monotonic_us, 0);
  line.Number("duration_us", f.duration_us, 0);
  line.Number("session", f.session, 0);
  line.Number("count", f.count, 1);
  if (f.value_class != ValueClass::kNone) line.Text("value_class", ValueClassName(f.value_class));
  line.Number("value_length_bucket", f.value_length_bucket, 0);
  if (f.content_kind != ContentKind::kNone) {
    line.Text("content_kind", ContentKindName(f.content_kind));
  }
  line.Number("content_size_bucket", f.content_size_bucket, 0);
  if (f.monitor != MonitorClass::kUnknown) line.Text("monitor", MonitorClassName(f.monitor));
  for (const TextKey& text : kTexts) line.Text(text.key, (event.*text.member).UnmaskedForScrub());
  if (event.secret) line.Flag("secret");
  return line.Take();
}

Result<UiEvent> ParseReplayLine(std::string_view line) {
  if (line.size() > kMaxReplayLineBytes) {
    return InvalidArgument("the line has " + std::to_string(line.size()) + " bytes; at most " +
                           std::to_string(kMaxReplayLineBytes));
  }
  if (!IsValidUtf8(line)) return InvalidArgument("the line is not UTF-8");
  const json object = ParseLine(line);
  if (object.is_discarded()) {
    return InvalidArgument("is no JSON object; the line may be cut off");
  }
  if (!object.is_object()) return InvalidArgument("must be a JSON object {…}");
  UiEvent event;
  bool has_time = false;
  for (const auto& entry : object.items()) {
    const std::string& key = entry.key();
    const json& value = entry.value();
    if (key == "truth") continue;
    if (key == "secret") {
      if (!value.is_boolean()) return WrongKey(key, "must be true or false");
      event.secret = value.get<bool>();
      continue;
    }
    bool known = false;
    ADIT_RETURN_IF_ERROR(ReadField(key, value, event.fields, known));
    has_time = has_time || key == "wall_us" || key == "time";
    for (const TextKey& text : kTexts) {
      if (known || key != text.key) continue;
      ADIT_RETURN_IF_ERROR(ReadText(value, text, event));
      known = true;
    }
    if (!known) return WrongKey(key, "is not known");
  }
  if (event.fields.action == ActionType::kUnknown)
    return InvalidArgument("key \"action\" is missing");
  if (!has_time) return InvalidArgument("key \"wall_us\" or \"time\" is missing");
  return event;
}

Status CheckReplayHeader(std::string_view line) {
  const json object =
      line.size() > kMaxReplayLineBytes ? json(json::value_t::discarded) : ParseLine(line);
  if (object.is_discarded() || !object.is_object() || !object.contains("replay")) {
    return InvalidArgument("the first line must be " + std::string(kReplayHeader));
  }
  const json& version = object["replay"];
  if (!version.is_number_integer() || version != 1) {
    return InvalidArgument("this replay version is not known; 1 is");
  }
  return OkStatus();
}

}  // namespace adit
