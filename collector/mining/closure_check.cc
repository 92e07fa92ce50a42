#include "collector/mining/closure_check.h"

#include <algorithm>
#include <limits>

namespace adit::mining {
namespace {
// Insertions tried at most where the ends must be compared as a whole; a bound on the work alone.
constexpr int kMostComparisons = 4;
}  // namespace

ClosureCheck::ClosureCheck(const EncodedSequences& sequences, const SearchLimits& limits,
                           const uint32_t* sequence_of)
    : sequences_(sequences),
      limits_(limits),
      sequence_of_(sequence_of),
      windowed_(limits.max_gap != 0 || limits.max_span != 0),
      stamps_(sequences.items.size(), 0) {}

void ClosureCheck::SplitElements(std::span<const uint32_t> codes) {
  codes_ = codes.data();
  elements_.clear();
  for (uint32_t i = 0; i < codes.size(); ++i) {
    if ((codes[i] & kSameElement) == 0) elements_.push_back({i, i});
    elements_.back().end = i + 1;
  }
  if (fronts_.size() < elements_.size()) {
    fronts_.resize(elements_.size());
    backs_.resize(elements_.size());
  }
}

uint32_t ClosureCheck::ElementStart(uint32_t index) const {
  while ((sequences_.codes[index] & kSameElement) != 0) --index;
  return index;
}

uint32_t ClosureCheck::ElementEnd(uint32_t index, uint32_t end) const {
  ++index;
  while (index < end && (sequences_.codes[index] & kSameElement) != 0) ++index;
  return index;
}

// Both ascend.
bool ClosureCheck::ElementHas(uint32_t start, uint32_t end, const Element& element) const {
  uint32_t wanted = element.begin;
  for (uint32_t i = start; i < end && wanted < element.end; ++i) {
    if ((sequences_.codes[i] & kMaxItem) == (codes_[wanted] & kMaxItem)) ++wanted;
  }
  return wanted == element.end;
}

void ClosureCheck::FillFronts(const Trace& trace) {
  const uint64_t gap = limits_.max_gap;
  const uint32_t* const positions = sequences_.positions.data();
  const auto count = static_cast<uint32_t>(elements_.size());
  for (uint32_t n = 0; n + 1 < count; ++n) {
    std::vector<uint32_t>& front = fronts_[n];
    front.clear();
    if (n == 0 && limits_.max_span != 0) {
      front.push_back(trace.first);
      continue;
    }
    uint32_t at = trace.begin;
    if (n > 0) {
      if (fronts_[n - 1].empty()) continue;
      at = ElementEnd(fronts_[n - 1].front(), trace.end);
    }
    size_t before = 0;  // the last of the front before this one that lies before `at`
    while (at < trace.last) {
      const uint32_t next = ElementEnd(at, trace.end);
      bool reached = true;
      if (n > 0 && gap != 0) {
        const std::vector<uint32_t>& previous = fronts_[n - 1];
        while (before + 1 < previous.size() && previous[before + 1] < at) ++before;
        reached = positions[at] - positions[previous[before]] <= gap;
      }
      if (reached && ElementHas(at, next, elements_[n])) {
        front.push_back(at);
        if (gap == 0) break;
      }
      at = next;
    }
  }
}

void ClosureCheck::FillBacks(const Trace& trace) {
  const uint64_t gap = limits_.max_gap;
  const uint32_t* const positions = sequences_.positions.data();
  const size_t count = elements_.size();
  backs_[count - 1].assign(1, trace.last);
  for (size_t n = count - 1; n-- > 0;) {
    std::vector<uint32_t>& back = backs_[n];
    const std::vector<uint32_t>& following = backs_[n + 1];
    back.clear();
    if (following.empty()) continue;
    size_t behind = following.size() - 1;  // the first of those that lie behind `at`
    uint32_t at = following.back();
    uint32_t next = at;
    while (at > trace.begin) {
      next = at;
      at = ElementStart(at - 1);
      if (gap != 0) {
        while (behind > 0 && following[behind - 1] > at) --behind;
        const uint32_t distance = positions[following[behind]] - positions[at];
        if (distance > gap) {
          if (behind == 0) break;
          continue;
        }
      }
      if (!ElementHas(at, next, elements_[n])) continue;
      back.push_back(at);
      if (gap == 0) break;
    }
    std::reverse(back.begin(), back.end());
  }
}

// Calls visit(item) for the items that may be inserted at a place.
template <typename Visit>
void ClosureCheck::VisitPlace(const Trace& trace, uint32_t place, const Visit& visit) const {
  const uint64_t gap = limits_.max_gap;
  const uint32_t* const codes = sequences_.codes.data();
  const uint32_t* const positions = sequences_.positions.data();
  const uint32_t n = place / 2;
  const bool into = place % 2 == 1;
  const auto count = static_cast<uint32_t>(elements_.size());
  const std::vector<uint32_t>* const before = n > 0 ? &fronts_[n - 1] : nullptr;
  const std::vector<uint32_t>* const behind =
      !into ? &backs_[n] : n + 1 < count ? &backs_[n + 1] : nullptr;
  if ((before != nullptr && before->empty()) || (behind != nullptr && behind->empty())) return;
  const Element& element = elements_[n];
  uint32_t at = before != nullptr ? ElementEnd(before->front(), trace.end) : trace.begin;
  uint32_t stop = behind != nullptr ? behind->back() : trace.end;
  if (into && n == 0 && limits_.max_span != 0) {
    at = trace.first;
    stop = std::min(stop, ElementEnd(at, trace.end));
  }
  if (into && n + 1 == count && !trace.any_last) {
    at = std::max(at, trace.last);
    stop = ElementEnd(trace.last, trace.end);
  }
  size_t previous = 0;
  size_t following = 0;
  for (uint32_t next = at; at < stop; at = next) {
    next = ElementEnd(at, trace.end);
    if (gap != 0 && before != nullptr) {
      while (previous + 1 < before->size() && (*before)[previous + 1] < at) ++previous;
      if (positions[at] - positions[(*before)[previous]] > gap) continue;
    }
    if (gap != 0 && behind != nullptr) {
      while ((*behind)[following] <= at) ++following;
      if (positions[(*behind)[following]] - positions[at] > gap) continue;
    }
    // An earlier start is as good only where the span ends behind the sequence.
    if (!into && n == 0 && limits_.max_span != 0 &&
        uint64_t{positions[at]} + limits_.max_span < positions[trace.end - 1]) {
      continue;
    }
    if (into && !ElementHas(at, next, element)) continue;
    uint32_t own = element.begin;
    for (uint32_t i = at; i < next; ++i) {
      const uint32_t item = codes[i] & kMaxItem;
      if (into) {
        // What extends the last element behind its last item is a child of the pattern.
        if (own == element.end && n + 1 == count && !trace.any_last) break;
        if (own < element.end && item == (codes_[own] & kMaxItem)) {
          ++own;
          continue;
        }
      }
      visit(item);
    }
  }
}

void ClosureCheck::Narrow(const Trace& trace, bool fresh, uint32_t only) {
  if (stamp_ >= std::numeric_limits<uint32_t>::max() - 2) {
    std::fill(stamps_.begin(), stamps_.end(), 0);
    stamp_ = 0;
  }
  if (fresh) {
    live_.clear();
    const auto places = static_cast<uint32_t>(2 * elements_.size());
    for (uint32_t place = 0; place < places; ++place) {
      if (place % 2 == 1 && !sequences_.has_itemsets) continue;
      ++stamp_;
      VisitPlace(trace, place, [&](uint32_t item) {
        if (stamps_[item] == stamp_) return;
        stamps_[item] = stamp_;
        live_.push_back({place, item});
      });
    }
    return;
  }
  size_t kept = 0;
  for (size_t i = 0; i < live_.size();) {
    const uint32_t place = live_[i].place;
    const bool look = only == kEveryPlace || only == place;
    if (look) {
      ++stamp_;
      VisitPlace(trace, place, [&](uint32_t item) { stamps_[item] = stamp_; });
    }
    for (; i < live_.size() && live_[i].place == place; ++i) {
      if (!look || stamps_[live_[i].item] == stamp_) live_[kept++] = live_[i];
    }
    if (stamp_ >= std::numeric_limits<uint32_t>::max() - 2) {
      std::fill(stamps_.begin(), stamps_.end(), 0);
      stamp_ = 0;
    }
  }
  live_.resize(kept);
}

bool ClosureCheck::Dominated(std::span<const uint32_t> codes, std::span<const EndRange> prefixes,
                             const EndLists& lists) {
  SplitElements(codes);
  const EndRange occurrences = prefixes.back();
  const auto into_last = static_cast<uint32_t>(2 * elements_.size() - 1);
  bool fresh = true;
  uint32_t current = std::numeric_limits<uint32_t>::max();
  for (size_t i = occurrences.begin; i < occurrences.begin + occurrences.size; ++i) {
    const uint32_t sequence = sequence_of_[lists.ends[i]];
    const bool later_end = sequence == current;
    current = sequence;
    // Without limits what fits before the first end fits before the others.
    if (later_end && !windowed_ && !sequences_.has_itemsets) continue;
    const Trace trace{sequences_.starts[sequence], sequences_.starts[sequence + 1],
                      ElementStart(lists.ends[i]),
                      limits_.max_span != 0 ? ElementStart(lists.begins[i]) : 0, false};
    const uint32_t only = later_end && !windowed_ ? into_last : kEveryPlace;
    if (only == kEveryPlace) {
      FillFronts(trace);
      FillBacks(trace);
    }
    Narrow(trace, fresh, only);
    fresh = false;
    if (live_.empty()) return false;
  }
  int comparisons = 0;
  for (const Insertion& insertion : live_) {
    const bool between = insertion.place > 0 && insertion.place % 2 == 0;
    if (!between || limits_.max_gap == 0) return true;
    if (comparisons++ == kMostComparisons) return false;
    if (SameEnds(prefixes, lists, insertion)) return true;
  }
  return false;
}

bool ClosureCheck::BackwardClosed(std::span<const uint32_t> codes, const EndRange& occurrences,
                                  const EndLists& lists) {
  SplitElements(codes);
  const size_t end = occurrences.begin + occurrences.size;
  bool fresh = true;
  for (size_t i = occurrences.begin; i < end;) {
    const uint32_t sequence = sequence_of_[lists.ends[i]];
    while (i < end && sequence_of_[lists.ends[i]] == sequence) ++i;
    const Trace trace{sequences_.starts[sequence], sequences_.starts[sequence + 1],
                      ElementStart(lists.ends[i - 1]), 0, true};
    FillFronts(trace);
    FillBacks(trace);
    Narrow(trace, fresh, kEveryPlace);
    fresh = false;
    if (live_.empty()) return true;
  }
  return live_.empty();
}

// With an item between two elements they may lie further apart than the gap allows the pattern itself:
// the longer pattern may have ends of its own, also in other sequences.
bool ClosureCheck::SameEnds(std::span<const EndRange> prefixes, const EndLists& lists,
                            const Insertion& insertion) {
  const uint32_t n = insertion.place / 2;
  const EndRange prefix = prefixes[elements_[n].begin - 1];
  stepped_.clear();
  for (size_t i = prefix.begin; i < prefix.begin + prefix.size; ++i) {
    stepped_.push_back({lists.ends[i], limits_.max_span != 0 ? lists.begins[i] : 0});
  }
  Step(&insertion.item, {0, 1});
  for (size_t e = n; e < elements_.size(); ++e) Step(codes_, elements_[e]);
  const EndRange whole = prefixes.back();
  if (stepped_.size() != whole.size) return false;
  for (size_t i = 0; i < whole.size; ++i) {
    const size_t at = whole.begin + i;
    if (stepped_[i].end != lists.ends[at]) return false;
    if (limits_.max_span != 0 && stepped_[i].begin != lists.begins[at]) return false;
  }
  return true;
}

// Replaces stepped_ by the ends of the pattern with one more element.
void ClosureCheck::Step(const uint32_t* codes, const Element& element) {
  const uint32_t* const pattern = codes_;
  codes_ = codes;
  const uint32_t* const positions = sequences_.positions.data();
  const uint64_t gap = limits_.max_gap == 0 ? ~uint32_t{0} : limits_.max_gap;
  const uint32_t last_item = codes[element.end - 1] & kMaxItem;
  next_.clear();
  for (const End& from : stepped_) {
    const uint32_t sequence_end = sequences_.starts[sequence_of_[from.end] + 1];
    uint64_t last = positions[from.end] + gap;
    if (limits_.max_span != 0) {
      last = std::min(last, uint64_t{positions[from.begin]} + limits_.max_span);
    }
    for (uint32_t at = ElementEnd(from.end, sequence_end);
         at < sequence_end && positions[at] <= last;) {
      const uint32_t next = ElementEnd(at, sequence_end);
      if (ElementHas(at, next, element)) {
        uint32_t index = at;
        while ((sequences_.codes[index] & kMaxItem) != last_item) ++index;
        next_.push_back({index, from.begin});
      }
      at = next;
    }
  }
  // Of equal ends the latest start is kept.
  std::sort(next_.begin(), next_.end(), [](const End& a, const End& b) {
    return a.end != b.end ? a.end < b.end : a.begin > b.begin;
  });
  next_.erase(std::unique(next_.begin(), next_.end(),
                          [](const End& a, const End& b) { return a.end == b.end; }),
              next_.end());
  stepped_.swap(next_);
  codes_ = pattern;
}

}  // namespace adit::mining
