// Router: which handler answers a method and a path, and what it accepts before its body is read.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/http/http_message.h"

namespace adit::http {

struct Route {
  Method method = Method::kGet;
  // "/api/v1/routines/{id}": a part in braces matches one non-empty path segment.
  std::string pattern;
  // Largest body; a request that declares or sends more is answered 413.
  size_t max_body_bytes = 0;
  // A body must say its length (411), so that nothing unbounded is ever begun.
  bool length_required = false;
  // Asked when header and peer are known and before the body is read: an answer ends the request.
  // Quick and without waiting: it runs on a network thread. May be empty.
  std::function<std::optional<HttpResponse>(const HttpRequest&)> before_body;
  // Runs on a worker thread and may wait.
  std::function<void(HttpRequest, Respond)> handle;
};

// Filled before the server starts, constant afterwards.
class Router {
 public:
  // REQUIRES: the pattern begins with '/', and no route has the same method and pattern.
  void Add(Route route);
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

  struct Match {
    const Route* route = nullptr;         // null: see status
    std::vector<std::string> parameters;  // percent-decoded
    int status = 404;                     // 404 or 405 when there is no route
    std::string allow;                    // for 405: "GET, PUT"
  };
  [[nodiscard]] Match Find(Method method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
};

[[nodiscard]] std::string_view MethodName(Method method);

}  // namespace adit::http
