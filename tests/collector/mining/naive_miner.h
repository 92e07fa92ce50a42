// NaiveMine: mining by definition, for tests: every extension tried, every embedding enumerated.
//
// Shares no code with the miner. Exponential; for databases of a few short sequences.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "collector/mining/pattern_miner.h"

namespace adit::mining {

// Elements as sorted sets of items.
using NaivePattern = std::vector<std::vector<Item>>;
using NaiveResult = std::map<NaivePattern, uint64_t>;  // pattern to support

[[nodiscard]] NaivePattern ToNaive(std::span<const Item> items);
// Patterns and supports by the definition in pattern_miner.h; top_k, occurrences and budgets are
// not looked at.
[[nodiscard]] NaiveResult NaiveMine(const SequenceDatabase& database,
                                    const MiningParameters& parameters);
// True when the pattern occurs in elements [first, last] of the sequence with its first element on
// `first` and its last on `last`, within the gap limit (0 = none).
[[nodiscard]] bool NaiveOccursAt(const NaivePattern& sequence, const NaivePattern& pattern,
                                 size_t first, size_t last, uint32_t max_gap);

}  // namespace adit::mining
