#include "common/crypto/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/base/bytes.h"
#include "common/crypto/certificate_internal.h"
#include "common/crypto/openssl_error.h"

namespace adit::crypto {
namespace {

// Post-quantum hybrid first where the library has it (OpenSSL 3.5), spelled out because the keyword
// DEFAULT may pick a weaker one.
constexpr const char* kGroups[] = {"X25519MLKEM768:X25519:P-256", "X25519:P-256"};
constexpr const char* kCipherSuites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

Result<TlsContext> CreateContext(const SSL_METHOD* method) {
  TlsContext context(SSL_CTX_new(method));
  if (context == nullptr) return OpenSslFailure("cannot start TLS");
  SSL_CTX* const c = context.get();
  SSL_CTX_set_min_proto_version(c, TLS1_3_VERSION);
  SSL_CTX_set_security_level(c, 2);
  SSL_CTX_set_options(c, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(c, 0);
  SSL_CTX_set_max_early_data(c, 0);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
  bool groups_set = false;
  for (const char* const groups : kGroups) {
    if (SSL_CTX_set1_groups_list(c, groups) == 1) {
      groups_set = true;
      break;
    }
    ERR_clear_error();
  }
  if (!groups_set || SSL_CTX_set_ciphersuites(c, kCipherSuites) != 1) {
    return OpenSslFailure("cannot set TLS groups and cipher suites");
  }
  return context;
}

Status UseCertificate(SSL_CTX* context, const std::string& chain_pem, const std::string& key_pem) {
  const UniqueBio bio = MemoryBio(chain_pem);
  const UniqueX509 leaf(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (leaf == nullptr || SSL_CTX_use_certificate(context, leaf.get()) != 1) {
    return OpenSslFailure("cannot use the certificate", StatusCode::kInvalidArgument);
  }
  for (int depth = 0; depth < 4; ++depth) {
    UniqueX509 next(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (next == nullptr) break;
    if (SSL_CTX_add0_chain_cert(context, next.get()) == 1) (void)next.release();
  }
  ERR_clear_error();  // the end of the text is reported as an error
  Result<UniqueKey> key = ParseTlsKey(key_pem);
  if (!key.ok()) return key.status();
  if (SSL_CTX_use_PrivateKey(context, key->get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return OpenSslFailure("the private key does not belong to the certificate",
                          StatusCode::kInvalidArgument);
  }
  return OkStatus();
}

Status TrustAuthorities(SSL_CTX* context, const std::string& pem, bool name_to_clients) {
  const UniqueBio bio = MemoryBio(pem);
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  int count = 0;
  while (count < 8) {
    const UniqueX509 authority(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (authority == nullptr) break;
    if (X509_STORE_add_cert(store, authority.get()) != 1 ||
        (name_to_clients && SSL_CTX_add_client_CA(context, authority.get()) != 1)) {
      return OpenSslFailure("cannot trust an authority");
    }
    ++count;
  }
  ERR_clear_error();
  if (count == 0) return InvalidArgument("no certificate of an authority in the text given");
  return OkStatus();
}

int PinIndex() {
  static const int index = SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr,
      [](void*, void* value, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<std::string*>(value);
      });
  return index;
}

// Pinned start: trusts the one authority in the presented chain whose fingerprint is the pin, then
// verifies the chain against it like any other.
int VerifyWithPin(X509_STORE_CTX* store_context, void*) {
  const auto* const ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(
      store_context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* const pin =
      static_cast<const std::string*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), PinIndex()));
  STACK_OF(X509)* const presented = X509_STORE_CTX_get0_untrusted(store_context);
  for (int i = 0; i < sk_X509_num(presented); ++i) {
    X509* const certificate = sk_X509_value(presented, i);
    const Result<CertificateFacts> facts = ReadCertificate(certificate);
    if (!facts.ok() || facts->sha256_hex != *pin || X509_check_ca(certificate) < 1) continue;
    STACK_OF(X509)* const trusted = sk_X509_new_null();
    sk_X509_push(trusted, certificate);
    X509_STORE_CTX_set0_trusted_stack(store_context, trusted);
    const int verified = X509_verify_cert(store_context);
    X509_STORE_CTX_set0_trusted_stack(store_context, nullptr);
    sk_X509_free(trusted);
    return verified;
  }
  X509_STORE_CTX_set_error(store_context, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
  return 0;
}

int AllowExpiredAgent(int ok, X509_STORE_CTX* store_context) {
  if (ok == 1) return 1;
  const bool leaf_expired =
      X509_STORE_CTX_get_error(store_context) == X509_V_ERR_CERT_HAS_EXPIRED &&
      X509_STORE_CTX_get_error_depth(store_context) == 0;
  if (!leaf_expired) return 0;
  X509_STORE_CTX_set_error(store_context, X509_V_OK);
  return 1;
}

}  // namespace

void SslContextDeleter::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<TlsContext> CreateTlsClientContext(const TlsClientOptions& options) {
  if (options.authority_pem.empty() == options.authority_sha256_hex.empty()) {
    return InvalidArgument("a TLS client needs either an authority or its fingerprint");
  }
  Result<TlsContext> context = CreateContext(TLS_client_method());
  if (!context.ok()) return context.status();
  SSL_CTX* const c = context->get();
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_verify_depth(c, 2);
  if (!options.authority_pem.empty()) {
    ADIT_RETURN_IF_ERROR(TrustAuthorities(c, options.authority_pem, false));
  } else {
    const auto pin = HexDecode(options.authority_sha256_hex);
    if (!pin || pin->size() != 32) {
      return InvalidArgument("fingerprint of the authority is not 64 hexadecimal digits");
    }
    SSL_CTX_set_ex_data(c, PinIndex(), new std::string(HexEncode(*pin)));
    SSL_CTX_set_cert_verify_callback(c, VerifyWithPin, nullptr);
  }
  if (!options.certificate_chain_pem.empty()) {
    ADIT_RETURN_IF_ERROR(UseCertificate(c, options.certificate_chain_pem, options.key_pem));
  }
  return context;
}

Status ExpectServerName(ssl_st* connection, const std::string& host) {
  X509_VERIFY_PARAM* const parameters = SSL_get0_param(connection);
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (IsIpAddress(host)) {
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) != 1) {
      return OpenSslFailure("cannot expect address " + host);
    }
    return OkStatus();
  }
  if (SSL_set_tlsext_host_name(connection, host.c_str()) != 1 ||
      X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size()) != 1) {
    return OpenSslFailure("cannot expect host " + host);
  }
  return OkStatus();
}

Result<TlsContext> CreateTlsServerContext(const TlsServerOptions& options) {
  Result<TlsContext> context = CreateContext(TLS_server_method());
  if (!context.ok()) return context.status();
  SSL_CTX* const c = context->get();
  ADIT_RETURN_IF_ERROR(UseCertificate(c, options.certificate_chain_pem, options.key_pem));
  if (!options.agent_authority_pem.empty()) {
    ADIT_RETURN_IF_ERROR(TrustAuthorities(c, options.agent_authority_pem, true));
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, AllowExpiredAgent);
    SSL_CTX_set_verify_depth(c, 2);
  }
  SSL_CTX_set_options(c, SSL_OP_CIPHER_SERVER_PREFERENCE);
  return context;
}

Result<CertificateFacts> PeerIdentity(ssl_st* connection) {
  const UniqueX509 certificate(SSL_get1_peer_certificate(connection));
  if (certificate == nullptr || SSL_get_verify_result(connection) != X509_V_OK) {
    return Unauthenticated("the client showed no certificate");
  }
  Result<CertificateFacts> facts = ReadCertificate(certificate.get());
  if (facts.ok() && facts->agent_id_hex.empty()) {
    return Unauthenticated("the client's certificate names no agent");
  }
  return facts;
}

}  // namespace adit::crypto
