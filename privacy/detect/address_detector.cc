// Postal addresses: streets as several languages write them, with house number, unit and postcode.
#include <algorithm>
#include <string_view>

#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"

namespace adit {
namespace {

using Tokens = std::span<const Token>;

std::string_view Gap(const ScannedText& scanned, size_t before, size_t after) {
  const size_t from = scanned.tokens()[before].end;
  return scanned.text().substr(from, scanned.tokens()[after].begin - from);
}

bool IsNear(std::string_view gap) {
  if (gap.size() > 8) return false;
  return gap.find_first_not_of(" .,\n\t-") == std::string_view::npos && gap != " - ";
}

bool IsHouseNumber(const Token& token) { return token.kind == TokenKind::kNumber && token.size() <= 5; }

bool IsCapital(const Token& token) {
  return token.kind == TokenKind::kWord && token.shape != WordShape::kLower;
}

bool IsStreetWord(const Token& token) { return (token.context & kCtxStreet) != 0; }

// "Hauptstrasse", "Brixtonlaan", "Hammarvagen", "Puruntie".
bool HasStreetEnding(std::string_view lower) {
  static constexpr std::string_view kEndings[] = {
      "strasse", "straat", "gasse", "allee", "platz", "chaussee", "promenade", "laan", "plein", "gracht",
      "kade", "dijk", "singel", "steenweg", "vagen", "gatan", "grand", "torget", "veien", "vegen", "gata",
      "gaten", "stien", "plassen", "gade", "vej", "straede", "alle", "parken", "katu", "kuja", "polku",
      "kaari", "rinne", "tie", "utca", "iela", "gatve", "tanav", "maantee", "damm", "ufer", "steig",
      "strase", "weg", "ring", "berg", "hof", "vei", "str", "straeti", "gotu", "vegur", "holt"};
  if (lower.size() < 7) return false;
  for (const std::string_view ending : kEndings) {
    if (lower.size() >= ending.size() + 3 && lower.substr(lower.size() - ending.size()) == ending) return true;
  }
  return false;
}

// The weaker endings are also those of other words ("Montag 3"): they need a capital and a number.
class AddressReader {
 public:
  explicit AddressReader(const ScannedText& scanned) : scanned_(scanned), tokens_(scanned.tokens()) {}

  // Looks for an address whose street name begins at token i; its end token, or i when there is none.
  // `first` becomes the token where the address begins.
  size_t Read(size_t i, size_t& first, float& score) const {
    first = i;
    size_t past = CompoundStreet(i, score);
    if (past == i) past = StreetWordFirst(i, score);
    if (past == i) past = StreetWordLast(i, first, score);
    if (past == i) past = NameStreetWordNumber(i, score);
    if (past == i) past = BoxAddress(i, score);
    if (past == i) past = NumberNameNumber(i, score);
    if (past == i) return i;
    return Extend(past, first);
  }

 private:
  [[nodiscard]] bool Joined(size_t before, size_t after, std::string_view allowed = " ") const {
    return after < tokens_.size() && Gap(scanned_, before, after) == allowed;
  }
  [[nodiscard]] bool Near(size_t before, size_t after) const {
    return after < tokens_.size() && IsNear(Gap(scanned_, before, after));
  }
  [[nodiscard]] std::string_view Lower(size_t i) const {
    return scanned_.lower().substr(tokens_[i].begin, tokens_[i].size());
  }

  // House number with a letter or a range after it: "12a", "12-14", "12/3".
  [[nodiscard]] size_t HouseNumber(size_t i) const {
    if (i >= tokens_.size() || !IsHouseNumber(tokens_[i])) return i;
    size_t past = i + 1;
    if (past < tokens_.size() && tokens_[past].kind == TokenKind::kWord && tokens_[past].size() == 1 &&
        tokens_[past].begin <= tokens_[past - 1].end + 1) {
      ++past;
    }
    while (past < tokens_.size() && tokens_[past].kind == TokenKind::kNumber && tokens_[past].size() <= 4 &&
           tokens_[past].begin == tokens_[past - 1].end + 1 &&
           (scanned_.text()[tokens_[past - 1].end] == '-' || scanned_.text()[tokens_[past - 1].end] == '/')) {
      ++past;
    }
    return past;
  }

