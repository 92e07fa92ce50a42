#include "privacy/detect/street_reader.h"

#include <algorithm>

#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"
#include "privacy/detect/postal_place.h"
#include "privacy/detect/word_set.h"

namespace adit {
namespace {

template <size_t kCount>
bool IsOneOf(std::string_view word, const std::string_view (&words)[kCount]) {
  // Sizes and first letters differ nearly always, and are cheap to compare.
  for (const std::string_view candidate : words) {
    if (candidate.size() == word.size() && candidate[0] == word[0] && candidate == word)
      return true;
  }
  return false;
}

template <size_t kCount>
bool EndsInOneOf(std::string_view word, const std::string_view (&endings)[kCount],
                 size_t min_stem) {
  return std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) {
    return word.size() >= ending.size() + min_stem &&
           word.substr(word.size() - ending.size()) == ending;
  });
}

// "Hauptstrasse", "Brixtonlaan", "Hammarvagen", "Puruntie".
constexpr std::string_view kStreetEndings[] = {
    "strasse", "straat", "gasse",   "allee",   "platz",  "chaussee", "promenade", "laan",
    "plein",   "gracht", "kade",    "dijk",    "singel", "steenweg", "plantsoen", "vagen",
    "gatan",   "grand",  "granden", "gardet",  "allen",  "torget",   "veien",     "vegen",
    "gata",    "gaten",  "stien",   "plassen", "bakken", "svingen",  "vollen",    "lokka",
    "skogen",  "kroken", "hogda",   "faret",   "jordet", "tunet",    "kollen",    "gade",
    "gyde",    "vej",    "straede", "alle",    "parken", "katu",     "kuja",      "polku",
    "kaari",   "rinne",  "tie",     "ranta",   "utca",   "iela",     "gatve",     "tanav",
    "maantee", "damm",   "ufer",    "steig",   "strase", "weg",      "ring",      "berg",
    "hof",     "vei",    "str",     "straeti", "gotu",   "vegur",    "holt"};
// Those that no other word has.
constexpr std::string_view kSureEndings[] = {"strasse", "straat", "gasse",  "vagen",
                                             "gatan",   "katu",   "laan",   "utca",
                                             "allee",   "str",    "singel", "plantsoen"};

// Words that come first: "Rue de la Paix 12", "ul. Dluga 3".
constexpr std::string_view kFirstWords[] = {
    "rue",         "avenue",    "chemin",   "impasse",  "quai",      "place",    "route",
    "allee",       "boulevard", "bd",       "cours",    "square",    "passage",  "faubourg",
    "calle",       "avenida",   "avda",     "av",       "paseo",     "carrera",  "camino",
    "plaza",       "ronda",     "travesia", "rambla",   "via",       "viale",    "piazza",
    "corso",       "vicolo",    "largo",    "strada",   "piazzale",  "contrada", "rua",
    "travessa",    "praca",     "alameda",  "estrada",  "rodovia",   "ulica",    "ulicy",
    "ul",          "aleja",     "aleje",    "alei",     "al",        "plac",     "placu",
    "pl",          "osiedle",   "osiedlu",  "os",       "ulice",     "namesti",  "trida",
    "bulevardul",  "calea",     "aleea",    "ulitsa",   "carretera", "glorieta", "travessera",
    "улица",       "ул",        "проспект", "пр",       "οδοσ",      "улице",    "просп",
    "пер",         "переулок",  "наб",      "шоссе",    "площадь",   "вул",      "вулиця",
    "бульвар",     "бул",       "οδου",     "οδο",      "λεωφ",      "λεωφοροσ", "πλατεια",
    "boul",        "bvd",       "bld",      "chaussee", "sentier",   "villa",    "cite",
    "residence",   "hameau",    "lieu",     "cl",       "cll",       "pza",      "ctra",
    "pje",         "pasaje",    "jr",       "jiron",    "cra",       "kra",      "diagonal",
    "transversal", "prol",      "blvd",     "calz",     "calzada",   "cda",      "privada",
    "lungomare",   "salita",    "vle",      "pzza",     "corte",     "trav",     "estr",
    "rod",         "largo",     "beco",     "ladeira",  "quinta",    "str",      "sos",
    "soseaua",     "bdul",      "intrarea", "piata",    "nam",       "nabrezi",  "nabrezie",
    "trg",         "plaza",     "strasse",  "jalan",    "jln",       "duong",    "pho",
    "rondo",       "skwer",     "bulwar"};
