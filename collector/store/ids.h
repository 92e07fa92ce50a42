// Identities of the wire as the store keeps them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "common/base/bytes.h"

namespace adit {

using Id16 = std::array<uint8_t, 16>;      // agent id, incarnation
using Digest32 = std::array<uint8_t, 32>;  // BLAKE2b-256

template <size_t N>
[[nodiscard]] std::optional<std::array<uint8_t, N>> ToArray(ByteView bytes) {
  if (bytes.size() != N) return std::nullopt;
  std::array<uint8_t, N> array;
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

// What makes a batch the same batch (docs/formats/envelope.md).
struct BatchKey {
  Id16 agent{};
  Id16 incarnation{};
  uint64_t seq = 0;
  Digest32 digest{};
};

}  // namespace adit
