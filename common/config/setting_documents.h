// Documents written from a SettingSchema, so that none of them can differ from what the program
// reads: a manual page and a JSON Schema. (Reference table and file template: setting_schema.h.)
#pragma once

#include <string>
#include <string_view>

#include "common/config/setting_schema.h"

namespace adit {

struct SettingsManualSubject {
  std::string_view page;     // "adit-agent.conf"
  std::string_view program;  // "adit-agent"
  std::string_view version;
  std::string_view environment_prefix;
  std::string_view files;  // where settings are read from, weakest first; plain text, one a line
};

// Section 5 manual page in man(7) markup.
[[nodiscard]] std::string SettingsManual(SettingSchema schema,
                                         const SettingsManualSubject& subject);
// JSON Schema 2020-12 of an object with one property a setting, for tools that write settings.
[[nodiscard]] std::string SettingsJsonSchema(SettingSchema schema, std::string_view title);

}  // namespace adit
