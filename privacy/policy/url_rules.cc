#include "privacy/policy/url_rules.h"

#include <algorithm>

#include "privacy/policy/glob.h"

namespace adit {
namespace {

constexpr size_t kMaxPlainSegment = 40;  // a longer path segment is a title or a token, not a route
constexpr int kMaxRouteDigits = 2;       // "v2" and "step-10" are routes, "invoice-4711" is not

struct UrlParts {
  std::string_view scheme;
  std::string_view authority;
  std::string_view path;
  std::string_view query;
  std::string_view fragment;
  bool has_authority = false;
};

// RFC 3986 appendix B, without its regular expression. An empty scheme means "no URL".
UrlParts Split(std::string_view url) {
  UrlParts parts;
  const size_t colon = url.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon > 32)
    return parts;  // 1: a Windows drive
  for (const char c : url.substr(0, colon)) {
    const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '+' || c == '-' || c == '.';
    if (!ok) return parts;
  }
  parts.scheme = url.substr(0, colon);
  std::string_view rest = url.substr(colon + 1);
  if (const size_t hash = rest.find('#'); hash != std::string_view::npos) {
    parts.fragment = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (const size_t mark = rest.find('?'); mark != std::string_view::npos) {
    parts.query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  if (rest.substr(0, 2) == "//") {
    parts.has_authority = true;
    rest.remove_prefix(2);
    const size_t slash = std::min(rest.find('/'), rest.size());
    parts.authority = rest.substr(0, slash);
    rest = rest.substr(slash);
  }
  parts.path = rest;
  return parts;
}

std::string_view WithoutUser(std::string_view authority) {
  const size_t at = authority.rfind('@');
  return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

bool LooksLikeIdentifier(std::string_view segment) {
  if (segment.size() > kMaxPlainSegment) return true;
  int digits = 0;
  for (const char c : segment) {
    if (c >= '0' && c <= '9') ++digits;
    if (c == '%' || c == '@' || c == ';' || c == '=' || c == '~') return true;
  }
  return digits > kMaxRouteDigits || (digits > 0 && digits == static_cast<int>(segment.size()));
}

std::string ReducePath(std::string_view path, bool generalize_ids, const crypto::HashKey* links) {
  std::string out;
  size_t begin = 0;
  while (begin <= path.size()) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    out += generalize_ids && LooksLikeIdentifier(segment) ? SlotStandIn("ID", segment, links)
                                                          : std::string(segment);
    if (end == path.size()) break;
    out += '/';
    begin = end + 1;
  }
  return out;
}

std::string KeptParameters(std::string_view query, const std::vector<std::string>& keep) {
  std::string out;
  while (!query.empty() && !keep.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::string_view key = pair.substr(0, pair.find('='));
    if (std::find(keep.begin(), keep.end(), key) != keep.end()) {
      out += out.empty() ? "?" : "&";
      out += pair;
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

std::string_view LastSegment(std::string_view path) {
  while (!path.empty() && (path.back() == '/' || path.back() == '\\')) path.remove_suffix(1);
  const size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

std::string HostOfUrl(std::string_view document) {
  const UrlParts parts = Split(document);
  if (parts.scheme.empty() || !parts.has_authority) return "";
  std::string_view host = WithoutUser(parts.authority);
  if (!host.empty() && host.front() == '[') return FoldCase(host.substr(0, host.find(']') + 1));
  return FoldCase(host.substr(0, host.find(':')));
}

Result<UrlRules> UrlRules::Create(const UrlPolicy& policy) {
  UrlRules rules;
  rules.generalize_ids_ = policy.generalize_ids;
  rules.keep_parameters_ = policy.keep_parameters;
  for (size_t i = 0; i < policy.templates.size(); ++i) {
    Result<TextTemplate> made = TextTemplate::Parse(policy.templates[i].text);
    if (!made.ok()) {
      return made.status().WithContext("urls.templates[" + std::to_string(i) + "]");
    }
    rules.templates_.push_back(std::move(*made));
  }
  return rules;
}

ReducedUrl UrlRules::Reduce(std::string_view document, const crypto::HashKey* links) const {
  const UrlParts parts = Split(document);
  if (parts.scheme.empty()) return {std::string(LastSegment(document))};
  const std::string scheme = FoldCase(parts.scheme);
  if (scheme == "file") return {"file:///" + std::string(LastSegment(parts.path))};
  if (!parts.has_authority) return {scheme + ":"};
  const std::string base = scheme + "://" + FoldCase(WithoutUser(parts.authority));
  const std::string parameters = KeptParameters(parts.query, keep_parameters_);
  const std::string whole = base + std::string(parts.path);
  const std::string folded = templates_.empty() ? std::string() : FoldCase(whole);
  for (size_t i = 0; i < templates_.size(); ++i) {
    if (std::optional<std::string> fitted = templates_[i].ApplyFolded(whole, folded, links)) {
      return {*fitted + parameters, static_cast<int>(i)};
    }
  }
  ReducedUrl reduced{base + ReducePath(parts.path, generalize_ids_, links) + parameters};
  std::string_view route = parts.fragment;
  if (!route.empty() && route.front() == '!') route.remove_prefix(1);
  if (!route.empty() && route.front() == '/') {
    reduced.text +=
        "#" + ReducePath(route.substr(0, route.find_first_of("?#&")), generalize_ids_, links);
  }
  return reduced;
}

}  // namespace adit
