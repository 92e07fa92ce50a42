// MaskSearch: depth-first search below one node whose extensions are at most 64 items.
//
// Pattern growth (PrefixSpan) on MaskDatabases: an entry is the first place behind the pattern in a
// sequence. Every node first projects and counts all its children, so that the extensions found for
// a child restrict those of its siblings' children: <P z x y> can only be frequent when <P x y> is.
// Children for which nothing remains are leaves and never projected; nor are children to the end
// for which the entries seen so far rule out every extension. Time: at most a row look-up and a
// masked addition for every entry of every node.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/mining/mask_database.h"
#include "collector/mining/ordered_tasks.h"
#include "collector/mining/search_arena.h"
#include "collector/mining/search_control.h"
#include "collector/mining/support_floor.h"

namespace adit::mining {

// One a thread.
class MaskSearch {
 public:
  MaskSearch(SearchArena& arena, uint32_t max_length, SupportFloor& floor, SearchControl& control);

  // Appends all frequent extensions of a pattern of `length` items. `supports` are those of the
  // database's items behind the pattern; all are frequent. `bounds` (or null) limits for every item
  // the set of those that may follow it; items in no such set need not be in the sequences. Leaves
  // the arena as it was.
  void Mine(const MaskDatabase& database, const uint32_t* supports, const uint64_t* bounds,
            uint32_t length, TaskOutput& output);

 private:
  struct Child {
    uint32_t item = 0;
    uint32_t support = 0;
    uint32_t followed = 0;  // weight among the entries
    uint32_t size = 0;
    uint64_t extensions = 0;  // local items that extend the child
    const MaskEntry* entries = nullptr;
    const uint32_t* supports = nullptr;  // of the extensions, ascending item
  };
  struct Node {
    const MaskDatabase* database;
    Child* children;
    uint32_t child_count;
    uint32_t next;
    const uint64_t* extensions_of;  // of a local item that is a child
    SearchArena::Mark mark;
  };

  // A child that is being projected and counted.
  struct OpenChild {
    Child* child = nullptr;
    MaskEntry* entries = nullptr;
    uint32_t* counts = nullptr;   // of 64 local items
    uint32_t size = 0;            // entries so far
    uint32_t counted_weight = 0;  // of these entries
    uint32_t slack = 0;           // weight that may lack an extension
  };

  // Makes the children of a node; `bounds` (of a local item, or null) limit their extensions,
  // `alone` (or null) is weight of their supports that is not among the entries.
  void Expand(const MaskDatabase& database, const MaskEntry* entries, size_t size,
              uint64_t extensions, const uint32_t* supports, const uint64_t* bounds,
              const uint32_t* alone, uint32_t length);
  // Projects the first `open_count` of open_ and finds their extensions.
  void FillChildren(const MaskDatabase& database, const MaskEntry* entries, size_t size,
                    uint32_t open_count);

  SearchArena& arena_;
  const uint32_t max_length_;
  SupportFloor& floor_;
  SearchControl& control_;
  AccountedMemory memory_;  // of the arena
  const CountMasks count_;
  std::vector<Node> nodes_;
  OpenChild open_[64];
  uint8_t order_[64] = {};  // of those still open
  uint32_t polls_ = 0;
};

}  // namespace adit::mining
