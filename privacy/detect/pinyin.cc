#include "privacy/detect/pinyin.h"

#include "privacy/detect/word_set.h"

namespace adit {
namespace {

constexpr std::string_view kFamilies[] = {
    "li",    "wang",   "zhang", "liu",  "chen",  "yang", "zhao",   "huang", "zhou", "wu",
    "xu",    "sun",    "hu",    "zhu",  "gao",   "lin",  "he",     "guo",   "ma",   "luo",
    "liang", "song",   "zheng", "xie",  "han",   "tang", "feng",   "yu",    "dong", "xiao",
    "cheng", "cao",    "yuan",  "deng", "fu",    "shen", "zeng",   "peng",  "lu",   "su",
    "jiang", "cai",    "jia",   "ding", "wei",   "xue",  "ye",     "yan",   "pan",  "du",
    "dai",   "xia",    "zhong", "tian", "ren",   "fan",  "fang",   "shi",   "yao",  "tan",
    "liao",  "zou",    "xiong", "jin",  "hao",   "kong", "bai",    "cui",   "kang", "mao",
    "qiu",   "qin",    "gu",    "hou",  "shao",  "meng", "long",   "wan",   "duan", "qian",
    "yin",   "chang",  "qiao",  "lai",  "gong",  "wen",  "ouyang", "situ",  "chan", "wong",
    "lam",   "cheung", "leung", "ng",   "ho",    "lau",  "tse",    "chow",  "kwok", "yip",
    "fung",  "tsang",  "lim",   "lee",  "ong",   "goh",  "koh",    "teo",   "chua", "chong",
    "kwan",  "mok",    "siu",   "tam",  "yeung", "yuen", "zhuang", "zhuo",  "hsu",  "hsieh"};

constexpr WordSet kFamilySet(kFamilies);

constexpr std::string_view kInitials[] = {"zh", "ch", "sh", "b", "p", "m", "f", "d",
                                          "t",  "n",  "l",  "g", "k", "h", "j", "q",
                                          "x",  "r",  "z",  "c", "s", "y", "w", ""};
constexpr std::string_view kFinals[] = {
    "iang", "iong", "uang", "ueng", "ang", "eng", "ian", "iao", "ing", "ong", "uai",
    "uan",  "ai",   "an",   "ao",   "ei",  "en",  "er",  "ia",  "ie",  "in",  "iu",
    "ou",   "ua",   "ue",   "ui",   "un",  "uo",  "a",   "e",   "i",   "o",   "u"};

// Sizes of syllables that `text` may begin with are found by `rest`, which is asked for each.
template <typename Rest>
bool ReadSyllable(std::string_view text, Rest rest) {
  for (const std::string_view initial : kInitials) {
    if (text.substr(0, initial.size()) != initial) continue;
    const std::string_view after = text.substr(initial.size());
    for (const std::string_view final : kFinals) {
      if (after.substr(0, final.size()) == final && rest(after.substr(final.size()))) return true;
    }
  }
  return false;
}

}  // namespace

bool IsChineseFamilyName(uint32_t hash) { return kFamilySet.Has(hash); }

bool IsPinyin(std::string_view lower) {
  constexpr size_t kMaxBytes = 12;
  if (lower.size() < 2 || lower.size() > kMaxBytes) return false;
  return ReadSyllable(lower, [](std::string_view rest) {
    return rest.empty() || ReadSyllable(rest, [](std::string_view last) { return last.empty(); });
  });
}

}  // namespace adit
