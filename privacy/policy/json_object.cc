#include "privacy/policy/json_object.h"

#include <nlohmann/json.hpp>

#include "common/base/time_text.h"
#include "common/base/utf8.h"

namespace adit {
namespace {

constexpr int kMaxNesting = 16;

std::string LineAndColumn(std::string_view text, size_t byte) {
  size_t line = 1;
  size_t column = 1;
  for (size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
  }
  return std::to_string(line) + ":" + std::to_string(column);
}

// A key given twice would silently win over the first, which a reader of the policy may have read.
struct KeyWatch {
  std::vector<std::set<std::string>> open;
  std::string duplicate;
  bool too_deep = false;

  bool operator()(int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (depth > kMaxNesting) too_deep = true;
    if (event == Event::object_start) {
      open.emplace_back();
    } else if (event == Event::object_end) {
      open.pop_back();
    } else if (event == Event::key && !open.empty()) {
      const std::string& key = parsed.get_ref<const std::string&>();
      if (!open.back().insert(key).second && duplicate.empty()) duplicate = key;
    }
    return true;
  }
};

}  // namespace

std::string JsonProblems::Text() const {
  std::string text;
  for (const std::string& message : messages_) {
    if (!text.empty()) text += "\n";
    text += message;
  }
  if (count_ > messages_.size()) {
    text += "\n" + source_ + ": and " + std::to_string(count_ - messages_.size()) + " more";
  }
  return text;
}

std::shared_ptr<const nlohmann::json> ParseStrictJson(std::string_view text,
                                                      std::string_view source,
                                                      JsonProblems& problems) {
  if (!IsValidUtf8(text)) {
    problems.Add("(text)", "is not UTF-8; save the file as UTF-8");
    return nullptr;
  }
  KeyWatch watch;
  try {
    nlohmann::json value = nlohmann::json::parse(
        text.begin(), text.end(),
        [&watch](int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
          return watch(depth, event, parsed);
        },
        true, true);
    if (watch.too_deep) {
      problems.Add("(text)", "is nested deeper than " + std::to_string(kMaxNesting));
      return nullptr;
    }
    if (!watch.duplicate.empty()) {
      problems.Add("(text)", "key \"" + watch.duplicate + "\" stands twice in one object");
      return nullptr;
    }
    return std::make_shared<const nlohmann::json>(std::move(value));
  } catch (const nlohmann::json::parse_error& error) {
    std::string what = error.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …"
    if (const size_t colon = what.find(": "); colon != std::string::npos) what.erase(0, colon + 2);
    problems.Add(LineAndColumn(text, error.byte), what + " (in " + std::string(source) + ")");
  } catch (const nlohmann::json::exception& error) {
    problems.Add("(text)", error.what());
  }
  return nullptr;
}

ObjectReader::ObjectReader(const nlohmann::json& value, std::string path, JsonProblems& problems)
    : path_(std::move(path)), problems_(&problems) {
  if (value.is_object()) {
    object_ = &value;
  } else {
    problems.Add(path_.empty() ? "(document)" : path_,
                 std::string("is a ") + value.type_name() + " but must be an object {…}");
  }
}

std::string ObjectReader::PathOf(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

const nlohmann::json* ObjectReader::Take(std::string_view key, bool required) {
  if (!object_) return nullptr;
  taken_.emplace(key);
  const auto found = object_->find(key);
  if (found == object_->end()) {
    if (required) problems_->Add(PathOf(key), "is missing");
    return nullptr;
  }
  return &*found;
}

const nlohmann::json* ObjectReader::TakeArray(std::string_view key, size_t max_count) {
  const nlohmann::json* value = Take(key, false);
  if (!value) return nullptr;
  if (!value->is_array()) {
    problems_->Add(PathOf(key),
                   std::string("is a ") + value->type_name() + " but must be an array […]");
    return nullptr;
  }
  if (value->size() > max_count) {
    problems_->Add(PathOf(key), "has " + std::to_string(value->size()) + " entries; at most " +
                                    std::to_string(max_count) + " are allowed");
    return nullptr;
  }
  return value;
}

std::optional<std::string> ObjectReader::TakeText(std::string_view key) {
  std::string text;
  const nlohmann::json* value = Take(key, false);
  if (!value || !AsText(*value, key, text, 64)) return std::nullopt;
  return text;
}

std::optional<ObjectReader> ObjectReader::TakeObject(std::string_view key) {
  const nlohmann::json* value = Take(key, false);
  if (!value) return std::nullopt;
  return ObjectReader(*value, PathOf(key), *problems_);
}

std::vector<ObjectReader> ObjectReader::TakeObjects(std::string_view key, size_t max_count) {
  std::vector<ObjectReader> objects;
  const nlohmann::json* value = TakeArray(key, max_count);
  for (size_t i = 0; value && i < value->size(); ++i) {
    objects.emplace_back((*value)[i], PathOf(key) + "[" + std::to_string(i) + "]", *problems_);
  }
  return objects;
}

std::vector<std::pair<std::string, ObjectReader>> ObjectReader::TakeEntries() {
  std::vector<std::pair<std::string, ObjectReader>> entries;
  if (!object_) return entries;
  for (const auto& entry : object_->items()) {
    if (!taken_.insert(entry.key()).second) continue;
    entries.emplace_back(entry.key(), ObjectReader(entry.value(), PathOf(entry.key()), *problems_));
  }
  return entries;
}

bool ObjectReader::AsText(const nlohmann::json& value, std::string_view key, std::string& out,
                          size_t max_bytes) {
  if (!value.is_string()) {
    problems_->Add(PathOf(key), std::string("is a ") + value.type_name() + " but must be a text");
    return false;
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > max_bytes) {
    problems_->Add(PathOf(key), "is " + std::to_string(text.size()) + " bytes long; at most " +
                                    std::to_string(max_bytes) + " are allowed");
    return false;
  }
  out = text;
  return true;
}

void ObjectReader::Text(std::string_view key, std::string& out, size_t max_bytes, bool required) {
  const nlohmann::json* value = Take(key, required);
  if (value && AsText(*value, key, out, max_bytes) && required && out.empty()) {
    problems_->Add(PathOf(key), "must not be empty");
  }
}

void ObjectReader::Texts(std::string_view key, std::vector<std::string>& out, size_t max_count,
                         size_t max_bytes) {
  const nlohmann::json* value = TakeArray(key, max_count);
  if (!value) return;
  for (size_t i = 0; i < value->size(); ++i) {
    std::string text;
    const std::string element = std::string(key) + "[" + std::to_string(i) + "]";
    if (!AsText((*value)[i], element, text, max_bytes)) continue;
    if (text.empty()) {
      problems_->Add(PathOf(element), "must not be empty");
      continue;
    }
    out.push_back(std::move(text));
  }
}

std::optional<int64_t> ObjectReader::ReadInteger(std::string_view key, int64_t min, int64_t max,
                                                 bool required) {
  const nlohmann::json* value = Take(key, required);
  if (!value) return std::nullopt;
  // An unsigned number over the signed range would wrap to a negative one.
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() || value->get<uint64_t>() <= INT64_MAX);
  if (!fits || value->get<int64_t>() < min || value->get<int64_t>() > max) {
    problems_->Add(PathOf(key), "must be a whole number from " + std::to_string(min) + " to " +
                                    std::to_string(max) + " but is " + value->dump().substr(0, 40));
    return std::nullopt;
  }
  return value->get<int64_t>();
}

void ObjectReader::Share(std::string_view key, double& out) {
  const nlohmann::json* value = Take(key, false);
  if (!value) return;
  if (!value->is_number() || !(value->get<double>() >= 0) || value->get<double>() > 1) {
    problems_->Add(PathOf(key), "must be a number from 0 to 1");
    return;
  }
  out = value->get<double>();
}

void ObjectReader::Flag(std::string_view key, bool& out) {
  const nlohmann::json* value = Take(key, false);
  if (!value) return;
  if (!value->is_boolean()) {
    problems_->Add(PathOf(key), "must be true or false");
    return;
  }
  out = value->get<bool>();
}

void ObjectReader::Time(std::string_view key, int64_t& out_us, bool required) {
  const nlohmann::json* value = Take(key, required);
  std::string text;
  if (!value || !AsText(*value, key, text, 64)) return;
  const std::optional<int64_t> time = ParseTime(text);
  if (!time) {
    problems_->Add(PathOf(key), "\"" + text + "\" is no time like 2027-06-30T00:00:00Z");
    return;
  }
  out_us = *time;
}

bool ObjectReader::IsEmptyArray(std::string_view key) const {
  if (!object_) return false;
  const auto found = object_->find(key);
  return found != object_->end() && found->is_array() && found->empty();
}

void ObjectReader::Finish() {
  if (!object_) return;
  std::string known;
  for (const std::string& key : taken_) known += (known.empty() ? "" : ", ") + key;
  for (const auto& entry : object_->items()) {
    if (taken_.count(entry.key()) != 0) continue;
    problems_->Add(PathOf(entry.key()), "unknown key; known keys here are: " + known);
  }
}

}  // namespace adit
