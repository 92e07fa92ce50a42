// Postcodes on their own, and whatever a label calls an address.
#include <algorithm>
#include <string_view>

#include "privacy/detect/detectors.h"
#include "privacy/detect/postal_place.h"

namespace adit {
namespace {

std::string_view GapBefore(const ScannedText& scanned, size_t before, size_t after) {
  const size_t from = scanned.tokens()[before].end;
  return scanned.text().substr(from, scanned.tokens()[after].begin - from);
}

bool IsCapital(const Token& token) {
  return token.kind == TokenKind::kWord && token.shape != WordShape::kLower;
}

// "ZIP: 3520", "my zip code is 610", a field labelled so.
bool ZipBefore(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  for (size_t back = 1; back <= 3 && back <= i; ++back) {
    const Token& token = tokens[i - back];
    const std::string_view lower = scanned.lower().substr(token.begin, token.size());
    for (const std::string_view word :
         {"zip", "plz", "postleitzahl", "postcode", "zipcode", "cap", "cp", "cep"}) {
      if (lower == word) return true;
    }
    if (lower == "code" || lower == "postal") return true;
  }
  return (scanned.label_context() & kCtxAddress) != 0 && tokens.size() <= 2;
}

// "10115 Berlin", "D-10115 Berlin", "1234 AB Amsterdam", "CA 94043", "00-950 Warszawa": with a word
// that says address near by, or a form that little else has.
void FindDigitPostcodes(const ScannedText& scanned, Candidates& out) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.kind != TokenKind::kNumber || token.size() < 2 || token.size() > 6) continue;
    const auto context = [&] {
      return scanned.HasContextNear(kCtxAddress, token.begin, token.end, 5, 2);
    };
    if (i + 1 == tokens.size()) {
      if (token.size() >= 3 && ZipBefore(scanned, i) && StartsAtBorder(text, token.begin) &&
          context()) {
        AddCandidate(out, token.begin, token.end, FindingType::kAddress, 0.7f,
                     DetectRule::kAddressPostcode);
      }
      break;
    }
    const std::string_view gap = GapBefore(scanned, i, i + 1);
    const Token& next = tokens[i + 1];
    if (token.size() == 4 && gap == " " && next.shape == WordShape::kAllCaps && next.size() == 2 &&
        i + 2 < tokens.size() && IsCapital(tokens[i + 2]) &&
        GapBefore(scanned, i + 1, i + 2) == " ") {
      AddCandidate(out, token.begin, tokens[i + 2].end, FindingType::kAddress, 0.75f,
                   DetectRule::kAddressPostcode);
      continue;
    }
    if (!context() || !StartsAtBorder(text, token.begin)) continue;
    if ((token.size() == 5 || token.size() == 4) && gap == " " && IsCapital(next) &&
        next.size() > 2) {
      AddCandidate(out, token.begin, token.end, FindingType::kAddress, 0.7f,
                   DetectRule::kAddressPostcode);
      AddCandidate(out, next.begin, next.end, FindingType::kLocation, 0.6f,
                   DetectRule::kAddressPostcode);
    } else if (token.size() == 2 && gap == "-" && next.kind == TokenKind::kNumber &&
               next.size() == 3) {
      AddCandidate(out, token.begin, next.end, FindingType::kAddress, 0.7f,
                   DetectRule::kAddressPostcode);
    } else if (token.size() >= 3 && ZipBefore(scanned, i)) {
      AddCandidate(out, token.begin, token.end, FindingType::kAddress, 0.55f,
                   DetectRule::kAddressPostcode);
    }
  }
}

// "SW1A 1AA": outward and inward code of the United Kingdom; without the space only where an
// address is spoken of.
void FindBritishPostcodes(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (const Token& token : scanned.tokens()) {
    const size_t at = token.begin;
    if (token.kind != TokenKind::kWord || token.size() > 2 || !IsUpper(text[at])) continue;
    if (at > 0 && (IsAlnum(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '_')) continue;
    size_t end = at;
    while (end < text.size() && IsAlnum(text[end]) && end - at < 8) ++end;
    const bool space = end < text.size() && text[end] == ' ' && end + 4 <= text.size() &&
                       IsInwardCode(text.substr(end + 1, 3));
    // "Eircode T12 W8KP"
    if (const size_t first = scanned.TokenAt(at); ReadPostcode(scanned, first) > first + 2 &&
                                                  scanned.HasContextNear(kCtxAddress, at, end, 4, 0)) {
      const size_t last = ReadPostcode(scanned, first) - 1;
      AddCandidate(out, at, scanned.tokens()[last].end, FindingType::kAddress, 0.7f,
                   DetectRule::kAddressPostcode);
      continue;
    }
    const size_t outward_end = space ? end : end - std::min<size_t>(3, end - at);
    const size_t past = space ? end + 4 : end;
    if (past < text.size() && IsAlnum(text[past])) continue;
    if (!IsOutwardCode(text.substr(at, outward_end - at)) ||
        (!space && (end - at < 5 || !IsInwardCode(text.substr(outward_end, 3))))) {
      continue;
    }
    const bool context = scanned.HasContextNear(kCtxAddress, at, past, 6, 2);
    AddCandidate(out, at, past, FindingType::kAddress,
                 context ? 0.8f
                 : space ? 0.55f
                         : 0.2f,
                 DetectRule::kAddressPostcode);
  }
}

// "Address: …" and fields labelled so: everything up to what divides parts of a title.
void FindAfterLabel(const ScannedText& scanned, Candidates& out) {
  constexpr size_t kMaxAddressBytes = 120;
  const std::string_view text = scanned.text();
  for (const Token& token : scanned.tokens()) {
    if ((token.context & kCtxAddress) == 0 || token.end + 3 >= text.size()) continue;
    const size_t colon = token.end + (text[token.end] == '.' || text[token.end] == ' ');
    if (text[colon] != ':') continue;
    size_t begin = colon + 1;
    while (begin < text.size() && text[begin] == ' ') ++begin;
    size_t end = begin;
    bool digits = false;
    while (end < text.size() && end - begin <= kMaxAddressBytes && text[end] != '|' &&
           text[end] != ';' && text[end] != '\n' && text.substr(end, 3) != " - ") {
      digits = digits || IsDigit(text[end]);
      ++end;
    }
    while (end > begin && text[end - 1] == ' ') --end;
    if (!digits || end - begin < 6 || end - begin > kMaxAddressBytes ||
        text.substr(begin, end - begin).find('@') != std::string_view::npos)
      continue;
    AddCandidate(out, begin, end, FindingType::kAddress, 0.8f, DetectRule::kAddressContext);
  }
}

}  // namespace

void FindPostcodes(const ScannedText& scanned, Candidates& out) {
  FindDigitPostcodes(scanned, out);
  FindBritishPostcodes(scanned, out);
  if ((scanned.all_context() & kCtxAddress) != 0) FindAfterLabel(scanned, out);
}

}  // namespace adit
