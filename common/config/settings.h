// Settings: a program's settings as typed values, each with the place it came from.
//
// Later places win: default, file, environment, command line, managed file. The managed file
// belongs to the machine's administrator; a person cannot override it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/config/setting_schema.h"
#include "common/io/file_system.h"

namespace adit {

inline constexpr uint64_t kMaxSettingsFileBytes = 256 * 1024;

enum class SettingOrigin : uint8_t { kDefault, kFile, kEnvironment, kCommandLine, kManaged };
// "default", "file", "environment", "command line", "managed".
[[nodiscard]] std::string_view SettingOriginName(SettingOrigin origin);

// One setting from the system's store of an administrator's decisions.
struct ManagedSetting {
  std::string name;
  std::string text;
  std::string place;  // for messages and `config --effective`
};

struct SettingPlaces {
  std::string file;  // empty: none
  bool file_must_exist = false;
  std::string managed_file;  // empty: none; may be missing
  std::vector<ManagedSetting> managed;  // wins over the managed file
  std::string environment_prefix;
  // The value of an environment variable; tests hand in their own.
  std::function<std::optional<std::string>(const std::string&)> environment;
  std::vector<std::pair<std::string, std::string>> command_line;  // name, value
  std::string home;                                               // for "~/"
};

// Files: "name = value" lines, "[section]" before names without it, "#" or ";" comments on lines of
// their own. Unknown names, doubled names and values out of range are errors: "FILE:LINE: …".
class Settings {
 public:
  [[nodiscard]] static Result<Settings> Load(SettingSchema schema, const SettingPlaces& places,
                                             FileSystem& files);

  // REQUIRES for all below: `name` is in the schema with that type.
  [[nodiscard]] const std::string& Text(std::string_view name) const;  // kText, kPath, kChoice
  [[nodiscard]] int64_t Integer(std::string_view name) const;
  [[nodiscard]] double Number(std::string_view name) const;
  [[nodiscard]] bool Flag(std::string_view name) const;
  [[nodiscard]] SettingOrigin Origin(std::string_view name) const;
  // Where exactly: "FILE:LINE", "ADIT_AGENT_…", "--set", "default".
  [[nodiscard]] const std::string& Place(std::string_view name) const;

  // "name = value  # origin" lines in the schema's order.
  [[nodiscard]] std::string EffectiveText() const;
  [[nodiscard]] std::string EffectiveJson() const;

 private:
  struct Value {
    std::string text;
    double number = 0;
    SettingOrigin origin = SettingOrigin::kDefault;
    std::string place;
  };
  explicit Settings(SettingSchema schema) : schema_(schema) {}
  [[nodiscard]] Status Set(std::string_view name, std::string_view text, SettingOrigin origin,
                           const std::string& place, std::string_view home);
  [[nodiscard]] Status ReadFile(FileSystem& files, const std::string& path, bool must_exist,
                                SettingOrigin origin, std::string_view home);
  [[nodiscard]] const Value& Get(std::string_view name) const;

  SettingSchema schema_;
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace adit
