#include "collector/oidc/sign_ins.h"

#include <openssl/sha.h>

#include "common/crypto/web_signature.h"

namespace adit::oidc {

std::string SignIns::RandomText() {
  Bytes bytes(32);
  random_.Fill(bytes);
  return crypto::Base64UrlEncode(bytes);
}

std::optional<SignIns::Begun> SignIns::Begin() {
  Begun begun{RandomText(), RandomText(), RandomText(), RandomText(), ""};
  Bytes digest(SHA256_DIGEST_LENGTH);
  const ByteView verifier = AsBytes(begun.verifier);
  SHA256(verifier.data(), verifier.size(), digest.data());
  begun.challenge = crypto::Base64UrlEncode(digest);
  const std::lock_guard lock(mutex_);
  const int64_t now_us = clock_.MonotonicMicros();
  if (waiting_.size() >= kMost)
    std::erase_if(waiting_, [&](const auto& entry) { return entry.second.until_us <= now_us; });
  if (waiting_.size() >= kMost) return std::nullopt;
  waiting_[begun.state] = {begun.cookie, {begun.nonce, begun.verifier}, now_us + kMinutesUs};
  return begun;
}

std::optional<SignIns::Ended> SignIns::End(const std::string& state, const std::string& cookie) {
  const std::lock_guard lock(mutex_);
  const auto found = waiting_.find(state);
  if (found == waiting_.end()) return std::nullopt;
  const Waiting waiting = found->second;
  // Somebody else's browser must not use up what is not its own.
  if (cookie.empty() || waiting.cookie != cookie) return std::nullopt;
  waiting_.erase(found);
  if (waiting.until_us <= clock_.MonotonicMicros()) return std::nullopt;
  return waiting.secrets;
}

}  // namespace adit::oidc