constexpr WordSet kFirstWordSet(kFirstWords);

// Words that come between name and number: "Kiraly u. 15", "Steglitzer Str. 93".
constexpr std::string_view kMiddleWords[] = {
    "u",     "ut",    "utca",     "utja",    "ter",       "tere",      "korut",  "iela",
    "gatve", "g",     "cad",      "caddesi", "sok",       "sokak",     "sokagi", "bulvari",
    "tn",    "mnt",   "strasse",  "str",     "weg",       "platz",     "allee",  "gasse",
    "ring",  "ufer",  "damm",     "straat",  "laan",      "plein",     "kade",   "gade",
    "vej",   "gata",  "gatan",    "vagen",   "vag",       "vei",       "gate",   "katu",
    "rkp",   "gt",    "allen",    "alle",    "plads",     "plassen",   "torv",   "torg",
    "ulica", "cesta", "put",      "trg",     "aleja",     "nabrezje",  "pr",     "prospektas",
    "al",    "pst",   "puiestee", "tee",     "bulvaris",  "prospekts", "krt",    "sgt",
    "fasor", "koz",   "setany",   "sor",     "setaliste", "bulevar",   "ulitsa", "prospekt"};
constexpr WordSet kMiddleWordSet(kMiddleWords);

// Further words that come last in English: "12 Kohler Junction". Others are in the vocabulary of
// context words.
constexpr std::string_view kLastWords[] = {
    "gardens",  "gdns",      "grove",     "hill",    "hills",    "rise",     "view",
    "views",    "vale",      "mead",      "meadow",  "meadows",  "wharf",    "quay",
    "green",    "park",      "heights",   "hts",     "pike",     "turnpike", "expressway",
    "causeway", "esplanade", "promenade", "parade",  "crossing", "bend",     "cove",
    "glen",     "vista",     "knoll",     "knolls",  "junction", "shore",    "shores",
    "ridge",    "ridges",    "hollow",    "mill",    "mills",    "spring",   "springs",
    "forge",    "forges",    "ford",      "fords",   "creek",    "brook",    "path",
    "pass",     "crest",     "corner",    "corners", "common",   "commons",  "island",
    "isle",     "lake",      "lakes",     "landing", "light",    "manor",    "mission",
    "mount",    "mountain",  "neck",      "orchard", "overpass", "plain",    "plains",
    "point",    "port",      "prairie",   "ramp",    "rapids",   "rest",     "river",
    "stream",   "summit",    "trace",     "track",   "tunnel",   "union",    "valley",
    "viaduct",  "village",   "ville",     "well",    "wells"};
constexpr WordSet kLastWordSet(kLastWords);

// "n.o 12", "nr 12"
constexpr std::string_view kSigns[] = {"n",  "no", "nr",  "num", "numero", "o",   "c", "cp",
                                       "км", "д",  "дом", "буд", "br",     "nro", "αρ"};

constexpr std::string_view kBoxes[] = {"postfach", "postbus",  "apartado",
                                       "postbox",  "postboks", "skrytka"};
constexpr WordSet kBoxSet(kBoxes);

// Adjectives and prepositions that begin the name of a street: "Kleine Kirchstr.", "Ostra
// Aspgatan", "Am Anger".
constexpr std::string_view kLeadingWords[] = {
    "kleine", "grosse", "alte",   "alter",   "neue",    "neuer",  "obere",  "untere",
    "hohe",   "lange",  "breite", "hintere", "vordere", "am",     "an",     "auf",
    "im",     "in",     "zum",    "zur",     "dr",      "ostra",  "vastra", "norra",
    "sodra",  "ovre",   "undre",  "nedre",   "sondre",  "gamle",  "ostre",  "vestre",
    "vester", "oster",  "norre",  "over",    "store",   "lille",  "lilla",  "stora",
    "nieuwe", "oude",   "grote",  "korte",   "eerste",  "tweede", "derde"};

}  // namespace

std::string_view StreetReader::Gap(size_t i) const {
  return scanned_.text().substr(tokens_[i - 1].end, tokens_[i].begin - tokens_[i - 1].end);
}

