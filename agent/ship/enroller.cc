#include "agent/ship/enroller.h"

#include "common/wire/limits.h"

namespace adit {
namespace {

constexpr size_t kMaxAnswerBytes = wire::kMaxEnrolmentBytes + 2 * wire::kMaxPolicyBytes;

Status FailureOf(const HttpAnswer& answer, std::string_view what) {
  std::string message = std::string(what) + ": the collector answered " +
                        std::to_string(answer.status);
  if (const auto error = wire::DecodeProtocolError(AsText(answer.body)); error.ok()) {
    message += " (" + error->message + ")";
  }
  switch (answer.status) {
    case 400:
    case 422: return InvalidArgument(std::move(message));
    case 401:
    case 403:
    case 404: return Unauthenticated(std::move(message));
    default: return Unavailable(std::move(message));
  }
}

Result<AgentIdentity> Ask(IdentityStore& store, Transport& transport, std::string_view path,
                          const wire::EnrolmentRequest& request, int64_t timeout_us,
                          std::string_view what) {
  const std::string body = wire::EncodeEnrolmentRequest(request);
  Result<HttpAnswer> answer = transport.Exchange(
      {"POST", std::string(path), "application/json", AsBytes(body)}, timeout_us, kMaxAnswerBytes);
  if (!answer.ok()) return answer.status().WithContext(what);
  if (answer->status != 200) return FailureOf(*answer, what);
  Result<wire::EnrolmentAnswer> decoded = wire::DecodeEnrolmentAnswer(AsText(answer->body));
  if (!decoded.ok()) return decoded.status().WithContext(what);
  Result<crypto::CertificateFacts> certificate = crypto::ReadCertificate(decoded->certificate_pem);
  if (!certificate.ok()) return certificate.status().WithContext(what);
  if (certificate->agent_id_hex != wire::ToHex(decoded->agent)) {
    return InvalidArgument(std::string(what) + ": the certificate names another agent");
  }
  // A certificate for another key would lock this device out at the next connection.
  const Result<std::string> own = crypto::RequestPublicKeySha256(request.certificate_request_pem);
  if (!own.ok()) return own.status();
  if (certificate->public_key_sha256_hex != *own) {
    return InvalidArgument(std::string(what) + ": the certificate is for another key");
  }
  ADIT_RETURN_IF_ERROR(store.Save(*decoded));
  return store.Load();
}

Result<wire::EnrolmentRequest> BuildRequest(const IdentityStore& store,
                                            const EnrolOptions& options) {
  Result<std::string> request =
      crypto::CreateCertificateRequest(store.tls_key_pem(), "adit agent");
  if (!request.ok()) return request.status();
  wire::EnrolmentRequest message;
  message.certificate_request_pem = std::move(*request);
  message.signing_key = store.signing().public_key;
  message.agent_version = options.agent_version.substr(0, wire::kMaxVersionTextBytes);
  message.os_version = options.os_version.substr(0, wire::kMaxVersionTextBytes);
  message.machine_fingerprint_hex = options.machine_fingerprint_hex;
  return message;
}

}  // namespace

Result<AgentIdentity> Enrol(IdentityStore& store, Connector& connector,
                            const wire::EnrolmentToken& token, const EnrolOptions& options) {
  ADIT_RETURN_IF_ERROR(store.EnsureKeys());
  Result<wire::EnrolmentRequest> request = BuildRequest(store, options);
  if (!request.ok()) return request.status();
  request->token_secret_hex = token.secret_hex;
  crypto::TlsClientOptions tls;
  tls.authority_sha256_hex = token.authority_sha256_hex;
  Result<std::unique_ptr<Transport>> transport = connector.Connect(tls);
  if (!transport.ok()) return transport.status();
  return Ask(store, **transport, wire::kEnrolPath, *request, options.timeout_us, "enrolment");
}

Result<AgentIdentity> Renew(IdentityStore& store, Connector& connector,
                            const AgentIdentity& identity, const EnrolOptions& options) {
  ADIT_RETURN_IF_ERROR(store.EnsureKeys());
  Result<wire::EnrolmentRequest> request = BuildRequest(store, options);
  if (!request.ok()) return request.status();
  Result<std::unique_ptr<Transport>> transport = connector.Connect(identity.Tls());
  if (!transport.ok()) return transport.status();
  return Ask(store, **transport, wire::kRenewPath, *request, options.timeout_us, "renewal");
}

int64_t RenewalTimeUs(const crypto::CertificateFacts& certificate, Random& random) {
  const int64_t life = certificate.not_after_us - certificate.not_before_us;
  if (life <= 0) return certificate.not_before_us;
  const auto jitter = static_cast<int64_t>(random.Below(static_cast<uint64_t>(life / 20) + 1));
  return certificate.not_before_us + life / 3 * 2 + jitter;
}

}  // namespace adit
