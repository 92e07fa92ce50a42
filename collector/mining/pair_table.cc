#include "collector/mining/pair_table.h"

#include <algorithm>
#include <cstring>

namespace adit::mining {

namespace {

// Four items a turn; which of them the last turn lacks costs one jump.
void AddWeight(const uint16_t* items, size_t size, uint32_t weight, uint32_t* row) {
  switch (size % 4) {
    case 3:
      row[items[2]] += weight;
      [[fallthrough]];
    case 2:
      row[items[1]] += weight;
      [[fallthrough]];
    case 1:
      row[items[0]] += weight;
      break;
    default:
      break;
  }
  for (size_t i = size % 4; i < size; i += 4) {
    row[items[i]] += weight;
    row[items[i + 1]] += weight;
    row[items[i + 2]] += weight;
    row[items[i + 3]] += weight;
  }
}

}  // namespace

void PairCounter::Prepare(const ProjectedDatabase& database, const uint8_t* second) {
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

// An item may lack in at most (weight of the suffixes with items - min_support): the row is given
// up when every item lacks in more. The largest count is looked for only when enough has come since
// the last time.
bool PairCounter::CountRow(const SuffixEntry* entries, uint32_t size, uint64_t min_support) {
  constexpr uint32_t kAhead = 8;
  uint64_t weight = 0;
  for (uint32_t e = 0; e < size; ++e) {
    weight += entries[e].list_begin < entries[e].end ? entries[e].weight : 0;
  }
  if (weight < min_support) return false;
  uint32_t* const row = row_.data();
  std::memset(row, 0, row_.size() * sizeof(uint32_t));
  const uint64_t slack = weight - min_support;
  uint64_t next_look = slack + slack / 4 + 1;
  uint64_t seen = 0;
  for (uint32_t e = 0; e < size; ++e) {
    const SuffixEntry entry = entries[e];
    if (e + kAhead < size) {
      __builtin_prefetch(lasts_.get() + entries[e + kAhead].list_begin);
    }
    if (entry.list_begin == entry.end) continue;
    seen += entry.weight;
    AddWeight(lasts_.get() + entry.list_begin, entry.end - entry.list_begin, entry.weight, row);
    if (seen < next_look) continue;
    const uint64_t best = *std::max_element(row_.begin(), row_.end());
    if (seen > best + slack) return false;
    next_look = std::max(best + slack + 1, seen + seen / 4);
  }
  return true;
}

PairTable PairCounter::Count(const ProjectedDatabase& database, const SuffixEntry* entries,
                             const uint32_t* starts, uint64_t min_support, SearchArena& arena) {
  const uint32_t items = database.item_count;
  const size_t words = PairTable::Words(items);
  auto* const sets = arena.Allocate<uint64_t>(items * words);
  auto* const rows = arena.Allocate<const uint32_t*>(items);
  std::memset(sets, 0, items * words * sizeof(uint64_t));
  row_.resize(words * 64);
  for (uint32_t x = 0; x < items; ++x) {
    rows[x] = nullptr;
    if (!CountRow(entries + starts[x], starts[x + 1] - starts[x], min_support)) continue;
    uint64_t* const set = sets + x * words;
    uint32_t frequent = 0;
    for (uint32_t y = 0; y < items; ++y) {
      const bool is_frequent = row_[y] >= min_support;
      set[y / 64] |= uint64_t{is_frequent} << (y % 64);
      frequent += is_frequent ? 1 : 0;
    }
    auto* const row = arena.Allocate<uint32_t>(frequent);
    uint32_t made = 0;
    for (uint32_t y = 0; made < frequent; ++y) {
      if (row_[y] >= min_support) row[made++] = row_[y];
    }
    rows[x] = row;
  }
  return {items, static_cast<uint32_t>(words), sets, rows};
}

}  // namespace adit::mining
