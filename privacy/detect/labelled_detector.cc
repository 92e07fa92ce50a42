// Values that only a word before them makes personal: "user: jdoe", "host pc-17", "Kontonr.
// 1234567".
#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"

namespace adit {
namespace {

bool IsNameChar(char c) {
  return IsAlnum(c) || c == '.' || c == '-' || c == '_' || c == '\\' || c == '@';
}

// Begin of the value after "label:", "label =", "label: \""; npos when no such sign follows.
size_t ValueAfter(std::string_view text, size_t at) {
  size_t begin = at;
  while (begin < text.size() && text[begin] == ' ') ++begin;
  if (begin >= text.size() || (text[begin] != ':' && text[begin] != '='))
    return std::string_view::npos;
  ++begin;
  while (begin < text.size() && (text[begin] == ' ' || text[begin] == '"' || text[begin] == '\''))
    ++begin;
  return begin;
}

// A login or machine name, not a word of the language.
bool LooksLikeIdentifier(const ScannedText& scanned, size_t begin, size_t end) {
  const std::string_view value = scanned.text().substr(begin, end - begin);
  if (value.size() < 3 || value.size() > 64) return false;
  size_t letters = 0;
  for (const char c : value) letters += IsUpper(c) || IsLower(c);
  if (letters == 0) return false;
  if (letters != value.size()) return true;
  return (LookUpName(HashWord(scanned.lower().substr(begin, end - begin))) & kOrdinaryWord) == 0;
}

void FindNamed(const ScannedText& scanned, ContextMask context, FindingType type, DetectRule rule,
               Candidates& out) {
  const std::string_view text = scanned.text();
  const auto add = [&](size_t begin) {
    size_t end = begin;
    while (end < text.size() && IsNameChar(text[end])) ++end;
    while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    if (LooksLikeIdentifier(scanned, begin, end)) AddCandidate(out, begin, end, type, 0.7f, rule);
  };
  for (const Token& token : scanned.tokens()) {
    if ((token.context & context) == 0) continue;
    if (const size_t begin = ValueAfter(text, token.end); begin != std::string_view::npos)
      add(begin);
  }
  if ((scanned.label_context() & context) != 0 && scanned.tokens().size() <= 4 && !text.empty())
    add(0);
}

// "PC-FIN-0342\\jdoe", "CONTOSO\\m.mustermann": a domain and a login.
void FindDomainLogins(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 1)) {
    size_t begin = at;
    while (begin > 0 && (IsAlnum(text[begin - 1]) || text[begin - 1] == '-')) --begin;
    size_t end = at + 1;
    while (end < text.size() && IsNameChar(text[end]) && text[end] != '\\') ++end;
    while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    const bool path = (begin > 0 && (text[begin - 1] == '\\' || text[begin - 1] == ':' ||
                                     text[begin - 1] == '/' || text[begin - 1] == '.')) ||
                      (end < text.size() && text[end] == '\\') || begin + 1 >= at;
    // "C:\\Program Files\\Power BI\\reports.exe"
    const bool drive = text.substr(0, begin).find(":\\") != std::string_view::npos;
    if (path || drive || end < at + 4) continue;
    bool domain = true;
    bool letter = false;  // "Dynamics 365\\catalog.exe" is a path
    for (size_t i = begin; i < at; ++i) {
      domain = domain && !IsLower(text[i]);
      letter = letter || IsUpper(text[i]);
    }
    if (domain && letter)
      AddCandidate(out, begin, end, FindingType::kUsername, 0.75f, DetectRule::kUserContext);
  }
}

// "jdoe@srv-7:~$": the prompt and title of a terminal; an address of mail has a top-level domain.
void FindPrompts(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  for (size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    size_t begin = at;
    while (begin > 0 && (IsAlnum(text[begin - 1]) || text[begin - 1] == '.' ||
                         text[begin - 1] == '_' || text[begin - 1] == '-'))
      --begin;
    size_t end = at + 1;
    while (end < text.size() && (IsAlnum(text[end]) || text[end] == '-' || text[end] == '.')) ++end;
    const bool prompt = end < text.size() && text[end] == ':';
    const std::string_view host = text.substr(at + 1, end - at - 1);
    if (!prompt || at - begin < 2 || host.size() < 2 || host.find('.') != std::string_view::npos)
      continue;
    AddCandidate(out, begin, at, FindingType::kUsername, 0.8f, DetectRule::kUserContext);
    AddCandidate(out, at + 1, end, FindingType::kHostname, 0.8f, DetectRule::kHostContext);
  }
}

