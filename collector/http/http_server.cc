// The one source of the tree that includes Boost.Beast: it takes half a minute to compile.
#include "collector/http/http_server.h"

#include <algorithm>
#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "collector/http/address_limits.h"
#include "collector/http/client_address.h"
#include "collector/http/stranger_queue.h"
#include "common/base/logger.h"

namespace adit::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using asio::ip::tcp;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// What all connections share; outlives them.
struct ServerShared {
  ServerShared(const ServerLimits& limits_in, const Router& router_in, asio::ssl::context tls_in,
               int worker_threads)
      : limits(limits_in),
        router(router_in),
        tls(std::move(tls_in)),
        addresses(limits_in.connections_per_address, limits_in.new_connections_per_address_per_s,
                  limits_in.new_connections_per_address_burst),
        agents(limits_in.connections_per_agent),
        workers(static_cast<size_t>(worker_threads)) {}

  const ServerLimits limits;
  const Router& router;
  asio::ssl::context tls;
  ServerCounters counters;
  AddressLimits addresses;
  ConnectionCount agents;
  StrangerQueue strangers;
  std::atomic<size_t> body_bytes_in_flight{0};  // of agents
  std::atomic<size_t> body_bytes_of_strangers{0};
  asio::thread_pool workers;
};

// A burst that is longer costs whoever comes next a second, until its system tries again.
constexpr int kBacklog = 4096;

// A client that still sends while it is being refused gets this much read and thrown away, so that
// the answer is not lost to a reset.
constexpr size_t kDrainBytes = 4 << 20;
constexpr int kDrainMs = 2000;

