#include "agent/runtime/policy_store.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "privacy/policy/policy_json.h"

namespace adit {
namespace {

constexpr std::string_view kFloorMagic = "adit-policy-floor 1 ";

}  // namespace

PolicyStore::PolicyStore(FileSystem& files, AgentPaths paths, std::string policy_file,
                         bool require_signature)
    : files_(files),
      paths_(std::move(paths)),
      policy_file_(std::move(policy_file)),
      require_signature_(require_signature) {}

Status PolicyStore::TrustKeys(std::string_view comma_separated_hex) {
  while (!comma_separated_hex.empty()) {
    const size_t comma = comma_separated_hex.find(',');
    const std::string_view text = comma_separated_hex.substr(0, comma);
    comma_separated_hex.remove_prefix(comma == std::string_view::npos ? comma_separated_hex.size()
                                                                      : comma + 1);
    const std::optional<Bytes> bytes = HexDecode(text);
    crypto::SigningPublicKey key{};
    if (!bytes || bytes->size() != key.size()) {
      return InvalidArgument("policy.keys: \"" + std::string(text.substr(0, 80)) +
                             "\" is no public key of 64 hexadecimal digits");
    }
    std::copy(bytes->begin(), bytes->end(), key.begin());
    keys_.push_back(key);
  }
  return OkStatus();
}

Result<std::optional<PolicyFloor>> PolicyStore::LoadFloor() const {
  const Result<Bytes> bytes = ReadWholeFile(files_, paths_.floor, 256);
  if (!bytes.ok()) {
    if (bytes.status().code() == StatusCode::kNotFound) return std::optional<PolicyFloor>();
    return bytes.status();
  }
  std::string_view text = AsText(*bytes);
  PolicyFloor floor;
  const Status damaged = DataLoss(paths_.floor + ": is damaged; remove it and " + paths_.policy +
                                  " to fetch the policy anew");
  if (text.substr(0, kFloorMagic.size()) != kFloorMagic) return damaged;
  text.remove_prefix(kFloorMagic.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), floor.version);
  if (error != std::errc()) return damaged;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  const std::optional<Bytes> digest = text.size() == 66 && text[0] == ' ' && text[65] == '\n'
                                          ? HexDecode(text.substr(1, 64))
                                          : std::nullopt;
  if (!digest) return damaged;
  std::copy(digest->begin(), digest->end(), floor.digest.begin());
  return std::optional<PolicyFloor>(floor);
}

Result<PolicyChoice> PolicyStore::Load(int64_t now_us) const {
  const std::string path = policy_file_.empty() ? paths_.policy : policy_file_;
  const Result<Bytes> bytes = ReadWholeFile(files_, path, kMaxPolicyBytes + 256);
  if (!bytes.ok()) {
    if (policy_file_.empty() && bytes.status().code() == StatusCode::kNotFound) {
      return PolicyChoice{BuiltInPolicy(), "built-in"};
    }
    return bytes.status().WithContext("policy");
  }
  const std::string_view text = AsText(*bytes);
  PolicyChoice choice;
  choice.source = policy_file_.empty() ? "collector" : path;
  if (!policy_file_.empty() && !require_signature_) {
    ADIT_ASSIGN_OR_RETURN(choice.accepted, OpenLocalPolicy(text, path, now_us));
    return choice;
  }
  std::optional<PolicyFloor> floor;
  if (policy_file_.empty()) {
    ADIT_ASSIGN_OR_RETURN(floor, LoadFloor());
  }
  ADIT_ASSIGN_OR_RETURN(choice.accepted, OpenSignedPolicy(text, path, keys_, floor, now_us));
  return choice;
}

Result<PolicyChoice> PolicyStore::AcceptFetched(const std::string& text, int64_t now_us) {
  if (!policy_file_.empty()) {
    return FailedPrecondition("policy.file is set: a policy from afar cannot replace it");
  }
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyFloor> floor, LoadFloor());
  PolicyChoice choice;
  choice.source = "collector";
  ADIT_ASSIGN_OR_RETURN(choice.accepted,
                        OpenSignedPolicy(text, "collector's policy", keys_, floor, now_us));
  if (floor && floor->digest == choice.accepted.digest && files_.Exists(paths_.policy)) {
    return AlreadyExists("this policy is in force already");
  }
  // The floor goes first: after a crash in between the older policy is refused, which records
  // nothing, and the new one is fetched again.
  const std::string line = std::string(kFloorMagic) +
                           std::to_string(choice.accepted.policy->version()) + " " +
                           HexEncode(choice.accepted.digest) + "\n";
  ADIT_RETURN_IF_ERROR(WriteFileAtomically(files_, paths_.floor, AsBytes(line)));
  ADIT_RETURN_IF_ERROR(WriteFileAtomically(files_, paths_.policy, AsBytes(text)));
  return choice;
}

}  // namespace adit