  [[nodiscard]] size_t CompoundStreet(size_t i, float& score) const {
    const Token& token = tokens_[i];
    if (!IsCapital(token) || !HasStreetEnding(Lower(i))) return i;
    const bool near = Near(i, i + 1) && i + 1 < tokens_.size();
    const size_t past = near ? HouseNumber(i + 1) : i + 1;
    if (past == i + 1 || !near) return i;
    const uint8_t flags = LookUpName(token.hash);
    const bool ordinary = (flags & kOrdinaryWord) != 0;
    score = !ordinary ? 0.85f : StrongEnding(Lower(i)) && tokens_[i + 1].size() <= 3 ? 0.6f : 0.4f;
    return past;
  }

  static bool StrongEnding(std::string_view lower) {
    for (const std::string_view ending : {"strasse", "straat", "gasse", "vagen", "gatan", "katu", "laan", "utca", "allee"}) {
      if (lower.size() > ending.size() && lower.substr(lower.size() - ending.size()) == ending) return true;
    }
    return false;
  }

  // "Rue de la Paix 12", "Via Roma 5", "ul. Dluga 3", "Calle Mayor, 7".
  [[nodiscard]] size_t StreetWordFirst(size_t i, float& score) const {
    static constexpr std::string_view kFirstWords[] = {
        "rue", "avenue", "chemin", "impasse", "quai", "place", "route", "allee", "boulevard", "cours", "calle",
        "avenida", "avda", "paseo", "carrera", "camino", "plaza", "ronda", "travesia", "via", "viale", "piazza",
        "corso", "vicolo", "largo", "strada", "piazzale", "contrada", "rua", "travessa", "praca", "alameda",
        "estrada", "rodovia", "ulica", "ul", "aleja", "aleje", "al", "plac", "osiedle", "os", "ulice", "namesti",
        "bulevardul", "calea", "aleea", "ulitsa", "улица", "ул", "проспект", "пр", "οδος"};
    const Token& token = tokens_[i];
    const std::string_view lower = Lower(i);
    if (token.kind != TokenKind::kWord || (!IsStreetWord(token) && lower != "al" && lower != "пр") ||
        std::find(std::begin(kFirstWords), std::end(kFirstWords), lower) == std::end(kFirstWords)) {
      return i;
    }
    size_t at = i + 1;
    size_t words = 0;
    while (at < tokens_.size() && words < 6 && tokens_[at].kind == TokenKind::kWord && Near(at - 1, at) &&
           Gap(scanned_, at - 1, at).find('\n') == std::string_view::npos &&
           (IsCapital(tokens_[at]) || tokens_[at].size() <= 5)) {
      ++at;
      ++words;
    }
    const size_t past = at < tokens_.size() && Near(at - 1, at) ? HouseNumber(at) : at;
    const bool number_before = i > 0 && IsHouseNumber(tokens_[i - 1]) && Near(i - 1, i);
    if (words == 0 || (past == at && !number_before)) return i;
    score = 0.8f;
    return past == at ? at : past;
  }

  // "74 Diakou Street", "1600 Amphitheatre Parkway": the number before and up to four words between.
  [[nodiscard]] size_t StreetWordLast(size_t i, size_t& first, float& score) const {
    if (!IsHouseNumber(tokens_[i])) return i;
    size_t at = i + 1;
    if (at < tokens_.size() && tokens_[at].kind == TokenKind::kWord && tokens_[at].size() == 1 &&
        tokens_[at].begin == tokens_[i].end) {
      ++at;  // "12a"
    }
    size_t words = 0;
    while (at < tokens_.size() && words < 6 && (Joined(at - 1, at, " ") || Joined(at - 1, at, "-")) &&
           (IsCapital(tokens_[at]) || (tokens_[at].kind == TokenKind::kWord && tokens_[at].context & kCtxStreet))) {
      if (IsStreetWord(tokens_[at]) && words > 0) {
        first = i;
        score = 0.85f;
        size_t past = at + 1;
        while (past < tokens_.size() && IsStreetWord(tokens_[past]) && Joined(past - 1, past)) ++past;
        return past;
      }
      ++at;
      ++words;
    }
    return i;
  }

  // "Kiraly u. 15", "Erzsebet ter 19", "Brivibas iela 5", "Ataturk Cad. 3": the street's word last, but
  // before the number.
  [[nodiscard]] size_t NameStreetWordNumber(size_t i, float& score) const {
    static constexpr std::string_view kWords[] = {"u", "ut", "utca", "utja", "ter", "tere", "korut", "iela", "gatve",
                                                  "g", "cad", "caddesi", "sok", "sokak", "sokagi", "bulvari", "tn", "mnt",
                                                  "strasse", "str", "weg", "platz", "allee", "gasse", "straat", "laan",
                                                  "gade", "vej", "gata", "gatan", "vagen", "katu", "rkp"};
    if (!IsCapital(tokens_[i])) return i;
    size_t at = i + 1;
    while (at < tokens_.size() && at < i + 4 && Joined(at - 1, at) && IsCapital(tokens_[at])) ++at;
    if (at >= tokens_.size() || !Joined(at - 1, at)) return i;
    const std::string_view word = Lower(at);
    if (std::find(std::begin(kWords), std::end(kWords), word) == std::end(kWords)) return i;
    const size_t past = at + 1 < tokens_.size() && Near(at, at + 1) ? HouseNumber(at + 1) : at + 1;
    if (past == at + 1) return i;
    score = 0.8f;
    return past;
  }

