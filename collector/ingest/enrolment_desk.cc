#include "collector/ingest/enrolment_desk.h"

#include <utility>

#include "common/crypto/certificate_authority.h"
#include "common/crypto/hash.h"

namespace adit {
namespace {

constexpr int64_t kDayUs = 86'400 * kMicrosPerSecond;
constexpr size_t kSecretBytes = 16;
constexpr size_t kOfferedSealKeys = 3;

Result<IssuedCertificate> ToIssued(const std::string& certificate_pem) {
  ADIT_ASSIGN_OR_RETURN(const crypto::CertificateFacts facts,
                        crypto::ReadCertificate(certificate_pem));
  IssuedCertificate issued;
  issued.serial_hex = facts.serial_hex;
  issued.not_after_us = facts.not_after_us;
  const auto digest = HexDecode(facts.public_key_sha256_hex);
  if (digest) issued.public_key_digest = ToArray<32>(*digest).value_or(Digest32{});
  return issued;
}

}  // namespace

Result<wire::EnrolmentAnswer> EnrolmentDesk::CommonAnswer(const Id16& agent,
                                                          const std::string& group) {
  wire::EnrolmentAnswer answer;
  answer.agent = wire::AgentId(agent);
  answer.collector = keys_.collector;
  answer.group = group;
  answer.authority_pem = keys_.trusted_pem;
  for (const crypto::BoxKeyPair& key : keys_.seal) {
    if (answer.recipient_keys.size() == kOfferedSealKeys) break;
    answer.recipient_keys.push_back({key.public_key, 0});
  }
  answer.receipt_keys.push_back(keys_.receipt.public_key);
  answer.policy_keys.push_back(keys_.policy.public_key);
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyEntry> policy, control_.ActivePolicy());
  if (policy) answer.policy_document = std::string(AsText(policy->document));
  return answer;
}

Result<std::string> EnrolmentDesk::Enrol(std::string_view request_json) {
  ADIT_ASSIGN_OR_RETURN(const wire::EnrolmentRequest request,
                        wire::DecodeEnrolmentRequest(request_json));
  const auto secret = HexDecode(request.token_secret_hex);
  if (!secret || secret->size() != kSecretBytes)
    return Unauthenticated("the enrolment token is malformed");
  AgentEntry agent;
  agent.id = wire::RandomId<wire::AgentId>(random_).value();
  agent.signing_key = request.signing_key;
  agent.version = request.agent_version;
  agent.platform = request.os_version;
  const int64_t now_us = clock_.WallMicros();
  ADIT_ASSIGN_OR_RETURN(
      const std::string certificate,
      crypto::IssueAgentCertificate(keys_.authority, request.certificate_request_pem,
                                    HexEncode(agent.id), now_us));
  ADIT_ASSIGN_OR_RETURN(const IssuedCertificate issued, ToIssued(certificate));
  ADIT_RETURN_IF_ERROR(control_.Enrol(crypto::HashOf(*secret), audience_, now_us, agent, issued));
  ADIT_ASSIGN_OR_RETURN(const std::optional<AgentEntry> stored, control_.FindAgent(agent.id));
  ADIT_ASSIGN_OR_RETURN(wire::EnrolmentAnswer answer,
                        CommonAnswer(agent.id, stored ? stored->group : ""));
  answer.certificate_pem = certificate;
  return wire::EncodeEnrolmentAnswer(answer);
}

Result<AgentEntry> EnrolmentDesk::KnownAgent(const crypto::CertificateFacts& peer) {
  ADIT_ASSIGN_OR_RETURN(const auto certificate, control_.FindCertificate(peer));
  if (!certificate) return PermissionDenied("this certificate was not issued here; enrol again");
  if (certificate->revoked) return PermissionDenied("this agent was revoked");
  ADIT_ASSIGN_OR_RETURN(const std::optional<AgentEntry> agent,
                        control_.FindAgent(certificate->agent));
  if (!agent) return PermissionDenied("this agent is not enrolled here; enrol it again");
  return *agent;
}

