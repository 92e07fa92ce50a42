#include "collector/mining/mask_database.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "collector/mining/encoded_sequences.h"

namespace adit::mining {
namespace {

// Eight bytes at a time: each non-zero byte grows by one, 255 stays.
uint64_t StepRow(uint64_t row) {
  constexpr uint64_t kLow7 = 0x7f7f7f7f7f7f7f7fu;
  constexpr uint64_t kOnes = 0x0101010101010101u;
  const uint64_t non_zero = (((row & kLow7) + kLow7) | row) >> 7 & kOnes;
  const uint64_t inverse = ~row;
  const uint64_t not_full = (((inverse & kLow7) + kLow7) | inverse) >> 7 & kOnes;
  return row + (non_zero & not_full);
}

// Up to eight items, at least one, as a number. Eight bytes can be read.
uint64_t FirstItems(const uint8_t* items, size_t size) {
  uint64_t word = 0;
  std::memcpy(&word, items, sizeof word);
  return word << (64 - 8 * size);
}

uint32_t HashItems(const uint8_t* items, size_t size) {
  uint64_t hash = size * 0x9e3779b97f4a7c15u;
  for (; size > 8; size -= 8, items += 8) {
    hash = (hash ^ FirstItems(items, 8)) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 29;
  }
  hash = (hash ^ FirstItems(items, size)) * 0xff51afd7ed558ccdu;
  return static_cast<uint32_t>(hash >> 32);
}

bool SameItems(const uint8_t* a, const uint8_t* b, size_t size) {
  if (size <= 8) return FirstItems(a, size) == FirstItems(b, size);
  return std::memcmp(a, b, size) == 0;
}

uint32_t FarSkip(const MaskDatabase& database, uint32_t state, uint32_t item) {
  uint32_t at = state + kFar - 1;
  while (database.items[at] != item) ++at;
  return at - state + 1;
}

}  // namespace

size_t ProjectEntries(const MaskDatabase& database, const MaskEntry* entries, size_t size,
                      uint32_t item, MaskEntry* out) {
  const uint8_t* const row = database.rows + item;
  const size_t row_bytes = database.row_bytes;
  size_t count = 0;
  if (!database.has_far) [[likely]] {
    for (size_t i = 0; i < size; ++i) {
      const MaskEntry entry = entries[i];
      const uint64_t skip = row[StateOf(entry) * row_bytes];
      out[count] = entry + skip;
      count += skip != 0;
    }
    return count;
  }
  for (size_t i = 0; i < size; ++i) {
    const MaskEntry entry = entries[i];
    uint64_t skip = row[StateOf(entry) * row_bytes];
    if (skip == kFar) skip = FarSkip(database, StateOf(entry), item);
    out[count] = entry + skip;
    count += skip != 0;
  }
  return count;
}

void MaskDatabaseBuilder::Begin(size_t sequences, size_t items) {
  sequences_ = arena_.Allocate<Sequence>(sequences);
  // Most sequences are short or equal to others: small tables stay in the cache.
  const size_t slots = std::bit_ceil(sequences + sequences / 4 + 2);
  slots_ = arena_.Allocate<uint32_t>(slots);
  std::memset(slots_, 0, slots * sizeof(uint32_t));
  slot_mask_ = slots - 1;
  alone_ = arena_.Allocate<uint32_t>(64);
  std::memset(alone_, 0, 64 * sizeof(uint32_t));
  items_ = arena_.Allocate<uint8_t>(items + 16);  // last, so that Finish can give back the rest
  used_ = 0;
  sequence_count_ = 0;
}

void MaskDatabaseBuilder::Merge(const uint8_t* begin, size_t size, uint32_t weight) {
  const uint32_t hash = HashItems(begin, size);
  size_t slot = hash & slot_mask_;
  for (; slots_[slot] != 0; slot = (slot + 1) & slot_mask_) {
    Sequence& other = sequences_[slots_[slot] - 1];
    if (other.hash == hash && other.size == size &&
        other.weight + uint64_t{weight} <= kMaxMergedWeight &&
        SameItems(items_ + other.begin, begin, size)) {
      other.weight += weight;
      return;
    }
  }
  sequences_[sequence_count_] = {static_cast<uint32_t>(used_), static_cast<uint32_t>(size), weight,
                                 hash};
  slots_[slot] = ++sequence_count_;
  used_ += size;
}

template <size_t kWords>
void MaskDatabaseBuilder::FillRows(MaskDatabase& database) const {
  uint32_t state = 0;
  for (uint32_t s = 0; s < sequence_count_; ++s) {
    const Sequence& sequence = sequences_[s];
    database.sequences[s] = uint64_t{sequence.weight} << 32 | state;
    database.has_far = database.has_far || sequence.size >= kFar;
    uint64_t row[kWords] = {};
    uint64_t mask = 0;
    size_t at = state + sequence.size;
    database.masks[at] = 0;
    database.items[at] = 0;
    std::memcpy(database.rows + at * sizeof(row), row, sizeof(row));
    for (size_t i = sequence.size; i-- > 0;) {
      --at;
      const uint8_t item = items_[sequence.begin + i];
      for (uint64_t& word : row) word = StepRow(word);
      reinterpret_cast<uint8_t*>(row)[item] = 1;
      mask |= uint64_t{1} << item;
      std::memcpy(database.rows + at * sizeof(row), row, sizeof(row));
      database.masks[at] = mask;
      database.items[at] = item;
    }
    state += sequence.size + 1;
  }
}

MaskDatabase* MaskDatabaseBuilder::Finish(uint32_t item_count, const uint32_t* codes) {
  arena_.Shrink(items_, used_);
  auto* database = arena_.Allocate<MaskDatabase>(1);
  *database = MaskDatabase{};
  database->item_count = item_count;
  database->codes = codes;
  database->alone = alone_;
  database->row_bytes = (item_count + 7) / 8 * 8;
  database->sequence_count = sequence_count_;
  const size_t states = used_ + sequence_count_;
  database->state_count = states;
  database->sequences = arena_.Allocate<MaskEntry>(sequence_count_);
  database->masks = arena_.Allocate<uint64_t>(states);
  database->items = arena_.Allocate<uint8_t>(states);
  database->rows = arena_.Allocate<uint8_t>(states * database->row_bytes);
  switch (database->row_bytes / 8) {
    case 1:
      FillRows<1>(*database);
      break;
    case 2:
      FillRows<2>(*database);
      break;
    case 3:
      FillRows<3>(*database);
      break;
    case 4:
      FillRows<4>(*database);
      break;
    case 5:
      FillRows<5>(*database);
      break;
    case 6:
      FillRows<6>(*database);
      break;
    case 7:
      FillRows<7>(*database);
      break;
    default:
      FillRows<8>(*database);
      break;
  }
  return database;
}

}  // namespace adit::mining