// "Login jdoe07 failed", "Anmeldung von jdoe": no colon, but what follows is no word.
void FindLogins(const ScannedText& scanned, Candidates& out) {
  static constexpr std::string_view kOf[] = {"von", "of", "de", "di", "van", "fra", "fran",
                                             "for", "av", "af", "as", "als", "by",  "dell"};
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  const std::string_view lower = scanned.lower();
  const bool prose = scanned.kind() == TextKind::kText || scanned.kind() == TextKind::kValue;
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if ((tokens[i].context & kCtxUser) == 0) continue;
    size_t next = i + 1;
    const std::string_view word = lower.substr(tokens[next].begin, tokens[next].size());
    const bool of = std::find(std::begin(kOf), std::end(kOf), word) != std::end(kOf);
    if (of && next + 1 < tokens.size() && tokens[next].begin == tokens[next - 1].end + 1) ++next;
    const Token& first = tokens[next];
    if (first.kind != TokenKind::kWord || first.shape != WordShape::kLower ||
        first.begin != tokens[next - 1].end + 1 ||
        (text[first.begin - 1] != ' ' && text[first.begin - 1] != '\'')) {
      continue;
    }
    size_t end = first.begin;
    while (end < text.size() && IsNameChar(text[end]) && text[end] != '@') ++end;
    while (end > first.begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    const bool letters = end == first.end;
    if (end - first.begin < 4 || (end < text.size() && text[end] == '@') || (letters && !prose))
      continue;
    if (first.name != 0 && letters) continue;
    if (first.context != 0) continue;
    AddCandidate(out, first.begin, end, FindingType::kUsername, letters ? 0.55f : 0.65f,
                 DetectRule::kUserContext);
  }
}

void FindAccounts(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  const auto tokens = scanned.tokens();
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::kNumber || !StartsAtBorder(text, tokens[i].begin)) continue;
    size_t digits = tokens[i].size();
    size_t last = i;
    while (last + 1 < tokens.size() && tokens[last + 1].kind == TokenKind::kNumber &&
           tokens[last + 1].begin == tokens[last].end + 1 &&
           (text[tokens[last].end] == ' ' || text[tokens[last].end] == '-') &&
           digits + tokens[last + 1].size() <= 18) {
      digits += tokens[++last].size();
    }
    if (digits < 6 || digits > 18 || !EndsAtBorder(text, tokens[last].end)) {
      i = last;
      continue;
    }
    const ContextMask near = scanned.ContextNear(tokens[i].begin, tokens[last].end, 3, 0);
    if ((near & kCtxIban) != 0 && (near & kCtxNegative) == 0) {
      AddCandidate(out, tokens[i].begin, tokens[last].end, FindingType::kAccount, 0.6f,
                   DetectRule::kAccount);
    }
    i = last;
  }
}

// "Serveur srv-app-03", "Rechner NB-FIN-2231": no colon, but letters and digits joined by hyphens.
void FindHosts(const ScannedText& scanned, Candidates& out) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if ((tokens[i].context & kCtxHost) == 0 || tokens[i + 1].kind != TokenKind::kWord ||
        tokens[i + 1].begin != tokens[i].end + 1 || text[tokens[i].end] != ' ') {
      continue;
    }
    if (tokens[i + 1].shape == WordShape::kCapitalized) continue;  // "Server London-3"
    const size_t begin = tokens[i + 1].begin;
    size_t end = begin;
    bool hyphen = false;
    bool digit = false;
    for (; end < text.size() && (IsAlnum(text[end]) || text[end] == '-'); ++end) {
      hyphen = hyphen || text[end] == '-';
      digit = digit || IsDigit(text[end]);
    }
    if (hyphen && digit && text[end - 1] != '-')
      AddCandidate(out, begin, end, FindingType::kHostname, 0.6f, DetectRule::kHostContext);
  }
}

// The type that a word of official numbers announces; nothing when none does.
std::optional<FindingType> AnnouncedType(ContextMask near) {
  static constexpr std::pair<ContextMask, FindingType> kTypes[] = {
      {kCtxCard, FindingType::kCard},        {kCtxSocial, FindingType::kSocialSecurity},
      {kCtxHealth, FindingType::kHealthId},  {kCtxTax, FindingType::kTaxId},
      {kCtxNational, FindingType::kNationalId}};
  for (const auto& [context, type] : kTypes) {
    if ((near & context) != 0) return type;
  }
  return std::nullopt;
}

