#include "collector/mining/encoded_sequences.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace adit::mining {
namespace {

constexpr uint32_t kInfrequent = 0xffffffffu;
// Items below this are numbered by a plain table, others by a hash table.
constexpr uint64_t kDirectItems = uint64_t{1} << 22;

// Maps items of the database to numbers in order of appearance.
class Numbering {
 public:
  explicit Numbering(Item max_item) {
    if (max_item < kDirectItems) direct_.assign(size_t{max_item} + 1, kInfrequent);
  }
  uint32_t Number(Item item) {
    uint32_t* number = direct_.empty() ? &sparse_.try_emplace(item, kInfrequent).first->second
                                       : &direct_[item];
    if (*number == kInfrequent) {
      *number = static_cast<uint32_t>(items_.size());
      items_.push_back(item);
    }
    return *number;
  }
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<uint32_t> direct_;
  std::unordered_map<Item, uint32_t> sparse_;
  std::vector<Item> items_;
};

struct ItemCounts {
  std::vector<uint64_t> support;
  std::vector<uint32_t> last_seen;  // sequence + 1
};

// Gives frequent items their codes: descending support, then ascending item.
std::vector<uint32_t> RankItems(const std::vector<Item>& items, const ItemCounts& counts,
                                uint64_t min_support, EncodedSequences& out) {
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < items.size(); ++i) {
    if (counts.support[i] >= min_support) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    if (counts.support[a] != counts.support[b]) return counts.support[a] > counts.support[b];
    return items[a] < items[b];
  });
  std::vector<uint32_t> code_of(items.size(), kInfrequent);
  for (uint32_t code = 0; code < order.size(); ++code) {
    code_of[order[code]] = code;
    out.items.push_back(items[order[code]]);
    out.item_support.push_back(counts.support[order[code]]);
  }
  return code_of;
}

uint64_t HashSequence(const uint32_t* codes, const uint32_t* positions, size_t size) {
  uint64_t hash = 0x9e3779b97f4a7c15u ^ size;
  for (size_t i = 0; i < size; ++i) {
    hash = (hash ^ codes[i]) * 0xff51afd7ed558ccdu;
    if (positions != nullptr) hash = (hash ^ positions[i]) * 0xc4ceb9fe1a85ec53u;
    hash ^= hash >> 32;
  }
  return hash;
}

// Finds an equal sequence among those kept; open addressing, indices into `out`.
class SequenceMerger {
 public:
  explicit SequenceMerger(EncodedSequences& out) : out_(out), slots_(1024, 0) {}

  // The sequence at the end of out_.codes: [begin, size). Merges or keeps it.
  void Close(size_t begin, uint32_t weight, uint32_t original) {
    const size_t size = out_.codes.size() - begin;
    const uint32_t* positions = out_.positions.empty() ? nullptr : out_.positions.data() + begin;
    const uint64_t hash = HashSequence(out_.codes.data() + begin, positions, size);
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
    if (hashes_.size() * 2 > slots_.size()) Grow();
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
  void Grow() {
    std::vector<uint32_t> larger(slots_.size() * 2, 0);
    for (size_t i = 0; i < hashes_.size(); ++i) {
      size_t slot = hashes_[i] & (larger.size() - 1);
      while (larger[slot] != 0) slot = (slot + 1) & (larger.size() - 1);
      larger[slot] = static_cast<uint32_t>(i + 1);
    }
    slots_ = std::move(larger);
  }

  EncodedSequences& out_;
  std::vector<uint32_t> slots_;  // index + 1; 0 = free
  std::vector<uint64_t> hashes_;
};

// Appends the frequent items of one sequence to `out`.
void AppendCodes(std::span<const Item> sequence, Numbering& numbering,
                 const std::vector<uint32_t>& code_of, bool with_positions,
                 EncodedSequences& out) {
  uint32_t position = 0;
  uint32_t first_position = kInfrequent;
  uint32_t kept_position = kInfrequent;
  for (size_t i = 0; i < sequence.size(); ++i) {
    if (i > 0 && (sequence[i] & kSameElement) == 0) ++position;
    const uint32_t code = code_of[numbering.Number(sequence[i] & kMaxItem)];
    if (code == kInfrequent) continue;
    if (first_position == kInfrequent) first_position = position;
    const bool same = kept_position == position;
    out.codes.push_back(same ? code | kSameElement : code);
    out.has_itemsets = out.has_itemsets || same;
    if (with_positions) out.positions.push_back(position - first_position);
    kept_position = position;
  }
}

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
  Numbering numbering(database.max_item());
  ItemCounts counts;
  for (size_t s = 0; s < database.size(); ++s) {
    for (const Item item : database.sequence(s)) {
      const uint32_t number = numbering.Number(item & kMaxItem);
      if (number >= counts.support.size()) {
        counts.support.push_back(0);
        counts.last_seen.push_back(0);
      }
      if (counts.last_seen[number] == s + 1) continue;
      counts.last_seen[number] = static_cast<uint32_t>(s + 1);
      counts.support[number] += database.weight(s);
    }
  }
  const std::vector<uint32_t> code_of = RankItems(numbering.items(), counts, min_support, out);
  SequenceMerger merger(out);
  for (size_t s = 0; s < database.size(); ++s) {
    const size_t begin = out.codes.size();
    AppendCodes(database.sequence(s), numbering, code_of, with_positions, out);
    if (out.codes.size() == begin) continue;
    if (out.has_itemsets) SortElements(out, begin);
    merger.Close(begin, static_cast<uint32_t>(database.weight(s)), static_cast<uint32_t>(s));
  }
  return out;
}

}  // namespace adit::mining
