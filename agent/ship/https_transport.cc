#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <optional>

#include "agent/ship/transport.h"

namespace adit {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr size_t kMaxAnswerHeaderBytes = 8 << 10;

// One kept-alive connection. Each exchange runs the io_context until its one chain of handlers ends.
class HttpsTransport final : public Transport {
 public:
  HttpsTransport(ServerAddress address, crypto::TlsContext tls)
      : address_(std::move(address)), tls_(tls.release()) {}
  ~HttpsTransport() override { Drop(); }

  Result<HttpAnswer> Exchange(const HttpRequest& request, int64_t timeout_us,
                              size_t max_answer_bytes) override {
    timeout_ = std::chrono::microseconds(timeout_us);
    const bool reused = stream_.has_value();
    Result<HttpAnswer> answer = ExchangeOnce(request, max_answer_bytes);
    // A kept-alive connection that the server closed meanwhile fails at once; PUT and GET may be
    // repeated because a batch that arrives twice is one batch.
    if (!answer.ok() && reused && answer.status().code() == StatusCode::kUnavailable &&
        request.method != "POST") {
      return ExchangeOnce(request, max_answer_bytes);
    }
    return answer;
  }

 private:
  Result<HttpAnswer> ExchangeOnce(const HttpRequest& request, size_t max_answer_bytes) {
    if (!stream_) {
      const Status connected = Connect();
      if (!connected.ok()) {
        Drop();
        return connected;
      }
    }
    Result<HttpAnswer> answer = SendAndReceive(request, max_answer_bytes);
    if (!answer.ok()) Drop();
    return answer;
  }

  // Runs until the started operation has called its handler.
  error_code Wait() {
    io_.restart();
    io_.run();
    return result_;
  }
  auto Handler() {
    return [this](error_code error, auto&&...) { result_ = error; };
  }

  Status Connect() {
    asio::ip::tcp::resolver resolver(io_);
    asio::ip::tcp::resolver::results_type endpoints;
    buffer_.clear();
    stream_.emplace(io_, tls_);
    // The name service has no deadline of its own: the timer of this exchange ends it.
    asio::steady_timer timer(io_, timeout_);
    resolver.async_resolve(address_.host, std::to_string(address_.port),
                           [&](error_code error, auto results) {
                             result_ = error;
                             endpoints = std::move(results);
                             timer.cancel();
                           });
    timer.async_wait([&](error_code error) {
      if (!error) resolver.cancel();
    });
    if (Wait()) return Failure("cannot resolve " + address_.host);
    beast::get_lowest_layer(*stream_).expires_after(timeout_);
    beast::get_lowest_layer(*stream_).async_connect(endpoints, Handler());
    if (Wait()) return Failure("cannot connect to " + Name());
    ADIT_RETURN_IF_ERROR(crypto::ExpectServerName(stream_->native_handle(), address_.host));
    stream_->async_handshake(asio::ssl::stream_base::client, Handler());
    if (Wait()) {
      const bool untrusted = SSL_get_verify_result(stream_->native_handle()) != X509_V_OK;
      if (untrusted) {
        return Unauthenticated(Name() + " did not prove to be the collector: " +
                               X509_verify_cert_error_string(
                                   SSL_get_verify_result(stream_->native_handle())));
      }
      return Failure("TLS handshake with " + Name() + " failed");
    }
    return OkStatus();
  }

  Result<HttpAnswer> SendAndReceive(const HttpRequest& request, size_t max_answer_bytes) {
    http::request<http::span_body<const uint8_t>> message;
    message.method_string(request.method);
    message.target(request.path);
    message.version(11);
    message.set(http::field::host, address_.host);
    message.set(http::field::user_agent, "adit-agent");
    if (!request.content_type.empty()) {
      message.set(http::field::content_type, request.content_type);
      message.body() = {request.body.data(), request.body.size()};
      message.content_length(request.body.size());
    }
    beast::get_lowest_layer(*stream_).expires_after(timeout_);
    http::async_write(*stream_, message, Handler());
    // A server that refuses early closes its reading side: its answer is there to be read all the same.
    const error_code sent = Wait();
    if (sent == beast::error::timeout) return Failure("sending to " + Name());
    http::response_parser<http::vector_body<uint8_t>> parser;
    parser.header_limit(kMaxAnswerHeaderBytes);
    parser.body_limit(max_answer_bytes);
    http::async_read(*stream_, buffer_, parser, Handler());
    if (Wait()) {
      if (result_ == http::error::body_limit || result_ == http::error::header_limit ||
          result_ == http::error::buffer_overflow) {
        return ResourceExhausted("the answer of " + Name() + " is longer than " +
                                 std::to_string(max_answer_bytes) + " bytes");
      }
      return Failure("no answer from " + Name());
    }
    HttpAnswer answer;
    answer.status = static_cast<int>(parser.get().result_int());
    const auto retry_after = parser.get()[http::field::retry_after];
    answer.retry_after = std::string(retry_after.data(), retry_after.size());
    answer.body = std::move(parser.get().body());
    if (!parser.get().keep_alive() || sent) Drop();
    return answer;
  }

  Status Failure(const std::string& what) const {
    if (result_ == beast::error::timeout || result_ == asio::error::operation_aborted) {
      return DeadlineExceeded(what + ": timed out");
    }
    return Unavailable(what + ": " + result_.message());
  }
  std::string Name() const { return address_.host + ":" + std::to_string(address_.port); }

  // Without a closing handshake: every exchange is framed by its own length.
  void Drop() {
    if (!stream_) return;
    error_code ignored;
    beast::get_lowest_layer(*stream_).socket().close(ignored);
    stream_.reset();
  }

  const ServerAddress address_;
  asio::io_context io_{1};
  asio::ssl::context tls_;
  std::optional<beast::ssl_stream<beast::tcp_stream>> stream_;
  beast::flat_buffer buffer_;
  std::chrono::microseconds timeout_{0};
  error_code result_;
};

class HttpsConnector final : public Connector {
 public:
  explicit HttpsConnector(ServerAddress address) : address_(std::move(address)) {}
  Result<std::unique_ptr<Transport>> Connect(const crypto::TlsClientOptions& tls) override {
    Result<crypto::TlsContext> context = crypto::CreateTlsClientContext(tls);
    if (!context.ok()) return context.status();
    return std::unique_ptr<Transport>(
        std::make_unique<HttpsTransport>(address_, std::move(context.value())));
  }

 private:
  const ServerAddress address_;
};

}  // namespace

std::unique_ptr<Connector> CreateHttpsConnector(const ServerAddress& address) {
  return std::make_unique<HttpsConnector>(address);
}

}  // namespace adit
