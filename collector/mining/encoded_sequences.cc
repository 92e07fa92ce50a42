#include "collector/mining/encoded_sequences.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "collector/mining/huge_pages.h"

namespace adit::mining {
namespace {

constexpr uint32_t kInfrequent = 0xffffffffu;
// Items below this are kept in a plain table, others in a hash table.
constexpr uint64_t kDirectItems = uint64_t{1} << 20;

struct ItemState {
  uint64_t support = 0;
  uint32_t last_seen = 0;  // sequence + 1
  uint32_t code = kInfrequent;
};

class ItemTable {
 public:
  explicit ItemTable(Item max_item) {
    if (max_item < kDirectItems) direct_.resize(size_t{max_item} + 1);
  }
  ItemState& At(Item item) { return direct_.empty() ? sparse_[item] : direct_[item]; }
  // The table by item, or null when there are too many.
  [[nodiscard]] ItemState* direct() { return direct_.empty() ? nullptr : direct_.data(); }
  // Gives frequent items their codes: descending support, then ascending item.
  void Rank(uint64_t min_support, EncodedSequences& out) {
    std::vector<std::pair<Item, ItemState*>> order;
    const auto offer = [&](Item item, ItemState& state) {
      if (state.support > 0 && state.support >= min_support) order.emplace_back(item, &state);
    };
    for (size_t item = 0; item < direct_.size(); ++item) {
      offer(static_cast<Item>(item), direct_[item]);
    }
    for (auto& [item, state] : sparse_) offer(item, state);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      if (a.second->support != b.second->support) return a.second->support > b.second->support;
      return a.first < b.first;
    });
    for (const auto& [item, state] : order) {
      state->code = static_cast<uint32_t>(out.items.size());
      out.items.push_back(item);
      out.item_support.push_back(state->support);
    }
  }

 private:
  std::vector<ItemState> direct_;
  std::unordered_map<Item, ItemState> sparse_;
};

uint32_t HashSequence(const uint32_t* codes, const uint32_t* positions, size_t size) {
  uint64_t hash = 0x9e3779b97f4a7c15u ^ size;
  for (size_t i = 0; i < size; ++i) {
    hash = (hash ^ codes[i]) * 0xff51afd7ed558ccdu;
    if (positions != nullptr) hash = (hash ^ positions[i]) * 0xc4ceb9fe1a85ec53u;
    hash ^= hash >> 32;
  }
  return static_cast<uint32_t>(hash);
}

// Finds an equal sequence among those kept; open addressing, indices into `out`.
class SequenceMerger {
 public:
  SequenceMerger(EncodedSequences& out, size_t most)
      : out_(out), slots_(std::bit_ceil(most + most / 4 + 2), 0) {
    hashes_.reserve(most);
  }

  // The sequence at the end of out_.codes: [begin, size). Merges or keeps it.
  void Close(size_t begin, uint32_t weight, uint32_t original) {
    const size_t size = out_.codes.size() - begin;
    const uint32_t* positions = out_.positions.empty() ? nullptr : out_.positions.data() + begin;
    const uint32_t hash = HashSequence(out_.codes.data() + begin, positions, size);
    size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      const size_t other = slots_[slot] - 1;
      if (hashes_[other] != hash || !Equal(other, begin, size)) continue;
      if (uint64_t{out_.weights[other]} + weight > kMaxMergedWeight) continue;
      out_.weights[other] += weight;
      out_.codes.resize(begin);
      if (positions != nullptr) out_.positions.resize(begin);
      return;
    }
    slots_[slot] = static_cast<uint32_t>(out_.weights.size() + 1);
    hashes_.push_back(hash);
    out_.weights.push_back(weight);
    out_.representatives.push_back(original);
    out_.starts.push_back(static_cast<uint32_t>(out_.codes.size()));
    out_.longest = std::max(out_.longest, static_cast<uint32_t>(size));
  }

 private:
  [[nodiscard]] bool Equal(size_t other, size_t begin, size_t size) const {
    const size_t at = out_.starts[other];
    if (out_.starts[other + 1] - at != size) return false;
    const auto same = [&](const std::vector<uint32_t>& values) {
      return std::equal(values.begin() + static_cast<ptrdiff_t>(at),
                        values.begin() + static_cast<ptrdiff_t>(at + size),
                        values.begin() + static_cast<ptrdiff_t>(begin));
    };
    return same(out_.codes) && (out_.positions.empty() || same(out_.positions));
  }
  EncodedSequences& out_;
  std::vector<uint32_t> slots_;  // index + 1; 0 = free
  std::vector<uint32_t> hashes_;
};

