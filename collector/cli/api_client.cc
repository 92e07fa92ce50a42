#include "collector/cli/api_client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <charconv>
#include <memory>

#include "common/crypto/openssl_types.h"
#include "common/crypto/tls_context.h"

namespace adit::cli {
namespace {

struct ParsedUrl {
  std::string host;
  std::string port = "8443";
  std::string base;
};

Result<ParsedUrl> ParseUrl(const std::string& url) {
  const Status wrong = InvalidArgument("'" + url + "' is not of the form https://host[:port]");
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return wrong;
  ParsedUrl parsed;
  std::string rest = url.substr(kScheme.size());
  if (const size_t slash = rest.find('/'); slash != std::string::npos) {
    parsed.base = rest.substr(slash);
    while (!parsed.base.empty() && parsed.base.back() == '/') parsed.base.pop_back();
    rest.resize(slash);
  }
  const size_t bracket = rest.find(']');
  const size_t colon = rest.find(':', bracket == std::string::npos ? 0 : bracket);
  if (colon != std::string::npos) {
    parsed.port = rest.substr(colon + 1);
    rest.resize(colon);
  }
  if (!rest.empty() && rest.front() == '[' && rest.back() == ']')
    rest = rest.substr(1, rest.size() - 2);
  if (rest.empty() || parsed.port.empty()) return wrong;
  parsed.host = rest;
  return parsed;
}

Result<crypto::TlsContext> ClientContext(const ApiTarget& target) {
  if (!target.authority_pem.empty()) {
    crypto::TlsClientOptions options;
    options.authority_pem = target.authority_pem;
    return crypto::CreateTlsClientContext(options);
  }
  crypto::TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr || SSL_CTX_set_default_verify_paths(context.get()) != 1)
    return Internal("cannot start TLS");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

Status ConnectFailure(const ApiTarget& target, SSL* ssl) {
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    return Unauthenticated("the certificate of " + target.url + " is not trusted (" +
                           X509_verify_cert_error_string(verified) +
                           "); give the collector's authority with --ca FILE");
  }
  return Unavailable("no collector answers at " + target.url +
                     "; is it running, and is the address right?");
}

Result<ApiAnswer> ParseAnswer(const std::string& raw, const ApiTarget& target) {
  const size_t head_end = raw.find("\r\n\r\n");
  ApiAnswer answer;
  const char* digits = raw.data() + 9;
  if (head_end == std::string::npos || raw.size() < 12 || !raw.starts_with("HTTP/1.") ||
      std::from_chars(digits, digits + 3, answer.status).ec != std::errc()) {
    return Unavailable(target.url + " does not speak HTTP");
  }
  answer.body = raw.substr(head_end + 4);
  return answer;
}

// The value of "detail" in a problem, without a JSON library: it is the last member we write.
std::string DetailOf(const std::string& body) {
  constexpr std::string_view kKey = "\"detail\":\"";
  const size_t at = body.find(kKey);
  if (at == std::string::npos) return body.substr(0, 300);
  std::string detail;
  for (size_t i = at + kKey.size(); i < body.size() && body[i] != '"'; ++i) {
    if (body[i] == '\\' && i + 1 < body.size()) ++i;
    detail += body[i];
  }
  return detail;
}

}  // namespace

Result<ApiAnswer> AskApi(const ApiTarget& target, std::string_view method, std::string_view path,
                         std::string_view json_body) {
  ADIT_ASSIGN_OR_RETURN(const ParsedUrl url, ParseUrl(target.url));
  ADIT_ASSIGN_OR_RETURN(const crypto::TlsContext context, ClientContext(target));
  const crypto::UniqueBio bio(BIO_new_ssl_connect(context.get()));
  SSL* ssl = nullptr;
  if (bio == nullptr || BIO_get_ssl(bio.get(), &ssl) != 1) return Internal("cannot start TLS");
  ADIT_RETURN_IF_ERROR(crypto::ExpectServerName(ssl, url.host));
  // The server closes first; a farewell into its closed socket would raise SIGPIPE.
  SSL_set_quiet_shutdown(ssl, 1);
  BIO_set_conn_hostname(bio.get(), url.host.c_str());
  BIO_set_conn_port(bio.get(), url.port.c_str());
  if (BIO_do_connect(bio.get()) != 1 || BIO_do_handshake(bio.get()) != 1) {
    ERR_clear_error();
    return ConnectFailure(target, ssl);
  }
  std::string request = std::string(method) + " " + url.base + std::string(path) +
                        " HTTP/1.1\r\nHost: " + url.host +
                        "\r\nConnection: close\r\nAccept: application/json\r\n";
  if (!target.token.empty()) request += "Authorization: Bearer " + target.token + "\r\n";
  if (!json_body.empty()) request += "Content-Type: application/json\r\n";
  if (!json_body.empty() || method == "POST")
    request += "Content-Length: " + std::to_string(json_body.size()) + "\r\n";
  request += "\r\n";
  request += json_body;
  if (BIO_write(bio.get(), request.data(), static_cast<int>(request.size())) !=
      static_cast<int>(request.size())) {
    return Unavailable("the connection to " + target.url + " broke");
  }
  std::string raw;
  char buffer[16384];
  for (;;) {
    const int got = BIO_read(bio.get(), buffer, sizeof buffer);
    if (got <= 0) break;
    raw.append(buffer, static_cast<size_t>(got));
    if (raw.size() > kMaxApiAnswerBytes)
      return ResourceExhausted("the answer of " + target.url + " is too long");
  }
  ERR_clear_error();
  return ParseAnswer(raw, target);
}

Result<std::string> AskApiOrFail(const ApiTarget& target, std::string_view method,
                                 std::string_view path, std::string_view json_body) {
  ADIT_ASSIGN_OR_RETURN(ApiAnswer answer, AskApi(target, method, path, json_body));
  if (answer.status >= 200 && answer.status < 300) return std::move(answer.body);
  const std::string detail = DetailOf(answer.body);
  switch (answer.status) {
    case 400:
      return InvalidArgument(detail);
    case 401:
      return Unauthenticated(detail);
    case 403:
      return PermissionDenied(detail);
    case 404:
      return NotFound(detail);
    case 409:
      return FailedPrecondition(detail);
    default:
      return Unavailable(detail + " (HTTP " + std::to_string(answer.status) + ")");
  }
}

}  // namespace adit::cli
