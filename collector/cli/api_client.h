// ApiClient: one request at a time to a collector's API, for the command line.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace adit::cli {

struct ApiTarget {
  std::string url;            // "https://host:8443", a path below it counts
  std::string token;          // "" = none
  std::string authority_pem;  // the collector's own authority; "" = the system's
};

struct ApiAnswer {
  int status = 0;
  std::string body;
};

inline constexpr size_t kMaxApiAnswerBytes = 64 << 20;

// Opens a connection, asks, reads the whole answer, closes. kUnavailable when nobody answers,
// kUnauthenticated when the server's certificate is not trusted, kInvalidArgument for a malformed
// url.
[[nodiscard]] Result<ApiAnswer> AskApi(const ApiTarget& target, std::string_view method,
                                       std::string_view path, std::string_view json_body);

// The body of a 2xx answer; every other status as a Status with the problem's detail.
[[nodiscard]] Result<std::string> AskApiOrFail(const ApiTarget& target, std::string_view method,
                                               std::string_view path, std::string_view json_body);

}  // namespace adit::cli
