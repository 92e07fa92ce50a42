// OccurrenceSearch: depth-first search that keeps every end position of a pattern; for itemsets,
// maximum gaps and maximum spans.
//
// Pattern growth over a pseudo-projected database (Pei et al., "Mining sequential patterns by
// pattern-growth", TKDE 2004), but with all embeddings: a node of the search holds, for every
// sequence, the sorted list of positions at which some embedding of its pattern ends, each with the
// latest start that leads there (it allows every continuation that an earlier start allows). With
// no gap and span limit an element after the first end is reachable from it, so the list is scanned
// from its head alone. Time: for every node, the number of positions within reach of its ends.
//
// Closed and maximal patterns are searched the same way, but below a pattern that ClosureCheck
// finds dominated nothing is looked for, so that the time follows the closed patterns, not the
// frequent ones. Without gap and span limits what is found for kClosed is exactly the closed
// patterns; otherwise, and for kMaximal, it contains all that are wanted and some that are
// contained in others of them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "collector/mining/closure_check.h"
#include "collector/mining/encoded_sequences.h"
#include "collector/mining/ordered_tasks.h"
#include "collector/mining/search_control.h"
#include "collector/mining/search_limits.h"
#include "collector/mining/support_floor.h"

namespace adit::mining {

// One searcher a thread; the sequences are shared. REQUIRES: the sequences have positions when
// there are gaps, spans or itemsets.
class OccurrenceSearch {
 public:
  OccurrenceSearch(const EncodedSequences& sequences, const SearchLimits& limits, PatternKind kind,
                   SupportFloor& floor, SearchControl& control);

  // Appends the patterns whose first item is `root`, in depth-first order with extensions of the
  // last element after new elements, each by ascending code.
  void MineRoot(uint32_t root, TaskOutput& output);

 private:
  struct Extension {
    uint32_t key;   // code, plus the number of codes for an item of the last element
    uint32_t size;  // occurrences
    uint64_t support;
    size_t begin;  // in ends_
  };
  struct Node {
    size_t first_extension;
    size_t next_extension;
    size_t ends_mark;
  };
  struct Tally {
    uint64_t support = 0;
    uint32_t last_sequence = 0xffffffffu;
    uint32_t size = 0;
    size_t out = 0;
  };

  void SeedRoot(uint32_t root);
  // Emits the pattern path_ if it is wanted and makes the node of its extensions.
  void Enter(uint64_t support, TaskOutput& output);
  void EnterCandidate(uint64_t support, TaskOutput& output);
  // True when some pattern below path_ may be as long as the limit allows: a longer one of equal
  // support is then no argument against it.
  [[nodiscard]] bool MayReachMaxLength() const;
  // Counts and fills the frequent extensions of the occurrences [begin, begin + size).
  void Expand(size_t begin, size_t size, uint32_t length);
  template <typename Visit>
  void VisitExtensions(size_t begin, size_t size, const Visit& visit);
  template <typename Visit>
  void VisitSequence(size_t begin, size_t end, uint32_t sequence, const Visit& visit);
  template <typename Visit>
  void VisitWindows(size_t begin, size_t end, uint32_t sequence, const Visit& visit);
  [[nodiscard]] uint32_t KeyCode(uint32_t key) const {
    return key < code_count_ ? key : (key - code_count_) | kSameElement;
  }
  void Emit(uint64_t support, TaskOutput& output);
  void Account();

  const EncodedSequences& sequences_;
  const SearchLimits limits_;
  SupportFloor& floor_;
  SearchControl& control_;
  AccountedMemory memory_;
  const PatternKind kind_;
  const uint32_t code_count_;
  const bool windowed_;
  std::vector<uint32_t> sequence_of_;  // of every code index
  std::vector<std::vector<uint32_t>> root_ends_;
  std::vector<Tally> tallies_;  // of a key
  std::vector<uint32_t> touched_;
  std::vector<int64_t> latest_start_;  // of an index within its sequence; -1 = out of reach

  std::vector<uint32_t> ends_;    // index of the last matched code, grouped by sequence, ascending
  std::vector<uint32_t> begins_;  // index of the first matched code; parallel, only with a span
  std::vector<Extension> extensions_;
  std::vector<Node> nodes_;
  std::unique_ptr<ClosureCheck> check_;  // unless kFrequent
  std::vector<uint32_t> path_;           // the pattern
  std::vector<EndRange> path_ranges_;    // occurrences of its prefixes
  size_t logged_ = 0;                    // items of path_ that the log's reader knows
  uint32_t polls_ = 0;
};

}  // namespace adit::mining