// "12.03.2024", "2024-03-12", "2024 001234": of a tax or an insurance year, not of a person.
bool BeginsWithYearOrDate(const ScannedText& scanned, size_t first, size_t last) {
  const auto tokens = scanned.tokens();
  if (last == first) return false;
  const std::string_view text = scanned.text();
  const auto is_year = [&](size_t i) {
    const std::string_view digits = text.substr(tokens[i].begin, tokens[i].size());
    return digits.size() == 4 && (digits.substr(0, 2) == "19" || digits.substr(0, 2) == "20");
  };
  if (is_year(first)) return true;
  return last == first + 2 && is_year(last) && tokens[first].size() <= 2 &&
         tokens[first + 1].size() <= 2;
}

// "DNI: 12345678A", "N° de sécurité sociale : 2 85 05 78 006 084 36": what stands straight after the
// word for it is the number, also with a check digit that is wrong: people mistype, and a mistyped
// number still leads to its owner.
void FindAnnounced(const ScannedText& scanned, Candidates& out) {
  constexpr size_t kMaxGap = 4;
  constexpr size_t kMaxCharacters = 32;
  const std::string_view text = scanned.text();
  const auto tokens = scanned.tokens();
  for (size_t i = 0; i < tokens.size(); ++i) {
    const bool labelled = i == 0 && tokens.size() <= 8;
    if (!labelled && (i == 0 || tokens[i].begin - tokens[i - 1].end > kMaxGap)) continue;
    if (!StartsAtBorder(text, tokens[i].begin)) continue;
    // Letters belong to it when digits are joined to them.
    if (tokens[i].kind == TokenKind::kWord &&
        (tokens[i].shape == WordShape::kLower || tokens[i].size() > 6 || i + 1 >= tokens.size() ||
         tokens[i + 1].kind != TokenKind::kNumber || tokens[i + 1].begin != tokens[i].end)) {
      continue;
    }
    const ContextMask near = scanned.ContextNear(tokens[i].begin, tokens[i].end, 2, 0);
    const std::optional<FindingType> type = AnnouncedType(near);
    if (!type || (near & kCtxNegative) != 0) continue;
    size_t digits = 0;
    size_t last = i;
    for (size_t at = i; at < tokens.size(); ++at) {
      if (tokens[at].end - tokens[i].begin > kMaxCharacters) break;
      const size_t gap = at == i ? 0 : tokens[at].begin - tokens[at - 1].end;
      const char between = gap == 1 ? text[tokens[at - 1].end] : '-';
      const bool joins = between == '-' || between == '.' || between == '/';
      const bool number = tokens[at].kind == TokenKind::kNumber;
      const bool letters = tokens[at].size() == 1 ? IsUpper(text[tokens[at].begin])
                                                  : tokens[at].shape == WordShape::kAllCaps &&
                                                        tokens[at].size() <= 6;
      if (gap > 1 || !(joins || between == ' ') || !(number || letters)) break;
      // "12 345678 M 901", but not "12345678 IBAN".
      if (!number && gap == 1 && tokens[at].size() > 1) break;
      if (number) digits += tokens[at].size();
      last = at;
    }
    const size_t least = *type == FindingType::kCard ? 12 : 6;
    if (digits < least || !EndsAtBorder(text, tokens[last].end)) continue;
    if (!BeginsWithYearOrDate(scanned, i, last)) {
      AddCandidate(out, tokens[i].begin, tokens[last].end, *type, 0.55f, DetectRule::kAnnounced);
    }
    i = last;
  }
}

}  // namespace

void FindLabelled(const ScannedText& scanned, Candidates& out) {
  const ContextMask all = scanned.all_context();
  if ((all & kCtxUser) != 0) {
    FindNamed(scanned, kCtxUser, FindingType::kUsername, DetectRule::kUserContext, out);
    FindLogins(scanned, out);
  }
  if ((all & kCtxHost) != 0) {
    FindNamed(scanned, kCtxHost, FindingType::kHostname, DetectRule::kHostContext, out);
    FindHosts(scanned, out);
  }
  if (scanned.digit_count() >= 6 && AnnouncedType(all)) FindAnnounced(scanned, out);
  if (scanned.has('\\')) FindDomainLogins(scanned, out);
  if (scanned.has('@')) FindPrompts(scanned, out);
  if ((all & kCtxIban) != 0 && scanned.digit_count() >= 6) FindAccounts(scanned, out);
}

}  // namespace adit