  // "P.O. Box 211", "PSC 0413, Box 8144", "Unit 5022 Box 1225", "Postfach 12 34".
  [[nodiscard]] size_t BoxAddress(size_t i, float& score) const {
    const std::string_view lower = Lower(i);
    size_t at = i;
    if ((lower == "unit" || lower == "psc" || lower == "cmr") && NumberAt(i + 1)) {
      at = i + 2;
    } else if (lower == "p" && i + 2 < tokens_.size() && Lower(i + 1) == "o") {
      at = i + 2;
    } else if (lower == "po") {
      at = i + 1;
    }
    if (at >= tokens_.size() || (at > i && !Near(at - 1, at))) return i;
    const std::string_view box = Lower(at);
    if (box != "box" && (at > i || (box != "postfach" && box != "postbus" && box != "apartado" && box != "postbox"))) {
      return i;
    }
    if (!NumberAt(at + 1)) return i;
    score = 0.7f;
    return at + 2;
  }
  [[nodiscard]] bool NumberAt(size_t i) const {
    return i < tokens_.size() && tokens_[i].kind == TokenKind::kNumber && Near(i - 1, i);
  }

  // "28245 Puruntie 82": a long number, capitalised words in no vocabulary, a house number.
  [[nodiscard]] size_t NumberNameNumber(size_t i, float& score) const {
    if (tokens_[i].kind != TokenKind::kNumber || tokens_[i].size() < 3 || tokens_[i].size() > 5) return i;
    size_t at = i + 1;
    size_t words = 0;
    while (at < tokens_.size() && words < 4 && Joined(at - 1, at) && tokens_[at].kind == TokenKind::kWord &&
           tokens_[at].size() > 2) {
      if (tokens_[at].shape == WordShape::kLower && LookUpName(tokens_[at].hash) != 0) return i;
      if ((LookUpName(tokens_[at].hash) & kOrdinaryWord) != 0) return i;
      ++at;
      ++words;
    }
    if (words == 0 || at >= tokens_.size() || !Joined(at - 1, at) || !IsHouseNumber(tokens_[at]) ||
        tokens_[at].size() > 4) {
      return i;
    }
    score = 0.6f;
    return at + 1;
  }

  // Takes in the first part of a double name, the number before and the units after.
  [[nodiscard]] size_t Extend(size_t past, size_t& first) const {
    while (first > 0 && tokens_[first].kind == TokenKind::kWord && IsCapital(tokens_[first - 1]) && Joined(first - 1, first, "-")) --first;
    if (first > 0 && tokens_[first - 1].kind == TokenKind::kNumber && tokens_[first - 1].size() <= 6 &&
        Joined(first - 1, first)) {
      --first;
    }
    if (first >= 2 && (tokens_[first - 2].context & kCtxUnit) != 0 && Near(first - 2, first - 1)) first -= 2;
    while (past + 1 < tokens_.size() && Near(past - 1, past) && (tokens_[past].context & kCtxUnit) != 0 &&
           Near(past, past + 1) && (tokens_[past + 1].kind == TokenKind::kNumber || tokens_[past + 1].size() == 1)) {
      past += 2;
    }
    return past;
  }

