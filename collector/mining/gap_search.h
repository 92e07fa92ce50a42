// GapSearch: depth-first search for sequences of single items with a maximum gap.
//
// As in OccurrenceSearch a node holds all end positions of its pattern (ascending over the whole
// database), but the places within reach of a position are one precomputed range, and a node is
// given up as a leaf as soon as the sequences seen so far rule out every extension: an extension
// may miss at most support - min_support of its pattern's sequences. Most nodes are leaves and end
// after a few sequences. Time: the places within reach of the ends that were looked at.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/mining/encoded_sequences.h"
#include "collector/mining/occurrence_search.h"
#include "collector/mining/pattern_log.h"
#include "collector/mining/search_control.h"
#include "collector/mining/support_floor.h"

namespace adit::mining {

// What GapSearches of one run share; read-only.
class GapIndex {
 public:
  // REQUIRES: single items, with positions; max_gap >= 1.
  GapIndex(const EncodedSequences& sequences, uint32_t max_gap);

  [[nodiscard]] const EncodedSequences& sequences() const { return sequences_; }
  // What a search needs to know of an index, in one place of memory.
  struct Place {
    uint32_t sequence;
    uint32_t reach_end;  // one behind the last index within reach
  };
  [[nodiscard]] const Place* places() const { return places_.data(); }
  // All indices of an item, ascending.
  [[nodiscard]] const uint32_t* ends(uint32_t item) const { return ends_.data() + starts_[item]; }
  [[nodiscard]] uint32_t end_count(uint32_t item) const { return starts_[item + 1] - starts_[item]; }
  [[nodiscard]] size_t memory_bytes() const {
    return sizeof(Place) * places_.capacity() + 4 * (ends_.capacity() + starts_.capacity());
  }

 private:
  const EncodedSequences& sequences_;
  std::vector<Place> places_;
  std::vector<uint32_t> starts_;
  std::vector<uint32_t> ends_;
};

// One a thread.
class GapSearch {
 public:
  GapSearch(const GapIndex& index, uint32_t max_length, SupportFloor& floor,
            SearchControl& control);

  // Appends all frequent patterns whose first item is `root`, in depth-first order by code.
  void MineRoot(uint32_t root, PatternLog& log, const LogFull& log_full);

 private:
  struct Tally {
    uint64_t support = 0;
    uint32_t last_sequence = 0xffffffffu;
    uint32_t size = 0;
  };
  struct Extension {
    uint64_t support;
    size_t begin;  // in ends_
    uint32_t item;
    uint32_t size;
  };
  struct Node {
    size_t first_extension;
    size_t next_extension;
    size_t ends_mark;
  };

  void Emit(uint32_t code, uint64_t support, uint32_t length, PatternLog& log);
  // Counts and fills the frequent extensions of a pattern; `ends` may lie in ends_.
  void Expand(const uint32_t* ends, size_t size, uint64_t support, uint32_t length);
  // Tallies the items within reach; false when none can be frequent.
  bool Count(const uint32_t* ends, size_t size, uint64_t slack);
  void Fill(const uint32_t* ends, size_t size, size_t begin);
  void ResetTallies();
  void Account();

  const GapIndex& index_;
  const uint32_t max_length_;
  SupportFloor& floor_;
  SearchControl& control_;
  AccountedMemory memory_;
  std::vector<Tally> tallies_;    // of an item
  std::vector<uint32_t> touched_;
  std::vector<size_t> out_;       // of an item: where its next end goes
  std::vector<uint8_t> keep_;     // of an item: 1 when frequent here
  std::vector<uint32_t> ends_;
  std::vector<Extension> extensions_;
  std::vector<Node> nodes_;
  uint32_t polls_ = 0;
};

}  // namespace adit::mining
