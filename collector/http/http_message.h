// HttpRequest and HttpResponse: what handlers see of HTTP.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/crypto/certificate.h"

namespace adit::http {

enum class Method : uint8_t { kGet, kPost, kPut, kDelete, kOther };

struct HttpRequest {
  Method method = Method::kGet;
  bool head = false;                    // HEAD: answered like GET, the server leaves the body out
  std::string path;                     // as sent, without the query; not decoded
  std::string query;                    // without '?'
  std::vector<std::string> parameters;  // of the route's pattern, percent-decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  Bytes body;
  // Set when the client proved to be an agent; its certificate may be past its end (see there).
  std::optional<crypto::CertificateFacts> peer;
  std::string remote_address;

  // The first header of that lower-case name, or "".
  [[nodiscard]] std::string_view Header(std::string_view name) const;
  // The first value of a query parameter, percent-decoded; nothing when absent.
  [[nodiscard]] std::optional<std::string> Query(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Answers a request; exactly once, from any thread. When it is never called and goes away, the
// client gets status 500.
using Respond = std::function<void(HttpResponse)>;

// HEAD counts as GET (HttpRequest::head).
[[nodiscard]] Method MethodFromName(std::string_view name);
// Of ASCII letters.
[[nodiscard]] std::string LowerCase(std::string_view text);
// "%41+b" to "A b"; malformed escapes stay as they are.
[[nodiscard]] std::string DecodePercent(std::string_view text);
// The value of a cookie in a Cookie header, or "".
[[nodiscard]] std::string CookieValue(std::string_view header, std::string_view name);
// The reason phrase of RFC 9110, "Unknown" for others.
[[nodiscard]] std::string_view StatusPhrase(int status);

// An error answer in the form of RFC 9457 (application/problem+json). `detail` says what to do.
[[nodiscard]] HttpResponse Problem(int status, std::string_view detail);

}  // namespace adit::http
