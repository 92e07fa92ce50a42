// ProjectionSearch: depth-first search for sequences of single items without gap and span limits.
//
// Near the root, where a pattern may have hundreds of extensions, every node gets a physically
// projected database: only the items that are frequent behind its pattern, renumbered, equal
// suffixes merged (as in the conditional trees of FP-growth). From the first node with at most 64
// extensions on, MaskSearch takes over. A node with few enough extensions has a PairTable, by which
// its children know their extensions, and which of their suffixes' items still matter, without
// counting.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "collector/mining/encoded_sequences.h"
#include "collector/mining/mask_search.h"
#include "collector/mining/pair_table.h"

namespace adit::mining {

// For every item of a database the sequences in which something follows it; read-only and shared by
// threads.
class RootProjection {
 public:
  RootProjection(const EncodedSequences& sequences, uint64_t min_support);
  [[nodiscard]] const ProjectedDatabase& database() const { return database_; }
  [[nodiscard]] const PairTable& pairs() const { return pairs_; }
  [[nodiscard]] const SuffixEntry* entries(uint32_t item) const {
    return entries_.get() + starts_[item];
  }
  [[nodiscard]] uint32_t size(uint32_t item) const { return starts_[item + 1] - starts_[item]; }
  [[nodiscard]] uint64_t support(uint32_t item) const { return sequences_.item_support[item]; }
  [[nodiscard]] size_t memory_bytes() const {
    return starts_.back() * sizeof(SuffixEntry) + arena_.reserved_bytes() +
           4 * (starts_.capacity() + codes_.capacity());
  }

 private:
  const EncodedSequences& sequences_;
  ProjectedDatabase database_;
  std::vector<uint32_t> codes_;
  std::vector<uint32_t> starts_;
  std::unique_ptr<SuffixEntry[]> entries_;
  SearchArena arena_;  // of pairs_
  PairTable pairs_;
};

// One a thread. REQUIRES: single items, summed weight < 2^31.
class ProjectionSearch {
 public:
  ProjectionSearch(const RootProjection& root, uint32_t max_length, SupportFloor& floor,
                   SearchControl& control);

  // Appends all frequent patterns whose first item is `item`, in depth-first order by code.
  void MineRoot(uint32_t item, TaskOutput& output);

 private:
  struct Tally {
    uint32_t stamp = 0;  // of the last suffix with the item
    uint32_t support = 0;
  };
  struct Node {
    const ProjectedDatabase* database;
    const SuffixEntry* entries;    // grouped by item
    const uint32_t* entry_starts;  // of an item
    const uint32_t* supports;      // of an item
    PairTable pairs;               // empty when there are too many items
    uint32_t next;
    SearchArena::Mark mark;
  };

  void Emit(uint32_t code, uint64_t support, uint32_t length, TaskOutput& output);
  // Searches below a pattern of `length` items that is followed by the suffixes given.
  void Descend(const ProjectedDatabase& database, const SuffixEntry* entries, uint32_t size,
               uint64_t support, uint32_t length, TaskOutput& output);
  // The same below item `child` of a database with a PairTable.
  void DescendByPairs(const ProjectedDatabase& database, const PairTable& pairs, uint32_t child,
                      const SuffixEntry* entries, uint32_t size, uint32_t length,
                      TaskOutput& output);
  // Lists the extensions of `child` in frequent_, gives a local number to those that matter in
  // longer patterns, and returns whether there are any of them.
  bool ChooseByPairs(const PairTable& pairs, uint32_t child);
  // For every item of frequent_ the set of local numbers that may follow it behind `child`.
  [[nodiscard]] const uint64_t* BoundsByPairs(const PairTable& pairs, uint32_t child);
  // Items that are frequent in the suffixes, ascending, into frequent_; returns the items scanned.
  // Gives up, with frequent_ empty, when every item lacks more than `slack` of the weight seen.
  size_t CountItems(const ProjectedDatabase& database, const SuffixEntry* entries, uint32_t size,
                    uint64_t min_support, uint64_t slack);
  [[nodiscard]] MaskDatabase* BuildMasks(const ProjectedDatabase& database,
                                         const SuffixEntry* entries, uint32_t size, size_t scanned);
  [[nodiscard]] ProjectedDatabase* BuildProjection(const ProjectedDatabase& database,
                                                   const SuffixEntry* entries, uint32_t size,
                                                   size_t scanned);
  // Groups the sequences of a new node's database by item. open_ (of an item; or empty) is 0 for
  // those that nothing can follow.
  void PushNode(const ProjectedDatabase& database, const uint32_t* supports,
                SearchArena::Mark mark);
  [[nodiscard]] uint32_t NextStamp();

  const RootProjection& root_;
  const uint32_t max_length_;
  SupportFloor& floor_;
  SearchControl& control_;
  AccountedMemory memory_;
  SearchArena arena_;
  MaskSearch mask_search_;
  MaskDatabaseBuilder mask_builder_;
  std::vector<Tally> tallies_;   // of an item
  std::vector<uint32_t> local_;  // new number of a frequent item, else kNotLocal
  std::vector<uint32_t> touched_;
  std::vector<uint32_t> frequent_;
  PairCounter pair_counter_;
  // Of an extension: 1 when patterns may go on behind it, 1 when it may follow another. Empty when
  // nothing is known.
  std::vector<uint8_t> open_;
  std::vector<uint8_t> later_;
  std::vector<uint64_t> used_;  // set of items that matter below a child
  std::vector<Node> nodes_;
  uint32_t stamp_ = 0;
};

}  // namespace adit::mining
