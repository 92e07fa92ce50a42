#include "tests/fakes/tls_server.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace adit {

TlsServer::TlsServer(const crypto::TlsServerOptions& options, Answer answer)
    : context_(std::move(crypto::CreateTlsServerContext(options).value())),
      answer_(std::move(answer)) {
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener_, 16);
  socklen_t size = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

TlsServer::~TlsServer() {
  stopping_ = true;
  thread_.join();
  close(listener_);
}

void TlsServer::Serve() {
  while (!stopping_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, 20) <= 0) continue;
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) continue;
    ++connections_;
    timeval limit{1, 0};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ServeConnection(connection);
    close(connection);
  }
}

void TlsServer::ServeConnection(int connection) {
  SSL* const ssl = SSL_new(context_.get());
  SSL_set_fd(ssl, connection);
  if (SSL_accept(ssl) == 1) {
    ++handshakes_;
    std::string buffer;
    char chunk[16384];
    while (!stopping_) {
      const auto length_of = [&](size_t end) {
        const size_t at = buffer.find("Content-Length: ");
        return at < end ? static_cast<size_t>(std::stoul(buffer.substr(at + 16))) : size_t{0};
      };
      const auto whole = [&] {
        const size_t end = buffer.find("\r\n\r\n");
        return end != std::string::npos && buffer.size() >= end + 4 + length_of(end);
      };
      int n = 1;
      while (!whole() && (n = SSL_read(ssl, chunk, sizeof chunk)) > 0) {
        buffer.append(chunk, static_cast<size_t>(n));
      }
      if (n <= 0) break;
      const size_t end = buffer.find("\r\n\r\n");
      const size_t length = length_of(end);
      Request request{buffer.substr(0, end), buffer.substr(end + 4, length), ""};
      if (const auto peer = crypto::PeerIdentity(ssl); peer.ok()) {
        request.agent_id_hex = peer->agent_id_hex;
      }
      buffer.erase(0, end + 4 + length);
      const std::string answer = answer_(request);
      if (answer.empty()) break;
      if (SSL_write(ssl, answer.data(), static_cast<int>(answer.size())) <= 0) break;
      if (answer.find("Connection: close") != std::string::npos) break;
    }
  }
  ERR_clear_error();
  SSL_free(ssl);
}

std::string HttpOk(const std::string& body, const std::string& more_headers) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         more_headers + "\r\n" + body;
}

}  // namespace adit
