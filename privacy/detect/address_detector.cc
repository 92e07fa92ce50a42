// Postal addresses: a street with its number (street_reader.h) and the place it is in
// (postal_place.h), in the orders that countries write them; and whatever a label calls an address.
#include <algorithm>
#include <string_view>

#include "privacy/detect/detectors.h"
#include "privacy/detect/postal_place.h"
#include "privacy/detect/street_reader.h"

namespace adit {
namespace {

constexpr size_t kMaxStreetTokens = 8;

class AddressReader {
 public:
  explicit AddressReader(const ScannedText& scanned)
      : scanned_(scanned), tokens_(scanned.tokens()), streets_(scanned) {}

  // Appends the address that begins at token `i`, if one does; its end, or `i`.
  size_t Find(size_t i, Candidates& out) const {
    if (!streets_.MayBegin(i)) return i;
    if (const size_t past = PlaceFirst(i, out); past != i) return past;
    StreetSpan street = streets_.Read(i);
    if (street.end == 0 || street.score < 0.5f) {
      const StreetSpan other = streets_.ReadNameAndNumber(i);
      if (const size_t past = NameAndPlace(other, out); past != i) return past;
      if (other.end != 0 && IsAnnounced(i) && !HoldsStreet(other)) {
        street = {other.begin, other.end, 0.65f};
      }
    }
    if (street.end == 0) return i;
    size_t end = street.end;
    if (street.score >= 0.5f) {
      end = streets_.ReadUnits(end);
      end = TakePlace(end, InSentence(street.begin), out);
    }
    Add(street.begin, end, FindingType::kAddress,
        end > street.end ? std::max(street.score, 0.9f) : street.score, DetectRule::kAddressStreet,
        out);
    return end;
  }

 private:
  void Add(size_t first, size_t past, FindingType type, float score, DetectRule rule,
           Candidates& out) const {
    AddCandidate(out, tokens_[first].begin, tokens_[past - 1].end, type, score, rule);
  }

  // Separates the street from its place: a comma, a line feed, a dash, a space.
  [[nodiscard]] bool Separates(size_t i) const {
    if (i == 0 || i >= tokens_.size()) return false;
    const std::string_view gap = streets_.Gap(i);
    return gap.size() <= 8 && gap.find_first_not_of(" .,\n\t-") == std::string_view::npos &&
           std::count(gap.begin(), gap.end(), '\n') <= 1;
  }
  // Near, also over quoted lines.
  [[nodiscard]] bool NearLine(size_t i) const {
    if (i == 0 || i >= tokens_.size()) return false;
    const std::string_view gap = streets_.Gap(i);
    return gap.size() <= 8 && gap.find_first_not_of(" .,\n\t>?()") == std::string_view::npos;
  }

  // Past "10115 Berlin" at `i`, or `i`.
  [[nodiscard]] size_t PostcodeAndPlace(size_t i) const {
    const size_t code = ReadPostcode(scanned_, i);
    if (code == i || code >= tokens_.size() || streets_.Gap(code) != " ") return i;
    const size_t past = ReadPlaceName(scanned_, code);
    return past == code ? i : past;
  }
  // Past "Leeds AB1 2CD", "Springfield, IL 62704" at `i`, or `i`. Digits alone need a state or a
  // comma before.
  [[nodiscard]] size_t PlaceAndPostcode(size_t i) const {
    const size_t place = ReadPlaceName(scanned_, i);
    if (place == i || !Separates(place)) return i;
    size_t code = place;
    const bool state = tokens_[code].shape == WordShape::kAllCaps && tokens_[code].size() == 2 &&
                       code + 1 < tokens_.size() && tokens_[code + 1].kind == TokenKind::kNumber &&
                       streets_.Gap(code + 1) == " ";
    if (state) ++code;
    const bool state_read = place > i + 1 && tokens_[place - 1].shape == WordShape::kAllCaps &&
                            tokens_[place - 1].size() == 2;
    const size_t past = ReadPostcode(scanned_, code);
    if (past == code) return i;
    const bool letters = tokens_[code].kind == TokenKind::kWord;
    return letters || state || state_read ? past : i;
  }

