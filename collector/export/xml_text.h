// XML text: what XES and BPMN need to stay well-formed whatever a title contains.
#pragma once

#include <string>
#include <string_view>

namespace adit {

// Appends text for an attribute value or element content: & < > " ' and the white space that parsers
// would fold are escaped; characters that XML 1.0 forbids and malformed UTF-8 become U+FFFD.
void AppendXmlText(std::string& out, std::string_view text);

[[nodiscard]] std::string XmlText(std::string_view text);

}  // namespace adit
