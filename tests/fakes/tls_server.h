// TlsServer: one thread that speaks HTTP/1.1 over TLS on loopback with canned answers, for tests of the
// real client.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "common/crypto/tls_context.h"

namespace adit {

class TlsServer {
 public:
  struct Request {
    std::string head;
    std::string body;
    std::string agent_id_hex;  // "" = the client showed no certificate
  };
  // Gives the raw bytes to answer with; "" closes the connection without an answer.
  using Answer = std::function<std::string(const Request&)>;

  TlsServer(const crypto::TlsServerOptions& options, Answer answer);
  ~TlsServer();
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int handshakes() const { return handshakes_; }

 private:
  void Serve();
  void ServeConnection(int socket);

  crypto::TlsContext context_;
  const Answer answer_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::atomic<int> handshakes_{0};
  std::thread thread_;
};

// "HTTP/1.1 200 OK" with length and body.
[[nodiscard]] std::string HttpOk(const std::string& body, const std::string& more_headers = "");

}  // namespace adit
