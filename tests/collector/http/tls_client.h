// TlsClient: a raw TLS connection for tests, able to misbehave.
#pragma once

#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "common/crypto/openssl_types.h"
#include "common/crypto/tls_context.h"

namespace adit {

class TlsClient {
 public:
  // With "" for certificate and key the client shows none.
  TlsClient(uint16_t port, const std::string& authority_pem,
            const std::string& certificate_pem = "", const std::string& key_pem = "") {
    signal(SIGPIPE, SIG_IGN);
    crypto::TlsClientOptions options;
    options.authority_pem = authority_pem;
    options.certificate_chain_pem = certificate_pem;
    options.key_pem = key_pem;
    auto context = crypto::CreateTlsClientContext(options);
    if (!context.ok()) return;
    context_ = std::move(context).value();
    bio_.reset(BIO_new_ssl_connect(context_.get()));
    BIO_set_conn_hostname(bio_.get(), "127.0.0.1");
    BIO_set_conn_port(bio_.get(), std::to_string(port).c_str());
    connected_ = BIO_do_connect(bio_.get()) == 1 && BIO_do_handshake(bio_.get()) == 1;
    int descriptor = -1;
    BIO_get_fd(bio_.get(), &descriptor);
    timeval limit{15, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  [[nodiscard]] bool connected() const { return connected_; }
  bool Send(const std::string& bytes) {
    return connected_ && BIO_write(bio_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
                             static_cast<int>(bytes.size());
  }
  // One response: status line, headers and as much body as Content-Length says. "" when the server
  // closed instead.
  std::string Receive() {
    std::string raw = std::move(rest_);
    rest_.clear();
    for (;;) {
      const size_t head = raw.find("\r\n\r\n");
      if (head != std::string::npos) {
        const size_t field = raw.find("Content-Length: ");
        const size_t length =
            field == std::string::npos || field > head ? 0 : std::stoul(raw.substr(field + 16));
        const bool interim = raw.starts_with("HTTP/1.1 100");
        const size_t end = head + 4 + (interim ? 0 : length);
        if (raw.size() >= end) {
          rest_ = raw.substr(end);
          return raw.substr(0, end);
        }
      }
      char buffer[16384];
      const int got = BIO_read(bio_.get(), buffer, sizeof buffer);
      if (got <= 0) return "";
      raw.append(buffer, static_cast<size_t>(got));
    }
  }
  // "GET /x" style request without a body, and the response.
  std::string Ask(const std::string& method, const std::string& path,
                  const std::string& headers = "", const std::string& body = "") {
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
    if (!body.empty() || method == "POST" || method == "PUT")
      request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    if (!Send(request + "\r\n" + body)) return "";
    return Receive();
  }

 private:
  crypto::TlsContext context_;
  crypto::UniqueBio bio_;
  bool connected_ = false;
  std::string rest_;
};

inline int StatusOf(const std::string& response) {
  return response.size() < 12 ? 0 : std::stoi(response.substr(9, 3));
}
inline std::string BodyOf(const std::string& response) {
  const size_t head = response.find("\r\n\r\n");
  return head == std::string::npos ? "" : response.substr(head + 4);
}

}  // namespace adit
