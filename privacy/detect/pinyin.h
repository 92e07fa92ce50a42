// Chinese names in Latin letters: common family names and the syllables that given names are made
// of.
#pragma once

#include <cstdint>
#include <string_view>

namespace adit {

// "li", "zhang", "ouyang"; Cantonese and Hokkien spellings too. By HashWord() of the folded lower-case
// word.
[[nodiscard]] bool IsChineseFamilyName(uint32_t hash);

// One or two syllables of Hanyu Pinyin ("xiaoming", "wei"), and nothing else.
[[nodiscard]] bool IsPinyin(std::string_view lower);

}  // namespace adit
