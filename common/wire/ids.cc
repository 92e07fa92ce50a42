#include "common/wire/ids.h"

#include "common/wire/limits.h"

namespace adit::wire {
namespace {

constexpr std::string_view kBatchesPath = "/v1/batches/";

bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string BatchPath(const AgentId& agent, const Incarnation& incarnation, uint64_t batch_seq) {
  return std::string(kBatchesPath) + ToHex(agent) + "/" + ToHex(incarnation) + "/" +
         std::to_string(batch_seq);
}

std::optional<BatchAddress> ParseBatchPath(std::string_view path) {
  if (!path.starts_with(kBatchesPath)) return std::nullopt;
  path.remove_prefix(kBatchesPath.size());
  if (path.size() < 32 + 1 + 32 + 1 + 1 || path.size() > 32 + 1 + 32 + 1 + 19) return std::nullopt;
  if (path[32] != '/' || path[65] != '/') return std::nullopt;
  if (!IsLowerHex(path.substr(0, 32)) || !IsLowerHex(path.substr(33, 32))) return std::nullopt;
  const std::string_view digits = path.substr(66);
  uint64_t seq = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    seq = seq * 10 + static_cast<uint64_t>(c - '0');
  }
  if (digits.front() == '0' || seq > kMaxSequence) return std::nullopt;
  return BatchAddress{*FromHex<AgentId>(path.substr(0, 32)),
                      *FromHex<Incarnation>(path.substr(33, 32)), seq};
}

}  // namespace adit::wire
