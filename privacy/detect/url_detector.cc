#include "privacy/detect/detectors.h"

namespace adit {
namespace {

constexpr size_t kMaxUrlBytes = 2048;

bool EndsUrl(char c) {
  return c == ' ' || c == '"' || c == '<' || c == '>' || c == '\n' || c == '`' || c == '|';
}

bool IsKeyChar(char c) {
  return IsLetter(c) || IsDigit(c) || c == '_' || c == '-' || c == '.' || c == '[' || c == ']' || c == '$';
}

// Values that steer a page and name nobody: short numbers and plain lower-case words.
bool IsHarmlessValue(std::string_view value) {
  size_t digits = 0;
  size_t letters = 0;
  for (const char c : value) {
    if (IsDigit(c)) {
      ++digits;
    } else if (IsLower(c) || c == '_' || c == '-') {
      ++letters;
    } else {
      return false;
    }
  }
  return letters == 0 ? digits <= 4 : digits == 0 && letters <= 14;
}

ContextMask KeyContext(std::string_view lower_key) {
  ContextMask bits = 0;
  for (size_t at = 0; at < lower_key.size();) {
    size_t end = at;
    while (end < lower_key.size() && IsLetter(lower_key[end])) ++end;
    if (end > at) bits |= ContextTable::Get().Find(HashWord(lower_key.substr(at, end - at)));
    at = end + 1;
  }
  return bits;
}

bool IsSensitiveKey(std::string_view lower_key) {
  static constexpr ContextMask kSensitive =
      kCtxPhone | kCtxCard | kCtxIban | kCtxTax | kCtxNational | kCtxSocial | kCtxHealth | kCtxPassport |
      kCtxLicence | kCtxBirth | kCtxPerson | kCtxAddress | kCtxSecret | kCtxUser | kCtxEmail;
  if ((KeyContext(lower_key) & kSensitive & ~kCtxNumber) != 0) return true;
  static constexpr std::string_view kParts[] = {"token", "session", "secret", "passw", "auth",
                                                "apikey", "api_key", "signature", "credential",
                                                "email", "phone", "user", "name", "jwt", "sid"};
  for (const std::string_view part : kParts) {
    if (lower_key.find(part) != std::string_view::npos) return true;
  }
  return lower_key == "q" || lower_key == "query" || lower_key == "search" || lower_key == "sig" ||
         lower_key == "s" || lower_key == "code" || lower_key == "state" || lower_key == "key";
}

void FindUserInfo(std::string_view text, size_t authority, size_t end, Candidates& out) {
  size_t authority_end = authority;
  while (authority_end < end && text[authority_end] != '/' && text[authority_end] != '?' &&
         text[authority_end] != '#') {
    ++authority_end;
  }
  const size_t at = text.substr(authority, authority_end - authority).rfind('@');
  if (at == std::string_view::npos || at == 0) return;
  const size_t colon = text.substr(authority, at).find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 >= at) {
    AddCandidate(out, authority, authority + at, FindingType::kUrlCredential, 1.0f,
                 DetectRule::kUrlUserInfo);
    return;
  }
  AddCandidate(out, authority, authority + colon, FindingType::kUsername, 1.0f, DetectRule::kUrlUserInfo);
  AddCandidate(out, authority + colon + 1, authority + at, FindingType::kUrlCredential, 1.0f,
               DetectRule::kUrlUserInfo);
}

void FindQueryValues(const ScannedText& scanned, size_t begin, size_t end, Candidates& out) {
  const std::string_view text = scanned.text();
  const std::string_view lower = scanned.lower();
  for (size_t at = begin; at < end;) {
    const size_t key = at;
    while (at < end && IsKeyChar(text[at])) ++at;
    const size_t key_end = at;
    size_t value = at;
    if (at < end && text[at] == '=') {
      value = ++at;
      while (at < end && text[at] != '&' && text[at] != ';' && text[at] != '#') ++at;
      const std::string_view content = text.substr(value, at - value);
      if (key_end > key && !content.empty() &&
          (IsSensitiveKey(lower.substr(key, key_end - key)) || !IsHarmlessValue(content))) {
        AddCandidate(out, value, at, FindingType::kUrlCredential, 0.8f, DetectRule::kUrlQueryValue);
      }
    } else {
      while (at < end && text[at] != '&' && text[at] != ';' && text[at] != '?' && text[at] != '#') ++at;
    }
    if (at < end) ++at;
  }
}

// "curl -u admin:secret https://…", "--user=admin:secret": what programs take for a URL's user part.
void FindUserOption(std::string_view text, std::string_view option, Candidates& out) {
  for (size_t at = text.find(option); at != std::string_view::npos; at = text.find(option, at + 1)) {
    const size_t user = at + option.size();
    size_t end = user;
    while (end < text.size() && text[end] != ' ' && text[end] != '"' && text[end] != '\n') ++end;
    const size_t colon = text.substr(user, end - user).find(':');
    // "docker run -u 1000:1000" names groups, "-u http://…" an address.
    const bool numbers = text.substr(user, end - user).find_first_not_of("0123456789:") ==
                         std::string_view::npos;
    if (colon == std::string_view::npos || colon == 0 || user + colon + 1 >= end || numbers ||
        text[user + colon + 1] == '/') {
      continue;
    }
    AddCandidate(out, user, user + colon, FindingType::kUsername, 0.8f, DetectRule::kUrlUserInfo);
    AddCandidate(out, user + colon + 1, end, FindingType::kUrlCredential, 0.8f,
                 DetectRule::kUrlUserInfo);
  }
}

}  // namespace

void FindUrlParts(const ScannedText& scanned, Candidates& out) {
  if (scanned.has('-') && scanned.has(':')) {
    for (const std::string_view option : {" -u ", " --user ", " --user="})
      FindUserOption(scanned.text(), option, out);
  }
  if (!scanned.has('/') && !scanned.has('?')) return;
  const std::string_view text = scanned.text();
  size_t done = 0;
  for (size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    if (at < done) continue;
    const size_t authority = at + 3;
    size_t end = authority;
    while (end < text.size() && end - at < kMaxUrlBytes && !EndsUrl(text[end])) ++end;
    FindUserInfo(text, authority, end, out);
    done = end;
    const size_t query = text.substr(authority, end - authority).find_first_of("?#");
    if (query != std::string_view::npos) FindQueryValues(scanned, authority + query + 1, end, out);
  }
  // A URL without a scheme, or its path alone, still shows "?key=value".
  for (size_t at = text.find('?', done); at != std::string_view::npos; at = text.find('?', at + 1)) {
    size_t end = at + 1;
    while (end < text.size() && !EndsUrl(text[end])) ++end;
    if (text.substr(at, end - at).find('=') != std::string_view::npos) {
      FindQueryValues(scanned, at + 1, end, out);
    }
    at = end > at ? end - 1 : at;
  }
}

}  // namespace adit
