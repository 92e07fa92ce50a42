// MaskDatabase: a small projected database over at most 64 items, laid out for counting by masks.
//
// A state is a suffix of a sequence. For every state the database knows the set of items in the
// suffix (a 64-bit mask) and, for every item, how many items to skip to get behind its first
// occurrence (a row of bytes), so that a projection needs one load for every entry and counting all
// extensions one masked addition. Equal sequences are one with summed weight. Sequences of a single
// item say nothing about longer patterns: only their weight is kept.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "collector/mining/mask_kernels.h"
#include "collector/mining/search_arena.h"

namespace adit::mining {

struct MaskDatabase {
  uint32_t item_count = 0;  // 1 to 64
  uint32_t sequence_count = 0;
  size_t state_count = 0;
  uint32_t row_bytes = 0;           // item_count rounded up to 8
  bool has_far = false;             // some row entry is kFar
  const uint32_t* codes = nullptr;  // of the whole database, by local item
  const uint32_t* alone =
      nullptr;  // of an item: weight of the sequences of it alone, left out below
  MaskEntry* sequences = nullptr;  // whole sequences: first state and weight
  uint64_t* masks = nullptr;       // of a state
  uint8_t* items = nullptr;        // first item of a state; of an end state: anything
  uint8_t* rows = nullptr;         // row_bytes of a state; 0 = not in the suffix
};

// A skip of 255 items or more; the place is searched for.
inline constexpr uint8_t kFar = 255;

// The entries of `entries` behind the first `item`, in order; returns how many. `out` has room for
// `size` entries.
[[nodiscard]] size_t ProjectEntries(const MaskDatabase& database, const MaskEntry* entries,
                                    size_t size, uint32_t item, MaskEntry* out);

// Builds a MaskDatabase in an arena from sequences given one by one. A builder may be used again.
class MaskDatabaseBuilder {
 public:
  explicit MaskDatabaseBuilder(SearchArena& arena) : arena_(arena) {}

  // At most `sequences` sequences with `items` items together will come.
  void Begin(size_t sequences, size_t items);
  // Where the next sequence is written, at most the promised number of items; then Close.
  [[nodiscard]] uint8_t* cursor() { return items_ + used_; }
  void Close(const uint8_t* end, uint32_t weight) {
    const uint8_t* const begin = items_ + used_;
    if (end - begin >= 2) {
      Merge(begin, static_cast<size_t>(end - begin), weight);
    } else if (end != begin) {
      alone_[*begin] += weight;
    }
  }
  // The finished database; `codes` has item_count values and lives in the arena, too.
  [[nodiscard]] MaskDatabase* Finish(uint32_t item_count, const uint32_t* codes);

 private:
  struct Sequence {
    uint32_t begin;
    uint32_t size;
    uint32_t weight;
    uint32_t hash;
  };
  // Keeps a sequence or adds its weight to that of an equal one.
  void Merge(const uint8_t* begin, size_t size, uint32_t weight);
  template <size_t kWords>
  void FillRows(MaskDatabase& database) const;

  SearchArena& arena_;
  uint8_t* items_ = nullptr;
  size_t used_ = 0;
  Sequence* sequences_ = nullptr;
  uint32_t sequence_count_ = 0;
  uint32_t* slots_ = nullptr;  // sequence + 1; 0 = free
  size_t slot_mask_ = 0;
  uint32_t* alone_ = nullptr;
};

}  // namespace adit::mining
