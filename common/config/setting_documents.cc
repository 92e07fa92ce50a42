#include "common/config/setting_documents.h"

#include <cstdio>

#include "common/base/json_text.h"

namespace adit {
namespace {

// A line that begins with a dot or an apostrophe would be a request, and a backslash an escape.
std::string ManText(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_begins = c == '\n';
  }
  return out;
}

std::string Bound(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string_view JsonType(SettingType type) {
  switch (type) {
    case SettingType::kInteger:
      return "integer";
    case SettingType::kNumber:
      return "number";
    case SettingType::kFlag:
      return "boolean";
    case SettingType::kText:
    case SettingType::kPath:
    case SettingType::kChoice:
      return "string";
  }
  return "string";
}

std::string Choices(std::string_view choices) {
  std::string json = "[";
  while (!choices.empty()) {
    const size_t bar = choices.find('|');
    if (json.size() > 1) json += ",";
    AppendJsonText(json, choices.substr(0, bar));
    choices.remove_prefix(bar == std::string_view::npos ? choices.size() : bar + 1);
  }
  return json + "]";
}

std::string Property(const SettingSpec& spec) {
  JsonObjectWriter json;
  json.Text("type", JsonType(spec.type)).Text("description", spec.description);
  if (spec.type == SettingType::kInteger || spec.type == SettingType::kNumber) {
    json.Raw("minimum", Bound(spec.min)).Raw("maximum", Bound(spec.max));
    json.Raw("default", spec.default_text);
  } else if (spec.type == SettingType::kFlag) {
    json.Raw("default", spec.default_text);
  } else {
    if (spec.type == SettingType::kChoice) json.Raw("enum", Choices(spec.choices));
    json.Text("default", spec.default_text);
  }
  if (!spec.unit.empty()) json.Text("x-unit", spec.unit);
  return json.Take();
}

}  // namespace

std::string SettingsManual(SettingSchema schema, const SettingsManualSubject& subject) {
  const std::string program(subject.program);
  std::string man = ".TH \"" + std::string(subject.page) + "\" 5 \"\" \"Adit " +
                    std::string(subject.version) + "\" \"Adit\"\n.SH NAME\n" +
                    ManText(subject.page) + " \\- settings of " + ManText(program) +
                    "\n.SH DESCRIPTION\nOne setting a line, \\fIname\\fR = \\fIvalue\\fR; a line "
                    "that begins with # is a remark. An unknown name or a value out of range is "
                    "refused with its line.\n.SH SETTINGS\n";
  for (const SettingSpec& spec : schema) {
    man += ".TP\n.B " + ManText(spec.name) + "\n" + ManText(spec.description) + " Allowed: " +
           ManText(AllowedText(spec)) + ". Default: " +
           (spec.default_text.empty() ? std::string("empty") : ManText(spec.default_text)) +
           ". Environment: " + ManText(EnvironmentName(subject.environment_prefix, spec.name)) +
           ".\n";
  }
  man += ".SH FILES\nRead in this order, a later one wins:\n.nf\n" + ManText(subject.files) +
         "\n.fi\n.SH SEE ALSO\n.BR " + ManText(program) + " (1)\n";
  return man;
}

std::string SettingsJsonSchema(SettingSchema schema, std::string_view title) {
  std::string properties = "{";
  for (const SettingSpec& spec : schema) {
    if (properties.size() > 1) properties += ",";
    AppendJsonText(properties, spec.name);
    properties += ":" + Property(spec);
  }
  properties += "}";
  return JsonObjectWriter()
      .Text("$schema", "https://json-schema.org/draft/2020-12/schema")
      .Text("title", title)
      .Text("type", "object")
      .Flag("additionalProperties", false)
      .Raw("properties", properties)
      .Take();
}

}  // namespace adit
