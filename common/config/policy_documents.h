// Documents written from a SettingSchema for tools that manage machines: Windows group policy and
// Intune (ADMX with its texts), macOS preference manifests and Jamf. None of them can differ from
// what the program reads.
#pragma once

#include <string>
#include <string_view>

#include "common/config/setting_schema.h"

namespace adit {

struct SettingsPolicySubject {
  std::string_view program;       // "adit-agent", shown to administrators
  std::string_view description;   // one sentence
  std::string_view version;       // "0.1.0"
  std::string_view registry_key;  // below HKEY_LOCAL_MACHINE: "SOFTWARE\Policies\Adit\Agent"
  std::string_view domain;        // of preferences on macOS: "org.adit.agent"
};

// Group policy definitions (ADMX) and their English texts (ADML). Every setting is one machine
// policy whose value has the setting's name. Needs no other definition file.
[[nodiscard]] std::string SettingsAdmx(SettingSchema schema, const SettingsPolicySubject& subject);
[[nodiscard]] std::string SettingsAdml(SettingSchema schema, const SettingsPolicySubject& subject);

// Preference manifest (property list, format version 1) of the domain.
[[nodiscard]] std::string SettingsPreferenceManifest(SettingSchema schema,
                                                     const SettingsPolicySubject& subject);
// JSON Schema in the dialect of Jamf Pro's "Application & Custom Settings".
[[nodiscard]] std::string SettingsJamfSchema(SettingSchema schema,
                                             const SettingsPolicySubject& subject);

}  // namespace adit