  // "12904 Wuppertal, Alter Grenzweg 172"
  size_t PlaceFirst(size_t i, Candidates& out) const {
    const size_t place = PostcodeAndPlace(i);
    if (place == i || place >= tokens_.size() || streets_.Gap(place) != ", ") return i;
    StreetSpan street = streets_.Read(place);
    if (street.end == 0) street = streets_.ReadNameAndNumber(place);
    if (street.end == 0) return i;
    Add(i, street.end, FindingType::kAddress, 0.85f, DetectRule::kAddressStreet, out);
    return street.end;
  }

  // "Am Buttermarkt 130, 31582 Wuppertal": words and a number are a street when a postcode and a
  // place follow.
  size_t NameAndPlace(const StreetSpan& street, Candidates& out) const {
    if (street.end == 0) return street.begin;
    const size_t at = streets_.ReadUnits(street.end);
    if (!Separates(at)) return street.begin;
    const bool number_first = tokens_[street.begin].kind == TokenKind::kNumber;
    const bool divided = streets_.Gap(at) != " " && streets_.Gap(at) != "-";
    size_t past = divided ? PostcodeAndPlace(at) : at;
    if (past != at && number_first && !IsTellingPostcode(scanned_, at, ReadPostcode(scanned_, at)))
      past = at;
    if (past == at) past = divided ? PlaceAndPostcode(at) : at;
    if (past == at) return street.begin;
    Add(street.begin, past, FindingType::kAddress, 0.8f, DetectRule::kAddressStreet, out);
    return past;
  }

  // A word for "address" or "lives in" before, with small words between: "wohnt in der".
  [[nodiscard]] bool IsAnnounced(size_t i) const {
    for (size_t back = 1; back <= 4 && back <= i; ++back) {
      const Token& token = tokens_[i - back];
      const std::string_view gap = streets_.Gap(i - back + 1);
      if (token.kind == TokenKind::kNumber ||
          gap.find_first_not_of(" :\n\t") != std::string_view::npos)
        return false;
      if ((token.context & kCtxAddress) != 0) return true;
      if (token.shape != WordShape::kLower || token.size() > 4) return false;
    }
    return false;
  }

  // "Sommer in der Steinstr. 33": the street begins later.
  [[nodiscard]] bool HoldsStreet(const StreetSpan& span) const {
    for (size_t i = span.begin; i < span.end; ++i) {
      if (streets_.Read(i).score >= 0.5f) return true;
    }
    return false;
  }

  // Other words stand before it on its line: then lines that follow go on with it. In a block, each
  // line is a finding of its own.
  [[nodiscard]] bool InSentence(size_t i) const {
    return i > 0 && streets_.Gap(i).find('\n') == std::string_view::npos;
  }

  // Unit, place and postcode after an address that ends before token `past`. On the same line, or
  // with commas, they belong to it and the new end is returned; a place on lines of its own is a
  // finding of its own.
  size_t TakePlace(size_t past, bool in_sentence, Candidates& out) const {
    size_t at = past;
    while (at + 1 < tokens_.size() && NearLine(at) && (tokens_[at].context & kCtxUnit) != 0 &&
           streets_.Near(at + 1) && tokens_[at + 1].kind == TokenKind::kNumber) {
      if (in_sentence) {
        past = at + 2;
      } else {
        Add(at, at + 2, FindingType::kAddress, 0.7f, DetectRule::kAddressPostcode,
            out);  // on a quoted line
      }
      at += 2;
    }
    if (at < tokens_.size() && streets_.Gap(at) == " " && tokens_[at].shape == WordShape::kLower &&
        IsAt(at)) {
      const size_t place = ReadPlaceName(scanned_, at + 1);
      if (place != at + 1) return place;  // "Rietstraat 79 te Leeuwarden"
    }
    if (at < tokens_.size() && Separates(at)) {
      if (const size_t place = PostcodeAndPlace(at); place != at) return place;
      if (const size_t place = PlaceAndPostcode(at); place != at) return place;
    }
    if (at < tokens_.size() && IsPostcode(tokens_[at]) && NearLine(at)) return at + 1;
    if (const size_t far = FarPostcode(at); far != at) return far;
    const size_t place = at;
    while (at < tokens_.size() && at < place + kMaxStreetTokens && NearLine(at) &&
           tokens_[at].kind == TokenKind::kWord &&
           (tokens_[at].shape != WordShape::kLower || tokens_[at].size() <= 3)) {
      ++at;
    }
    if (at == place || at >= tokens_.size() || !NearLine(at) || !IsPostcode(tokens_[at]))
      return past;
    const bool second = at + 1 < tokens_.size() && tokens_[at + 1].kind == TokenKind::kNumber &&
                        tokens_[at + 1].size() == 2 && streets_.Gap(at + 1) == " ";
    const size_t end = second ? at + 2 : at + 1;
    const std::string_view between =
        scanned_.text().substr(tokens_[place - 1].end, tokens_[at].begin - tokens_[place - 1].end);
    const bool lines =
        between.find('\n') != std::string_view::npos && between.find(',') == std::string_view::npos;
    if (!lines || in_sentence) return end;
    for (size_t line = place; line < at;) {  // one finding a line: city, country
      size_t next = line + 1;
      while (next < at && streets_.Gap(next).find('\n') == std::string_view::npos) ++next;
      Add(line, next, FindingType::kLocation, 0.7f, DetectRule::kAddressPostcode, out);
      line = next;
    }
    Add(at, end, FindingType::kAddress, 0.7f, DetectRule::kAddressPostcode, out);
    return past;
  }

