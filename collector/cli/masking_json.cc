#include "collector/cli/masking_json.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace adit::cli {
namespace {

using Json = nlohmann::json;

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number()) return found->dump();
  return {};
}

// Names of presidio-research beside our own.
std::optional<FindingType> TypeOf(const std::string& name) {
  static constexpr struct { std::string_view from; FindingType to; } kTheirs[] = {
      {"STREET_ADDRESS", FindingType::kAddress},  {"ZIP_CODE", FindingType::kAddress},
      {"GPE", FindingType::kLocation},            {"CREDIT_CARD", FindingType::kCard},
      {"IBAN_CODE", FindingType::kIban},          {"US_SSN", FindingType::kNationalId},
      {"PHONE_NUMBER", FindingType::kPhone},      {"EMAIL_ADDRESS", FindingType::kEmail},
      {"IP_ADDRESS", FindingType::kIp},           {"US_DRIVER_LICENSE", FindingType::kDriverLicense},
      {"MAC_ADDRESS", FindingType::kMac}};
  for (const auto& entry : kTheirs) {
    if (entry.from == name) return entry.to;
  }
  return ParseFindingType(name);
}

void ReadSpans(const Json& object, LabelledText& text) {
  const auto found = object.find("spans");
  if (found == object.end() || !found->is_array()) return;
  for (const Json& span : *found) {
    if (!span.is_object()) continue;
    const auto offset = [&](const char* ours, const char* theirs) -> size_t {
      const auto at = span.contains(ours) ? span.find(ours) : span.find(theirs);
      return at != span.end() && at->is_number_unsigned() ? at->get<size_t>() : 0;
    };
    LabelledSpan read{.start = offset("start", "start_position"), .end = offset("end", "end_position")};
    const std::string type = TextOf(span, "type");
    read.type = TypeOf(type.empty() ? TextOf(span, "entity_type") : type);
    read.country = TextOf(span, "country");
    if (read.end > read.start) text.spans.push_back(std::move(read));
  }
}

LabelledText Read(const Json& object) {
  LabelledText text;
  text.id = TextOf(object, "id");
  text.text = object.contains("text") ? TextOf(object, "text") : TextOf(object, "full_text");
  text.field = TextOf(object, "field");
  text.masked = TextOf(object, "masked");
  if (const auto context = object.find("context"); context != object.end() && context->is_object()) {
    text.label = TextOf(*context, "label");
    text.app = TextOf(*context, "app");
  }
  ReadSpans(object, text);
  return text;
}

}  // namespace

Result<LabelledText> ParseLabelledLine(std::string_view line, const std::string& where) {
  const Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    return InvalidArgument(where + ": not a JSON object; one line must be {\"id\": …, \"text\": …}");
  }
  const bool has_text = object.contains("text") || object.contains("full_text") || object.contains("masked");
  if (!has_text) return InvalidArgument(where + ": the member \"text\" (a string) is missing");
  const auto text = object.find("text");
  if (text != object.end() && !text->is_string()) {
    return InvalidArgument(where + ": the member \"text\" must be a string");
  }
  return Read(object);
}

Result<std::vector<LabelledText>> ParseLabelledFile(std::string_view content, const std::string& path) {
  std::vector<LabelledText> texts;
  const size_t first = content.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && content[first] == '[') {
    const Json array = Json::parse(content, nullptr, false);
    if (!array.is_array()) return InvalidArgument(path + ": broken JSON array");
    for (const Json& object : array) {
      if (!object.is_object()) return InvalidArgument(path + ": an element is not an object");
      texts.push_back(Read(object));
      if (texts.back().id.empty()) texts.back().id = std::to_string(texts.size() - 1);
    }
    return texts;
  }
  size_t line_number = 0;
  for (size_t at = 0; at < content.size();) {
    const size_t end = std::min(content.find('\n', at), content.size());
    const std::string_view line = content.substr(at, end - at);
    at = end + 1;
    ++line_number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    ADIT_ASSIGN_OR_RETURN(LabelledText text,
                          ParseLabelledLine(line, path + ":" + std::to_string(line_number)));
    if (text.id.empty()) text.id = std::to_string(texts.size());
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string MaskedLine(const LabelledText& text, bool with_spans) {
  nlohmann::ordered_json line;
  line["id"] = text.id;
  line["masked"] = text.masked;
  if (with_spans) {
    auto& spans = line["spans"] = nlohmann::ordered_json::array();
    for (const LabelledSpan& span : text.spans) {
      nlohmann::ordered_json entry;
      entry["start"] = span.start;
      entry["end"] = span.end;
      entry["type"] = span.type ? std::string(FindingTypeName(*span.type)) : "OTHER";
      entry["score"] = std::round(span.score * 1000) / 1000;
      entry["rule"] = span.rule;
      if (!span.country.empty()) entry["country"] = span.country;
      spans.push_back(std::move(entry));
    }
  }
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace adit::cli
