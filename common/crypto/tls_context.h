// TLS set-up for both ends: version 1.3 only, named groups, the collector's own authority, client
// certificates. Sources with Asio hand the context to boost::asio::ssl::context(SSL_CTX*).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/status.h"
#include "common/crypto/certificate.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX
struct ssl_st;      // OpenSSL's SSL

namespace adit::crypto {

struct SslContextDeleter {
  void operator()(ssl_ctx_st* context) const;
};
// release() gives the pointer to whoever frees it with SSL_CTX_free.
using TlsContext = std::unique_ptr<ssl_ctx_st, SslContextDeleter>;

// What a client trusts and shows. Exactly one of authority_pem and authority_sha256_hex is set.
struct TlsClientOptions {
  std::string authority_pem;         // certificates of the collector's authority
  // Before enrolment only the fingerprint from the token is known: the chain the server sends must
  // contain a certificate authority with this SHA-256 of its DER form.
  std::string authority_sha256_hex;
  std::string certificate_chain_pem; // the agent's own; "" = none (enrolment)
  std::string key_pem;
};
[[nodiscard]] Result<TlsContext> CreateTlsClientContext(const TlsClientOptions& options);

// Sets the name the server's certificate must carry (host name or IP address) on a connection of a
// client context, and the server name indication. Verification fails the handshake.
[[nodiscard]] Status ExpectServerName(ssl_st* connection, const std::string& host);

struct TlsServerOptions {
  std::string certificate_chain_pem;
  std::string key_pem;
  std::string agent_authority_pem;  // signs agents' certificates; more than one during a rollover
};
// Asks clients for a certificate but lets those without one in (enrolment, people with a browser): a
// handler decides with PeerIdentity(). A certificate of another authority fails the handshake; an
// expired one of ours does not, because renewal after expiry is allowed: look at `not_after_us`.
[[nodiscard]] Result<TlsContext> CreateTlsServerContext(const TlsServerOptions& options);

// Who the client proved to be; kUnauthenticated when it showed no certificate or one without an agent.
[[nodiscard]] Result<CertificateFacts> PeerIdentity(ssl_st* connection);

}  // namespace adit::crypto
