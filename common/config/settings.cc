#include "common/config/settings.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "common/base/check.h"
#include "common/base/utf8.h"
#include "common/config/nearest_name.h"

namespace adit {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// Not std::from_chars, which libc++ lacks for fractions. The program's locale is "C", so a point is
// a point.
std::optional<double> ReadNumber(std::string_view text, bool whole) {
  if (text.empty() || text.size() > 40 ||
      text.find_first_not_of("0123456789.+-eE") != std::string_view::npos || text[0] == '+') {
    return std::nullopt;
  }
  const std::string digits(text);
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (end != digits.c_str() + digits.size() || !std::isfinite(value)) return std::nullopt;
  if (whole && value != std::floor(value)) return std::nullopt;
  return value;
}

std::optional<bool> ReadFlag(std::string_view text) {
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  return std::nullopt;
}

bool IsChoice(std::string_view choices, std::string_view text) {
  while (!choices.empty()) {
    const size_t bar = choices.find('|');
    if (choices.substr(0, bar) == text) return true;
    if (bar == std::string_view::npos) return false;
    choices.remove_prefix(bar + 1);
  }
  return false;
}

std::string NearestSetting(SettingSchema schema, std::string_view name) {
  std::vector<std::string_view> names;
  for (const SettingSpec& spec : schema) names.push_back(spec.name);
  return NearestName(names, name);
}

void AppendJson(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  out += '"';
}

}  // namespace

std::string_view SettingOriginName(SettingOrigin origin) {
  constexpr std::string_view kNames[] = {"default", "file", "environment", "command line",
                                         "managed"};
  return kNames[static_cast<size_t>(origin)];
}

Result<Settings> Settings::Load(SettingSchema schema, const SettingPlaces& places,
                                FileSystem& files) {
  Settings settings(schema);
  for (const SettingSpec& spec : schema) {
    const Status set =
        settings.Set(spec.name, spec.default_text, SettingOrigin::kDefault, "default", places.home);
    ADIT_CHECK(set.ok());  // a default outside its own range is a defect of the schema
  }
  if (!places.file.empty()) {
    ADIT_RETURN_IF_ERROR(settings.ReadFile(files, places.file, places.file_must_exist,
                                           SettingOrigin::kFile, places.home));
  }
  for (const SettingSpec& spec : schema) {
    if (!places.environment) break;
    const std::string variable = EnvironmentName(places.environment_prefix, spec.name);
    if (const std::optional<std::string> text = places.environment(variable)) {
      ADIT_RETURN_IF_ERROR(
          settings.Set(spec.name, *text, SettingOrigin::kEnvironment, variable, places.home));
    }
  }
  for (const auto& [name, text] : places.command_line) {
    ADIT_RETURN_IF_ERROR(
        settings.Set(name, text, SettingOrigin::kCommandLine, "command line", places.home));
  }
  if (!places.managed_file.empty()) {
    ADIT_RETURN_IF_ERROR(
        settings.ReadFile(files, places.managed_file, false, SettingOrigin::kManaged, places.home));
  }
  for (const ManagedSetting& managed : places.managed) {
    ADIT_RETURN_IF_ERROR(settings.Set(managed.name, managed.text, SettingOrigin::kManaged,
                                      managed.place, places.home));
  }
  return settings;
}

Status Settings::ReadFile(FileSystem& files, const std::string& path, bool must_exist,
                          SettingOrigin origin, std::string_view home) {
  const Result<Bytes> bytes = ReadWholeFile(files, path, kMaxSettingsFileBytes);
  if (!bytes.ok()) {
    if (bytes.status().code() == StatusCode::kNotFound && !must_exist) return OkStatus();
    return bytes.status().WithContext("settings");
  }
  std::string_view rest = AsText(*bytes);
  if (!IsValidUtf8(rest)) return InvalidArgument(path + ": is not UTF-8");
  std::string section;
  std::map<std::string, int> seen;
  for (int number = 1; !rest.empty(); ++number) {
    const size_t feed = rest.find('\n');
    const std::string_view line = Trim(rest.substr(0, feed));
    rest.remove_prefix(feed == std::string_view::npos ? rest.size() : feed + 1);
    const std::string where = path + ":" + std::to_string(number);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      if (line.back() != ']' || line.size() < 3) {
        return InvalidArgument(where + ": a section is written [name]");
      }
      section = std::string(Trim(line.substr(1, line.size() - 2))) + ".";
      continue;
    }
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      return InvalidArgument(where + ": expected \"name = value\"");
    }
    const std::string name = section + std::string(Trim(line.substr(0, equals)));
    const auto [earlier, fresh] = seen.emplace(name, number);
    if (!fresh) {
      return InvalidArgument(where + ": " + name + " stands in line " +
                             std::to_string(earlier->second) + " already");
    }
    ADIT_RETURN_IF_ERROR(Set(name, Trim(line.substr(equals + 1)), origin, where, home));
  }
  return OkStatus();
}

