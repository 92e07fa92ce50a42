// GapSearch: depth-first search for sequences of single items with a maximum gap.
//
// As in OccurrenceSearch a node holds all end positions of its pattern (ascending over the whole
// database), but the places within reach of a position are one precomputed range, and a node is
// given up as a leaf as soon as the sequences seen so far rule out every extension: an extension
// may miss at most support - min_support of its pattern's sequences. Most nodes are leaves and end
// after a few sequences. Time: the places within reach of the ends that were looked at. A database
// of at most 64 items is left to ReachSearch, whose time does not grow with the ends of a sequence.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/mining/encoded_sequences.h"
#include "collector/mining/ordered_tasks.h"
#include "collector/mining/reach_search.h"
#include "collector/mining/search_control.h"
#include "collector/mining/support_floor.h"

namespace adit::mining {

// What GapSearches of one run share; read-only.
class GapIndex {
 public:
  // REQUIRES: single items, with positions; max_gap >= 1.
  GapIndex(const EncodedSequences& sequences, uint32_t max_gap);
  [[nodiscard]] uint32_t max_gap() const { return max_gap_; }
  // True when a ReachDatabase can hold any projection.
  [[nodiscard]] bool reachable() const { return reachable_; }

  [[nodiscard]] const EncodedSequences& sequences() const { return sequences_; }
  // What a search needs to know of an index, in one place of memory.
  struct Place {
    uint32_t sequence;
    uint32_t reach_end;  // one behind the last index within reach
  };
  [[nodiscard]] const Place* places() const { return places_.data(); }
  // All indices of an item, ascending.
  [[nodiscard]] const uint32_t* ends(uint32_t item) const { return ends_.data() + starts_[item]; }
  [[nodiscard]] uint32_t end_count(uint32_t item) const {
    return starts_[item + 1] - starts_[item];
  }
  [[nodiscard]] size_t memory_bytes() const {
    return sizeof(Place) * places_.capacity() + 4 * (ends_.capacity() + starts_.capacity());
  }

 private:
  const EncodedSequences& sequences_;
  const uint32_t max_gap_;
  bool reachable_ = false;
  std::vector<Place> places_;
  std::vector<uint32_t> starts_;
  std::vector<uint32_t> ends_;
};

// One a thread. REQUIRES: summed weight < 2^31.
class GapSearch {
 public:
  GapSearch(const GapIndex& index, uint32_t max_length, SupportFloor& floor,
            SearchControl& control);

  // Appends all frequent patterns whose first item is `root`, in depth-first order by code.
  void MineRoot(uint32_t root, TaskOutput& output);

 private:
  struct Tally {
    uint32_t support = 0;
    uint32_t last_sequence = 0xffffffffu;
    uint32_t size = 0;
  };
  struct Extension {
    const uint32_t* ends;
    uint32_t support;
    uint32_t item;
    uint32_t size;
  };
  struct Node {
    size_t first_extension;
    size_t next_extension;
    SearchArena::Mark mark;
  };

  void Emit(uint32_t code, uint64_t support, uint32_t length, TaskOutput& output);
  // Counts and fills the frequent extensions of a pattern.
  void Expand(const uint32_t* ends, size_t size, uint32_t support, uint32_t length);
  // Tallies the items within reach; false when none can be frequent.
  bool Count(const uint32_t* ends, size_t size, uint32_t slack);
  // Lists the frequent ones of the tallied items in frequent_, ascending, and their room in out_.
  void ChooseFrequent(uint32_t min_support);
  void Fill(const uint32_t* ends, size_t size);
  void ResetTallies();
  void Account();

  // Searches below a root with a ReachSearch; false when that would take too much memory. REQUIRES:
  // reachable_.
  bool MineRootByReach(uint32_t root, TaskOutput& output);
  // Calls visit(place, is_end) -> bool for the ends and all that may follow them in longer
  // patterns, and closed(sequence) behind each sequence. Beyond a place where visit returned false
  // nothing goes on.
  template <typename Visit, typename Closed>
  void VisitReach(const uint32_t* ends, size_t size, const Visit& visit,
                  const Closed& closed) const;

  const GapIndex& index_;
  const uint32_t max_length_;
  SupportFloor& floor_;
  SearchControl& control_;
  AccountedMemory memory_;
  const bool reachable_;
  std::vector<Tally> tallies_;     // of an item
  std::vector<uint32_t> touched_;  // items with a tally, touched_count_ of them
  uint32_t touched_count_ = 0;
  std::vector<uint32_t> frequent_;
  // Of an item: where its next end goes. Ends of infrequent items are written to `nowhere_`.
  std::vector<uint32_t*> out_;
  std::vector<uint8_t> keep_;  // of an item: 1 when frequent here
  uint32_t nowhere_ = 0;
  SearchArena arena_;
  std::vector<Extension> extensions_;
  std::vector<Node> nodes_;
  ReachSearch reach_search_;
  ReachDatabaseBuilder reach_builder_;
  std::vector<uint8_t> local_;  // of an item: its number in the ReachDatabase under way
  uint32_t polls_ = 0;
};

}  // namespace adit::mining
