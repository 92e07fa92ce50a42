#include "privacy/detect/detectors.h"

namespace adit {
namespace {

// RFC 5321 4.5.3.1: 64 and 255 octets.
constexpr size_t kMaxLocal = 64;
constexpr size_t kMaxDomain = 255;

bool IsLocalChar(char c) {
  return IsLetter(c) || IsDigit(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-' ||
         c == '\'' || c == '&' || c == '#' || c == '=' || c == '!' || c == '$' || c == '*';
}

bool IsDomainChar(char c) { return IsLetter(c) || IsDigit(c) || c == '-' || c == '.'; }

size_t LocalBegin(std::string_view text, size_t at) {
  size_t begin = at;
  while (begin > 0 && at - begin < kMaxLocal && IsLocalChar(text[begin - 1])) --begin;
  // A local part starts with a letter or digit; "email=x@y" starts after the sign.
  for (size_t i = begin; i < at; ++i) {
    if ((text[i] == '=' || text[i] == '\'' || text[i] == '#' || text[i] == '&') && i + 1 < at) begin = i + 1;
  }
  while (begin < at && !IsLetter(text[begin]) && !IsDigit(text[begin]) && text[begin] != '_') ++begin;
  return begin;
}

// True inside "scheme://user:password@host": the URL detector takes the user's part alone.
bool IsUserInfo(std::string_view text, size_t begin) {
  const size_t low = begin > kMaxLocal ? begin - kMaxLocal : 0;
  for (size_t at = begin; at > low; --at) {
    const char c = text[at - 1];
    if (c == '/') return at >= 3 && text.substr(at - 3, 3) == "://";
    if (c == ' ' || c == '?') return false;
  }
  return false;
}

// End of "label.label.tld" from `begin`, or `begin` when there is none.
size_t DomainEnd(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && end - begin < kMaxDomain && IsDomainChar(text[end])) ++end;
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  for (;;) {
    const size_t dot = text.substr(begin, end - begin).rfind('.');
    if (dot == std::string_view::npos || dot == 0) return begin;
    const std::string_view tld = text.substr(begin + dot + 1, end - begin - dot - 1);
    bool letters = tld.size() >= 2;
    for (const char c : tld) letters = letters && (IsLetter(c) || c == '-');
    if (letters || tld.substr(0, 4) == "xn--") return end;
    end = begin + dot;  // "a@b.com.12" ends before the number
  }
}

}  // namespace

void FindEmails(const ScannedText& scanned, Candidates& out) {
  if (!scanned.has('@')) return;
  const std::string_view text = scanned.text();
  for (size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const size_t begin = LocalBegin(text, at);
    const size_t end = DomainEnd(text, at + 1);
    if (begin == at || end == at + 1 || IsUserInfo(text, begin)) continue;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    if (domain.front() == '-' || domain.front() == '.' || domain.find("..") != std::string_view::npos) {
      continue;
    }
    AddCandidate(out, begin, end, FindingType::kEmail, 1.0f, DetectRule::kEmail);
  }
}

}  // namespace adit
