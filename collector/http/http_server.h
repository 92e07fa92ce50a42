// HttpServer: a small HTTPS server with limits at every stage. It knows nothing of tasks.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "collector/http/router.h"
#include "common/base/status.h"
#include "common/crypto/tls_context.h"

namespace adit::http {

// Every limit in one table. Times in milliseconds.
struct ServerLimits {
  int handshake_ms = 10'000;
  int header_ms = 10'000;
  int idle_ms = 60'000;        // between requests of one connection
  int body_grace_ms = 10'000;  // then at least body_min_bytes_per_s
  int body_min_bytes_per_s = 1024;
  int body_ms = 120'000;
  int handle_ms = 120'000;  // a handler that takes longer loses its client
  int write_ms = 30'000;
  size_t header_bytes = 8 << 10;
  size_t connections = 4096;
  // Of them without an agent's certificate; at this limit, and where there is no other room, the oldest
  // of them makes room for the newest. Each may take 130 KiB.
  size_t strangers = 1024;
  // Of clients that are no agents; an IPv6 network of 64 bits is one address (client_address.h).
  size_t connections_per_address = 64;
  uint32_t new_connections_per_address_per_s = 100;
  uint32_t new_connections_per_address_burst = 1000;
  size_t connections_per_agent = 8;
  size_t body_bytes_in_flight = size_t{256} << 20;  // of all agents' requests together; above: 503
  size_t body_bytes_of_strangers = size_t{64} << 20;  // of all other requests together
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0 = any free one
  int network_threads = 2;
  int worker_threads = 4;
  ServerLimits limits;
};

struct ServerCounters {
  std::atomic<uint64_t> connections_open{0};
  std::atomic<uint64_t> connections_total{0};
  std::atomic<uint64_t> connections_refused{0};  // over a limit
  std::atomic<uint64_t> connections_displaced{0};  // made room for newer ones
  std::atomic<uint64_t> handshakes_failed{0};
  std::atomic<uint64_t> timeouts{0};
  std::atomic<uint64_t> requests_total{0};
  std::atomic<uint64_t> responses_by_class[6] = {};  // index = status / 100
};

// Threads: its own; functions may be called from any other.
class HttpServer {
 public:
  // Listens at once. kUnavailable, with the remedy, when the port is in use; kInvalidArgument for
  // an address that is none. `router` must outlive the server.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> Start(const ServerOptions& options,
                                                                 crypto::TlsContext tls,
                                                                 const Router& router);
  // Stop() if that has not been done, then closes everything. Whoever still holds a Respond must
  // have called or dropped it by now.
  virtual ~HttpServer() = default;
  // Nothing more is read or written; returns when the running handlers have ended. Answers given
  // from now on go nowhere.
  virtual void Stop() = 0;
  [[nodiscard]] virtual uint16_t port() const = 0;
  [[nodiscard]] virtual const ServerCounters& counters() const = 0;
};

}  // namespace adit::http