 public:
  // Unit, place and postcode after an address that ends before token `past`. On the same line, or with
  // commas, they belong to it and the new end is returned; on lines of their own they are findings of
  // their own.
  size_t TakePlace(size_t past, Candidates& out) const {
    size_t at = past;
    while (at + 1 < tokens_.size() && NearLine(at) && (tokens_[at].context & kCtxUnit) != 0 && Near(at, at + 1) &&
           tokens_[at + 1].kind == TokenKind::kNumber) {
      Add(at, at + 2, FindingType::kAddress, out);  // on a quoted line
      at += 2;
    }
    if (at < tokens_.size() && IsPostcode(tokens_[at]) && NearLine(at)) {
      ++at;
      if (at < tokens_.size() && IsCapital(tokens_[at]) && Gap(scanned_, at - 1, at) == " ") ++at;
      return at;
    }
    const size_t place = at;
    while (at < tokens_.size() && at < place + 8 && NearLine(at) && tokens_[at].kind == TokenKind::kWord &&
           (IsCapital(tokens_[at]) || tokens_[at].size() <= 3)) {
      ++at;
    }
    if (at == place || at >= tokens_.size() || !NearLine(at) || !IsPostcode(tokens_[at])) return past;
    const bool second = at + 1 < tokens_.size() && tokens_[at + 1].kind == TokenKind::kNumber &&
                        tokens_[at + 1].size() == 2 && Gap(scanned_, at, at + 1) == " ";
    const size_t end = second ? at + 2 : at + 1;
    const std::string_view between =
        scanned_.text().substr(tokens_[place - 1].end, tokens_[at].begin - tokens_[place - 1].end);
    const bool lines = between.find('\n') != std::string_view::npos && between.find(',') == std::string_view::npos;
    if (!lines) return end;
    for (size_t line = place; line < at;) {  // one finding a line: city, country
      size_t next = line + 1;
      while (next < at && Gap(scanned_, next - 1, next).find('\n') == std::string_view::npos) ++next;
      Add(line, next, FindingType::kLocation, out);
      line = next;
    }
    Add(at, end, FindingType::kAddress, out);
    return past;
  }

 private:
  void Add(size_t first, size_t past, FindingType type, Candidates& out) const {
    AddCandidate(out, tokens_[first].begin, tokens_[past - 1].end, type, 0.7f, DetectRule::kAddressPostcode);
  }

  static bool IsPostcode(const Token& token) {
    return token.kind == TokenKind::kNumber && token.size() >= 3 && token.size() <= 6;
  }
  // Near, also over quoted lines.
  [[nodiscard]] bool NearLine(size_t at) const {
    const std::string_view gap = Gap(scanned_, at - 1, at);
    return gap.size() <= 8 && gap.find_first_not_of(" .,\n\t>?()") == std::string_view::npos;
  }

  const ScannedText& scanned_;
  const Tokens tokens_;
};

// "ZIP: 3520", "my zip code is 610", a field labelled so.
bool ZipBefore(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  for (size_t back = 1; back <= 3 && back <= i; ++back) {
    const Token& token = tokens[i - back];
    const std::string_view lower = scanned.lower().substr(token.begin, token.size());
    for (const std::string_view word : {"zip", "plz", "postleitzahl", "postcode", "zipcode", "cap", "cp", "cep"}) {
      if (lower == word) return true;
    }
    if (lower == "code" || lower == "postal") return true;
  }
  return (scanned.label_context() & kCtxAddress) != 0 && tokens.size() <= 2;
}

// "10115 Berlin", "D-10115 Berlin", "1234 AB Amsterdam", "CA 94043", "00-950 Warszawa": with a word that
// says address near by, or a form that little else has.
void FindPostcodes(const ScannedText& scanned, Candidates& out) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.kind != TokenKind::kNumber) continue;
    const bool context = (scanned.ContextNear(token.begin, token.end, 5, 2) & kCtxAddress) != 0;
    if (i + 1 == tokens.size()) {
      if (context && token.size() <= 6 && token.size() >= 3 && ZipBefore(scanned, i) && StartsAtBorder(text, token.begin)) {
        AddCandidate(out, token.begin, token.end, FindingType::kAddress, 0.7f, DetectRule::kAddressPostcode);
      }
      break;
    }
    const std::string_view gap = Gap(scanned, i, i + 1);
    const Token& next = tokens[i + 1];
    if (token.size() == 4 && gap == " " && next.shape == WordShape::kAllCaps && next.size() == 2 &&
        i + 2 < tokens.size() && IsCapital(tokens[i + 2]) && Gap(scanned, i + 1, i + 2) == " ") {
      AddCandidate(out, token.begin, tokens[i + 2].end, FindingType::kAddress, 0.75f, DetectRule::kAddressPostcode);
      continue;
    }
    if (!context || !StartsAtBorder(text, token.begin)) continue;
    if ((token.size() == 5 || token.size() == 4) && gap == " " && IsCapital(next) && next.size() > 2) {
      AddCandidate(out, token.begin, token.end, FindingType::kAddress, 0.7f, DetectRule::kAddressPostcode);
      AddCandidate(out, next.begin, next.end, FindingType::kLocation, 0.6f, DetectRule::kAddressPostcode);
    } else if (token.size() == 2 && gap == "-" && next.kind == TokenKind::kNumber && next.size() == 3) {
      AddCandidate(out, token.begin, next.end, FindingType::kAddress, 0.7f, DetectRule::kAddressPostcode);
    } else if (token.size() <= 6 && token.size() >= 3 && ZipBefore(scanned, i)) {
      AddCandidate(out, token.begin, token.end, FindingType::kAddress, 0.55f, DetectRule::kAddressPostcode);
    }
  }
}

