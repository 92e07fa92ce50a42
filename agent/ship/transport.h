// Transport: one HTTP exchange with the collector, so that tests and the simulation can lose, delay,
// forge and repeat answers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/tls_context.h"

namespace adit {

struct HttpRequest {
  std::string method;  // "GET", "POST", "PUT"
  std::string path;
  std::string content_type;  // "" = no body
  ByteView body;             // must outlive the exchange
};

struct HttpAnswer {
  int status = 0;
  std::string retry_after;  // header's value, "" = absent
  Bytes body;
};

// Not thread-safe. Never follows a redirect, never retries by itself.
class Transport {
 public:
  virtual ~Transport() = default;
  // kDeadlineExceeded after `timeout_us`, kUnavailable when there is no connection or it broke,
  // kUnauthenticated when the TLS handshake failed for want of trust, kResourceExhausted when the
  // answer is longer than `max_answer_bytes`. After any failure it is unknown whether the request
  // arrived.
  [[nodiscard]] virtual Result<HttpAnswer> Exchange(const HttpRequest& request, int64_t timeout_us,
                                                    size_t max_answer_bytes) = 0;
};

struct ServerAddress {
  std::string host;
  uint16_t port = 8443;
};
// "https://host[:port]", default port 8443; [::1] for IPv6. kInvalidArgument says what form is right.
[[nodiscard]] Result<ServerAddress> ParseServerUrl(std::string_view url);

// Makes transports for the identity of the moment: none at enrolment, a new one after each renewal.
class Connector {
 public:
  virtual ~Connector() = default;
  // Sets up, does not connect yet: failures of the network show at Exchange().
  [[nodiscard]] virtual Result<std::unique_ptr<Transport>> Connect(
      const crypto::TlsClientOptions& tls) = 0;
};

// HTTP/1.1 over TLS 1.3 to one collector. `address` is copied.
[[nodiscard]] std::unique_ptr<Connector> CreateHttpsConnector(const ServerAddress& address);

}  // namespace adit
