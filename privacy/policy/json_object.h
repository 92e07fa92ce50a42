// ObjectReader: reads one JSON object strictly and remembers what is wrong with it and where.
//
// The JSON library stays behind it, in json_object.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adit {

// Messages in the order found, at most kMaxMessages; the rest is counted.
class JsonProblems {
 public:
  static constexpr size_t kMaxMessages = 20;
  explicit JsonProblems(std::string source) : source_(std::move(source)) {}
  void Add(const std::string& path, const std::string& what) {
    if (messages_.size() < kMaxMessages) messages_.push_back(source_ + ": " + path + ": " + what);
    ++count_;
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::string Text() const;

 private:
  std::string source_;
  std::vector<std::string> messages_;
  size_t count_ = 0;
};

// Each read names a key once; Finish() reports the keys nobody asked for. Absent optional keys
// leave the output as it is.
class ObjectReader {
 public:
  // `path` is empty for the document itself.
  ObjectReader(const nlohmann::json& value, std::string path, JsonProblems& problems);

  void Text(std::string_view key, std::string& out, size_t max_bytes, bool required = false);
  void Texts(std::string_view key, std::vector<std::string>& out, size_t max_count,
             size_t max_bytes);
  template <typename Int>
  void Integer(std::string_view key, Int& out, int64_t min, int64_t max, bool required = false) {
    const std::optional<int64_t> read = ReadInteger(key, min, max, required);
    if (read) out = static_cast<Int>(*read);
  }
  void Share(std::string_view key, double& out);  // 0 to 1
  void Flag(std::string_view key, bool& out);
  void Time(std::string_view key, int64_t& out_us, bool required = false);
  // `parse` gives nothing for a name that is none of `names`.
  template <typename T, typename Parse>
  void Name(std::string_view key, T& out, Parse parse, std::string_view names) {
    if (const std::optional<std::string> text = TakeText(key)) {
      StoreName(key, *text, out, parse, names);
    }
  }
  template <typename T, typename Parse>
  void Names(std::string_view key, std::vector<T>& out, size_t max_count, Parse parse,
             std::string_view names) {
    std::vector<std::string> texts;
    Texts(key, texts, max_count, 64);
    for (const std::string& text : texts) {
      T value{};
      if (StoreName(key, text, value, parse, names)) out.push_back(value);
    }
  }
  // Calls read(ObjectReader&) for the object under `key`, when there is one.
  template <typename Read>
  void Object(std::string_view key, Read read) {
    if (std::optional<ObjectReader> inner = TakeObject(key)) {
      read(*inner);
      inner->Finish();
    }
  }
  // Calls read(ObjectReader&) for each object of the array under `key`.
  template <typename Read>
  void Objects(std::string_view key, size_t max_count, Read read) {
    for (ObjectReader& inner : TakeObjects(key, max_count)) {
      read(inner);
      inner.Finish();
    }
  }
  // Calls read(key, ObjectReader&) for every entry not yet asked for, in order of key.
  template <typename Read>
  void EveryEntry(Read read) {
    for (auto& [key, inner] : TakeEntries()) {
      read(key, inner);
      inner.Finish();
    }
  }
  [[nodiscard]] bool IsEmptyArray(std::string_view key) const;
  void Problem(std::string_view key, const std::string& what) { problems_->Add(PathOf(key), what); }
  void Finish();
  // The value turned out to be no object of interest: no complaint about its keys.
  void Ignore() { object_ = nullptr; }

 private:
  [[nodiscard]] std::string PathOf(std::string_view key) const;
  [[nodiscard]] const nlohmann::json* Take(std::string_view key, bool required);
  [[nodiscard]] const nlohmann::json* TakeArray(std::string_view key, size_t max_count);
  [[nodiscard]] std::optional<std::string> TakeText(std::string_view key);
  [[nodiscard]] std::optional<ObjectReader> TakeObject(std::string_view key);
  [[nodiscard]] std::vector<ObjectReader> TakeObjects(std::string_view key, size_t max_count);
  [[nodiscard]] std::vector<std::pair<std::string, ObjectReader>> TakeEntries();
  [[nodiscard]] bool AsText(const nlohmann::json& value, std::string_view key, std::string& out,
                            size_t max_bytes);
  [[nodiscard]] std::optional<int64_t> ReadInteger(std::string_view key, int64_t min, int64_t max,
                                                   bool required);
  template <typename T, typename Parse>
  bool StoreName(std::string_view key, const std::string& text, T& out, Parse parse,
                 std::string_view names) {
    if (const auto value = parse(text)) {
      out = *value;
      return true;
    }
    Problem(key, "\"" + text + "\" is not one of: " + std::string(names));
    return false;
  }

  const nlohmann::json* object_ = nullptr;
  std::string path_;
  JsonProblems* problems_;
  std::set<std::string, std::less<>> taken_;
};

// Parses JSON with comments; a duplicate key, a nesting over 16 or a syntax error is a problem with
// its line and column, and the result is null.
[[nodiscard]] std::shared_ptr<const nlohmann::json> ParseStrictJson(std::string_view text,
                                                                    std::string_view source,
                                                                    JsonProblems& problems);

}  // namespace adit
