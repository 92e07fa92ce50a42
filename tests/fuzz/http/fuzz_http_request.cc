// Any bytes as the target, query, cookie or URL of a request: what is found in them is found again
// when it is written anew.
#include <cstdint>
#include <string>
#include <string_view>

#include "collector/http/https_client.h"
#include "collector/http/router.h"
#include "common/base/check.h"

namespace {

using adit::http::Method;

std::string Encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    out += '%';
    out += kDigits[(static_cast<unsigned char>(c) >> 4) & 15];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

const adit::http::Router& Routes() {
  static const adit::http::Router router = [] {
    adit::http::Router made;
    for (const char* const pattern :
         {"/", "/v1/enrol", "/v1/batches/{agent}/{incarnation}/{seq}", "/api/v1/routines/{id}"}) {
      adit::http::Route route;
      route.method = Method::kPut;
      route.pattern = pattern;
      route.handle = [](adit::http::HttpRequest, const adit::http::Respond&) {};
      made.Add(std::move(route));
    }
    return made;
  }();
  return router;
}

void Find(std::string_view path) {
  const auto match = Routes().Find(Method::kPut, path);
  if (match.route == nullptr) {
    ADIT_CHECK(match.status == 404 || match.status == 405);
    return;
  }
  // The parameters put into the pattern lead to the same route with the same parameters.
  std::string again;
  size_t next = 0;
  for (size_t i = 0; i < match.route->pattern.size(); ++i) {
    if (match.route->pattern[i] != '{') {
      again += match.route->pattern[i];
      continue;
    }
    ADIT_CHECK(next < match.parameters.size());
    again += Encode(match.parameters[next++]);
    i = match.route->pattern.find('}', i);
  }
  ADIT_CHECK(next == match.parameters.size());
  const auto same = Routes().Find(Method::kPut, again);
  ADIT_CHECK(same.route == match.route && same.parameters == match.parameters);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ADIT_CHECK(adit::http::DecodePercent(Encode(text)) == text);
  ADIT_CHECK(adit::http::DecodePercent(text).size() <= text.size());
  Find(text);
  Find("/api/v1/routines/" + std::string(text));
  adit::http::HttpRequest request;
  request.query = std::string(text);
  (void)request.Query("limit");
  request.query = "limit=" + Encode(text) + "&" + std::string(text);
  ADIT_CHECK(request.Query("limit") == std::string(text));
  (void)adit::http::CookieValue(text, "session");
  const std::string_view before = text.substr(0, text.find("session"));
  if (before.find('"') == std::string_view::npos) {
    const std::string cookies = std::string(before) + "; session=0123abcd; " + std::string(text);
    ADIT_CHECK(adit::http::CookieValue(cookies, "session") == "0123abcd");
  }
  (void)adit::http::Problem(400, text);
  if (const auto url = adit::http::ParseClientUrl(std::string(text)); url.ok()) {
    ADIT_CHECK(!url->host.empty() && url->target.starts_with('/'));
  }
  return 0;
}
