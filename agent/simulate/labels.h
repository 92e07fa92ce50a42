// The words on the simulated screens, in each language a workforce can have.
#pragma once

#include <string>
#include <string_view>

namespace adit::simulate {

// The label that stands for an English one in `language` (en, de, fr, es); the English one itself
// when the table has no row (proper names, symbols, cell addresses).
[[nodiscard]] std::string_view Translate(std::string_view english, std::string_view language);

}  // namespace adit::simulate
