// EncodedSequences: a database reduced to its frequent items, densely numbered, equal sequences
// merged.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/mining/sequence_database.h"

namespace adit::mining {

// Weights are merged up to here, so that sums of a few billions of them fit 64 bits and single
// weights fit 32.
inline constexpr uint64_t kMaxMergedWeight = uint64_t{1} << 31;

struct EncodedSequences {
  // Dense numbers by descending support (ties: ascending item), with kSameElement where the item
  // before in the same element was kept too.
  std::vector<uint32_t> codes;
  // Element position of every code relative to the first kept item of its sequence; empty unless
  // asked for (it costs 4 bytes a code).
  std::vector<uint32_t> positions;
  std::vector<uint32_t> starts;   // sequence s is [starts[s], starts[s + 1])
  std::vector<uint32_t> weights;  // at least 1, at most kMaxMergedWeight
  // Number of a sequence of the database for every merged one (the first of equals).
  std::vector<uint32_t> representatives;
  std::vector<Item> items;             // of a code
  std::vector<uint64_t> item_support;  // of a code; descending
  bool has_itemsets = false;
  uint32_t longest = 0;  // codes in the longest sequence

  [[nodiscard]] size_t size() const { return weights.size(); }
  [[nodiscard]] size_t memory_bytes() const {
    return 4 * (codes.size() + positions.size() + starts.capacity() + weights.capacity() +
                representatives.capacity() + items.capacity()) +
           8 * item_support.capacity();
  }
};

// Keeps items of support >= min_support. Sequences left empty are dropped. With `with_positions`
// equal means equal positions, too.
[[nodiscard]] EncodedSequences EncodeSequences(const SequenceDatabase& database,
                                               uint64_t min_support, bool with_positions);

}  // namespace adit::mining
