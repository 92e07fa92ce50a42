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
  if (gap.size() > 4) return false;
  return gap.find_first_not_of(" .,\n\t-") == std::string_view::npos;
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
    score = (flags & kOrdinaryWord) != 0 && !StrongEnding(Lower(i)) ? 0.4f : 0.85f;
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
    const Token& token = tokens_[i];
    if (!IsStreetWord(token)) return i;
    const std::string_view lower = Lower(i);
    const bool abbreviation = lower == "ul" || lower == "os" || lower == "al" || lower == "av" || lower == "avda";
    if (token.shape == WordShape::kLower && !abbreviation && lower != "rue" && lower != "via" && lower != "calle" &&
        lower != "rua" && lower != "ulica" && lower != "avenue" && lower != "boulevard" && lower != "chemin" && lower != "place") {
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
    while (at < tokens_.size() && words < 5 && Joined(at - 1, at, " ") &&
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

  // "P.O. Box 211", "PSC 0413, Box 8144", "Unit 5022 Box 1225", "Postfach 12 34".
  [[nodiscard]] size_t BoxAddress(size_t i, float& score) const {
    if ((tokens_[i].context & kCtxUnit) == 0 || i + 1 >= tokens_.size()) return i;
    const std::string_view lower = Lower(i);
    if (lower != "box" && lower != "postfach" && lower != "psc" && lower != "postbus" && lower != "apartado") return i;
    if (tokens_[i + 1].kind != TokenKind::kNumber || !Near(i, i + 1)) return i;
    score = 0.7f;
    return i + 2;
  }

  // "28245 Puruntie 82": a long number, capitalised words in no vocabulary, a house number.
  [[nodiscard]] size_t NumberNameNumber(size_t i, float& score) const {
    if (tokens_[i].kind != TokenKind::kNumber || tokens_[i].size() < 3 || tokens_[i].size() > 5) return i;
    size_t at = i + 1;
    size_t words = 0;
    while (at < tokens_.size() && words < 4 && Joined(at - 1, at) && IsCapital(tokens_[at]) && tokens_[at].size() > 2) {
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

  // Takes in the number before, units, postcode and place after.
  [[nodiscard]] size_t Extend(size_t past, size_t& first) const {
    if (first > 0 && tokens_[first - 1].kind == TokenKind::kNumber && tokens_[first - 1].size() <= 6 &&
        Joined(first - 1, first)) {
      --first;
    }
    for (int step = 0; step < 6 && past < tokens_.size(); ++step) {
      const size_t grown = ExtendOnce(past);
      if (grown == past) break;
      past = grown;
    }
    return past;
  }

  [[nodiscard]] size_t ExtendOnce(size_t past) const {
    if (!Near(past - 1, past)) return past;
    const Token& token = tokens_[past];
    const bool more = past + 1 < tokens_.size() && Near(past, past + 1);
    if ((token.context & kCtxUnit) != 0 && more &&
        (tokens_[past + 1].kind == TokenKind::kNumber || tokens_[past + 1].size() == 1)) {
      return past + 2;
    }
    // Postcode, alone or before or after a capitalised place or two.
    size_t at = past;
    size_t words = 0;
    while (at < tokens_.size() && words < 4 && IsCapital(tokens_[at]) && Near(at - 1, at)) {
      ++at;
      ++words;
    }
    if (at < tokens_.size() && tokens_[at].kind == TokenKind::kNumber && tokens_[at].size() >= 4 &&
        tokens_[at].size() <= 6 && Near(at - 1, at)) {
      size_t end = at + 1;
      if (words == 0 && end < tokens_.size() && IsCapital(tokens_[end]) && Gap(scanned_, at, end) == " ") ++end;
      return end;
    }
    return past;
  }

  const ScannedText& scanned_;
  const Tokens tokens_;
};

// "10115 Berlin", "D-10115 Berlin", "1234 AB Amsterdam", "CA 94043", "00-950 Warszawa": with a word that
// says address near by, or a form that little else has.
void FindPostcodes(const ScannedText& scanned, Candidates& out) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.kind != TokenKind::kNumber) continue;
    const bool context = (scanned.ContextNear(token.begin, token.end, 5, 2) & kCtxAddress) != 0;
    const std::string_view gap = Gap(scanned, i, i + 1);
    const Token& next = tokens[i + 1];
    if (token.size() == 4 && gap == " " && next.shape == WordShape::kAllCaps && next.size() == 2 &&
        i + 2 < tokens.size() && IsCapital(tokens[i + 2]) && Gap(scanned, i + 1, i + 2) == " ") {
      AddCandidate(out, token.begin, tokens[i + 2].end, FindingType::kAddress, 0.75f, DetectRule::kAddressPostcode);
      continue;
    }
    if (!context || !StartsAtBorder(text, token.begin)) continue;
    if ((token.size() == 5 || token.size() == 4) && gap == " " && IsCapital(next) && next.size() > 2) {
      AddCandidate(out, token.begin, next.end, FindingType::kAddress, 0.7f, DetectRule::kAddressPostcode);
    } else if (token.size() == 2 && gap == "-" && next.kind == TokenKind::kNumber && next.size() == 3) {
      AddCandidate(out, token.begin, next.end, FindingType::kAddress, 0.7f, DetectRule::kAddressPostcode);
    } else if (token.size() == 5 || (token.size() == 4 && scanned.label_context() != 0)) {
      AddCandidate(out, token.begin, token.end, FindingType::kAddress, 0.55f, DetectRule::kAddressPostcode);
    }
  }
}

// "SW1A 1AA": outward and inward code of the United Kingdom.
void FindBritishPostcodes(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (size_t at = 0; at + 5 <= text.size(); ++at) {
    if (!IsUpper(text[at]) || (at > 0 && (IsAlnum(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '_'))) continue;
    size_t end = at;
    while (end < text.size() && IsUpper(text[end]) && end - at < 2) ++end;
    const size_t digits = end;
    while (end < text.size() && IsDigit(text[end]) && end - digits < 2) ++end;
    if (end == digits) continue;
    if (end < text.size() && IsUpper(text[end]) && end - digits == 1 && end + 1 < text.size() && text[end + 1] == ' ') ++end;
    const bool space = end < text.size() && text[end] == ' ';
    if (space) ++end;
    if (end + 3 > text.size() || !IsDigit(text[end]) || !IsUpper(text[end + 1]) || !IsUpper(text[end + 2])) continue;
    end += 3;
    if (end < text.size() && IsAlnum(text[end])) continue;
    const bool context = (scanned.ContextNear(at, end, 6, 2) & kCtxAddress) != 0;
    AddCandidate(out, at, end, FindingType::kAddress, context ? 0.8f : space ? 0.55f : 0.3f, DetectRule::kAddressPostcode);
    at = end;
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
    AddCandidate(out, tokens[first].begin, tokens[past - 1].end, FindingType::kAddress, score,
                 DetectRule::kAddressStreet);
    i = past;
  }
  FindPostcodes(scanned, out);
  FindBritishPostcodes(scanned, out);
  if ((scanned.all_context() & kCtxAddress) != 0) FindAfterLabel(scanned, out);
}

}  // namespace adit
