// ClosureCheck: which patterns a longer one makes superfluous, found without storing patterns.
//
// The backward-extension checks of BIDE (Wang, Han, Li, "Frequent closed sequence mining without
// candidate maintenance", TKDE 2007), for itemsets and under gap and span limits, too. A pattern P of
// elements e1 … em is *dominated* when one item, inserted at one place (as an element of its own
// before or between elements, or into an element), gives a pattern P' with the same ends: the same
// positions of the last element in the same sequences, with the same room for going on. Then every
// <P s> has the support of the longer <P' s>, and none of them is closed or maximal.
// The items that fit are intersected end by end and most checks are over after a few ends.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "collector/mining/encoded_sequences.h"
#include "collector/mining/search_limits.h"

namespace adit::mining {

// The occurrences of a pattern: a range of arrays of end and first code indices.
struct EndRange {
  size_t begin;
  size_t size;
};

struct EndLists {
  const uint32_t* ends;    // index of the last matched code, grouped by sequence, ascending
  const uint32_t* begins;  // index of the first matched code, the latest possible; only with a span
};

// One a thread.
class ClosureCheck {
 public:
  ClosureCheck(const EncodedSequences& sequences, const SearchLimits& limits,
               const uint32_t* sequence_of);

  // prefixes[n] are the occurrences of the first n + 1 codes; without gap and span limits those from
  // the earliest end on.
  [[nodiscard]] bool Dominated(std::span<const uint32_t> codes, std::span<const EndRange> prefixes,
                               const EndLists& lists);
  // True when no pattern that is longer by one item, except at the end, has the same support.
  // REQUIRES: no gap and span limits.
  [[nodiscard]] bool BackwardClosed(std::span<const uint32_t> codes, const EndRange& occurrences,
                                    const EndLists& lists);

 private:
  // Before which element (2n) or into which (2n + 1) an item is inserted.
  struct Insertion {
    uint32_t place;
    uint32_t item;
  };
  struct Element {
    uint32_t begin;  // in the pattern's codes
    uint32_t end;
  };
  // One end of the pattern in a sequence.
  struct Trace {
    uint32_t begin;    // codes of the sequence
    uint32_t end;
    uint32_t last;     // first code of the pattern's last element
    uint32_t first;    // first code of the pattern's first element; only with a span
    bool any_last;     // the last element may lie anywhere behind the others
  };

  void SplitElements(std::span<const uint32_t> codes);
  [[nodiscard]] uint32_t ElementStart(uint32_t index) const;
  [[nodiscard]] uint32_t ElementEnd(uint32_t index, uint32_t end) const;
  [[nodiscard]] bool ElementHas(uint32_t start, uint32_t end, const Element& element) const;
  void FillFronts(const Trace& trace);
  void FillBacks(const Trace& trace);
  // Keeps of live_ what fits this end; `only` restricts that to one place.
  void Narrow(const Trace& trace, bool fresh, uint32_t only);
  template <typename Visit>
  void VisitPlace(const Trace& trace, uint32_t place, const Visit& visit) const;
  [[nodiscard]] bool SameEnds(std::span<const EndRange> prefixes, const EndLists& lists,
                              const Insertion& insertion);
  void Step(const uint32_t* codes, const Element& element);

  static constexpr uint32_t kEveryPlace = 0xffffffffu;

  const EncodedSequences& sequences_;
  const SearchLimits limits_;
  const uint32_t* const sequence_of_;
  const bool windowed_;
  const uint32_t* codes_ = nullptr;  // of the pattern being checked
  std::vector<Element> elements_;
  // First codes of the elements at which the first n + 1 elements of the pattern can end, and at
  // which the last ones can begin; ascending. Without a gap limit the earliest and the latest alone.
  std::vector<std::vector<uint32_t>> fronts_;
  std::vector<std::vector<uint32_t>> backs_;
  std::vector<Insertion> live_;
  std::vector<uint32_t> stamps_;  // of an item
  uint32_t stamp_ = 0;
  struct End {
    uint32_t end;
    uint32_t begin;
    friend bool operator==(const End&, const End&) = default;
  };
  std::vector<End> stepped_;
  std::vector<End> next_;
};

}  // namespace adit::mining
