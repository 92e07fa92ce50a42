#include "common/event/action_type.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace adit {
namespace {

constexpr std::array<std::string_view, kActionTypeCount> kActionNames = {
    "unknown",      "application_focus", "window_open", "window_close", "window_title_change",
    "element_focus", "click",            "secondary_click", "double_click", "value_commit",
    "selection",    "toggle",            "invoke",      "command",      "copy",
    "paste",        "navigate",          "file_open",   "file_save",    "print",
    "scroll",       "idle_start",        "idle_end",    "lock",         "unlock",
    "capture_gap",  "degradation"};
constexpr std::array<std::string_view, kValueClassCount> kValueNames = {
    "none",  "empty",        "digits",     "number",   "date", "letters",
    "words", "alphanumeric", "email_like", "url_like", "mixed"};
constexpr std::array<std::string_view, kContentKindCount> kContentNames = {
    "none", "text", "image", "files", "cells", "other"};
constexpr std::array<std::string_view, kMonitorClassCount> kMonitorNames = {
    "unknown", "single", "dual", "many", "remote"};

template <typename Enum, size_t N>
std::string_view Name(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<size_t>(value);
  return index < N ? names[index] : names[0];
}

template <typename Enum, size_t N>
std::optional<Enum> Parse(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view ActionTypeName(ActionType action) { return Name(kActionNames, action); }
std::string_view ValueClassName(ValueClass value_class) { return Name(kValueNames, value_class); }
std::string_view ContentKindName(ContentKind kind) { return Name(kContentNames, kind); }
std::string_view MonitorClassName(MonitorClass monitor) { return Name(kMonitorNames, monitor); }

std::optional<ActionType> ParseActionType(std::string_view name) {
  return Parse<ActionType>(kActionNames, name);
}
std::optional<ValueClass> ParseValueClass(std::string_view name) {
  return Parse<ValueClass>(kValueNames, name);
}
std::optional<ContentKind> ParseContentKind(std::string_view name) {
  return Parse<ContentKind>(kContentNames, name);
}
std::optional<MonitorClass> ParseMonitorClass(std::string_view name) {
  return Parse<MonitorClass>(kMonitorNames, name);
}

uint8_t SizeBucket(uint64_t n) {
  return static_cast<uint8_t>(std::min<int>(std::bit_width(n), 40));
}

}  // namespace adit
