#include "collector/http/https_client.h"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <functional>
#include <optional>

namespace adit::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;

constexpr size_t kMaxUrlBytes = 2048;

bool IsThisMachine(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

// One exchange: resolve, connect, shake hands, write, read; each step starts the next.
class Exchange {
 public:
  Exchange(asio::io_context& io, asio::ssl::context& tls, const ParsedUrl& url,
           const ClientRequest& request, size_t max_answer_bytes)
      : url_(url), resolver_(io), stream_(io, tls) {
    request_.method_string(request.method);
    request_.target(url.target);
    request_.version(11);
    const bool plain_v6 = url.host.find(':') != std::string::npos;
    request_.set(beast::http::field::host,
                 (plain_v6 ? "[" + url.host + "]" : url.host) + ":" + url.port);
    request_.set(beast::http::field::connection, "close");
    request_.set(beast::http::field::user_agent, "adit-collector");
    for (const auto& [name, value] : request.headers) request_.set(name, value);
    request_.body() = request.body;
    request_.prepare_payload();
    parser_.body_limit(max_answer_bytes);
  }

  void Start() {
    resolver_.async_resolve(url_.host, url_.port, [this](Error error, const auto& found) {
      if (error) return End(Unavailable("no address is known for " + url_.host));
      asio::async_connect(beast::get_lowest_layer(stream_).socket(), found,
                          [this](Error failed, const tcp::endpoint&) { Connected(failed); });
    });
  }
  [[nodiscard]] const std::optional<Status>& ended() const { return ended_; }
  [[nodiscard]] ClientAnswer TakeAnswer() {
    return {parser_.get().result_int() > 0 ? static_cast<int>(parser_.get().result_int()) : 0,
            std::move(parser_.get().body())};
  }

 private:
  void Connected(Error error) {
    if (error) return End(Unavailable("nobody listens at " + url_.host + ":" + url_.port));
    if (!url_.tls) return Write(beast::get_lowest_layer(stream_));
    SSL_set_tlsext_host_name(stream_.native_handle(), url_.host.c_str());
    stream_.set_verify_callback(asio::ssl::host_name_verification(url_.host));
    stream_.async_handshake(asio::ssl::stream_base::client, [this](Error failed) {
      if (failed)
        return End(Unauthenticated("the certificate of " + url_.host +
                                   " is not trusted: " + failed.message()));
      Write(stream_);
    });
  }
  template <typename Stream>
  void Write(Stream& stream) {
    beast::http::async_write(stream, request_, [this, &stream](Error error, size_t) {
      if (error) return End(Unavailable("the connection to " + url_.host + " broke"));
      beast::http::async_read(stream, buffer_, parser_, [this](Error failed, size_t) {
        if (failed == beast::http::error::body_limit)
          return End(ResourceExhausted("the answer of " + url_.host + " is too long"));
        if (failed) return End(Unavailable(url_.host + " gave no HTTP answer"));
        End(OkStatus());
      });
    });
  }
  void End(Status status) { ended_ = std::move(status); }

  const ParsedUrl url_;
  tcp::resolver resolver_;
  beast::ssl_stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_{1 << 17};
  beast::http::request<beast::http::string_body> request_;
  beast::http::response_parser<beast::http::string_body> parser_;
  std::optional<Status> ended_;
};

}  // namespace

Result<ParsedUrl> ParseClientUrl(const std::string& url) {
  const Status wrong = InvalidArgument(
      "the address must be https://HOST[:PORT][/PATH], or http:// to "
      "this machine (127.0.0.1, localhost)");
  ParsedUrl parsed;
  std::string rest;
  if (url.starts_with("https://")) {
    rest = url.substr(8);
  } else if (url.starts_with("http://")) {
    rest = url.substr(7);
    parsed.tls = false;
  }
  const bool odd = std::any_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F ||
           c == '#';
  });
  if (rest.empty() || odd || url.size() > kMaxUrlBytes) return wrong;
  const size_t path = rest.find_first_of("/?");
  parsed.target = path == std::string::npos ? "/" : rest.substr(path);
  if (parsed.target.front() != '/') parsed.target.insert(0, "/");
  rest.resize(std::min(path, rest.size()));
  const size_t bracket = rest.find(']');
  const size_t colon = rest.find(':', bracket == std::string::npos ? 0 : bracket);
  parsed.port = parsed.tls ? "443" : "80";
  if (colon != std::string::npos) {
    parsed.port = rest.substr(colon + 1);
    rest.resize(colon);
  }
  if (!rest.empty() && rest.front() == '[' && rest.back() == ']')
    rest = rest.substr(1, rest.size() - 2);
  parsed.host = rest;
  const bool digits = parsed.port.find_first_not_of("0123456789") == std::string::npos;
  if (parsed.host.empty() || parsed.host.find('@') != std::string::npos || parsed.port.empty() ||
      parsed.port.size() > 5 || !digits)
    return wrong;
  if (!parsed.tls && !IsThisMachine(parsed.host)) return wrong;
  return parsed;
}

Result<ClientAnswer> Ask(const ClientRequest& request, const ClientOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const ParsedUrl url, ParseClientUrl(request.url));
  asio::io_context io(1);
  asio::ssl::context tls(asio::ssl::context::tls_client);
  Error error;
  tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
  tls.set_default_verify_paths(error);
  if (!options.authority_pem.empty()) {
    tls.add_certificate_authority(asio::buffer(options.authority_pem), error);
    if (error) return InvalidArgument("the trusted authority is no PEM certificate");
  }
  tls.set_verify_mode(asio::ssl::verify_peer, error);
  Exchange exchange(io, tls, url, request, options.max_answer_bytes);
  exchange.Start();
  // Name look-ups cannot be cancelled; their thread belongs to `io` and ends with it.
  io.run_for(std::chrono::milliseconds(options.timeout_ms));
  if (!exchange.ended())
    return DeadlineExceeded(url.host + " did not answer within " +
                            std::to_string(options.timeout_ms) + " ms");
  if (!exchange.ended()->ok()) return *exchange.ended();
  return exchange.TakeAnswer();
}

}  // namespace adit::http
