// The identities of the wire: who sends, in which life, and which batch.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "common/base/strong_id.h"

namespace adit::wire {

using Bytes16 = std::array<uint8_t, 16>;

// Given by the collector at enrolment; named in the agent's certificate.
using AgentId = StrongId<struct AgentIdTag, Bytes16>;
// Random; new after install, restore, clone or spool reset. Sequence numbers start at 1 in each.
using Incarnation = StrongId<struct IncarnationTag, Bytes16>;
using CollectorId = StrongId<struct CollectorIdTag, Bytes16>;
using BatchUuid = StrongId<struct BatchUuidTag, Bytes16>;
using BootId = StrongId<struct BootIdTag, Bytes16>;

// 32 lower-case hexadecimal digits.
template <typename Id>
[[nodiscard]] std::string ToHex(const Id& id) {
  return HexEncode(id.value());
}
template <typename Id>
[[nodiscard]] std::optional<Id> FromHex(std::string_view text) {
  const auto bytes = HexDecode(text);
  if (!bytes || bytes->size() != 16) return std::nullopt;
  Bytes16 value;
  for (size_t i = 0; i < value.size(); ++i) value[i] = (*bytes)[i];
  return Id(value);
}
template <typename Id>
[[nodiscard]] Id RandomId(Random& random) {
  Bytes16 value;
  random.Fill(value);
  return Id(value);
}

// "/v1/batches/{agent}/{incarnation}/{seq}".
[[nodiscard]] std::string BatchPath(const AgentId& agent, const Incarnation& incarnation,
                                    uint64_t batch_seq);
struct BatchAddress {
  AgentId agent;
  Incarnation incarnation;
  uint64_t batch_seq = 0;
};
// Nothing for a path of any other form (upper-case digits, leading zeros, trailing parts included).
[[nodiscard]] std::optional<BatchAddress> ParseBatchPath(std::string_view path);

}  // namespace adit::wire
