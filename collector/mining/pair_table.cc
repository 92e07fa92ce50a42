#include "collector/mining/pair_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace adit::mining {

bool PairTable::HasTriple(uint32_t item) const {
  const uint64_t* const row = set(item);
  for (uint32_t w = 0; w < words; ++w) {
    for (uint64_t left = row[w]; left != 0; left &= left - 1) {
      const uint64_t* const next = set(w * 64 + static_cast<uint32_t>(std::countr_zero(left)));
      for (uint32_t v = 0; v < words; ++v) {
        if ((row[v] & next[v]) != 0) return true;
      }
    }
  }
  return false;
}

namespace {

// Four items a turn; which of them the last turn lacks costs one jump.
void AddWeight(const uint16_t* items, size_t size, uint32_t weight, uint32_t* row) {
  switch (size % 4) {
    case 3: row[items[2]] += weight; [[fallthrough]];
    case 2: row[items[1]] += weight; [[fallthrough]];
    case 1: row[items[0]] += weight; break;
    default: break;
  }
  for (size_t i = size % 4; i < size; i += 4) {
    row[items[i]] += weight;
    row[items[i + 1]] += weight;
    row[items[i + 2]] += weight;
    row[items[i + 3]] += weight;
  }
}

}  // namespace

void PairCounter::ListDistinct(const ProjectedDatabase& database, const uint8_t* second) {
  const size_t size = database.starts[database.sequence_count];
  seen_.assign(database.item_count, 0);
  for (uint32_t item = 0; item < database.item_count && second != nullptr; ++item) {
    seen_[item] = 1 - second[item];
  }
  if (room_ < size) {
    lasts_ = std::make_unique_for_overwrite<uint16_t[]>(size);
    distinct_ = std::make_unique_for_overwrite<uint16_t[]>(size);
    room_ = size;
  }
  // Copies, as the compiler cannot know that a byte written is none of theirs.
  const uint32_t* const items = database.items;
  const uint32_t* const starts = database.starts;
  uint16_t* const lasts = lasts_.get();
  uint16_t* const distinct = distinct_.get();
  uint8_t* const seen = seen_.data();
  for (uint32_t s = 0; s < database.sequence_count; ++s) {
    const uint32_t begin = starts[s];
    const uint32_t end = starts[s + 1];
    uint32_t first = end;  // of the distinct items so far
    for (uint32_t i = end; i-- > begin;) {
      const uint32_t item = items[i];
      // There is room: first > i until every place was a new item.
      lasts[first - 1] = static_cast<uint16_t>(item);
      first -= 1 - seen[item];
      seen[item] = 1;
      distinct[i] = static_cast<uint16_t>(end - first);
    }
    for (uint32_t i = first; i < end; ++i) seen[lasts[i]] = 0;
  }
}

// An item may lack in at most (weight of the suffixes with items - min_support): the row is given up when every
// item lacks in more. The largest count is looked for only when enough has come since the last time.
bool PairCounter::CountRow(const SuffixEntry* entries, uint32_t size, uint32_t item_count,
                           uint64_t min_support, uint32_t* row) const {
  constexpr uint32_t kAhead = 8;
  uint64_t weight = 0;
  for (uint32_t e = 0; e < size; ++e) {
    weight += entries[e].begin < entries[e].end ? entries[e].weight : 0;
  }
  if (weight < min_support) return false;
  std::memset(row, 0, item_count * sizeof(uint32_t));
  const uint64_t slack = weight - min_support;
  uint64_t next_look = slack + slack / 4 + 1;
  uint64_t seen = 0;
  for (uint32_t e = 0; e < size; ++e) {
    const SuffixEntry entry = entries[e];
    if (e + kAhead < size) {
      __builtin_prefetch(lasts_.get() + entries[e + kAhead].begin);
      __builtin_prefetch(distinct_.get() + entries[e + kAhead].begin);
    }
    if (entry.begin == entry.end) continue;
    seen += entry.weight;
    const size_t distinct = distinct_[entry.begin];
    AddWeight(lasts_.get() + (entry.end - distinct), distinct, entry.weight, row);
    if (seen < next_look) continue;
    const uint64_t best = *std::max_element(row, row + item_count);
    if (seen > best + slack) return false;
    next_look = std::max(best + slack + 1, seen + seen / 4);
  }
  return true;
}

PairTable PairCounter::Count(const ProjectedDatabase& database, const SuffixEntry* entries,
                             const uint32_t* starts, const uint8_t* second,
                             uint64_t min_support, uint32_t* supports, uint64_t* sets) {
  const uint32_t items = database.item_count;
  const size_t words = PairTable::Words(items);
  ListDistinct(database, second);
  std::memset(sets, 0, items * words * sizeof(uint64_t));
  for (uint32_t x = 0; x < items; ++x) {
    uint32_t* const row = supports + size_t{x} * items;
    if (!CountRow(entries + starts[x], starts[x + 1] - starts[x], items, min_support, row)) continue;
    uint64_t* const set = sets + x * words;
    for (uint32_t y = 0; y < items; ++y) {
      set[y / 64] |= uint64_t{row[y] >= min_support} << (y % 64);
    }
  }
  return {items, static_cast<uint32_t>(words), supports, sets};
}

}  // namespace adit::mining
