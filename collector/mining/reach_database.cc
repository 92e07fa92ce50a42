#include "collector/mining/reach_database.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "collector/mining/encoded_sequences.h"

namespace adit::mining {
namespace {

// The positions 1 to gap behind each of `ends`, by doubling.
template <uint32_t kGap>
inline uint64_t ReachOf(uint64_t ends, uint32_t gap) {
  uint64_t reach = ends << 1;
  if constexpr (kGap != 0) gap = kGap;
  uint32_t covered = 1;
  for (; covered * 2 <= gap; covered *= 2) reach |= reach << covered;
  return covered < gap ? reach | reach << (gap - covered) : reach;
}

// What ReachOf pushes out of the row: positions of the next one.
uint64_t SpillOf(uint64_t ends, uint32_t gap) {
  if (ends == 0) return 0;
  // Only the last end matters: what the others reach in the next row it reaches, too.
  const auto last = static_cast<uint32_t>(63 - std::countl_zero(ends));
  const uint32_t beyond = last + gap;  // last position within reach
  if (beyond < 64) return 0;
  return ~uint64_t{0} >> (63 - (beyond - 64));
}

template <uint32_t kGap>
size_t ExtendShort(const ReachDatabase& database, const ReachEntry* entries, size_t size,
                   uint32_t item, ReachEntry* out) {
  const uint64_t* const places = database.places + item;
  const size_t width = database.width;
  const uint32_t gap = database.max_gap;
  size_t count = 0;
  for (size_t i = 0; i < size; ++i) {
    const ReachEntry entry = entries[i];
    const uint64_t ends = entry.reach & places[entry.row * width];
    out[count] = {entry.row, entry.weight, ReachOf<kGap>(ends, gap)};
    count += ends != 0;
  }
  return count;
}

size_t ExtendLong(const ReachDatabase& database, const ReachEntry* entries, size_t size,
                  uint32_t item, ReachEntry* out) {
  const uint32_t gap = database.max_gap;
  size_t count = 0;
  for (size_t i = 0; i < size; ++i) {
    const ReachEntry entry = entries[i];
    const uint64_t ends = entry.reach & database.places[size_t{entry.row} * database.width + item];
    if (ends == 0) continue;
    const uint64_t reach = ReachOf<0>(ends, gap);
    if (count > 0 && out[count - 1].row == entry.row) {
      out[count - 1].reach |= reach;
    } else {
      out[count++] = {entry.row, entry.weight, reach};
    }
    const bool more = database.sequences[entry.row + 1] == database.sequences[entry.row];
    const uint64_t spill = more ? SpillOf(ends, gap) : 0;
    if (spill != 0) out[count++] = {entry.row + 1, entry.weight, spill};
  }
  return count;
}

uint32_t HashPlaces(const uint32_t* places, size_t size) {
  uint64_t hash = size * 0x9e3779b97f4a7c15u;
  for (size_t i = 0; i < size; ++i) {
    hash = (hash ^ places[i]) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 29;
  }
  return static_cast<uint32_t>(hash >> 32);
}

}  // namespace

size_t ShortEntries(const ReachDatabase& database, const ReachEntry* entries, size_t size) {
  const auto* const end = std::partition_point(
      entries, entries + size,
      [&](const ReachEntry& entry) { return entry.row < database.first_long; });
  return static_cast<size_t>(end - entries);
}

size_t ExtendEntries(const ReachDatabase& database, const ReachEntry* entries, size_t size,
                     uint32_t item, ReachEntry* out) {
  if (size == 0) return 0;
  if (entries[size - 1].row >= database.first_long) {
    const size_t short_size = ShortEntries(database, entries, size);
    const size_t count = ExtendEntries(database, entries, short_size, item, out);
    return count + ExtendLong(database, entries + short_size, size - short_size, item, out + count);
  }
  switch (database.max_gap) {
    case 1:
      return ExtendShort<1>(database, entries, size, item, out);
    case 2:
      return ExtendShort<2>(database, entries, size, item, out);
    case 3:
      return ExtendShort<3>(database, entries, size, item, out);
    case 4:
      return ExtendShort<4>(database, entries, size, item, out);
    case 5:
      return ExtendShort<5>(database, entries, size, item, out);
    default:
      return ExtendShort<0>(database, entries, size, item, out);
  }
}

void UniteSequences(const ReachDatabase& database, const ReachEntry* entries, size_t size,
                    MaskEntry* counted, uint64_t* masks) {
  if (size == 0 || entries[size - 1].row < database.first_long) return;
  size_t first = ShortEntries(database, entries, size);
  for (size_t i = first + 1; i < size; ++i) {
    if (database.sequences[entries[i].row] != database.sequences[entries[first].row]) {
      first = i;
      continue;
    }
    masks[first] |= masks[i];
    masks[i] = 0;
    counted[i] = i;  // without weight
  }
}

void ReachDatabaseBuilder::Begin(size_t sequences, size_t places) {
  sequences_ = arena_.Allocate<Sequence>(sequences);
  const size_t slots = std::bit_ceil(sequences * 2 + 2);
  slots_ = arena_.Allocate<uint32_t>(slots);
  std::memset(slots_, 0, slots * sizeof(uint32_t));
  slot_mask_ = slots - 1;
  places_ = arena_.Allocate<uint32_t>(places);  // last, so that Finish can give back the rest
  used_ = 0;
  open_ = 0;
  sequence_count_ = 0;
}

void ReachDatabaseBuilder::Close(uint32_t weight) {
  const uint32_t* const begin = places_ + open_;
  const uint32_t size = used_ - open_;
  if (size == 0) return;
  const uint32_t hash = HashPlaces(begin, size);
  size_t slot = hash & slot_mask_;
  for (; slots_[slot] != 0; slot = (slot + 1) & slot_mask_) {
    Sequence& other = sequences_[slots_[slot] - 1];
    if (other.hash == hash && other.size == size &&
        other.weight + uint64_t{weight} <= kMaxMergedWeight &&
        std::memcmp(places_ + other.begin, begin, size * sizeof(uint32_t)) == 0) {
      other.weight += weight;
      used_ = open_;
      return;
    }
  }
  sequences_[sequence_count_] = {open_, size, weight, hash};
  slots_[slot] = ++sequence_count_;
  open_ = used_;
}

size_t ReachDatabaseBuilder::FillRows(const Sequence& sequence, const ReachDatabase& database,
                                      uint32_t row, uint64_t* places, ReachEntry* entries) const {
  const uint32_t rows = Rows(sequence);
  size_t made = 0;
  uint32_t i = sequence.begin;
  const uint32_t end = sequence.begin + sequence.size;
  uint64_t spill = 0;
  for (uint32_t r = 0; r < rows; ++r) {
    uint64_t* const of_row = places + size_t{row + r} * database.width;
    std::memset(of_row, 0, database.width * sizeof(uint64_t));
    uint64_t ends = 0;
    for (; i < end && (places_[i] >> 8) / 64 == r; ++i) {
      const uint64_t bit = uint64_t{1} << (places_[i] >> 8) % 64;
      const uint32_t item = places_[i] >> 1 & 0x7f;
      if (item != kNoItem) of_row[item] |= bit;
      if ((places_[i] & 1) != 0) ends |= bit;
    }
    const uint64_t reach = ReachOf<0>(ends, database.max_gap) | spill;
    spill = SpillOf(ends, database.max_gap);
    if (ends != 0 || reach != 0) entries[made++] = {row + r, sequence.weight, reach};
  }
  return made;
}

const ReachDatabase* ReachDatabaseBuilder::Finish(uint32_t item_count, const uint32_t* codes,
                                                  uint32_t max_gap, size_t most_bytes) {
  arena_.Shrink(places_, used_);
  auto* const database = arena_.Allocate<ReachDatabase>(1);
  *database = ReachDatabase{};
  database->item_count = item_count;
  database->width = (item_count + 7) / 8 * 8;
  database->max_gap = max_gap;
  database->codes = codes;
  size_t row_count = 0;
  for (uint32_t s = 0; s < sequence_count_; ++s) row_count += Rows(sequences_[s]);
  if (row_count * database->width * sizeof(uint64_t) > most_bytes) return nullptr;
  auto* const sequences = arena_.Allocate<uint32_t>(row_count + 1);
  auto* const places = arena_.Allocate<uint64_t>(row_count * database->width);
  auto* const entries = arena_.Allocate<ReachEntry>(row_count);
  uint32_t row = 0;
  for (const bool is_long : {false, true}) {
    if (is_long) database->first_long = row;
    for (uint32_t s = 0; s < sequence_count_; ++s) {
      const uint32_t rows = Rows(sequences_[s]);
      if ((rows > 1) != is_long) continue;
      database->entry_count +=
          FillRows(sequences_[s], *database, row, places, entries + database->entry_count);
      std::fill_n(sequences + row, rows, s);
      row += rows;
    }
  }
  sequences[row] = sequence_count_;
  database->sequences = sequences;
  database->places = places;
  database->entries = entries;
  return database;
}

}  // namespace adit::mining
