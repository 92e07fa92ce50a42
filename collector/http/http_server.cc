#include "collector/http/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "collector/http/connection.h"
#include "common/base/logger.h"

namespace adit::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class BeastServer final : public HttpServer {
 public:
  BeastServer(const ServerOptions& options, asio::ssl::context tls, const Router& router)
      : shared_(std::make_shared<ServerShared>(options.limits, router, std::move(tls), options.worker_threads)),
        acceptor_(io_),
        pause_(io_) {}

  ~BeastServer() override { Stop(); }

  void Stop() override {
    io_.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    shared_->workers.join();
  }

  Status Listen(const ServerOptions& options) {
    boost::system::error_code error;
    const asio::ip::address address = asio::ip::make_address(options.address, error);
    if (error) return InvalidArgument("listen address '" + options.address + "' is not an IP address");
    const tcp::endpoint endpoint(address, options.port);
    const std::string name = options.address + ":" + std::to_string(options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (error == asio::error::address_in_use) {
      return Unavailable("cannot listen on " + name +
                         ": the port is in use; stop the other program or choose another with --listen");
    }
    if (error == asio::error::access_denied) {
      return PermissionDenied("cannot listen on " + name + ": ports below 1024 need a privilege; choose a higher one");
    }
    if (error) return Unavailable("cannot listen on " + name + ": " + error.message());
    port_ = acceptor_.local_endpoint().port();
    Accept();
    for (int i = 0; i < options.network_threads; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
    return OkStatus();
  }

  uint16_t port() const override { return port_; }
  const ServerCounters& counters() const override { return shared_->counters; }

 private:
  void Accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](boost::system::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) {
        // Out of descriptors, most likely: waiting helps, spinning does not.
        LogWarning("http: accept failed", {{"error", error.message()}});
        pause_.expires_after(std::chrono::milliseconds(100));
        pause_.async_wait([this](boost::system::error_code) { Accept(); });
        return;
      }
      Admit(std::move(socket));
      Accept();
    });
  }

  void Admit(tcp::socket socket) {
    boost::system::error_code error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;
    socket.set_option(tcp::no_delay(true), error);
    const std::string address = peer.address().to_string();
    if (shared_->counters.connections_open >= shared_->limits.connections || !shared_->addresses.TryAdd(address)) {
      ++shared_->counters.connections_refused;
      return;
    }
    StartConnection(shared_, std::move(socket), address);
  }

  std::shared_ptr<ServerShared> shared_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const ServerOptions& options, crypto::TlsContext tls,
                                                      const Router& router) {
  auto server = std::make_unique<BeastServer>(options, asio::ssl::context(tls.release()), router);
  ADIT_RETURN_IF_ERROR(server->Listen(options));
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace adit::http
