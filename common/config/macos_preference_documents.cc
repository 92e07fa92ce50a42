#include <cstdio>

#include "common/base/json_text.h"
#include "common/config/policy_documents.h"
#include "common/config/xml_text.h"

namespace adit {
namespace {

std::string Bound(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string Key(std::string_view key) {
  return "      <key>" + std::string(key) + "</key>\n      ";
}
std::string TextEntry(std::string_view key, std::string_view text) {
  return Key(key) + "<string>" + XmlText(text) + "</string>\n";
}

// The element and JSON names of a setting's type.
std::string_view PlistType(SettingType type) {
  switch (type) {
    case SettingType::kInteger:
      return "integer";
    case SettingType::kNumber:
      return "real";
    case SettingType::kFlag:
      return "boolean";
    default:
      return "string";
  }
}
std::string_view JsonType(SettingType type) {
  return type == SettingType::kNumber ? "number" : PlistType(type);
}

bool IsNumber(const SettingSpec& spec) {
  return spec.type == SettingType::kInteger || spec.type == SettingType::kNumber;
}

std::string PlistValue(const SettingSpec& spec, std::string_view text) {
  if (spec.type == SettingType::kFlag) return "<" + std::string(text) + "/>";
  const std::string type(PlistType(spec.type));
  return "<" + type + ">" + XmlText(text) + "</" + type + ">";
}

template <typename Each>
void ForEachChoice(std::string_view choices, Each each) {
  while (!choices.empty()) {
    const size_t bar = choices.find('|');
    each(choices.substr(0, bar));
    choices.remove_prefix(bar == std::string_view::npos ? choices.size() : bar + 1);
  }
}

std::string Subkey(const SettingSpec& spec) {
  std::string text = "    <dict>\n" + TextEntry("pfm_name", spec.name) +
                     TextEntry("pfm_title", spec.name) +
                     TextEntry("pfm_description",
                               std::string(spec.description) + " Allowed: " + AllowedText(spec)) +
                     TextEntry("pfm_type", PlistType(spec.type));
  if (!spec.default_text.empty()) {
    text += Key("pfm_default") + PlistValue(spec, spec.default_text) + "\n";
  }
  if (IsNumber(spec)) {
    text += Key("pfm_range_min") + PlistValue(spec, Bound(spec.min)) + "\n" + Key("pfm_range_max") +
            PlistValue(spec, Bound(spec.max)) + "\n";
  }
  if (spec.type == SettingType::kChoice) {
    text += Key("pfm_range_list") + "<array>";
    ForEachChoice(spec.choices, [&text](std::string_view choice) {
      text += "<string>" + XmlText(choice) + "</string>";
    });
    text += "</array>\n";
  }
  if (!spec.unit.empty()) text += TextEntry("pfm_value_unit", spec.unit);
  return text + "    </dict>\n";
}

// What every payload of a profile has; Apple's, not ours.
std::string PayloadKey(std::string_view name, std::string_view type, std::string_view value) {
  return "    <dict>\n" + TextEntry("pfm_name", name) + TextEntry("pfm_title", name) +
         TextEntry("pfm_type", type) + TextEntry("pfm_require", "always") +
         (value.empty() ? std::string()
                        : Key("pfm_default") + "<" + std::string(type) + ">" + XmlText(value) +
                              "</" + std::string(type) + ">\n") +
         "    </dict>\n";
}

std::string JamfProperty(const SettingSpec& spec, int order) {
  JsonObjectWriter json;
  json.Text("title", spec.name)
      .Text("description", std::string(spec.description) + " Allowed: " + AllowedText(spec))
      .Number("property_order", order);
  JsonObjectWriter configured;
  configured.Text("title", "Configured").Text("type", JsonType(spec.type));
  if (IsNumber(spec)) {
    configured.Raw("minimum", Bound(spec.min)).Raw("maximum", Bound(spec.max));
  }
  if (spec.type == SettingType::kChoice) {
    std::string choices = "[";
    ForEachChoice(spec.choices, [&choices](std::string_view choice) {
      if (choices.size() > 1) choices += ",";
      AppendJsonText(choices, choice);
    });
    configured.Raw("enum", choices + "]");
  }
  if (IsNumber(spec) || spec.type == SettingType::kFlag) {
    configured.Raw("default", spec.default_text);
  } else {
    configured.Text("default", spec.default_text);
  }
  // What is left at "Not Configured" is not in the profile.
  json.Raw("anyOf", "[{\"type\":\"null\",\"title\":\"Not Configured\"}," + configured.Take() + "]");
  return json.Take();
}

}  // namespace

std::string SettingsPreferenceManifest(SettingSchema schema, const SettingsPolicySubject& subject) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
      "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n" +
      TextEntry("pfm_domain", subject.domain) + TextEntry("pfm_title", subject.program) +
      TextEntry("pfm_description", subject.description) + Key("pfm_format_version") +
      "<integer>1</integer>\n" + Key("pfm_version") + "<integer>1</integer>\n" +
      Key("pfm_platforms") + "<array><string>macOS</string></array>\n" + Key("pfm_targets") +
      "<array><string>system</string></array>\n" + Key("pfm_unique") + "<true/>\n" +
      TextEntry("pfm_interaction", "combined") + Key("pfm_subkeys") + "<array>\n";
  text += PayloadKey("PayloadDisplayName", "string", subject.program);
  text += PayloadKey("PayloadIdentifier", "string", subject.domain);
  text += PayloadKey("PayloadType", "string", subject.domain);
  text += PayloadKey("PayloadUUID", "string", "");
  text += PayloadKey("PayloadVersion", "integer", "1");
  for (const SettingSpec& spec : schema) text += Subkey(spec);
  return text + "      </array>\n</dict>\n</plist>\n";
}

std::string SettingsJamfSchema(SettingSchema schema, const SettingsPolicySubject& subject) {
  std::string properties = "{";
  int order = 0;
  for (const SettingSpec& spec : schema) {
    if (properties.size() > 1) properties += ",";
    AppendJsonText(properties, spec.name);
    properties += ":" + JamfProperty(spec, ++order);
  }
  return JsonObjectWriter()
      .Text("title", std::string(subject.program) + " (" + std::string(subject.domain) + ")")
      .Text("description", subject.description)
      .Text("__preferencedomain", subject.domain)
      .Text("__version", subject.version)
      .Text("type", "object")
      .Raw("properties", properties + "}")
      .Take();
}

}  // namespace adit
