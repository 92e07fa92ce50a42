#include "privacy/detect/detectors.h"

namespace adit {
namespace {

void FindWhole(const ScannedText& scanned, const std::string& name, FindingType type, DetectRule rule,
               Candidates& out) {
  const std::string_view lower = scanned.lower();
  for (size_t at = lower.find(name); at != std::string_view::npos; at = lower.find(name, at + 1)) {
    const size_t end = at + name.size();
    // "_" separates here, unlike in numbers: "report_jdoe.xlsx".
    const bool starts = at == 0 || (!IsLetter(lower[at - 1]) && !IsDigit(lower[at - 1]));
    const bool ends = end == lower.size() || (!IsLetter(lower[end]) && !IsDigit(lower[end]));
    if (starts && ends) AddCandidate(out, at, end, type, 1.0f, rule);
  }
}

bool IsNameChar(char c) {
  return IsLetter(c) || IsDigit(c) || c == '.' || c == '-' || c == '_' || c == '$';
}

// Accounts that belong to no person.
bool IsSharedAccount(std::string_view lower) {
  static constexpr std::string_view kShared[] = {"public", "default", "shared", "all users", "root",
                                                 "admin", "administrator", "guest", "user", "users",
                                                 "home", "linuxbrew", "runner", "ubuntu", "debian"};
  for (const std::string_view shared : kShared) {
    if (lower == shared) return true;
  }
  return false;
}

void FindAfter(const ScannedText& scanned, std::string_view prefix, Candidates& out) {
  const std::string_view lower = scanned.lower();
  for (size_t at = lower.find(prefix); at != std::string_view::npos; at = lower.find(prefix, at + 1)) {
    const size_t begin = at + prefix.size();
    size_t end = begin;
    while (end < lower.size() && (IsNameChar(lower[end]) ||
                                  (lower[end] == ' ' && prefix.back() == '\\' && end + 1 < lower.size() &&
                                   IsLetter(lower[end + 1])))) {
      ++end;
    }
    const std::string_view name = lower.substr(begin, end - begin);
    if (name.size() < 2 || IsSharedAccount(name)) continue;
    AddCandidate(out, begin, end, FindingType::kUsername, 0.9f, DetectRule::kUserPath);
  }
}

}  // namespace

void FindUserPaths(const ScannedText& scanned, Candidates& out) {
  if (scanned.has('\\')) FindAfter(scanned, "\\users\\", out);
  if (!scanned.has('/')) return;
  FindAfter(scanned, "/home/", out);
  FindAfter(scanned, "/users/", out);
}

void FindOwnNames(const ScannedText& scanned, const OwnNames& names, Candidates& out) {
  for (const std::string& user : names.users) {
    FindWhole(scanned, user, FindingType::kUsername, DetectRule::kOwnUser, out);
  }
  for (const std::string& host : names.hosts) {
    FindWhole(scanned, host, FindingType::kHostname, DetectRule::kOwnHost, out);
  }
}

}  // namespace adit
