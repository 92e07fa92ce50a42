// OccurrenceFinder: where a given pattern occurs in a database.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "collector/mining/pattern_miner.h"

namespace adit::mining {

// Keeps, for every item, the sequences that contain it (4 bytes an item and sequence). One thread.
class OccurrenceFinder {
 public:
  // The database must outlive the finder. Limits as in MiningParameters, 0 = none.
  OccurrenceFinder(const SequenceDatabase& database, uint32_t max_gap, uint32_t max_span);

  // Non-overlapping occurrences in ascending order of sequence and place, as MiningParameters says;
  // valid until the next call. Time: the sequences that contain the pattern's rarest item.
  [[nodiscard]] std::span<const Occurrence> Find(std::span<const Item> pattern);

 private:
  void FindIn(uint32_t sequence, std::span<const Item> pattern);

  const SequenceDatabase& database_;
  const uint32_t max_gap_;
  const uint32_t max_span_;
  std::vector<Item> items_;        // distinct, ascending
  std::vector<size_t> starts_;     // of an item's sequences, parallel to items_ and one more
  std::vector<uint32_t> sequences_;
  std::vector<Occurrence> found_;
  std::vector<int64_t> reach_;     // scratch: latest start of a match of i elements ending here
  std::vector<uint32_t> element_starts_;
};

}  // namespace adit::mining