bool StreetReader::Near(size_t i) const {
  if (i == 0 || i >= tokens_.size()) return false;
  const std::string_view gap = Gap(i);
  if (gap.size() > 8 || gap == " - ") return false;
  size_t lines = 0;
  for (const char c : gap) {
    if (c == '\n') ++lines;
    if (c != ' ' && c != '.' && c != ',' && c != '\n' && c != '\t' && c != '-') return false;
  }
  return lines <= 1;
}

// House number with a letter or a range after it: "12a", "12 bis", "12-14", "12/3".
size_t StreetReader::HouseNumber(size_t i) const {
  if (!IsNumber(i, 5)) return i;
  size_t past = i + 1;
  const std::string_view text = scanned_.text();
  // "15.9.4", "1,250", "10:30", "5 %": versions, amounts, times.
  const size_t end = tokens_[i].end;
  if (end + 1 < text.size() && (text[end] == '.' || text[end] == ',' || text[end] == ':') &&
      IsDigit(text[end + 1]))
    return i;
  if (end < text.size() && (text[end] == '%' || text[end] == ':')) return i;
  if (past < tokens_.size() && tokens_[past].kind == TokenKind::kWord &&
      tokens_[past].begin <= tokens_[past - 1].end + 1) {
    const std::string_view word = Lower(past);
    const bool letter = word.size() == 1 && (tokens_[past].shape != WordShape::kLower ||
                                             tokens_[past].begin == tokens_[past - 1].end);
    if (letter || word == "bis" || word == "quater") ++past;
  }
  while (IsNumber(past, 4) && tokens_[past].begin == tokens_[past - 1].end + 1 &&
         (text[tokens_[past - 1].end] == '-' || text[tokens_[past - 1].end] == '/')) {
    ++past;
  }
  return past;
}

// A house number after a street's name, with the sign for "number" before it: "12", "nr 12", "n.o
// 12", ", 12".
size_t StreetReader::NumberAfter(size_t i) const {
  if (!Near(i) || Gap(i).find('\n') != std::string_view::npos) return i;
  size_t at = i;
  constexpr size_t kMaxSign = 6;
  while (at < tokens_.size() && at < i + 2 && tokens_[at].kind == TokenKind::kWord &&
         tokens_[at].size() <= kMaxSign && IsOneOf(Lower(at), kSigns) &&
         (Near(at + 1) || Joined(at + 1, ": ") || Joined(at + 1, ":")))
    ++at;
  if (!IsNumber(at, 5)) return i;
  return HouseNumber(at);
}

size_t StreetReader::ReadUnits(size_t i) const {
  static constexpr std::string_view kShort[] = {
      "m",     "as",      "lgh",  "lok",    "esc",   "pta",  "apto",  "piso",   "hus",    "leil",
      "lejl",  "wohnung", "top",  "b",      "bl",    "кв",   "оф",    "к",      "корп",   "стр",
      "д",     "под",     "ap",   "app",    "appt",  "sc",   "et",    "hs",     "huis",   "bus",
      "bte",   "boite",   "int",  "portal", "bj",    "dpto", "depto", "casa",   "lote",   "qd",
      "bloco", "torre",   "kat",  "daire",  "d",     "em",   "byt",   "stiege", "tur",    "mieszk",
      "conj",  "sala",    "ofic", "local",  "scara", "etaj", "col",   "plot",   "sector", "phase"};
  static constexpr std::string_view kSides[] = {"tv",  "th",   "mf",    "o",     "a",    "esq",
                                                "dto", "dcha", "izq",   "og",    "eg",   "sal",
                                                "etg", "hoog", "etage", "andar", "piano"};
  size_t past = i;
  while (past < tokens_.size() && Near(past) && Gap(past).find('\n') == std::string_view::npos) {
    const Token& token = tokens_[past];
    const bool word = token.kind == TokenKind::kWord;
    const bool number_next = past + 1 < tokens_.size() && Near(past + 1) &&
                             (IsNumber(past + 1, 4) || tokens_[past + 1].size() == 1);
    if (word && number_next && ((token.context & kCtxUnit) != 0 || IsOneOf(Lower(past), kShort))) {
      past += 2;  // "m. 5", "Apt. 3"
      continue;
    }
    if (token.kind == TokenKind::kNumber && token.size() <= 2 && past + 1 < tokens_.size() &&
        Near(past + 1) && IsOneOf(Lower(past + 1), kSides) &&
        tokens_[past + 1].begin <= token.end + 2) {
      past += 2;  // "3. tv.", "2o Esq."
      while (past < tokens_.size() && Near(past) &&
             tokens_[past].begin <= tokens_[past - 1].end + 2 && tokens_[past].size() <= 4 &&
             IsOneOf(Lower(past), kSides)) {
        ++past;
      }
      continue;
    }
    // "185 A 1": staircase and flat of Finland.
    if (word && token.size() == 1 && token.shape != WordShape::kLower && IsNumber(past + 1, 3) &&
        Joined(past) && Joined(past + 1)) {
      past += 2;
      continue;
    }
    if (IsNumber(past, 3) && Joined(past) && tokens_[past - 1].size() == 1 &&
        tokens_[past - 1].kind == TokenKind::kWord) {  // "185 A 1"
      ++past;
      continue;
    }
    break;
  }
  return past;
}

