// ReachDatabase: a small projected database over at most 64 items for a search with a maximum gap.
//
// A row is 64 positions of a sequence and holds for every item the set of positions that have it,
// so that all ends of a pattern in a row are one word, what is within reach of them a few shifts,
// the ends of a longer pattern one AND, and which items are reached at all one test for eight items
// (bitmaps as in SPAM, Ayres et al. 2002, but of the supporting sequences alone). Equal sequences
// with equal ends are one with summed weight.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/mining/mask_kernels.h"
#include "collector/mining/search_arena.h"

namespace adit::mining {

struct ReachDatabase {
  uint32_t item_count = 0;              // 1 to 64
  uint32_t width = 0;                   // words of a row: item_count rounded up to 8
  uint32_t max_gap = 0;                 // 1 to 64
  uint32_t first_long = 0;              // rows before are sequences of their own
  const uint32_t* codes = nullptr;      // of the whole database, by local item
  const uint32_t* sequences = nullptr;  // of a row, and one value more: rows of one are neighbours
  const uint64_t* places = nullptr;     // [row * width + item]
  const ReachEntry* entries = nullptr;  // of the pattern the database was made for
  size_t entry_count = 0;
};

inline constexpr uint32_t kMostReachGap = 64;

// The entries of a pattern that item `item` extends, in order; returns how many. The entries must
// be whole sequences. `out` has room for ReachEntryRoom.
[[nodiscard]] size_t ExtendEntries(const ReachDatabase& database, const ReachEntry* entries,
                                   size_t size, uint32_t item, ReachEntry* out);

// How many of the entries, which ascend by row, lie before the first sequence of several rows.
[[nodiscard]] size_t ShortEntries(const ReachDatabase& database, const ReachEntry* entries,
                                  size_t size);

// Counting wants each sequence once: unites the masks of each sequence's entries in the first of
// them and takes the weight of the others. `counted` are weight and index of the entries.
void UniteSequences(const ReachDatabase& database, const ReachEntry* entries, size_t size,
                    MaskEntry* counted, uint64_t* masks);

// Builds a ReachDatabase in an arena from sequences given one by one. May be used again.
class ReachDatabaseBuilder {
 public:
  explicit ReachDatabaseBuilder(SearchArena& arena) : arena_(arena) {}

  // At most `sequences` sequences of `places` places together will come.
  void Begin(size_t sequences, size_t places);
  // A place of the sequence that is under way, at ascending positions, the first of them 0.
  // `item` = kNoItem when only the end counts.
  void AddPlace(uint32_t position, uint32_t item, bool is_end) {
    places_[used_++] = position << 8 | item << 1 | (is_end ? 1 : 0);
  }
  void Close(uint32_t weight);
  // The finished database; `codes` has item_count values and lives in the arena, too. Null when its
  // rows would take more than `most_bytes`: a row is large beside a short sequence.
  [[nodiscard]] const ReachDatabase* Finish(uint32_t item_count, const uint32_t* codes,
                                            uint32_t max_gap, size_t most_bytes);

  static constexpr uint32_t kMostItems = 64;
  static constexpr uint32_t kNoItem = 64;
  static constexpr uint32_t kMostPosition = (uint32_t{1} << 24) - 1;

 private:
  struct Sequence {
    uint32_t begin;
    uint32_t size;
    uint32_t weight;
    uint32_t hash;
  };
  [[nodiscard]] uint32_t Rows(const Sequence& sequence) const {
    return (places_[sequence.begin + sequence.size - 1] >> 8) / 64 + 1;
  }
  size_t FillRows(const Sequence& sequence, const ReachDatabase& database, uint32_t row,
                  uint64_t* places, ReachEntry* entries) const;

  SearchArena& arena_;
  uint32_t* places_ = nullptr;
  uint32_t used_ = 0;
  uint32_t open_ = 0;  // first place of the sequence under way
  Sequence* sequences_ = nullptr;
  uint32_t sequence_count_ = 0;
  uint32_t* slots_ = nullptr;  // sequence + 1; 0 = free
  size_t slot_mask_ = 0;
};

}  // namespace adit::mining