// Appends the frequent items of one sequence to `out`.
void AppendCodes(std::span<const Item> sequence, ItemTable& table, bool with_positions,
                 EncodedSequences& out) {
  uint32_t position = 0;
  uint32_t first_position = kInfrequent;
  uint32_t kept_position = kInfrequent;
  for (size_t i = 0; i < sequence.size(); ++i) {
    if (i > 0 && (sequence[i] & kSameElement) == 0) ++position;
    const uint32_t code = table.At(sequence[i] & kMaxItem).code;
    if (code == kInfrequent) continue;
    if (first_position == kInfrequent) first_position = position;
    const bool same = kept_position == position;
    out.codes.push_back(same ? code | kSameElement : code);
    out.has_itemsets = out.has_itemsets || same;
    if (with_positions) out.positions.push_back(position - first_position);
    kept_position = position;
  }
}

// The same for sequences of single items, from a table of codes by item.
class PlainEncoder {
 public:
  PlainEncoder(ItemTable& table, Item max_item, bool with_positions, EncodedSequences& out)
      : with_positions_(with_positions), out_(out), code_of_(size_t{max_item} + 1) {
    for (Item item = 0; item <= max_item; ++item) code_of_[item] = table.At(item).code;
  }
  void Append(std::span<const Item> sequence) {
    if (sequence.size() > codes_.size()) {
      codes_.resize(sequence.size());
      positions_.resize(sequence.size());
    }
    const size_t kept = with_positions_ ? Encode<true>(sequence) : Encode<false>(sequence);
    out_.codes.insert(out_.codes.end(), codes_.data(), codes_.data() + kept);
    if (!with_positions_ || kept == 0) return;
    const uint32_t first = positions_[0];
    for (size_t i = 0; i < kept; ++i) out_.positions.push_back(positions_[i] - first);
  }

 private:
  template <bool kWithPositions>
  size_t Encode(std::span<const Item> sequence) {
    const uint32_t* const code_of = code_of_.data();
    uint32_t* const codes = codes_.data();
    uint32_t* const positions = positions_.data();
    size_t used = 0;
    for (uint32_t i = 0; i < sequence.size(); ++i) {
      const uint32_t code = code_of[sequence[i]];
      codes[used] = code;
      if constexpr (kWithPositions) positions[used] = i;
      used += code != kInfrequent;
    }
    return used;
  }

  const bool with_positions_;
  EncodedSequences& out_;
  std::vector<uint32_t> code_of_;
  std::vector<uint32_t> codes_;
  std::vector<uint32_t> positions_;
};

// Codes rank items by support, so that within an element they need sorting again.
void SortElements(EncodedSequences& out, size_t begin) {
  for (size_t i = begin; i < out.codes.size();) {
    size_t end = i + 1;
    while (end < out.codes.size() && (out.codes[end] & kSameElement) != 0) ++end;
    if (end - i > 1) {
      for (size_t j = i; j < end; ++j) out.codes[j] &= kMaxItem;
      std::sort(out.codes.begin() + static_cast<ptrdiff_t>(i),
                out.codes.begin() + static_cast<ptrdiff_t>(end));
      for (size_t j = i + 1; j < end; ++j) out.codes[j] |= kSameElement;
    }
    i = end;
  }
}

}  // namespace

EncodedSequences EncodeSequences(const SequenceDatabase& database, uint64_t min_support,
                                 bool with_positions) {
  EncodedSequences out;
  out.starts.push_back(0);
  if (database.empty()) return out;
  ItemTable table(database.max_item());
  const auto count = [](ItemState& state, size_t sequence, uint64_t weight) {
    state.support += state.last_seen == sequence + 1 ? 0 : weight;
    state.last_seen = static_cast<uint32_t>(sequence + 1);
  };
  ItemState* const direct = table.direct();
  for (size_t s = 0; s < database.size(); ++s) {
    const uint64_t weight = database.weight(s);
    for (const Item item : database.sequence(s)) {
      count(direct != nullptr ? direct[item & kMaxItem] : table.At(item & kMaxItem), s, weight);
    }
  }
  table.Rank(min_support, out);
  out.codes.reserve(database.item_count());
  AdviseHugePages(out.codes.data(), database.item_count() * sizeof(uint32_t));
  if (with_positions) out.positions.reserve(database.item_count());
  SequenceMerger merger(out, database.size());
  std::optional<PlainEncoder> plain;
  if (direct != nullptr && !database.has_itemsets()) {
    plain.emplace(table, database.max_item(), with_positions, out);
  }
  for (size_t s = 0; s < database.size(); ++s) {
    const size_t begin = out.codes.size();
    if (plain.has_value()) {
      plain->Append(database.sequence(s));
    } else {
      AppendCodes(database.sequence(s), table, with_positions, out);
    }
    if (out.codes.size() == begin) continue;
    if (out.has_itemsets) SortElements(out, begin);
    merger.Close(begin, static_cast<uint32_t>(database.weight(s)), static_cast<uint32_t>(s));
  }
  return out;
}

}  // namespace adit::mining
