// ADMX and ADML: https://learn.microsoft.com/previous-versions/windows/desktop/Policy/admx-schema.
#include <cmath>
#include <cstdio>
#include <set>
#include <vector>

#include "common/config/policy_documents.h"
#include "common/config/xml_text.h"

namespace adit {
namespace {

constexpr std::string_view kSupported = "SUPPORTED_Windows10";
constexpr std::string_view kNamespace =
    "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions";

// "collector.url" → "collector_url": names are made of letters, digits and underscores.
std::string Id(std::string_view name) {
  std::string id(name);
  for (char& c : id) {
    if (c == '.' || c == '-') c = '_';
  }
  return id;
}

std::string_view SectionOf(std::string_view name) { return name.substr(0, name.find('.')); }

std::vector<std::string_view> Sections(SettingSchema schema) {
  std::vector<std::string_view> sections;
  std::set<std::string_view> seen;
  for (const SettingSpec& spec : schema) {
    if (seen.insert(SectionOf(spec.name)).second) sections.push_back(SectionOf(spec.name));
  }
  return sections;
}

std::vector<std::string_view> ChoicesOf(const SettingSpec& spec) {
  std::vector<std::string_view> choices;
  for (std::string_view rest = spec.choices; !rest.empty();) {
    const size_t bar = rest.find('|');
    choices.push_back(rest.substr(0, bar));
    rest.remove_prefix(bar == std::string_view::npos ? rest.size() : bar + 1);
  }
  return choices;
}

std::string Whole(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.0f", value);
  return text;
}

// A policy's number is a whole one without a sign; anything else is entered as text and checked by
// the program.
bool IsDecimal(const SettingSpec& spec) {
  return spec.type == SettingType::kInteger && spec.min >= 0 && spec.max <= 4294967295.0;
}

std::string Elements(const SettingSpec& spec) {
  const std::string named = "id=\"" + Id(spec.name) + "\" valueName=\"" + XmlText(spec.name) + "\"";
  if (IsDecimal(spec)) {
    return "        <decimal " + named + " required=\"true\" minValue=\"" + Whole(spec.min) +
           "\" maxValue=\"" + Whole(spec.max) + "\" />\n";
  }
  if (spec.type != SettingType::kChoice) {
    return "        <text " + named + " required=\"true\" maxLength=\"2047\" />\n";
  }
  std::string text = "        <enum " + named + " required=\"true\">\n";
  for (const std::string_view choice : ChoicesOf(spec)) {
    text += "          <item displayName=\"$(string." + Id(spec.name) + "_" + Id(choice) +
            ")\">\n            <value><string>" + XmlText(choice) +
            "</string></value>\n          </item>\n";
  }
  return text + "        </enum>\n";
}

std::string Policy(const SettingSpec& spec, const SettingsPolicySubject& subject) {
  const std::string id = Id(spec.name);
  const bool flag = spec.type == SettingType::kFlag;
  std::string text = "    <policy name=\"" + id + "\" class=\"Machine\" displayName=\"$(string." +
                     id + ")\" explainText=\"$(string." + id + "_Help)\"";
  if (!flag) text += " presentation=\"$(presentation." + id + ")\"";
  text += " key=\"" + XmlText(subject.registry_key) + "\"";
  if (flag) text += " valueName=\"" + XmlText(spec.name) + "\"";
  text += ">\n      <parentCategory ref=\"" + std::string(SectionOf(spec.name)) +
          "\" />\n      <supportedOn ref=\"" + std::string(kSupported) + "\" />\n";
  if (flag) {
    text +=
        "      <enabledValue><decimal value=\"1\" /></enabledValue>\n"
        "      <disabledValue><decimal value=\"0\" /></disabledValue>\n";
  } else {
    text += "      <elements>\n" + Elements(spec) + "      </elements>\n";
  }
  return text + "    </policy>\n";
}

std::string Line(std::string_view id, std::string_view text) {
  return "      <string id=\"" + std::string(id) + "\">" + XmlText(text) + "</string>\n";
}

std::string Strings(const SettingSpec& spec) {
  const std::string id = Id(spec.name);
  std::string text = Line(id, spec.name);
  text += Line(id + "_Help",
               std::string(spec.description) + " Allowed: " + AllowedText(spec) + ". Default: " +
                   (spec.default_text.empty() ? "empty" : std::string(spec.default_text)) +
                   ". What is set here wins over every other place and cannot be changed by the "
                   "person.");
  for (const std::string_view choice : ChoicesOf(spec)) {
    text += Line(id + "_" + Id(choice), choice);
  }
  return text;
}

std::string Presentation(const SettingSpec& spec) {
  if (spec.type == SettingType::kFlag) return "";
  const std::string id = Id(spec.name);
  const std::string label =
      XmlText(spec.name) + (spec.unit.empty() ? "" : " (" + XmlText(spec.unit) + ")");
  std::string text = "      <presentation id=\"" + id + "\">\n        ";
  if (IsDecimal(spec)) {
    text += "<decimalTextBox refId=\"" + id + "\" defaultValue=\"" +
            std::string(spec.default_text) + "\">" + label + "</decimalTextBox>";
  } else if (spec.type == SettingType::kChoice) {
    size_t chosen = 0;
    const std::vector<std::string_view> choices = ChoicesOf(spec);
    while (chosen < choices.size() && choices[chosen] != spec.default_text) ++chosen;
    text += "<dropdownList refId=\"" + id + "\" noSort=\"true\" defaultItem=\"" +
            std::to_string(chosen) + "\">" + label + "</dropdownList>";
  } else {
    text += "<textBox refId=\"" + id + "\"><label>" + label + "</label>";
    if (!spec.default_text.empty()) {
      text += "<defaultValue>" + XmlText(spec.default_text) + "</defaultValue>";
    }
    text += "</textBox>";
  }
  return text + "\n      </presentation>\n";
}

std::string Root(std::string_view name) {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<" + std::string(name) +
         " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" revision=\"1.0\" "
         "schemaVersion=\"1.0\" xmlns=\"" +
         std::string(kNamespace) + "\">\n";
}

}  // namespace

std::string SettingsAdmx(SettingSchema schema, const SettingsPolicySubject& subject) {
  const std::string program = Id(subject.program);
  std::string text = Root("policyDefinitions") + "  <policyNamespaces>\n    <target prefix=\"" +
                     program + "\" namespace=\"Adit.Policies." + program +
                     "\" />\n  </policyNamespaces>\n  <resources minRequiredRevision=\"1.0\" />\n"
                     "  <supportedOn>\n    <definitions>\n      <definition name=\"" +
                     std::string(kSupported) + "\" displayName=\"$(string." +
                     std::string(kSupported) +
                     ")\" />\n    </definitions>\n  </supportedOn>\n  <categories>\n"
                     "    <category name=\"root\" displayName=\"$(string.root)\" />\n";
  for (const std::string_view section : Sections(schema)) {
    text += "    <category name=\"" + std::string(section) + "\" displayName=\"$(string.section_" +
            std::string(section) + ")\">\n      <parentCategory ref=\"root\" />\n    </category>\n";
  }
  text += "  </categories>\n  <policies>\n";
  for (const SettingSpec& spec : schema) text += Policy(spec, subject);
  return text + "  </policies>\n</policyDefinitions>\n";
}

std::string SettingsAdml(SettingSchema schema, const SettingsPolicySubject& subject) {
  std::string text = Root("policyDefinitionResources") + "  <displayName>" +
                     XmlText(subject.program) + "</displayName>\n  <description>" +
                     XmlText(subject.description) +
                     "</description>\n  <resources>\n    <stringTable>\n" +
                     Line(kSupported, "Windows 10 and newer") + Line("root", subject.program);
  for (const std::string_view section : Sections(schema)) {
    text += Line("section_" + std::string(section), section);
  }
  for (const SettingSpec& spec : schema) text += Strings(spec);
  text += "    </stringTable>\n    <presentationTable>\n";
  for (const SettingSpec& spec : schema) text += Presentation(spec);
  return text + "    </presentationTable>\n  </resources>\n</policyDefinitionResources>\n";
}

}  // namespace adit
