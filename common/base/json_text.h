// JSON output without a JSON library: text values and flat objects for status, previews and logs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace adit {

// Appends `text` as a JSON string (RFC 8259). Bytes that are not UTF-8 become U+FFFD.
void AppendJsonText(std::string& out, std::string_view text);

// Builds one object: members in the order of the calls. Values given as Raw must be JSON already.
class JsonObjectWriter {
 public:
  JsonObjectWriter& Text(std::string_view key, std::string_view value);
  JsonObjectWriter& Number(std::string_view key, int64_t value);
  JsonObjectWriter& Unsigned(std::string_view key, uint64_t value);
  // Three decimals.
  JsonObjectWriter& Real(std::string_view key, double value);
  JsonObjectWriter& Flag(std::string_view key, bool value);
  JsonObjectWriter& Raw(std::string_view key, std::string_view json);
  // "{…}". The writer is empty afterwards.
  [[nodiscard]] std::string Take();

 private:
  void Key(std::string_view key);
  std::string out_;
};

}  // namespace adit