Status Settings::Set(std::string_view name, std::string_view text, SettingOrigin origin,
                     const std::string& place, std::string_view home) {
  const SettingSpec* spec = FindSetting(schema_, name);
  if (!spec) {
    const std::string nearest = NearestSetting(schema_, name);
    return InvalidArgument(place + ": there is no setting \"" + std::string(name) + "\"" +
                           (nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?"));
  }
  Value value{std::string(text), 0, origin, place};
  const Status wrong =
      InvalidArgument(place + ": " + std::string(name) + " must be " + AllowedText(*spec) +
                      " but is \"" + std::string(text.substr(0, 80)) + "\"");
  switch (spec->type) {
    case SettingType::kText:
      if (text.size() > 4096 || text.find('\0') != std::string_view::npos) return wrong;
      break;
    case SettingType::kPath:
      if (text.size() > 4096 || text.find('\0') != std::string_view::npos) return wrong;
      if (text.substr(0, 2) == "~/") value.text = std::string(home) + std::string(text.substr(1));
      break;
    case SettingType::kInteger:
    case SettingType::kNumber: {
      const auto number = ReadNumber(text, spec->type == SettingType::kInteger);
      if (!number || *number < spec->min || *number > spec->max) return wrong;
      value.number = *number;
      break;
    }
    case SettingType::kFlag: {
      const std::optional<bool> flag = ReadFlag(text);
      if (!flag) return wrong;
      value.number = *flag ? 1 : 0;
      value.text = *flag ? "true" : "false";
      break;
    }
    case SettingType::kChoice:
      if (!IsChoice(spec->choices, text)) return wrong;
      break;
  }
  values_[std::string(name)] = std::move(value);
  return OkStatus();
}

const Settings::Value& Settings::Get(std::string_view name) const {
  const auto found = values_.find(name);
  ADIT_CHECK(found != values_.end());
  return found->second;
}

const std::string& Settings::Text(std::string_view name) const { return Get(name).text; }
int64_t Settings::Integer(std::string_view name) const {
  return static_cast<int64_t>(Get(name).number);
}
double Settings::Number(std::string_view name) const { return Get(name).number; }
bool Settings::Flag(std::string_view name) const { return Get(name).number != 0; }
SettingOrigin Settings::Origin(std::string_view name) const { return Get(name).origin; }
const std::string& Settings::Place(std::string_view name) const { return Get(name).place; }

std::string Settings::EffectiveText() const {
  std::string text;
  for (const SettingSpec& spec : schema_) {
    const Value& value = Get(spec.name);
    text += std::string(spec.name) + " = " + value.text + "  # " +
            std::string(SettingOriginName(value.origin)) +
            (value.origin == SettingOrigin::kDefault ? "" : ", " + value.place) + "\n";
  }
  return text;
}

std::string Settings::EffectiveJson() const {
  std::string text = "{";
  for (const SettingSpec& spec : schema_) {
    const Value& value = Get(spec.name);
    if (text.size() > 1) text += ",";
    AppendJson(text, spec.name);
    text += ":{\"value\":";
    if (spec.type == SettingType::kInteger || spec.type == SettingType::kNumber) {
      // Anew: ".5" and "016" are numbers here and none in JSON.
      char number[40];
      std::snprintf(number, sizeof number, "%.10g", value.number);
      text += number;
    } else if (spec.type == SettingType::kFlag) {
      text += value.text;
    } else {
      AppendJson(text, value.text);
    }
    text += ",\"origin\":";
    AppendJson(text, SettingOriginName(value.origin));
    text += ",\"place\":";
    AppendJson(text, value.place);
    text += "}";
  }
  return text + "}";
}

}  // namespace adit
