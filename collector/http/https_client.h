// HttpsClient: one request to somebody else's server, within a time, followed nowhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"

namespace adit::http {

struct ClientRequest {
  std::string method = "POST";
  std::string url;  // https://host[:port][/path][?query]; http only to this very machine
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct ClientAnswer {
  int status = 0;
  std::string body;
};

struct ClientOptions {
  int64_t timeout_ms = 10'000;  // for everything together
  size_t max_answer_bytes = 64 << 10;
  std::string authority_pem;  // trusted besides the system's authorities; "" = those alone
};

struct ParsedUrl {
  bool tls = true;
  std::string host;
  std::string port;
  std::string target;  // path and query, "/" at least
};
// kInvalidArgument says what form is right.
[[nodiscard]] Result<ParsedUrl> ParseClientUrl(const std::string& url);

// kUnavailable when nobody answers in a way that is HTTP, kDeadlineExceeded, kUnauthenticated when
// the certificate is not trusted, kResourceExhausted for a longer answer. Blocks; any thread.
[[nodiscard]] Result<ClientAnswer> Ask(const ClientRequest& request, const ClientOptions& options);

}  // namespace adit::http
