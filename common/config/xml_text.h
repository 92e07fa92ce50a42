// XML output without an XML library: text that cannot be read as markup.
#pragma once

#include <string>
#include <string_view>

namespace adit {

// For element content and for attributes in double quotes.
[[nodiscard]] inline std::string XmlText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace adit