Result<std::string> EnrolmentDesk::Renew(const crypto::CertificateFacts& peer,
                                         std::string_view request_json) {
  ADIT_ASSIGN_OR_RETURN(const wire::EnrolmentRequest request,
                        wire::DecodeEnrolmentRequest(request_json));
  ADIT_ASSIGN_OR_RETURN(const AgentEntry agent, KnownAgent(peer));
  const int64_t now_us = clock_.WallMicros();
  if (now_us > peer.not_after_us + crypto::kRenewalGraceDays * kDayUs) {
    return PermissionDenied("the certificate expired more than " +
                            std::to_string(crypto::kRenewalGraceDays) +
                            " days ago; enrol again with a new token");
  }
  ADIT_ASSIGN_OR_RETURN(const std::string key,
                        crypto::RequestPublicKeySha256(request.certificate_request_pem));
  if (key != peer.public_key_sha256_hex) {
    return PermissionDenied("a renewal keeps its key; for a new key enrol again with a token");
  }
  ADIT_ASSIGN_OR_RETURN(
      const std::string certificate,
      crypto::IssueAgentCertificate(keys_.authority, request.certificate_request_pem,
                                    HexEncode(agent.id), now_us));
  ADIT_ASSIGN_OR_RETURN(const IssuedCertificate issued, ToIssued(certificate));
  ADIT_RETURN_IF_ERROR(control_.AddCertificate(agent.id, issued));
  ADIT_ASSIGN_OR_RETURN(wire::EnrolmentAnswer answer, CommonAnswer(agent.id, agent.group));
  answer.certificate_pem = certificate;
  return wire::EncodeEnrolmentAnswer(answer);
}

Result<std::string> EnrolmentDesk::PolicyDocument(const crypto::CertificateFacts& peer) {
  ADIT_ASSIGN_OR_RETURN([[maybe_unused]] const AgentEntry agent, KnownAgent(peer));
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyEntry> policy, control_.ActivePolicy());
  if (!policy) return NotFound("there is no policy yet; agents keep their own");
  return std::string(AsText(policy->document));
}

Result<std::string> EnrolmentDesk::Keys(const crypto::CertificateFacts& peer) {
  ADIT_ASSIGN_OR_RETURN(const AgentEntry agent, KnownAgent(peer));
  ADIT_ASSIGN_OR_RETURN(const wire::EnrolmentAnswer answer, CommonAnswer(agent.id, agent.group));
  return wire::EncodeEnrolmentAnswer(answer);
}

Result<EnrolmentDesk::NewToken> EnrolmentDesk::CreateToken(const TokenWish& wish) {
  if (wish.uses == 0 || wish.uses > kMaxTokenUses) {
    return InvalidArgument("uses must be 1 to " + std::to_string(kMaxTokenUses));
  }
  if (wish.valid_us <= 0 || wish.valid_us > kMaxTokenDays * kDayUs) {
    return InvalidArgument("a token is valid for at most " + std::to_string(kMaxTokenDays) +
                           " days");
  }
  if (wish.group.empty() || wish.group.size() > 64)
    return InvalidArgument("group must have 1 to 64 characters");
  Bytes secret(kSecretBytes);
  random_.Fill(secret);
  Bytes id(4);
  random_.Fill(id);
  EnrolToken token;
  token.id = HexEncode(id);
  token.secret_digest = crypto::HashOf(secret);
  token.audience = audience_;
  token.group = wish.group;
  token.uses_max = wish.uses;
  token.created_us = clock_.WallMicros();
  token.expires_us = token.created_us + wish.valid_us;
  ADIT_RETURN_IF_ERROR(control_.AddEnrolToken(token));
  ADIT_ASSIGN_OR_RETURN(const std::string anchor,
                        crypto::TrustAnchorOf(keys_.authority.certificate_pem));
  ADIT_ASSIGN_OR_RETURN(const crypto::CertificateFacts authority, crypto::ReadCertificate(anchor));
  return NewToken{token.id, wire::FormatToken({HexEncode(secret), authority.sha256_hex})};
}

}  // namespace adit
