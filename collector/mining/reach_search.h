// ReachSearch: depth-first search with a maximum gap below one node whose patterns use at most 64
// items.
//
// Pattern growth on ReachDatabases: an entry is what is within reach of all ends of the pattern in
// one row. Every node projects and counts all its children together, a block of entries at a time;
// a child is given up as a leaf as soon as the entries seen so far rule out every extension. Time:
// an AND, the shifts of the gap and a test of a row for every entry of every node, however many
// ends a sequence has.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/mining/ordered_tasks.h"
#include "collector/mining/reach_database.h"
#include "collector/mining/search_arena.h"
#include "collector/mining/search_control.h"
#include "collector/mining/support_floor.h"

namespace adit::mining {

// One a thread.
class ReachSearch {
 public:
  ReachSearch(SearchArena& arena, uint32_t max_length, SupportFloor& floor, SearchControl& control);

  // Appends all frequent extensions of the database's pattern, which has `length` items and this
  // support. Leaves the arena as it was. REQUIRES: summed weight < 2^31.
  void Mine(const ReachDatabase& database, uint64_t support, uint32_t length, TaskOutput& output);

 private:
  // A pattern that is being, or has been, projected and counted.
  struct Child {
    uint32_t item = 0;
    uint32_t support = 0;
    uint32_t size = 0;            // entries so far
    uint32_t counted_weight = 0;  // of these entries
    uint32_t slack = 0;           // weight that may lack an extension
    uint64_t extensions = 0;      // items that may extend it
    ReachEntry* entries = nullptr;
    uint32_t* counts = nullptr;  // of 64 local items
  };
  struct Node {
    Child* children;
    uint32_t child_count;
    uint32_t next;
    SearchArena::Mark mark;
  };

  void Expand(const ReachDatabase& database, const Child& parent, uint32_t length);
  void FillChildren(const ReachDatabase& database, const Child& parent, Child* children,
                    uint32_t count);
  // Counts what is within reach of the entries given, which are the latest of the child.
  void CountBlock(const ReachDatabase& database, const ReachEntry* entries, size_t size,
                  Child& child);
  [[nodiscard]] uint32_t SlackOf(uint32_t support) const;

  SearchArena& arena_;
  const uint32_t max_length_;
  SupportFloor& floor_;
  SearchControl& control_;
  AccountedMemory memory_;  // of the arena
  const CountKernel& kernel_;
  std::vector<Node> nodes_;
  std::vector<MaskEntry> counted_;
  std::vector<uint64_t> masks_;
  uint8_t open_[64] = {};  // children that may have extensions
  uint32_t polls_ = 0;
};

}  // namespace adit::mining
