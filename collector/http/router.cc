#include "collector/http/router.h"

#include <utility>

#include "common/base/check.h"

namespace adit::http {
namespace {

// The next segment of a path that begins with '/', taken off it.
std::string_view TakeSegment(std::string_view& path) {
  path.remove_prefix(1);
  const size_t end = path.find('/');
  const std::string_view segment = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  return segment;
}

bool Matches(std::string_view pattern, std::string_view path,
             std::vector<std::string>& parameters) {
  parameters.clear();
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = TakeSegment(pattern);
    const std::string_view given = TakeSegment(path);
    if (wanted.size() > 1 && wanted.front() == '{') {
      if (given.empty()) return false;
      parameters.push_back(DecodePercent(given));
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::string_view MethodName(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kDelete:
      return "DELETE";
    case Method::kOther:
      break;
  }
  return "OTHER";
}

void Router::Add(Route route) {
  ADIT_CHECK(!route.pattern.empty() && route.pattern.front() == '/');
  ADIT_CHECK(route.handle != nullptr);
  for (const Route& other : routes_) {
    ADIT_CHECK(other.method != route.method || other.pattern != route.pattern);
  }
  routes_.push_back(std::move(route));
}

Router::Match Router::Find(Method method, std::string_view path) const {
  Match match;
  if (path.empty() || path.front() != '/') return match;
  std::vector<std::string> parameters;
  for (const Route& route : routes_) {
    if (!Matches(route.pattern, path, parameters)) continue;
    if (route.method == method) {
      match.route = &route;
      match.parameters = std::move(parameters);
      return match;
    }
    match.status = 405;
    match.allow += (match.allow.empty() ? "" : ", ") + std::string(MethodName(route.method));
  }
  return match;
}

}  // namespace adit::http
