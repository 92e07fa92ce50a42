// PolicyStore: which policy this agent obeys, and that it never goes back to an older one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/runtime/agent_settings.h"
#include "common/io/file_system.h"
#include "privacy/policy/signed_policy.h"

namespace adit {

struct PolicyChoice {
  AcceptedPolicy accepted;
  std::string source;  // "built-in", a path, "collector"
};

// Order: the administrator's file (policy.file), the collector's last good policy, the built-in
// one. A policy that is there and cannot be accepted is an error, never a reason to take the next:
// it fails closed. Not thread-safe.
class PolicyStore {
 public:
  // `files` must outlive the store.
  PolicyStore(FileSystem& files, AgentPaths paths, std::string policy_file, bool require_signature);

  // Adds keys whose signatures count: of the setting policy.keys, of enrolment.
  [[nodiscard]] Status TrustKeys(std::string_view comma_separated_hex);
  void TrustKey(const crypto::SigningPublicKey& key) { keys_.push_back(key); }

  [[nodiscard]] Result<PolicyChoice> Load(int64_t now_us) const;
  // A document as fetched from the collector: checked, stored with its floor, then returned. What
  // is stored already comes back as kAlreadyExists.
  [[nodiscard]] Result<PolicyChoice> AcceptFetched(const std::string& text, int64_t now_us);

 private:
  [[nodiscard]] Result<std::optional<PolicyFloor>> LoadFloor() const;

  FileSystem& files_;
  const AgentPaths paths_;
  const std::string policy_file_;
  const bool require_signature_;
  std::vector<crypto::SigningPublicKey> keys_;
};

}  // namespace adit