  // Past the postcode of "- ap. 142 - Bela Vista - Sao Paulo/SP - CEP 01310-200", "app. 6, Montreal
  // (Quebec) H2T 1R2": parts with capitals or short numbers up to a postcode that little else looks
  // like; `i` when there is none.
  [[nodiscard]] size_t FarPostcode(size_t i) const {
    constexpr size_t kMaxTokens = 14;
    for (size_t at = i; at < tokens_.size() && at < i + kMaxTokens; ++at) {
      if (streets_.Gap(at).find_first_not_of(" .,-/():") != std::string_view::npos) return i;
      const size_t code = ReadPostcode(scanned_, at);
      if (code > at + 1) return code;
      const Token& token = tokens_[at];
      if (code == at + 1 && at > i && IsPostcodeWord(at - 1)) return code;
      const bool part = token.kind == TokenKind::kNumber ? token.size() <= 4
                        : token.shape == WordShape::kLower
                            ? token.size() <= 3 || (token.context & kCtxUnit) != 0
                            : true;
      constexpr ContextMask kOther = kCtxPhone | kCtxEmail | kCtxPerson | kCtxTitle | kCtxBirth;
      if (!part || ((token.context & kOther) != 0 && !IsPostcodeWord(at))) return i;
    }
    return i;
  }
  [[nodiscard]] bool IsPostcodeWord(size_t i) const {
    const std::string_view word = scanned_.lower().substr(tokens_[i].begin, tokens_[i].size());
    return word == "cep" || word == "cp" || word == "zip" || word == "cap" || word == "plz";
  }

  [[nodiscard]] bool IsAt(size_t i) const {
    const std::string_view word = scanned_.lower().substr(tokens_[i].begin, tokens_[i].size());
    return (word == "te" || word == "in" || word == "a" || word == "w") && i + 1 < tokens_.size() &&
           streets_.Gap(i + 1) == " ";
  }
  static bool IsPostcode(const Token& token) {
    return token.kind == TokenKind::kNumber && token.size() >= 3 && token.size() <= 6;
  }

  const ScannedText& scanned_;
  const std::span<const Token> tokens_;
  const StreetReader streets_;
};

}  // namespace

void FindAddresses(const ScannedText& scanned, Candidates& out) {
  if (scanned.digit_count() == 0 || scanned.kind() == TextKind::kIdentifier) return;
  const auto tokens = scanned.tokens();
  const AddressReader reader(scanned);
  size_t number = 0;  // the next one: every address has one near
  for (size_t i = 0; i < tokens.size();) {
    if (number < i) number = i;
    while (number < tokens.size() && tokens[number].kind != TokenKind::kNumber) ++number;
    if (number == tokens.size()) break;
    if (number > i + kMaxStreetTokens) i = number - kMaxStreetTokens;
    const size_t past = reader.Find(i, out);
    i = std::max(past, i + 1);
  }
  FindEasternAddresses(scanned, out);
  FindPostcodes(scanned, out);
}

}  // namespace adit
