#include "privacy/policy/signed_policy.h"

#include <algorithm>

#include "common/base/bytes.h"
#include "common/base/time_text.h"
#include "privacy/policy/default_policy.h"
#include "privacy/policy/policy_json.h"

namespace adit {
namespace {

constexpr std::string_view kMagic = "adit-policy 1\n";
constexpr std::string_view kKeyPrefix = "key ";
constexpr std::string_view kSignaturePrefix = "signature ";
constexpr std::string_view kSignatureContext = "ADIT-policy-1";

struct SignedText {
  crypto::KeyId key{};
  crypto::Signature signature{};
  std::string_view document;
};

// The rest of the line after `prefix`, which is taken off `text` with its line feed.
std::optional<std::string_view> TakeLine(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return std::nullopt;
  const size_t feed = text.find('\n');
  if (feed == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(prefix.size(), feed - prefix.size());
  text.remove_prefix(feed + 1);
  return rest;
}

template <typename Array>
bool ReadHex(std::string_view text, Array& out) {
  const std::optional<Bytes> bytes = HexDecode(text);
  if (!bytes || bytes->size() != out.size()) return false;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return true;
}

std::optional<SignedText> Split(std::string_view text) {
  SignedText split;
  if (!IsSignedPolicy(text)) return std::nullopt;
  text.remove_prefix(kMagic.size());
  const std::optional<std::string_view> key = TakeLine(text, kKeyPrefix);
  if (!key || !ReadHex(*key, split.key)) return std::nullopt;
  const std::optional<std::string_view> signature = TakeLine(text, kSignaturePrefix);
  if (!signature || !ReadHex(*signature, split.signature)) return std::nullopt;
  split.document = text;
  return split;
}

Result<AcceptedPolicy> Accept(std::string_view document, std::string_view source, int64_t now_us) {
  AcceptedPolicy accepted;
  ADIT_ASSIGN_OR_RETURN(accepted.policy, Policy::FromJson(document, source));
  if (now_us >= accepted.policy->document().expires_us) {
    return FailedPrecondition(std::string(source) + ": expired at " +
                              FormatTime(accepted.policy->document().expires_us) +
                              "; ask for a newer policy");
  }
  accepted.digest = crypto::HashOf(AsBytes(document));
  return accepted;
}

}  // namespace

std::string SignPolicy(std::string_view document, const crypto::SigningKeyPair& key) {
  const crypto::Signature signature = crypto::Sign(kSignatureContext, AsBytes(document), key);
  return std::string(kMagic) + std::string(kKeyPrefix) + HexEncode(key.id()) + "\n" +
         std::string(kSignaturePrefix) + HexEncode(signature) + "\n" + std::string(document);
}

bool IsSignedPolicy(std::string_view text) { return text.substr(0, kMagic.size()) == kMagic; }

std::string_view DocumentOfPolicyText(std::string_view text) {
  const std::optional<SignedText> split = Split(text);
  return split ? split->document : text;
}

Result<AcceptedPolicy> OpenSignedPolicy(std::string_view text, std::string_view source,
                                        const std::vector<crypto::SigningPublicKey>& keys,
                                        const std::optional<PolicyFloor>& floor, int64_t now_us) {
  const std::string name(source);
  // The head's three lines take 169 bytes.
  if (text.size() > kMaxPolicyBytes + 256) {
    return InvalidArgument(name + ": is larger than " + std::to_string(kMaxPolicyBytes) + " bytes");
  }
  if (!IsSignedPolicy(text)) {
    return Unauthenticated(name + ": is not signed; sign it with `adit policy sign`");
  }
  const std::optional<SignedText> split = Split(text);
  if (!split) {
    return Unauthenticated(name +
                           ": the lines \"key\" and \"signature\" after \"adit-policy 1\" are "
                           "not whole");
  }
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& candidate) {
    return crypto::KeyIdOf(candidate) == split->key;
  });
  if (key == keys.end()) {
    return Unauthenticated(name + ": is signed by key " + HexEncode(split->key) +
                           ", which this machine does not trust");
  }
  if (!crypto::Verify(kSignatureContext, AsBytes(split->document), *key, split->signature)) {
    return Unauthenticated(name + ": the signature does not fit the document; it was altered");
  }
  ADIT_ASSIGN_OR_RETURN(AcceptedPolicy accepted, Accept(split->document, source, now_us));
  accepted.key = split->key;
  const uint64_t version = accepted.policy->version();
  if (floor && version < floor->version) {
    return FailedPrecondition(name + ": version " + std::to_string(version) +
                              " is older than version " + std::to_string(floor->version) +
                              ", which was accepted before");
  }
  if (floor && version == floor->version && accepted.digest != floor->digest) {
    return FailedPrecondition(name + ": version " + std::to_string(version) +
                              " was accepted before with other content; raise the version");
  }
  return accepted;
}

Result<AcceptedPolicy> OpenLocalPolicy(std::string_view text, std::string_view source,
                                       int64_t now_us) {
  return Accept(DocumentOfPolicyText(text), source, now_us);
}

AcceptedPolicy BuiltInPolicy() {
  return {Policy::Default(), crypto::HashOf(AsBytes(DefaultPolicyText())), {}};
}

}  // namespace adit
