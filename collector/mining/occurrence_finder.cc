#include "collector/mining/occurrence_finder.h"

#include <algorithm>

namespace adit::mining {
namespace {

// True when the pattern element [p, p_end) is part of the sequence element [s, s_end).
bool ElementWithin(std::span<const Item> sequence, size_t s, size_t s_end,
                   std::span<const Item> pattern, size_t p, size_t p_end) {
  for (; s < s_end && p < p_end; ++s) {
    if ((sequence[s] & kMaxItem) == (pattern[p] & kMaxItem)) ++p;
  }
  return p == p_end;
}

}  // namespace

OccurrenceFinder::OccurrenceFinder(const SequenceDatabase& database, uint32_t max_gap,
                                   uint32_t max_span)
    : database_(database), max_gap_(max_gap), max_span_(max_span) {
  std::vector<uint64_t> pairs;  // item, sequence
  pairs.reserve(database.item_count());
  for (size_t s = 0; s < database.size(); ++s) {
    for (const Item item : database.sequence(s)) pairs.push_back(uint64_t{item & kMaxItem} << 32 | s);
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  for (const uint64_t pair : pairs) {
    const auto item = static_cast<Item>(pair >> 32);
    if (items_.empty() || items_.back() != item) {
      items_.push_back(item);
      starts_.push_back(sequences_.size());
    }
    sequences_.push_back(static_cast<uint32_t>(pair));
  }
  starts_.push_back(sequences_.size());
}

std::span<const Occurrence> OccurrenceFinder::Find(std::span<const Item> pattern) {
  found_.clear();
  size_t begin = 0;
  size_t end = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const auto at = std::lower_bound(items_.begin(), items_.end(), pattern[i] & kMaxItem);
    if (at == items_.end() || *at != (pattern[i] & kMaxItem)) return {};
    const auto number = static_cast<size_t>(at - items_.begin());
    if (i == 0 || starts_[number + 1] - starts_[number] < end - begin) {
      begin = starts_[number];
      end = starts_[number + 1];
    }
  }
  for (size_t i = begin; i < end; ++i) FindIn(sequences_[i], pattern);
  return found_;
}

// Dynamic programme over the elements of the sequence: reach[i][e] is the latest start of a match of
// the first i + 1 pattern elements whose last lies on element e. After every occurrence it begins
// anew behind its end, so that occurrences do not overlap.
void OccurrenceFinder::FindIn(uint32_t sequence_index, std::span<const Item> pattern) {
  const auto sequence = database_.sequence(sequence_index);
  element_starts_.clear();
  for (size_t i = 0; i < sequence.size(); ++i) {
    if ((sequence[i] & kSameElement) == 0) element_starts_.push_back(static_cast<uint32_t>(i));
  }
  const size_t elements = element_starts_.size();
  element_starts_.push_back(static_cast<uint32_t>(sequence.size()));
  std::vector<size_t> parts;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if ((pattern[i] & kSameElement) == 0) parts.push_back(i);
  }
  const size_t steps = parts.size();
  parts.push_back(pattern.size());
  const size_t gap = max_gap_ == 0 ? elements : max_gap_;
  reach_.assign(steps * elements, -1);
  // Without a gap limit the best predecessor is the running maximum of the step before.
  std::vector<int64_t> best(steps, -1);
  size_t fresh_from = 0;
  for (size_t e = 0; e < elements; ++e) {
    for (size_t i = steps; i-- > 0;) {
      if (!ElementWithin(sequence, element_starts_[e], element_starts_[e + 1], pattern, parts[i],
                         parts[i + 1])) {
        continue;
      }
      int64_t start = -1;
      if (i == 0) {
        start = static_cast<int64_t>(e);
      } else if (max_gap_ == 0) {
        start = best[i - 1];
      } else {
        const size_t from = std::max(fresh_from, e > gap ? e - gap : 0);
        for (size_t before = from; before < e; ++before) {
          start = std::max(start, reach_[(i - 1) * elements + before]);
        }
      }
      if (start < 0) continue;
      if (max_span_ != 0 && e - static_cast<size_t>(start) > max_span_) continue;
      reach_[i * elements + e] = start;
      best[i] = std::max(best[i], start);
    }
    const int64_t start = reach_[(steps - 1) * elements + e];
    if (start < 0) continue;
    found_.push_back({sequence_index, static_cast<uint32_t>(start), static_cast<uint32_t>(e)});
    fresh_from = e + 1;
    std::fill(best.begin(), best.end(), -1);
  }
}

}  // namespace adit::mining
