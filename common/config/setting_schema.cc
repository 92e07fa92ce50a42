#include "common/config/setting_schema.h"

#include <cstdio>

namespace adit {
namespace {

std::string Plain(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

}  // namespace

const SettingSpec* FindSetting(SettingSchema schema, std::string_view name) {
  for (const SettingSpec& spec : schema) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

std::string EnvironmentName(std::string_view prefix, std::string_view setting) {
  std::string name(prefix);
  for (const char c : setting) {
    if (c >= 'a' && c <= 'z') {
      name += static_cast<char>(c - 'a' + 'A');
    } else {
      name += c == '.' ? '_' : c;
    }
  }
  return name;
}

std::string AllowedText(const SettingSpec& spec) {
  const std::string unit = spec.unit.empty() ? "" : " (" + std::string(spec.unit) + ")";
  switch (spec.type) {
    case SettingType::kText:
      return "a text";
    case SettingType::kPath:
      return "a path";
    case SettingType::kInteger:
      return "a whole number from " + Plain(spec.min) + " to " + Plain(spec.max) + unit;
    case SettingType::kNumber:
      return "a number from " + Plain(spec.min) + " to " + Plain(spec.max) + unit;
    case SettingType::kFlag:
      return "true or false";
    case SettingType::kChoice: {
      std::string text = "one of: ";
      for (const char c : spec.choices) text += c == '|' ? std::string(", ") : std::string(1, c);
      return text;
    }
  }
  return "";
}

std::string SettingsReference(SettingSchema schema, std::string_view prefix) {
  std::string text =
      "| setting | environment | default | allowed | meaning |\n|---|---|---|---|---|\n";
  for (const SettingSpec& spec : schema) {
    text += "| `" + std::string(spec.name) + "` | `" + EnvironmentName(prefix, spec.name) + "` | " +
            (spec.default_text.empty() ? "–" : "`" + std::string(spec.default_text) + "`") + " | " +
            AllowedText(spec) + " | " + std::string(spec.description) + " |\n";
  }
  return text;
}

std::string SettingsTemplate(SettingSchema schema) {
  std::string text;
  for (const SettingSpec& spec : schema) {
    text += "# " + std::string(spec.description) + "\n# " + AllowedText(spec) + "\n# " +
            std::string(spec.name) + " = " + std::string(spec.default_text) + "\n\n";
  }
  return text;
}

}  // namespace adit
