// Signed policies: a policy's text under an Ed25519 signature, and the rules for accepting one.
//
// The file is the document with three lines before it (docs/formats/policy.md):
//   adit-policy 1
//   key 0123456789abcdef
//   signature <128 hexadecimal digits>
//   <the document, byte for byte what was signed>
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/crypto/signature.h"
#include "privacy/policy/policy.h"

namespace adit {

// The last policy accepted here; nothing older is accepted again.
struct PolicyFloor {
  uint64_t version = 0;
  crypto::Digest digest{};
};

struct AcceptedPolicy {
  std::shared_ptr<const Policy> policy;
  // BLAKE2b-256 of the document's bytes: what envelopes and manifests name.
  crypto::Digest digest{};
  crypto::KeyId key{};  // zeros for the built-in policy and for unsigned ones
};

[[nodiscard]] std::string SignPolicy(std::string_view document, const crypto::SigningKeyPair& key);

// True when the text begins like a signed policy.
[[nodiscard]] bool IsSignedPolicy(std::string_view text);
// The document inside, without checking the signature; the whole text when it is not signed. For
// showing only.
[[nodiscard]] std::string_view DocumentOfPolicyText(std::string_view text);

// Refuses (kUnauthenticated) what is unsigned, signed by a key that is not in `keys`, or altered;
// (kFailedPrecondition) a version below the floor, the floor's version with other content, and what
// is expired at `now_us`; (kInvalidArgument) a broken document. The messages begin with `source`.
[[nodiscard]] Result<AcceptedPolicy> OpenSignedPolicy(
    std::string_view text, std::string_view source,
    const std::vector<crypto::SigningPublicKey>& keys, const std::optional<PolicyFloor>& floor,
    int64_t now_us);

// An unsigned document from a file only the machine's administrator can write, for machines without
// a collector's policy key. The same checks but the signature.
[[nodiscard]] Result<AcceptedPolicy> OpenLocalPolicy(std::string_view text, std::string_view source,
                                                     int64_t now_us);

[[nodiscard]] AcceptedPolicy BuiltInPolicy();

}  // namespace adit