StreetSpan StreetReader::CompoundStreet(size_t i) const {
  if (!IsCapital(i) || tokens_[i].size() < 7) {
    if (!IsCapital(i) || !Joined(i, "-") || Lower(i) != "str") return {};  // "Otto-Hahn-Str. 37"
    const size_t past = NumberAfter(i + 1);
    return past == i + 1 ? StreetSpan{} : StreetSpan{i, past, 0.9f};
  }
  // "Lagerplatz 04-12-07": no house has a number that begins with a zero.
  if (i + 1 < tokens_.size() && scanned_.text()[tokens_[i + 1].begin] == '0') return {};
  const size_t past = NumberAfter(i + 1);
  if (past == i + 1 || !EndsInOneOf(Lower(i), kStreetEndings, 3)) return {};
  const bool ordinary = (tokens_[i].name & kOrdinaryWord) != 0;
  const bool sure = EndsInOneOf(Lower(i), kSureEndings, 1);
  return {i, past, !ordinary ? 0.85f : sure && tokens_[i + 1].size() <= 3 ? 0.6f : 0.4f};
}

StreetSpan StreetReader::StreetWordFirst(size_t i, bool number_first) const {
  const Token& token = tokens_[i];
  const bool calle = token.size() == 1 && i + 1 < tokens_.size() &&
                     (Gap(i + 1) == "/ " || Gap(i + 1) == "/") &&
                     scanned_.lower()[token.begin] == 'c';
  const std::string_view lower = Lower(i);
  if (token.kind != TokenKind::kWord || (!calle && !kFirstWordSet.Has(token.hash))) return {};
  // "av", "al", "os": short ones are words of sentences too, unless abbreviated or with a capital.
  const bool dotted = token.end < scanned_.text().size() && scanned_.text()[token.end] == '.';
  if (!calle && lower.size() <= 2 && !dotted && token.shape == WordShape::kLower) return {};
  const bool caseless = scanned_.text() == scanned_.lower();
  size_t at = i + 1;
  bool capital = false;
  while (at < tokens_.size() && at < i + 8 && tokens_[at].kind == TokenKind::kWord &&
         (Near(at) || (calle && at == i + 1) || Gap(at) == "'") &&
         Gap(at).find_first_of("\n,") == std::string_view::npos &&
         (IsCapital(at) || Gap(at) == "'" || IsPlaceParticle(Lower(at)) ||
          IsOneOf(Lower(at), kSigns) || (caseless && tokens_[at].size() <= 5))) {
    capital = capital || (IsCapital(at) && tokens_[at].size() > 1);
    ++at;
  }
  if (at == i + 1) return {};
  // Abbreviations and "via" are words of sentences too; without capitals they say too little.
  if (!capital && (lower.size() < 4 || !caseless)) return {};
  size_t past = NumberAfter(at);
  // "145, rue du Dupuy, 16231 Aix": after a comma the postcode follows.
  if (number_first && past != at && Gap(at).find(',') != std::string_view::npos) past = at;
  return past == at ? StreetSpan{i, at, 0} : StreetSpan{i, past, 0.8f};
}

// "145, rue du Dupuy", "6 bis avenue Foch"
StreetSpan StreetReader::NumberAndStreetWord(size_t i) const {
  const size_t first = HouseNumber(i);
  if (first == i || !Near(first)) return {};
  StreetSpan street = StreetWordFirst(first, true);
  if (street.end == 0) return {};
  // "12 rue Dupuy et a": the name ends before; "2060 Avenida Dutra 1277" has its number after.
  while (street.score == 0 && street.end > first + 2 && !IsCapital(street.end - 1)) --street.end;
  return {i, street.end, 0.8f};
}

