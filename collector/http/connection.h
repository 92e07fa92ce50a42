// Connection: one TLS connection of the server, from handshake to close. Internal to this folder: it
// includes Boost.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>

#include "collector/http/connection_count.h"
#include "collector/http/http_server.h"

namespace adit::http {

// What all connections share; outlives them.
struct ServerShared {
  ServerShared(const ServerLimits& limits_in, const Router& router_in, boost::asio::ssl::context tls_in,
               int worker_threads)
      : limits(limits_in),
        router(router_in),
        tls(std::move(tls_in)),
        addresses(limits_in.connections_per_address),
        agents(limits_in.connections_per_agent),
        workers(static_cast<size_t>(worker_threads)) {}

  const ServerLimits limits;
  const Router& router;
  boost::asio::ssl::context tls;
  ServerCounters counters;
  ConnectionCount addresses;
  ConnectionCount agents;
  std::atomic<size_t> body_bytes_in_flight{0};
  boost::asio::thread_pool workers;
};

// Begins a connection that keeps itself alive until it ends. `address` has been counted in
// shared.addresses; the connection gives it back.
void StartConnection(std::shared_ptr<ServerShared> shared, boost::asio::ip::tcp::socket socket,
                     std::string address);

}  // namespace adit::http
