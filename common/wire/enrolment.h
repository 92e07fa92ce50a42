// Enrolment and renewal: the JSON messages by which a device gets its identity
// (docs/formats/enrolment.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/wire/ids.h"

namespace adit::wire {

inline constexpr std::string_view kEnrolPath = "/v1/enrol";    // POST, token, no certificate
inline constexpr std::string_view kRenewPath = "/v1/renew";    // POST, client certificate
inline constexpr std::string_view kPolicyPath = "/v1/policy";  // GET, client certificate
inline constexpr std::string_view kKeysPath = "/v1/keys";      // GET, client certificate

// What an administrator hands to devices: "adit1:<32 hex secret>:<64 hex fingerprint>". The fingerprint
// is the SHA-256 of the collector's authority certificate, so that the first connection is already
// authenticated. The collector stores only HashOf(secret).
struct EnrolmentToken {
  std::string secret_hex;
  std::string authority_sha256_hex;
};
[[nodiscard]] std::string FormatToken(const EnrolmentToken& token);
// Surrounding white space is ignored. kInvalidArgument says what form is right, never the secret.
[[nodiscard]] Result<EnrolmentToken> ParseToken(std::string_view text);

struct EnrolmentRequest {
  std::string token_secret_hex;         // empty in a renewal
  std::string certificate_request_pem;  // P-256 key made on the device
  crypto::SigningPublicKey signing_key{};  // verifies this agent's envelopes
  std::string agent_version;            // at most 128 bytes each
  std::string os_version;
  // Keyed hash of the machine's identity under a key kept on the device: tells a clone from a renewal.
  std::string machine_fingerprint_hex;
};

// A key that envelopes may be sealed to; agents use the newest valid one and keep at most three.
struct RecipientKey {
  crypto::BoxPublicKey public_key{};
  int64_t not_after_us = 0;  // wall time of the collector; 0 = no end
};

struct EnrolmentAnswer {
  AgentId agent;
  CollectorId collector;
  std::string group;            // of the token; for status displays
  std::string certificate_pem;  // the agent's, valid 30 days
  std::string authority_pem;    // to trust from now on; several during a rollover
  std::vector<RecipientKey> recipient_keys;             // 1 to 3, newest first
  std::vector<crypto::SigningPublicKey> receipt_keys;   // 1 to 8
  std::vector<crypto::SigningPublicKey> policy_keys;    // 0 to 8; sign policies
  std::string policy_document;  // the signed policy as it is served at kPolicyPath; "" = none yet
};

// JSON of at most kMaxEnrolmentBytes (an answer: plus kMaxPolicyBytes). Parsers give kInvalidArgument
// naming the field; unknown fields are ignored, so that either side may be newer.
[[nodiscard]] std::string EncodeEnrolmentRequest(const EnrolmentRequest& request);
[[nodiscard]] Result<EnrolmentRequest> DecodeEnrolmentRequest(std::string_view json);
[[nodiscard]] std::string EncodeEnrolmentAnswer(const EnrolmentAnswer& answer);
[[nodiscard]] Result<EnrolmentAnswer> DecodeEnrolmentAnswer(std::string_view json);

// The collector's answer to any request it refuses: {"code":"unauthenticated","message":"…"}.
struct ProtocolError {
  std::string code;     // StatusCodeName()
  std::string message;  // for logs; at most 512 bytes are kept
};
[[nodiscard]] std::string EncodeProtocolError(const Status& status);
[[nodiscard]] Result<ProtocolError> DecodeProtocolError(std::string_view json);

}  // namespace adit::wire