// "74 Diakou Street", "1600 Amphitheatre Parkway": the number before and up to five words between.
StreetSpan StreetReader::StreetWordLast(size_t i) const {
  if (!IsNumber(i, 5)) return {};
  size_t at = i + 1;
  if (at < tokens_.size() && tokens_[at].kind == TokenKind::kWord && tokens_[at].size() == 1 &&
      tokens_[at].begin == tokens_[i].end)
    ++at;
  size_t words = 0;
  while (at < tokens_.size() && words < 6 && (Joined(at) || Joined(at, "-") || Joined(at, "'")) &&
         (IsCapital(at) || (tokens_[at].kind == TokenKind::kWord && IsStreetWord(at)))) {
    const bool last_word = words > 0 && !IsStreetWord(at) && kLastWordSet.Has(tokens_[at].hash);
    // "140 Rose Hill" ends there; "3 Point Lake Road" does not.
    const bool ends =
        last_word && !(at + 1 < tokens_.size() && Joined(at + 1) && IsCapital(at + 1) &&
                       (tokens_[at + 1].context & kCtxUnit) == 0);
    if (words > 0 && (IsStreetWord(at) || ends)) {
      size_t past = at + 1;
      while (past < tokens_.size() && IsStreetWord(past) && Joined(past)) ++past;
      return {i, past, ends ? 0.6f : 0.85f};
    }
    ++at;
    ++words;
  }
  return {};
}

StreetSpan StreetReader::NameStreetWordNumber(size_t i) const {
  if (!IsCapital(i)) return {};
  for (size_t at = i + 1; at < tokens_.size() && at < i + 5; ++at) {
    if (!Joined(at) && !(Joined(at, "-") && at < i + 4)) return {};
    if (kMiddleWordSet.Has(tokens_[at].hash)) {
      const size_t past = NumberAfter(at + 1);
      if (past != at + 1) return {i, past, 0.8f};
    }
    if (!IsCapital(at)) return {};
  }
  return {};
}

// "P.O. Box 211", "PSC 0413, Box 8144", "Unit 5022 Box 1225", "Postfach 12 34".
StreetSpan StreetReader::BoxAddress(size_t i) const {
  const std::string_view lower = Lower(i);
  if (lower.size() > 8 || tokens_[i].kind != TokenKind::kWord) return {};
  // Few words get past this: the first letters of those below.
  if (std::string_view("abcpsu").find(lower[0]) == std::string_view::npos) return {};
  const auto number_at = [this](size_t at) { return IsNumber(at, 8) && Near(at); };
  size_t at = i;
  if ((lower == "unit" || lower == "psc" || lower == "cmr") && number_at(i + 1)) {
    at = i + 2;
  } else if (lower == "p" && i + 2 < tokens_.size() && Lower(i + 1) == "o") {
    at = i + 2;
  } else if (lower == "po") {
    at = i + 1;
  }
  if (at >= tokens_.size() || (at > i && !Near(at))) return {};
  const std::string_view box = Lower(at);
  if (box != "box" && (at > i || !IsOneOf(box, kBoxes))) return {};
  return number_at(at + 1) ? StreetSpan{i, at + 2, 0.7f} : StreetSpan{};
}

// "FPO AA 65728", with the ship or box before it: mail of the American forces.
StreetSpan StreetReader::ForcesAddress(size_t i) const {
  if (tokens_[i].size() != 3 || tokens_[i].shape != WordShape::kAllCaps || !Joined(i + 1) ||
      !Joined(i + 2))
    return {};
  static constexpr std::string_view kOffices[] = {"apo", "fpo", "dpo"};
  static constexpr std::string_view kAreas[] = {"aa", "ae", "ap"};
  if (!IsOneOf(Lower(i), kOffices) || !IsOneOf(Lower(i + 1), kAreas) || !IsNumber(i + 2, 5))
    return {};
  static constexpr std::string_view kShips[] = {"uss", "usns", "uscgc", "usnv", "usnv", "usv"};
  size_t first = i;
  for (size_t back = 1; back <= 3 && back <= i; ++back) {
    if (tokens_[i - back].size() <= 5 && IsOneOf(Lower(i - back), kShips)) first = i - back;
  }
  return {first, i + 3, 0.85f};
}

