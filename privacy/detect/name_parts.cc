#include "privacy/detect/name_parts.h"

#include <algorithm>
#include <array>

#include "privacy/detect/ending_set.h"
#include "privacy/detect/gazetteer.h"
#include "privacy/detect/name_transliteration.h"
#include "privacy/detect/pinyin.h"
#include "privacy/detect/word_set.h"

namespace adit {
namespace {

constexpr size_t kMaxNameBytes = 40;

struct Ending {
  std::string_view cut;
  std::string_view add;
};

// Cases of Slavic, German, Finnish, Hungarian and Greek names, undone: "Kowalskiego" -> "kowalski".
// Folded: short i is i, final sigma is sigma.
constexpr Ending kEndings[] = {
    {"owi", ""},     {"iem", ""},    {"ego", ""},   {"emu", ""},   {"iej", "a"},   {"owej", "owa"},
    {"em", ""},      {"om", ""},     {"ovi", ""},   {"ova", ""},   {"ove", ""},    {"ou", "a"},
    {"ej", "a"},     {"im", "i"},    {"ie", "a"},   {"ii", "ia"},  {"y", "a"},     {"a", ""},
    {"u", ""},       {"i", "a"},     {"e", "a"},    {"s", ""},     {"kiem", "ek"}, {"ka", "ek"},
    {"ovou", "ova"}, {"ove", "ova"}, {"oy", "a"},   {"oi", "a"},   {"ku", "ek"},   {"kovi", "ek"},
    {"lle", ""},     {"lla", ""},    {"lta", ""},   {"sta", ""},   {"ssa", ""},    {"n", ""},
    {"t", ""},       {"nak", ""},    {"nek", ""},   {"val", ""},   {"vel", ""},    {"tol", ""},
    {"nin", ""},     {"ya", ""},     {"ye", ""},    {"yi", ""},    {"ile", ""},    {"а", ""},
    {"у", ""},       {"ом", ""},     {"ои", "а"},   {"ы", "а"},    {"ым", ""},     {"е", "а"},
    {"ои", "ая"},    {"ую", "ая"},   {"ого", "ии"}, {"ому", "ии"}, {"им", "ии"},   {"ию", "ии"},
    {"ия", "ии"},    {"ием", "ии"},  {"ю", "ь"},    {"я", "ь"},    {"ем", "ь"},    {"ю", "и"},
    {"я", "и"},      {"ем", "и"},    {"еи", "я"},   {"и", "я"},    {"ю", "я"},     {"у", "а"},
    {"ою", "а"},     {"ею", "я"},    {"ови", ""},   {"еви", "ь"},  {"і", "а"},     {"ії", "ія"},
    {"ію", "ія"},    {"ου", "οσ"},   {"ο", "οσ"},   {"α", "ασ"},   {"η", "ησ"},    {"ασ", "α"},
    {"ησ", "η"},     {"ε", "οσ"}};

// Last bytes of the endings: most words end otherwise.
constexpr std::array<bool, 256> LastBytes() {
  std::array<bool, 256> last{};
  for (const Ending& ending : kEndings) last[static_cast<unsigned char>(ending.cut.back())] = true;
  return last;
}
constexpr std::array<bool, 256> kLastBytes = LastBytes();

bool IsSureName(uint8_t flags) {
  return (flags & (kGivenName | kFamilyName)) != 0 && (flags & kOrdinaryWord) == 0;
}

// The word as the gazetteer has it, in its own letters or in Latin ones. `rare`: names of few
// people count too.
uint8_t LookUpStem(std::string_view lower, bool rare) {
  const auto known = [rare](uint8_t flags) {
    return IsSureName(flags) || (rare && flags != 0 && (flags & kOrdinaryWord) == 0);
  };
  const uint8_t own = LookUpName(HashWord(lower));
  if (own != 0 || !IsCyrillicOrGreek(lower)) return own;
  for (const LatinStyle style : {LatinStyle::kEnglish, LatinStyle::kSlavic}) {
    char latin[kMaxLatinName];
    size_t size = WriteLatinName(lower, style, latin);
    uint8_t flags = LookUpName(HashWord({latin, size}));
    if (known(flags)) return flags;
    // "dmitrii", "georgii": written "dmitri", "georgi"
    if (size > 4 && latin[size - 1] == 'i' && latin[size - 2] == 'i') {
      flags = LookUpName(HashWord({latin, --size}));
      if (known(flags)) return flags;
      latin[size - 1] = 'y';
      flags = LookUpName(HashWord({latin, size}));
      if (known(flags)) return flags;
    }
  }
  return 0;
}

uint8_t LookUpInflected(std::string_view lower) {
  if (IsCyrillicOrGreek(lower) && lower.size() <= kMaxNameBytes) {
    if (const uint8_t flags = LookUpStem(lower, true); flags != 0) return flags;
  }
  if (lower.size() < 5 || lower.size() > kMaxNameBytes ||
      !kLastBytes[static_cast<unsigned char>(lower.back())])
    return 0;
  for (const Ending& ending : kEndings) {
    if (ending.cut.back() != lower.back() || lower.size() < ending.cut.size() + 3 ||
        lower.substr(lower.size() - ending.cut.size()) != ending.cut) {
      continue;
    }
    char stem[kMaxNameBytes + 8];
    const size_t kept = lower.size() - ending.cut.size();
    lower.copy(stem, kept);
    ending.add.copy(stem + kept, ending.add.size());
    const uint8_t flags = LookUpStem({stem, kept + ending.add.size()}, false);
    if (IsSureName(flags)) return flags;
  }
  return 0;
}

// Words for a paper or case that is kept by the name of the person it is about.
constexpr std::string_view kCaseFiles[] = {"dossier",
                                           "akte",
                                           "personalakte",
                                           "kundenakte",
                                           "patientenakte",
                                           "vertrag",
                                           "arbeitsvertrag",
                                           "mietvertrag",
                                           "kaufvertrag",
                                           "bewerbung",
                                           "lebenslauf",
                                           "arbeitszeugnis",
                                           "lohnkonto",
                                           "abmahnung",
                                           "kundigung",
                                           "gutachten",
                                           "mandat",
                                           "contract",
                                           "lease",
                                           "payslip",
                                           "appraisal",
                                           "resume",
                                           "cv",
                                           "contrat",
                                           "bail",
                                           "attestation",
                                           "nomina",
                                           "contrato",
                                           "expediente",
                                           "finiquito",
                                           "processo",
                                           "holerite",
                                           "curriculo",
                                           "pratica",
                                           "contratto",
                                           "fascicolo",
                                           "arbeidscontract",
                                           "loonstrook",
                                           "arbeidsovereenkomst",
                                           "umowa",
                                           "teczka",
                                           "aneks",
                                           "smlouva",
                                           "zmluva",
                                           "spis",
                                           "szerzodes",
                                           "munkaszerzodes",
                                           "dosar",
                                           "ugovor",
                                           "pogodba",
                                           "sutartis",
                                           "byla",
                                           "ligums",
                                           "leping",
                                           "toolepin",
                                           "toimik",
                                           "sopimus",
                                           "tyosopimus",
                                           "palkkalaskelma",
                                           "avtal",
                                           "anstallningsavtal",
                                           "lonespecifikation",
                                           "kontrakt",
                                           "ansettelsesavtale",
                                           "arbeidsavtale",
                                           "lonseddel",
                                           "sozlesme",
                                           "bordro",
                                           "ozgecmis",
                                           "berkas",
                                           "договор",
                                           "резюме",
                                           "анкета",
                                           "договір",
                                           "справа",
                                           "συμβαση",
                                           "φακελοσ",
                                           "βιογραφικο"};
constexpr WordSet kCaseFileSet(kCaseFiles);

NameKind KindOf(uint8_t flags) {
  const bool ordinary = (flags & kOrdinaryWord) != 0;
  if ((flags & kGivenName) != 0) return ordinary ? NameKind::kGivenWeak : NameKind::kGiven;
  if ((flags & kFamilyName) != 0) return ordinary ? NameKind::kFamilyWeak : NameKind::kFamily;
  if ((flags & kRareGivenName) != 0) return ordinary ? NameKind::kNone : NameKind::kRareGiven;
  if ((flags & kRareFamilyName) != 0) return ordinary ? NameKind::kNone : NameKind::kRare;
  return ordinary ? NameKind::kNone : NameKind::kUnknown;
}

// "Min-jun", "Seo-yeon": two syllables joined by a hyphen, the second small.
bool IsKoreanGivenName(const ScannedText& scanned, size_t index) {
  static constexpr std::string_view kSyllables[] = {
      "ae",    "ah",    "bin",   "bo",   "byung",  "chae", "chan", "chang", "cheol", "chul",
      "do",    "dong",  "eun",   "gyu",  "gyeong", "ha",   "han",  "hee",   "ho",    "hoon",
      "hun",   "hwa",   "hwan",  "hye",  "hyeon",  "hyuk", "hyun", "hyung", "il",    "in",
      "jae",   "jeong", "ji",    "jin",  "jong",   "joo",  "joon", "ju",    "jun",   "jung",
      "kang",  "ki",    "kwang", "kyu",  "kyung",  "mi",   "min",  "moon",  "myung", "na",
      "nam",   "ra",    "rae",   "ri",   "rim",    "sang", "seo",  "seok",  "seon",  "seong",
      "seung", "so",    "soo",   "sook", "su",     "suk",  "sun",  "sung",  "tae",   "uk",
      "won",   "woo",   "wook",  "yeon", "yeong",  "yong", "yoon", "young", "yu",    "yun"};
  const auto tokens = scanned.tokens();
  const auto is_syllable = [&](size_t i) {
    const std::string_view lower = scanned.lower().substr(tokens[i].begin, tokens[i].size());
    return std::find(std::begin(kSyllables), std::end(kSyllables), lower) != std::end(kSyllables);
  };
  constexpr size_t kMaxSyllable = 6;
  if (tokens[index].size() > kMaxSyllable || tokens[index].size() < 2) return false;
  const std::string_view whole = scanned.text();
  const bool hyphen = (tokens[index].end < whole.size() && whole[tokens[index].end] == '-') ||
                      (tokens[index].begin > 0 && whole[tokens[index].begin - 1] == '-');
  if (!hyphen) return false;
  const size_t first = tokens[index].shape == WordShape::kLower ? index - 1 : index;
  if (first >= tokens.size() || first + 1 >= tokens.size()) return false;  // also before the first
  const Token& a = tokens[first];
  const Token& b = tokens[first + 1];
  // "Min-jun", "Min-Jun", "MIN-JUN"
  const bool shapes = a.shape == WordShape::kCapitalized
                          ? b.shape != WordShape::kAllCaps
                          : a.shape == WordShape::kAllCaps && b.shape == WordShape::kAllCaps;
  if (!shapes || b.begin != a.end + 1 || scanned.text()[a.end] != '-' || a.size() > kMaxSyllable ||
      b.size() > kMaxSyllable) {
    return false;
  }
  return is_syllable(first) && is_syllable(first + 1);
}

// "Li Xiaoming", "Chan Tai Man", "XU JINGWEN": a Chinese family name and one or two words of its
// syllables after it, none of them ordinary. `index` may be any word of it.
bool IsChineseName(const ScannedText& scanned, size_t index) {
  constexpr size_t kMaxWords = 3;
  const auto tokens = scanned.tokens();
  const auto lower = [&](size_t i) {
    return scanned.lower().substr(tokens[i].begin, tokens[i].size());
  };
  const auto is_part = [&](size_t i) {
    return i < tokens.size() && tokens[i].kind == TokenKind::kWord &&
           (tokens[i].shape == WordShape::kCapitalized || tokens[i].shape == WordShape::kAllCaps) &&
           tokens[i].context == 0 && IsPinyin(lower(i)) && tokens[i].name != kOrdinaryWord;
  };
  const auto joined = [&](size_t i) {
    const char gap = scanned.text()[tokens[i - 1].end];
    return tokens[i].begin == tokens[i - 1].end + 1 && (gap == ' ' || gap == '_');
  };
  for (size_t back = 0; back < kMaxWords && back <= index; ++back) {
    const size_t first = index - back;
    if (back > 0 && !joined(first + 1)) return false;
    if (tokens[first].kind != TokenKind::kWord || tokens[first].shape == WordShape::kLower)
      return false;
    if (!IsChineseFamilyName(tokens[first].hash) || tokens[first].context != 0) continue;
    size_t past = first + 1;
    size_t letters = 0;
    while (past < tokens.size() && past <= first + 2 && joined(past) && is_part(past))
      letters += tokens[past++].size();
    if (past > index && past > first + 1 && letters >= 4) return true;
  }
  return false;
}

// "LI XIAOMING", "TRAN THI MAI": a known name of two or three letters beside another word in
// capitals that is no ordinary one; alone it is rather an abbreviation.
bool IsShortNameInCapitals(const ScannedText& scanned, size_t index) {
  const auto tokens = scanned.tokens();
  const auto is_name = [&](size_t i) {
    return (tokens[i].name & (kGivenName | kFamilyName)) != 0 &&
           (tokens[i].name & kOrdinaryWord) == 0;
  };
  const auto supports = [&](size_t i) {
    return tokens[i].kind == TokenKind::kWord && tokens[i].shape == WordShape::kAllCaps &&
           (is_name(i) || (tokens[i].size() >= 4 && (tokens[i].name & kOrdinaryWord) == 0)) &&
           tokens[i].context == 0;
  };
  if (!is_name(index) || tokens[index].size() < 2) return false;
  const bool before = index > 0 && tokens[index].begin == tokens[index - 1].end + 1;
  const bool after = index + 1 < tokens.size() && tokens[index + 1].begin == tokens[index].end + 1;
  return (before && supports(index - 1)) || (after && supports(index + 1));
}

// Words that say something about the text are no names, unless the gazetteer is sure.
bool IsSignpost(const Token& token, NameKind kind) {
  constexpr ContextMask kSignposts = kCtxPerson | kCtxTitle | kCtxGreeting | kCtxOrganization |
                                     kCtxStreet | kCtxNegative | kCtxPhone | kCtxUser | kCtxEmail |
                                     kCtxAddress;
  if ((token.context & kSignposts) == 0) return false;
  return kind != NameKind::kGiven && kind != NameKind::kFamily;
}

}  // namespace

bool IsCaseFileWord(uint32_t hash) { return kCaseFileSet.Has(hash); }

bool HasFamilyEnding(std::string_view lower) {
  static constexpr std::string_view kNameEndings[] = {
      "ovic", "evic", "ova", "eva", "ski", "ska", "sky", "czyk", "czak", "enko", "chuk", "idze",
      "dottir", "sson", "mann", "oglu", "opoulos", "idis", "akis", "escu", "eanu", "ovich", "evich",
      "shvili", "yan", "qvist", "quist", "gard", "lund", "strom", "elli", "etti", "ucci", "berger",
      "ic", "ov", "ev", "sen", "wicz",
      // with case endings
      "skiego", "skiemu", "skim", "skiej", "czyka", "czykowi", "czykiem", "czaka", "wicza",
      "wiczowi", "wiczem", "owej", "ovou", "ove", "skeho", "skemu", "ovi", "ovoy", "skogo", "skomu",
      "enka", "oglunun",
      // Cyrillic and Greek
      "ова", "ева", "ина", "ов", "ев", "ин", "скии", "ская", "ского", "скому", "скои", "енко",
      "чук", "ович", "евич", "ька", "ський", "швили", "дзе", "янц", "ову", "еву", "овым", "овои",
      "евои", "инои", "ину", "ином", "οπουλοσ", "οπουλου", "οπουλο", "ιδησ", "ιδη", "ιδου", "ακησ",
      "ακη", "ογλου", "ελησ", "ελη", "ατοσ", "ατου", "εασ", "εα"};
  static constexpr EndingSet kEndingSet(kNameEndings);
  return lower.size() >= 5 && kEndingSet.Ends(lower, 3);
}

bool HasSureFamilyEnding(std::string_view lower) {
  static constexpr std::string_view kEndings[] = {
      "kiewicz", "kiewicza", "kiewiczowi", "kiewiczem", "owicz",  "owicza",  "ewicz",   "ewicza",
      "kowski",  "kowska",   "kowskiego",  "kowskiej",  "czyk",   "czyka",   "opoulos", "opoulou",
      "shvili",  "idze",     "sdottir",    "sson",      "ovich",  "evich",   "oglu",    "enko",
      "yshyn",   "escu",     "aite",       "kiene",     "niene",  "tiene",   "viene",   "riene",
      "liene",   "siene",    "ciene",      "ziene",     "auskas", "evicius", "ovicius", "avicius",
      "οπουλοσ", "οπουλου",  "ογλου",      "ακησ",      "ιαδησ",  "швили",   "енко",    "ович",
      "евич",    "янц"};
  static constexpr EndingSet kEndingSet(kEndings);
  return kEndingSet.Ends(lower, 3);
}

// Russian, Ukrainian and Bulgarian names after the father, in any case: "Сергеевной".
bool IsPatronymic(std::string_view lower) {
  static constexpr std::string_view kEndings[] = {
      "ович", "евич",  "овича", "евича", "овичу", "евичу", "овичем", "евичем", "овна",
      "евна", "овны",  "евны",  "овне",  "евне",  "овну",  "евну",   "овнои",  "евнои",
      "ична", "ичны",  "ичне",  "ичну",  "ичнои", "івна",  "івни",   "івні",   "івну",
      "ивна", "йович", "ivna",  "ovna",  "evna",  "ovich", "evich"};
  static constexpr EndingSet kEndingSet(kEndings);
  return kEndingSet.Ends(lower, 4);
}

bool IsOnlyOrdinaryWord(const ScannedText& scanned, size_t index) {
  const Token& token = scanned.tokens()[index];
  if (token.name != kOrdinaryWord || token.particle || token.size() < 2) return false;
  constexpr size_t kMaxSyllables = 6;
  if (token.size() > kMaxSyllables) return true;
  const std::string_view text = scanned.text();
  return (token.begin == 0 || text[token.begin - 1] != '-') &&
         (token.end >= text.size() || text[token.end] != '-') && !IsChineseFamilyName(token.hash);
}

NamePart ReadNamePart(const ScannedText& scanned, size_t index) {
  const Token& token = scanned.tokens()[index];
  NamePart part{.token = index};
  if (token.kind != TokenKind::kWord) return part;
  // Most words are ordinary ones and nothing else; syllables of given names are short.
  constexpr size_t kMaxSyllables = 6;
  if (token.name == kOrdinaryWord && !token.particle && token.size() > kMaxSyllables) {
    part.all_caps = token.shape == WordShape::kAllCaps;
    return part;
  }
  if (IsKoreanGivenName(scanned, index)) {
    part.kind = NameKind::kGiven;
    return part;
  }
  const std::string_view lower = scanned.lower().substr(token.begin, token.size());
  const bool initial = token.size() == 1 && token.shape != WordShape::kLower;  // "Katie E Miles"
  if (token.particle && !initial && (index > 0 || token.shape == WordShape::kLower)) {
    part.kind = NameKind::kParticle;
    return part;
  }
  if (token.shape == WordShape::kLower) return part;
  const std::string_view text = scanned.text();
  // "A4", "v2Beta": glued to digits is no name.
  if ((token.end < text.size() && IsDigit(text[token.end])) ||
      (token.begin > 0 && IsDigit(text[token.begin - 1]))) {
    return part;
  }
  if (token.size() == 1) {
    if (text[token.begin] != lower[0]) part.kind = NameKind::kInitial;
    return part;
  }
  part.all_caps = token.shape == WordShape::kAllCaps;
  uint8_t flags = token.name;
  if (flags == 0 && token.shape != WordShape::kMixed) flags = LookUpInflected(lower);
  part.kind = KindOf(flags);
  if (part.kind == NameKind::kUnknown || part.kind == NameKind::kRare) {
    if (IsPatronymic(lower)) {
      part.kind = NameKind::kGiven;
    } else if (HasFamilyEnding(lower) || HasSureFamilyEnding(lower)) {
      part.kind = NameKind::kRare;
      part.sure_ending = HasSureFamilyEnding(lower);
    }
  }
  // "TeX", "IPsec": names with inner capitals go on in small letters.
  if (token.shape == WordShape::kMixed && IsUpper(text[token.end - 1])) part.kind = NameKind::kNone;
  if (IsSignpost(token, part.kind)) part.kind = NameKind::kNone;
  if (part.kind == NameKind::kUnknown && IsCaseFileWord(token.hash)) part.kind = NameKind::kNone;
  if (part.kind == NameKind::kUnknown) {
    // Abbreviations and product names.
    if (part.all_caps && token.size() < 5) part.kind = NameKind::kNone;
    if (token.shape == WordShape::kMixed && lower.substr(0, 2) != "mc" &&
        lower.substr(0, 3) != "mac") {
      part.kind = NameKind::kNone;
    }
    if (token.size() < 3) part.kind = NameKind::kNone;
  }
  // Only where the table is not sure: it costs more.
  const bool sure = part.kind == NameKind::kGiven || part.kind == NameKind::kFamily;
  if ((!sure || part.all_caps) && token.size() <= 12 && IsChineseName(scanned, index)) {
    part.kind = IsChineseFamilyName(token.hash) ? NameKind::kFamily : NameKind::kGiven;
    return part;
  }
  if (part.all_caps && token.size() < 4 && !IsShortNameInCapitals(scanned, index))
    part.kind = NameKind::kNone;
  return part;
}

bool FindJoinedName(const ScannedText& scanned, size_t index) {
  const Token& token = scanned.tokens()[index];
  if (token.shape != WordShape::kMixed || token.size() > kMaxNameBytes) return false;
  const std::string_view text = scanned.text().substr(token.begin, token.size());
  const std::string_view lower = scanned.lower().substr(token.begin, token.size());
  for (size_t cut = 3; cut + 3 <= text.size(); ++cut) {
    if (!IsUpper(text[cut])) continue;
    const uint8_t given = LookUpName(HashWord(lower.substr(0, cut)));
    const uint8_t family = LookUpName(HashWord(lower.substr(cut)));
    if ((given & kGivenName) != 0 && (family & (kFamilyName | kRareFamilyName)) != 0 &&
        ((given | family) & kOrdinaryWord) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace adit
