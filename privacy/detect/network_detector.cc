#include <algorithm>

#include "privacy/detect/detectors.h"

namespace adit {
namespace {

bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Reads a decimal octet without a redundant leading zero; 0 characters when there is none.
size_t OctetLength(std::string_view text, size_t at) {
  size_t length = 0;
  int value = 0;
  while (length < 4 && at + length < text.size() && IsDigit(text[at + length])) {
    value = value * 10 + (text[at + length] - '0');
    ++length;
  }
  return length == 0 || length > 3 || value > 255 ? 0 : length;
}

// Length of "a.b.c.d" at `at`, or 0.
size_t Ipv4Length(std::string_view text, size_t at) {
  size_t end = at;
  for (int octet = 0; octet < 4; ++octet) {
    if (octet > 0) {
      if (end >= text.size() || text[end] != '.') return 0;
      ++end;
    }
    const size_t length = OctetLength(text, end);
    if (length == 0) return 0;
    end += length;
  }
  return end - at;
}

void FindIpv4(const ScannedText& scanned, Candidates& out) {
  if (!scanned.has('.')) return;
  const std::string_view text = scanned.text();
  size_t past = 0;
  for (const Token& token : scanned.tokens()) {
    if (token.kind != TokenKind::kNumber || token.begin < past) continue;
    const size_t begin = token.begin;
    if (begin > 0 && (IsAlnum(text[begin - 1]) || text[begin - 1] == '.' || text[begin - 1] == '_'))
      continue;
    const size_t length = Ipv4Length(text, begin);
    if (length == 0) continue;
    size_t end = begin + length;
    if (end < text.size() && (IsAlnum(text[end]) || text[end] == '_')) continue;
    if (end + 1 < text.size() && text[end] == '.' && IsDigit(text[end + 1])) continue;
    past = end;
    // "version 10.2.0.1" and 1.2.3.4-like numbers of software.
    const ContextMask near = scanned.ContextNear(begin, end, 2, 0);
    const bool version = (near & kCtxNegative) != 0 || (begin > 0 && (text[begin - 1] == 'v'));
    if (version) continue;
    if (end + 1 < text.size() && text[end] == '/' && IsDigit(text[end + 1])) {  // prefix length
      ++end;
      while (end < text.size() && IsDigit(text[end])) ++end;
    }
    AddCandidate(out, begin, end, FindingType::kIp, 0.95f, DetectRule::kIpv4);
  }
}

struct HexGroups {
  size_t end = 0;
  int groups = 0;
  bool gap = false;        // "::" seen
  bool two_digits = true;  // every group has exactly two digits
  bool malformed = false;
  bool ipv4_tail = false;
  int digits_in_longest = 0;
};

// Reads groups of hexadecimal digits divided by colons from `at`.
HexGroups ReadColonGroups(std::string_view text, size_t at) {
  HexGroups read;
  size_t end = at;
  while (end < text.size() && read.groups <= 9) {
    size_t length = 0;
    while (length < 5 && end + length < text.size() && IsHex(text[end + length])) ++length;
    if (length > 4) {
      read.malformed = true;
      break;
    }
    if (length > 0) {
      if (read.groups > 0 && Ipv4Length(text, end) > 0) {
        end += Ipv4Length(text, end);
        read.groups += 2;
        read.ipv4_tail = true;
        break;
      }
      ++read.groups;
      read.two_digits = read.two_digits && length == 2;
      read.digits_in_longest = std::max(read.digits_in_longest, static_cast<int>(length));
      end += length;
    }
    if (end + 1 < text.size() && text[end] == ':' && text[end + 1] == ':') {
      if (read.gap) {
        read.malformed = true;
        break;
      }
      read.gap = true;
      end += 2;
    } else if (end + 1 < text.size() && text[end] == ':' && IsHex(text[end + 1]) && length > 0) {
      ++end;
    } else {
      break;
    }
  }
  read.end = end;
  return read;
}

void AddColonAddress(const ScannedText& scanned, size_t begin, const HexGroups& read,
                     Candidates& out) {
  const std::string_view text = scanned.text();
  size_t end = read.end;
  if (read.end + 1 < text.size() && text[read.end] == '.' && IsDigit(text[read.end + 1])) return;
  if (read.malformed || (end < text.size() && (IsAlnum(text[end]) || text[end] == ':'))) return;
  if (!read.gap && read.two_digits && (read.groups == 6 || read.groups == 8)) {
    if (text.substr(begin, end - begin)
            .find_first_not_of(text.substr(begin, 1) == "0" ? "0:" : "fF:") ==
        std::string_view::npos)
      return;
    AddCandidate(out, begin, end, FindingType::kMac, 0.95f, DetectRule::kMac);
    return;
  }
  const bool complete = read.gap ? read.groups <= 7 : read.groups == 8;
  // "10::2" or "a::b" may be code or a ratio; an address has more to it.
  const bool plausible = !read.gap || read.groups >= 3 || read.digits_in_longest >= 3 ||
                         (read.groups >= 1 && end - begin <= 4 && text.substr(begin, 2) == "::") ||
                         read.ipv4_tail;
  if (!complete || !plausible) return;
  if (end < text.size() && text[end] == '%') {  // zone
    ++end;
    while (end < text.size() && IsAlnum(text[end])) ++end;
  }
  if (end + 1 < text.size() && text[end] == '/' && IsDigit(text[end + 1])) {
    ++end;
    while (end < text.size() && IsDigit(text[end])) ++end;
  }
  AddCandidate(out, begin, end, FindingType::kIp, 0.95f, DetectRule::kIpv6);
}

void FindColonAddresses(const ScannedText& scanned, Candidates& out) {
  if (!scanned.has(':')) return;
  const std::string_view text = scanned.text();
  // Only what stands right before a colon can begin one.
  size_t past = 0;
  for (size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', std::max(colon + 1, past))) {
    size_t at = colon;
    while (at > past && colon - at < 4 && IsHex(text[at - 1])) --at;
    const bool gap = at == colon && colon + 1 < text.size() && text[colon + 1] == ':';
    if ((at == colon && !gap) || (at > 0 && (IsAlnum(text[at - 1]) || text[at - 1] == ':')))
      continue;
    const HexGroups read = ReadColonGroups(text, at);
    if (read.groups + (read.gap ? 1 : 0) >= 2) AddColonAddress(scanned, at, read, out);
    past = std::max(read.end, at + 1);
  }
}

// "aa-bb-cc-dd-ee-ff" and "aabb.ccdd.eeff".
void FindOtherMacs(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  const auto matches = [&](size_t at, size_t group, char separator, size_t groups) -> size_t {
    size_t end = at;
    for (size_t g = 0; g < groups; ++g) {
      if (g > 0 && (end >= text.size() || text[end++] != separator)) return 0;
      for (size_t i = 0; i < group; ++i, ++end) {
        if (end >= text.size() || !IsHex(text[end])) return 0;
      }
    }
    if (end < text.size() && (IsAlnum(text[end]) || text[end] == separator)) return 0;
    return end - at;
  };
  const auto find = [&](char separator, size_t group, size_t groups) {
    size_t past = 0;
    for (size_t sign = text.find(separator); sign != std::string_view::npos;
         sign = text.find(separator, std::max(sign + 1, past))) {
      if (sign < past + group) continue;
      const size_t at = sign - group;
      if (!IsHex(text[at]) || (at > 0 && (IsAlnum(text[at - 1]) || text[at - 1] == '-'))) continue;
      const size_t length = matches(at, group, separator, groups);
      if (length == 0) continue;
      AddCandidate(out, at, at + length, FindingType::kMac, 0.9f, DetectRule::kMac);
      past = at + length;
    }
  };
  if (scanned.has('-')) find('-', 2, 6);
  if (scanned.has('.')) find('.', 4, 3);
}

}  // namespace

void FindNetworkAddresses(const ScannedText& scanned, Candidates& out) {
  FindIpv4(scanned, out);
  FindColonAddresses(scanned, out);
  FindOtherMacs(scanned, out);
}

}  // namespace adit