// "28245 Puruntie 82": a long number, capitalised words in no vocabulary, a house number. A number
// after a word with a capital is that word's: "Konto 8400 Erlöse 19 %".
StreetSpan StreetReader::NumberNameNumber(size_t i) const {
  if (tokens_[i].kind != TokenKind::kNumber || tokens_[i].size() < 3 || tokens_[i].size() > 5)
    return {};
  if (!StartsAtBorder(scanned_.text(), tokens_[i].begin)) return {};
  if (i > 0 && Joined(i) && IsCapital(i - 1)) return {};
  size_t at = i + 1;
  while (at < tokens_.size() && at < i + 5 && Joined(at) && tokens_[at].kind == TokenKind::kWord &&
         tokens_[at].size() > 2) {
    const uint8_t flags = tokens_[at].name;
    if ((tokens_[at].shape == WordShape::kLower && flags != 0) || (flags & kOrdinaryWord) != 0)
      return {};
    ++at;
  }
  if (at == i + 1 || !IsNumber(at, 4) || !Joined(at)) return {};
  return {i, at + 1, 0.6f};
}

StreetSpan StreetReader::ReadNameAndNumber(size_t i) const {
  size_t at = i;
  if (IsNumber(i, 5)) {
    at = HouseNumber(i);
    const size_t name = at;
    while (at < tokens_.size() && at < name + 5 &&
           (Joined(at) || (at == name && Near(at)) || Joined(at, "-") || Joined(at, "'")) &&
           IsCapital(at))
      ++at;
    return at == name ? StreetSpan{} : StreetSpan{i, at, 0};
  }
  if (!IsCapital(i) || (tokens_[i].context & (kCtxUnit | kCtxPhone | kCtxPerson)) != 0) return {};
  while (at < tokens_.size() && at < i + 7 && tokens_[at].kind == TokenKind::kWord &&
         (at == i || Joined(at) || Joined(at, "-") || Joined(at, "'") || Joined(at, ". ") ||
          Joined(at, ".-")) &&
         (IsCapital(at) || IsPlaceParticle(Lower(at)))) {
    ++at;
  }
  const size_t past = NumberAfter(at);
  return past == at ? StreetSpan{} : StreetSpan{i, past, 0};
}

// Takes in the first part of a double name, words that lead the name and the number before.
StreetSpan StreetReader::Extended(StreetSpan span) const {
  size_t& first = span.begin;
  while (first > 0 && tokens_[first].kind == TokenKind::kWord && IsCapital(first - 1) &&
         (Joined(first, "-") || Joined(first, ".-")))
    --first;
  if (first > 0 && tokens_[first].kind == TokenKind::kWord && IsCapital(first - 1) &&
      Joined(first) &&
      (IsOneOf(Lower(first - 1), kLeadingWords) ||
       (Lower(first - 1).size() > 5 && EndsInOneOf(Lower(first - 1), {"er"}, 3) &&
        (tokens_[first - 1].name & kOrdinaryWord) == 0))) {
    --first;
  }
  if (first > 0 && IsNumber(first - 1, 6) && Joined(first)) --first;
  if (first >= 2 && (tokens_[first - 2].context & kCtxUnit) != 0 && Near(first - 1) &&
      (Near(first)))
    first -= 2;
  return span;
}

bool StreetReader::MayBegin(size_t i) const {
  constexpr size_t kShortWord = 3;
  const Token& token = tokens_[i];
  return token.kind == TokenKind::kNumber || token.shape != WordShape::kLower ||
         token.size() <= kShortWord || (token.context & kCtxUnit) != 0 ||
         kFirstWordSet.Has(token.hash) || kBoxSet.Has(token.hash) || Lower(i) == "unit";
}

StreetSpan StreetReader::Read(size_t i) const {
  StreetSpan span;
  if (tokens_[i].kind == TokenKind::kNumber) {
    span = StreetWordLast(i);
    if (span.end == 0) span = NumberAndStreetWord(i);
    if (span.end == 0) span = NumberNameNumber(i);
  } else {
    span = CompoundStreet(i);
    if (span.end == 0) span = StreetWordFirst(i);
    if (span.score == 0) span = NameStreetWordNumber(i);
    if (span.end == 0) span = BoxAddress(i);
    if (span.end == 0) span = ForcesAddress(i);
  }
  return span.end == 0 ? span : Extended(span);
}

}  // namespace adit