class Connection final : public Stranger, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerShared> shared, tcp::socket socket, std::string address)
      : shared_(std::move(shared)),
        address_(std::move(address)),
        stream_(beast::tcp_stream(std::move(socket)), shared_->tls) {
    ++shared_->counters.connections_open;
    ++shared_->counters.connections_total;
  }
  ~Connection() {
    ReleaseBody();
    if (agent_.empty()) {
      shared_->strangers.Remove(*this);
      shared_->addresses.Remove(address_);
    } else {
      shared_->agents.Remove(agent_);
    }
    --shared_->counters.connections_open;
  }

  void Run() {
    shared_->strangers.Add(*this, weak_from_this());
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->Handshake(); });
  }

 private:
  void GiveWay() override {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      self->keep_alive_ = false;  // when it is being answered, that is all
      if (!self->answering_) beast::get_lowest_layer(self->stream_).close();
    });
  }

  // Answers when the handler forgot to.
  struct Answer {
    explicit Answer(std::shared_ptr<Connection> connection_in)
        : connection(std::move(connection_in)) {}
    ~Answer() {
      if (!given.exchange(true))
        connection->PostAnswer(Problem(500, "the request was not answered"));
    }
    std::shared_ptr<Connection> connection;
    std::atomic<bool> given{false};
  };

  void SetTimeout(int ms) { beast::get_lowest_layer(stream_).expires_after(milliseconds(ms)); }
  void CountTimeout(const beast::error_code& error) {
    if (error == beast::error::timeout) ++shared_->counters.timeouts;
  }

  void Handshake() {
    SetTimeout(shared_->limits.handshake_ms);
    stream_.async_handshake(
        asio::ssl::stream_base::server,
        [self = shared_from_this()](beast::error_code error) { self->OnHandshake(error); });
  }

  void OnHandshake(const beast::error_code& error) {
    if (error) {
      CountTimeout(error);
      ++shared_->counters.handshakes_failed;
      return;
    }
    auto peer = crypto::PeerIdentity(stream_.native_handle());
    if (peer.ok()) {
      if (!shared_->agents.TryAdd(peer->agent_id_hex)) {
        ++shared_->counters.connections_refused;
        return;
      }
      agent_ = peer->agent_id_hex;
      shared_->strangers.Remove(*this);
      shared_->addresses.RemoveAgent(address_);
      peer_ = std::move(peer).value();
    }
    ReadHeader(shared_->limits.header_ms);
  }

  void ReadHeader(int timeout_ms) {
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(shared_->limits.header_bytes));
    parser_->body_limit(boost::none);
    SetTimeout(timeout_ms);
    bhttp::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) { self->OnHeader(error); });
  }

  void OnHeader(const beast::error_code& error) {
    if (error) {
      CountTimeout(error);
      // Between two requests a client may simply leave or fall silent.
      const bool begun = parser_->got_some();
      if (begun && error == beast::error::timeout)
        return Refuse(Problem(408, "the header took too long"));
      if (error == bhttp::error::header_limit) {
        return Refuse(Problem(431, "the header is larger than " +
                                       std::to_string(shared_->limits.header_bytes) + " bytes"));
      }
      if (begun &&
          error.category() == bhttp::make_error_code(bhttp::error::bad_method).category() &&
          error != bhttp::error::end_of_stream && error != bhttp::error::partial_message) {
        return Refuse(Problem(400, "malformed HTTP: " + error.message()));
      }
      return Close();
    }
    ++shared_->counters.requests_total;
    FillRequest();
    Router::Match match = shared_->router.Find(request_.method, request_.path);
    if (match.route == nullptr) {
      HttpResponse response =
          Problem(match.status, match.status == 404 ? "there is nothing at this address"
                                                    : "use one of: " + match.allow);
      if (!match.allow.empty()) response.headers.emplace_back("Allow", match.allow);
      return Refuse(std::move(response));
    }
    route_ = match.route;
    request_.parameters = std::move(match.parameters);
    CheckBeforeBody();
  }

  void FillRequest() {
    const auto& message = parser_->get();
    request_ = HttpRequest();
    const auto name = message.method_string();
    request_.method = MethodFromName({name.data(), name.size()});
    request_.head = message.method() == bhttp::verb::head;
    const std::string_view target(message.target().data(), message.target().size());
    const size_t question = target.find('?');
    request_.path = std::string(target.substr(0, question));
    if (question != std::string_view::npos)
      request_.query = std::string(target.substr(question + 1));
    for (const auto& field : message) {
      const std::string_view field_name(field.name_string().data(), field.name_string().size());
      request_.headers.emplace_back(LowerCase(field_name),
                                    std::string(field.value().data(), field.value().size()));
    }
    request_.peer = peer_;
    request_.remote_address = address_;
    keep_alive_ = message.keep_alive();
  }

  void CheckBeforeBody() {
    const auto length = parser_->content_length();
    if (length && *length > route_->max_body_bytes) {
      return Refuse(
          Problem(413, "the body may have " + std::to_string(route_->max_body_bytes) + " bytes"));
    }
    if (route_->length_required && !length) {
      return Refuse(Problem(411, "send Content-Length; chunked bodies are not accepted here"));
    }
    if (route_->before_body) {
      std::optional<HttpResponse> answer = route_->before_body(request_);
      if (answer) return Refuse(std::move(*answer));
    }
    if (parser_->is_done()) return Dispatch();
    // A chunked body may grow to the limit of its route, so that much is set aside.
    const size_t wanted = length ? static_cast<size_t>(*length) : route_->max_body_bytes;
    const size_t limit = agent_.empty() ? shared_->limits.body_bytes_of_strangers
                                        : shared_->limits.body_bytes_in_flight;
    if (BodyBytes().fetch_add(wanted) + wanted > limit) {
      BodyBytes().fetch_sub(wanted);
      HttpResponse busy = Problem(503, "too many bodies at once; try again");
      busy.headers.emplace_back("Retry-After", "2");
      return Refuse(std::move(busy));
    }
    body_reserved_ = wanted;
    parser_->body_limit(route_->max_body_bytes);
    body_begin_ = SteadyClock::now();
    if (request_.Header("expect") == "100-continue") return WriteContinue();
    ReadBody();
  }

  void WriteContinue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    SetTimeout(shared_->limits.write_ms);
    asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                      [self = shared_from_this()](beast::error_code error, size_t) {
                        if (error) return self->Close();
                        self->ReadBody();
                      });
  }

  // After a grace the client must keep a least rate, so that nobody holds a body open for ever.
  void ReadBody() {
    const auto earned = milliseconds(static_cast<int64_t>(parser_->get().body().size()) * 1000 /
                                     shared_->limits.body_min_bytes_per_s);
    const auto allowed =
        std::min<milliseconds>(milliseconds(shared_->limits.body_grace_ms) + earned,
                               milliseconds(shared_->limits.body_ms));
    beast::get_lowest_layer(stream_).expires_at(body_begin_ + allowed);
    bhttp::async_read_some(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) { self->OnBody(error); });
  }

  void OnBody(const beast::error_code& error) {
    if (error == beast::error::timeout) {
      ++shared_->counters.timeouts;
      // The stream has been closed by its timer; there is nobody to tell.
      return;
    }
    if (error == bhttp::error::body_limit) {
      return Refuse(
          Problem(413, "the body may have " + std::to_string(route_->max_body_bytes) + " bytes"));
    }
    if (error == bhttp::error::need_buffer) return ReadBody();
    if (error) return Close();
    if (!parser_->is_done()) return ReadBody();
    request_.body = std::move(parser_->get().body());
    Dispatch();
  }

  void Dispatch() {
    answering_ = true;
    SetTimeout(shared_->limits.handle_ms);
    auto answer = std::make_shared<Answer>(shared_from_this());
    asio::post(shared_->workers, [answer, route = route_, request = std::move(request_)]() mutable {
      route->handle(std::move(request), [answer](HttpResponse response) {
        if (!answer->given.exchange(true)) answer->connection->PostAnswer(std::move(response));
      });
    });
  }

  void PostAnswer(HttpResponse response) {
    asio::post(stream_.get_executor(),
               [self = shared_from_this(), response = std::move(response)]() mutable {
                 self->ReleaseBody();
                 self->Write(std::move(response), self->keep_alive_);
               });
  }

  // For answers given before the body was read: what the client still sends is no request.
  void Refuse(HttpResponse response) {
    const bool body_follows = parser_->is_header_done() && !parser_->is_done();
    ReleaseBody();
    Write(std::move(response), !body_follows && parser_->is_header_done() && keep_alive_);
  }

  void Write(HttpResponse response, bool keep_alive) {
    ++shared_->counters
          .responses_by_class[static_cast<size_t>(std::clamp(response.status / 100, 0, 5))];
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(response.status));
    response_.reason(std::string(StatusPhrase(response.status)));
    if (!response.content_type.empty())
      response_.set(bhttp::field::content_type, response.content_type);
    response_.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : response.headers) response_.insert(name, value);
    response_.keep_alive(keep_alive);
    const size_t length = response.body.size();
    if (!request_head()) response_.body() = std::move(response.body);
    if (response.status != 204 && response.status != 304) response_.content_length(length);
    SetTimeout(shared_->limits.write_ms);
    bhttp::async_write(stream_, response_,
                       [self = shared_from_this(), keep_alive](beast::error_code error, size_t) {
                         self->OnWritten(error, keep_alive);
                       });
  }

  [[nodiscard]] bool request_head() const {
    return parser_ && parser_->is_header_done() && parser_->get().method() == bhttp::verb::head;
  }

  void OnWritten(const beast::error_code& error, bool keep_alive) {
    response_.body().clear();
    response_.body().shrink_to_fit();
    if (error) {
      CountTimeout(error);
      return;
    }
    answering_ = false;
    if (keep_alive) return ReadHeader(shared_->limits.idle_ms);
    SetTimeout(kDrainMs);
    Drain();
  }

  void Drain() {
    drained_ += buffer_.size();
    buffer_.consume(buffer_.size());
    if (drained_ > kDrainBytes) return Close();
    stream_.async_read_some(asio::buffer(scratch_),
                            [self = shared_from_this()](beast::error_code error, size_t size) {
                              if (error) return self->Close();
                              self->drained_ += size;
                              self->Drain();
                            });
  }

  void Close() {
    if (closing_) return;
    closing_ = true;
    SetTimeout(kDrainMs);
    stream_.async_shutdown([self = shared_from_this()](beast::error_code) {});
  }

  // Of agents and of everybody else apart: who holds bodies open without a certificate stops no agent.
  std::atomic<size_t>& BodyBytes() {
    return agent_.empty() ? shared_->body_bytes_of_strangers : shared_->body_bytes_in_flight;
  }
  void ReleaseBody() { BodyBytes().fetch_sub(std::exchange(body_reserved_, 0)); }

  const std::shared_ptr<ServerShared> shared_;
  const std::string address_;
  std::string agent_;  // counted in shared_->agents instead of the address when set
  std::optional<crypto::CertificateFacts> peer_;
  beast::ssl_stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_{64 << 10};
  std::optional<bhttp::request_parser<bhttp::vector_body<uint8_t>>> parser_;
  HttpRequest request_;
  const Route* route_ = nullptr;
  bhttp::response<bhttp::string_body> response_;
  std::array<char, 4096> scratch_{};
  size_t drained_ = 0;
  size_t body_reserved_ = 0;
  SteadyClock::time_point body_begin_;
  bool keep_alive_ = false;
  bool closing_ = false;
  bool answering_ = false;  // a handler has the request
};

