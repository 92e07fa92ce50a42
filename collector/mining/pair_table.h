// PairTable: the supports of all two-item patterns of a database of single items, from one pass.
//
// The horizontal counting of 2-sequences of SPADE (Zaki, Machine Learning 2001), done anew in every
// large projected database. A pattern <P x y z> is frequent only if <P x y>, <P x z> and <P y z>
// are, so that the table bounds two levels below: most children turn out to be leaves, or to need a
// few items of their suffixes alone, before a suffix is touched. Time: for each sequence, its pairs
// of distinct items. Memory: a bit for each pair of items, four bytes for each frequent one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "collector/mining/search_arena.h"

namespace adit::mining {

// Sequences of items numbered 0 to item_count - 1; plain arrays owned by others.
struct ProjectedDatabase {
  uint32_t item_count = 0;
  uint32_t sequence_count = 0;
  const uint32_t* codes = nullptr;  // of the whole database, by item
  const uint32_t* items = nullptr;
  const uint32_t* starts = nullptr;  // sequence_count + 1
  const uint32_t* weights = nullptr;
};

// What is behind the first occurrence of an item in a sequence; something is.
struct SuffixEntry {
  uint32_t begin;
  uint32_t end;
  uint32_t weight;
  uint32_t list_begin;  // PairCounter::ListBegin(begin, end); without a PairTable anything
};

// So that an item fits 16 bits.
inline constexpr uint32_t kMostPairItems = 0xffff;

// Views arrays owned by others. A default one is empty: there is no table.
struct PairTable {
  uint32_t item_count = 0;
  uint32_t words = 0;              // 64-bit words of a row of sets
  const uint64_t* sets = nullptr;  // row of an item: the items that are frequent behind it
  const uint32_t* const* rows = nullptr;

  [[nodiscard]] bool empty() const { return rows == nullptr; }
  // The supports behind an item, one for each item of its set, ascending.
  [[nodiscard]] const uint32_t* supports(uint32_t item) const { return rows[item]; }
  [[nodiscard]] const uint64_t* set(uint32_t item) const { return sets + size_t{item} * words; }
  [[nodiscard]] static size_t Words(uint32_t item_count) { return (size_t{item_count} + 63) / 64; }
};

// Counts pairs; one a thread, used again and again.
class PairCounter {
 public:
  // First for every database: lists its items. Where `second` (of an item, or null) is 0 the item
  // is not counted as a second one. REQUIRES: 1 to kMostPairItems items.
  void Prepare(const ProjectedDatabase& database, const uint8_t* second);
  // Where the list of the distinct items from place `begin` to the end of its sequence begins.
  // REQUIRES: begin < end.
  [[nodiscard]] uint32_t ListBegin(uint32_t begin, uint32_t end) const {
    return end - distinct_[begin];
  }
  // The table for the least support given, in the arena. The entries of item x are
  // entries[starts[x]] to entries[starts[x + 1]]. REQUIRES: the weights of the database are
  // together below 2^31.
  [[nodiscard]] PairTable Count(const ProjectedDatabase& database, const SuffixEntry* entries,
                                const uint32_t* starts, uint64_t min_support, SearchArena& arena);

 private:
  // Counts what follows one item in row_; false, with row_ unfinished, when nothing is frequent.
  bool CountRow(const SuffixEntry* entries, uint32_t size, uint64_t min_support);

  std::vector<uint8_t> seen_;  // of an item: 1 when it was met behind the place, or never counts
  // A sequence that ends at e with d distinct items has them in lasts_ [e - d, e), by last
  // occurrence.
  std::unique_ptr<uint16_t[]> lasts_;
  std::unique_ptr<uint16_t[]> distinct_;  // of a place: distinct items from there to the end
  std::vector<uint32_t> row_;             // of an item: weight of the suffixes that have it
  size_t room_ = 0;                       // places in lasts_ and distinct_
};

}  // namespace adit::mining