bool IsInward(std::string_view code) {
  constexpr std::string_view kNever = "CIKMOV";
  return IsDigit(code[0]) && IsUpper(code[1]) && IsUpper(code[2]) &&
         kNever.find(code[1]) == std::string_view::npos && kNever.find(code[2]) == std::string_view::npos;
}

// One or two letters, one or two digits, perhaps a letter: "M1", "SW1A", "EC1A".
bool IsOutward(std::string_view code) {
  constexpr std::string_view kNever = "QVX";
  if (code.size() < 2 || code.size() > 4 || kNever.find(code[0]) != std::string_view::npos) return false;
  size_t at = 0;
  while (at < code.size() && IsUpper(code[at])) ++at;
  const size_t letters = at;
  while (at < code.size() && IsDigit(code[at])) ++at;
  if (letters < 1 || letters > 2 || at == letters || at - letters > 2) return false;
  return at == code.size() || (at + 1 == code.size() && at - letters == 1 && IsUpper(code[at]));
}

// "SW1A 1AA": outward and inward code of the United Kingdom; without the space only where an address is
// spoken of.
void FindBritishPostcodes(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (const Token& token : scanned.tokens()) {
    const size_t at = token.begin;
    if (token.kind != TokenKind::kWord || token.size() > 2 || !IsUpper(text[at])) continue;
    if (at > 0 && (IsAlnum(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '_')) continue;
    size_t end = at;
    while (end < text.size() && IsAlnum(text[end]) && end - at < 8) ++end;
    const bool space = end < text.size() && text[end] == ' ' && end + 4 <= text.size() && IsInward(text.substr(end + 1, 3));
    const size_t outward_end = space ? end : end - std::min<size_t>(3, end - at);
    const size_t past = space ? end + 4 : end;
    if (past < text.size() && IsAlnum(text[past])) continue;
    if (!IsOutward(text.substr(at, outward_end - at)) || (!space && (end - at < 5 || !IsInward(text.substr(outward_end, 3))))) {
      continue;
    }
    const bool context = (scanned.ContextNear(at, past, 6, 2) & kCtxAddress) != 0;
    AddCandidate(out, at, past, FindingType::kAddress, context ? 0.8f : space ? 0.55f : 0.2f, DetectRule::kAddressPostcode);
  }
}

// "Address: …" and fields labelled so: everything up to what divides parts of a title.
void FindAfterLabel(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (const Token& token : scanned.tokens()) {
    if ((token.context & kCtxAddress) == 0 || token.end + 2 >= text.size() || text[token.end] != ':') continue;
    size_t begin = token.end + 1;
    while (begin < text.size() && text[begin] == ' ') ++begin;
    size_t end = begin;
    bool digits = false;
    while (end < text.size() && text[end] != '|' && text[end] != ';' && text[end] != '\n' && text.substr(end, 3) != " - ") {
      digits = digits || IsDigit(text[end]);
      ++end;
    }
    while (end > begin && text[end - 1] == ' ') --end;
    if (!digits || end - begin < 6 || end - begin > 120 || text.find('@', begin) < end) continue;
    AddCandidate(out, begin, end, FindingType::kAddress, 0.65f, DetectRule::kAddressContext);
  }
}

}  // namespace

void FindAddresses(const ScannedText& scanned, Candidates& out) {
  if (scanned.digit_count() == 0 || scanned.kind() == TextKind::kIdentifier) return;
  const auto tokens = scanned.tokens();
  const AddressReader reader(scanned);
  for (size_t i = 0; i < tokens.size();) {
    size_t first = i;
    float score = 0;
    const size_t past = reader.Read(i, first, score);
    if (past == i) {
      ++i;
      continue;
    }
    const size_t end = score >= 0.5f ? reader.TakePlace(past, out) : past;
    AddCandidate(out, tokens[first].begin, tokens[end - 1].end, FindingType::kAddress, score,
                 DetectRule::kAddressStreet);
    i = end;
  }
  FindPostcodes(scanned, out);
  FindBritishPostcodes(scanned, out);
  if ((scanned.all_context() & kCtxAddress) != 0) FindAfterLabel(scanned, out);
}

}  // namespace adit