// The listening socket and the threads.
class BeastServer final : public HttpServer {
 public:
  BeastServer(const ServerOptions& options, asio::ssl::context tls, const Router& router)
      : shared_(std::make_shared<ServerShared>(options.limits, router, std::move(tls),
                                               options.worker_threads)),
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
    beast::error_code error;
    const asio::ip::address address = asio::ip::make_address(options.address, error);
    if (error)
      return InvalidArgument("listen address '" + options.address + "' is not an IP address");
    const tcp::endpoint endpoint(address, options.port);
    const std::string name = options.address + ":" + std::to_string(options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(kBacklog, error);
    if (error == asio::error::address_in_use) {
      return Unavailable(
          "cannot listen on " + name +
          ": the port is in use; stop the other program or choose another with --listen");
    }
    if (error == asio::error::access_denied) {
      return PermissionDenied("cannot listen on " + name +
                              ": ports below 1024 need a privilege; choose a higher one");
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
    acceptor_.async_accept(asio::make_strand(io_),
                           [this](beast::error_code error, tcp::socket socket) {
                             if (error == asio::error::operation_aborted) return;
                             if (error) {
                               // Out of descriptors, most likely: waiting helps, spinning does not.
                               LogWarning("http: accept failed", {{"error", error.message()}});
                               pause_.expires_after(std::chrono::milliseconds(100));
                               pause_.async_wait([this](beast::error_code) { Accept(); });
                               return;
                             }
                             Admit(std::move(socket));
                             Accept();
                           });
  }

  void Admit(tcp::socket socket) {
    beast::error_code error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;
    socket.set_option(tcp::no_delay(true), error);
    const std::string address = LimitedAddress(peer.address().to_string());
    // Whoever is new may be an agent, which only its handshake tells: the one that has waited longest
    // without showing a certificate makes room for it.
    const bool full = shared_->counters.connections_open >= shared_->limits.connections ||
                      shared_->strangers.size() >= shared_->limits.strangers;
    if (!shared_->addresses.TryAdd(address)) {
      ++shared_->counters.connections_refused;
      return;
    }
    if (full && !shared_->strangers.OldestGivesWay()) {
      shared_->addresses.Remove(address);
      ++shared_->counters.connections_refused;
      return;
    }
    if (full) ++shared_->counters.connections_displaced;
    std::make_shared<Connection>(shared_, std::move(socket), address)->Run();
  }

  std::shared_ptr<ServerShared> shared_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const ServerOptions& options,
                                                      crypto::TlsContext tls,
                                                      const Router& router) {
  auto server = std::make_unique<BeastServer>(options, asio::ssl::context(tls.release()), router);
  ADIT_RETURN_IF_ERROR(server->Listen(options));
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace adit::http
