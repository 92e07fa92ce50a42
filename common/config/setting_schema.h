// SettingSchema: the one list of a program's settings, from which files, environment, help and
// documentation are read and written.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace adit {

enum class SettingType : uint8_t {
  kText,
  kPath,     // "~/" is the home directory
  kInteger,  // within [min, max]
  kNumber,   // within [min, max]
  kFlag,     // true, false, yes, no, on, off, 1, 0
  kChoice,   // one of `choices`, separated by '|'
};

// All views are of static storage.
struct SettingSpec {
  std::string_view name;  // "spool.quota_mib": section, dot, snake_case with its unit last
  SettingType type;
  std::string_view unit;          // "MiB", "s", "" when it has none
  std::string_view default_text;  // as it would stand in a file
  double min;
  double max;
  std::string_view choices;
  std::string_view description;  // one sentence, what changes for whom
};

// REQUIRES: unique names. Looked up linearly: schemas have tens of entries.
using SettingSchema = std::span<const SettingSpec>;

[[nodiscard]] const SettingSpec* FindSetting(SettingSchema schema, std::string_view name);
// "ADIT_AGENT_" + "spool.quota_mib" → "ADIT_AGENT_SPOOL_QUOTA_MIB".
[[nodiscard]] std::string EnvironmentName(std::string_view prefix, std::string_view setting);
// "a whole number from 16 to 65536 (MiB)", "one of: text, json".
[[nodiscard]] std::string AllowedText(const SettingSpec& spec);
// Reference as a Markdown table.
[[nodiscard]] std::string SettingsReference(SettingSchema schema, std::string_view prefix);
// A commented file with every setting at its default.
[[nodiscard]] std::string SettingsTemplate(SettingSchema schema);

}  // namespace adit
