#include "common/base/json_text.h"

#include <cmath>
#include <cstdio>
#include <utility>

#include "common/base/utf8.h"

namespace adit {

void AppendJsonText(std::string& out, std::string_view text) {
  out += '"';
  for (size_t i = 0; i < text.size();) {
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x80) {
      const DecodedCodePoint decoded = DecodeUtf8(text, i);
      if (decoded.code_point == kInvalidCodePoint) {
        out += "\\ufffd";
      } else {
        out.append(text.substr(i, decoded.size));
      }
      i += decoded.size;
      continue;
    }
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += static_cast<char>(byte);
    } else if (byte < 0x20 || byte == 0x7F) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out += escaped;
    } else {
      out += static_cast<char>(byte);
    }
    ++i;
  }
  out += '"';
}

void JsonObjectWriter::Key(std::string_view key) {
  out_ += out_.empty() ? "{" : ",";
  AppendJsonText(out_, key);
  out_ += ':';
}

JsonObjectWriter& JsonObjectWriter::Text(std::string_view key, std::string_view value) {
  Key(key);
  AppendJsonText(out_, value);
  return *this;
}

JsonObjectWriter& JsonObjectWriter::Number(std::string_view key, int64_t value) {
  Key(key);
  out_ += std::to_string(value);
  return *this;
}

JsonObjectWriter& JsonObjectWriter::Unsigned(std::string_view key, uint64_t value) {
  Key(key);
  out_ += std::to_string(value);
  return *this;
}

JsonObjectWriter& JsonObjectWriter::Real(std::string_view key, double value) {
  char text[48];
  std::snprintf(text, sizeof text, "%.3f", std::isfinite(value) ? value : 0.0);
  Key(key);
  out_ += text;
  return *this;
}

JsonObjectWriter& JsonObjectWriter::Flag(std::string_view key, bool value) {
  Key(key);
  out_ += value ? "true" : "false";
  return *this;
}

JsonObjectWriter& JsonObjectWriter::Raw(std::string_view key, std::string_view json) {
  Key(key);
  out_ += json;
  return *this;
}

std::string JsonObjectWriter::Take() {
  if (out_.empty()) out_ = "{";
  return std::exchange(out_, {}) + "}";
}

}  // namespace adit
