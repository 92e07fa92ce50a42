#include "collector/mining/projection_search.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <numeric>

namespace adit::mining {
namespace {

constexpr uint32_t kNotLocal = 0xffffffffu;
constexpr uint32_t kMaxMaskItems = 64;
// Pair tables of up to 17 MB for the root, of up to 1 MB for a node below.
constexpr uint32_t kMaxRootPairItems = 2048;
constexpr uint32_t kMaxPairItems = 512;

uint32_t HashItems(const uint32_t* items, size_t size) {
  uint64_t hash = size * 0x9e3779b97f4a7c15u;
  for (size_t i = 0; i < size; ++i) {
    hash = (hash ^ items[i]) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 32;
  }
  return static_cast<uint32_t>(hash ^ hash >> 32);
}

// Suffixes lie far apart; the one after next but a few is asked for early.
void Prefetch(const ProjectedDatabase& database, const SuffixEntry* entries, uint32_t now,
              uint32_t size) {
  constexpr uint32_t kAhead = 8;
  if (now + kAhead < size) __builtin_prefetch(database.items + entries[now + kAhead].begin);
}

}  // namespace

RootProjection::RootProjection(const EncodedSequences& sequences, uint64_t min_support)
    : sequences_(sequences) {
  const auto item_count = static_cast<uint32_t>(sequences.items.size());
  codes_.resize(item_count);
  std::iota(codes_.begin(), codes_.end(), 0);
  database_ = {item_count,
               static_cast<uint32_t>(sequences.size()),
               codes_.data(),
               sequences.codes.data(),
               sequences.starts.data(),
               sequences.weights.data()};
  if (item_count == 0) {
    starts_.assign(2, 0);
    return;
  }
  PairCounter counter;
  const bool paired = item_count <= kMaxRootPairItems;
  if (paired) counter.Prepare(database_, nullptr);
  std::vector<uint32_t> last(item_count, 0);
  starts_.assign(size_t{item_count} + 2, 0);
  const auto visit = [&](const auto& found) {
    std::fill(last.begin(), last.end(), 0);
    for (uint32_t s = 0; s < sequences.size(); ++s) {
      const uint32_t end = sequences.starts[s + 1];
      for (uint32_t i = sequences.starts[s]; i + 1 < end; ++i) {
        const uint32_t item = sequences.codes[i];
        if (last[item] == s + 1) continue;
        last[item] = s + 1;
        found(item, SuffixEntry{i + 1, end, sequences.weights[s],
                                paired ? counter.ListBegin(i + 1, end) : end});
      }
    }
  };
  visit([&](uint32_t item, SuffixEntry) { ++starts_[item + 2]; });
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  entries_ = std::make_unique_for_overwrite<SuffixEntry[]>(starts_.back());
  AdviseHugePages(entries_.get(), starts_.back() * sizeof(SuffixEntry));
  visit([&](uint32_t item, SuffixEntry entry) { entries_[starts_[item + 1]++] = entry; });
  if (!paired) return;
  pairs_ = counter.Count(database_, entries_.get(), starts_.data(), min_support, arena_);
}

ProjectionSearch::ProjectionSearch(const RootProjection& root, uint32_t max_length,
                                   SupportFloor& floor, SearchControl& control)
    : root_(root),
      max_length_(max_length),
      floor_(floor),
      control_(control),
      memory_(control),
      mask_search_(arena_, max_length, floor, control),
      mask_builder_(arena_),
      tallies_(root.database().item_count),
      local_(root.database().item_count, kNotLocal) {
  memory_.Set(tallies_.size() * (sizeof(Tally) + sizeof(uint32_t)));
}

uint32_t ProjectionSearch::NextStamp() {
  if (++stamp_ == std::numeric_limits<uint32_t>::max()) {
    for (Tally& tally : tallies_) tally.stamp = 0;
    stamp_ = 1;
  }
  return stamp_;
}

void ProjectionSearch::Emit(uint32_t code, uint64_t support, uint32_t length, TaskOutput& output) {
  if (output.silent()) return;
  if (floor_.Offer(support, length)) output.log().Append(length, code, support);
}

void ProjectionSearch::MineRoot(uint32_t item, TaskOutput& output) {
  if (root_.support(item) < floor_.current()) return;
  nodes_.clear();
  arena_.Release({});
  Emit(item, root_.support(item), 1, output);
  if (root_.pairs().empty()) {
    Descend(root_.database(), root_.entries(item), root_.size(item), root_.support(item), 1,
            output);
  } else {
    DescendByPairs(root_.database(), root_.pairs(), item, root_.entries(item), root_.size(item), 1,
                   output);
  }
  while (!nodes_.empty() && !control_.stopped()) {
    Node& node = nodes_.back();
    const ProjectedDatabase& database = *node.database;
    if (node.next == database.item_count) {
      arena_.Release(node.mark);
      nodes_.pop_back();
      continue;
    }
    const uint32_t child = node.next++;
    const auto length = static_cast<uint32_t>(nodes_.size() + 1);
    if (!floor_.Wants(node.supports[child], length)) continue;
    if (length == 2 && !output.Claim(database.codes[child])) continue;
    Emit(database.codes[child], node.supports[child], length, output);
    const uint32_t begin = node.entry_starts[child];
    const uint32_t size = node.entry_starts[child + 1] - begin;
    if (node.pairs.empty()) {
      Descend(database, node.entries + begin, size, node.supports[child], length, output);
    } else {
      const PairTable pairs = node.pairs;
      DescendByPairs(database, pairs, child, node.entries + begin, size, length, output);
    }
  }
}

bool ProjectionSearch::ChooseByPairs(const PairTable& pairs, uint32_t child) {
  frequent_.clear();
  open_.clear();
  used_.assign(pairs.words, 0);
  bool any = false;
  const uint64_t* const row = pairs.set(child);
  for (uint32_t w = 0; w < pairs.words; ++w) {
    for (uint64_t left = row[w]; left != 0; left &= left - 1) {
      const uint32_t item = w * 64 + static_cast<uint32_t>(std::countr_zero(left));
      frequent_.push_back(item);
      const uint64_t* const next = pairs.set(item);
      uint64_t common = 0;
      for (uint32_t v = 0; v < pairs.words; ++v) {
        common |= row[v] & next[v];
        used_[v] |= row[v] & next[v];
      }
      open_.push_back(common != 0 ? 1 : 0);
      any = any || common != 0;
    }
  }
  if (!any) return false;
  later_.resize(frequent_.size());
  for (uint32_t i = 0; i < frequent_.size(); ++i) {
    const uint32_t item = frequent_[i];
    const bool later = (used_[item / 64] >> (item % 64) & 1) != 0;
    later_[i] = later ? 1 : 0;
    if (later || open_[i] != 0) local_[item] = i;
  }
  return true;
}

const uint64_t* ProjectionSearch::BoundsByPairs(const PairTable& pairs, uint32_t child) {
  auto* const bounds = arena_.Allocate<uint64_t>(frequent_.size());
  const uint64_t* const row = pairs.set(child);
  for (size_t i = 0; i < frequent_.size(); ++i) {
    const uint64_t* const next = pairs.set(frequent_[i]);
    uint64_t bound = 0;
    for (uint32_t w = 0; w < pairs.words; ++w) {
      for (uint64_t left = row[w] & next[w]; left != 0; left &= left - 1) {
        const uint32_t item = w * 64 + static_cast<uint32_t>(std::countr_zero(left));
        bound |= uint64_t{1} << local_[item];
      }
    }
    bounds[i] = bound;
  }
  return bounds;
}

void ProjectionSearch::DescendByPairs(const ProjectedDatabase& database, const PairTable& pairs,
                                      uint32_t child, const SuffixEntry* entries, uint32_t size,
                                      uint32_t length, TaskOutput& output) {
  if (max_length_ != 0 && length >= max_length_) return;
  control_.Poll();
  output.FlushIfLarge();
  const bool last = max_length_ != 0 && length + 1 >= max_length_;
  const bool deeper = ChooseByPairs(pairs, child);
  const auto count = static_cast<uint32_t>(frequent_.size());
  if (!deeper || last) {
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t item = frequent_[i];
      local_[item] = kNotLocal;
      const uint32_t support = pairs.supports(child)[i];
      if (floor_.Wants(support, length + 1))
        Emit(database.codes[item], support, length + 1, output);
    }
    return;
  }
  const SearchArena::Mark mark = arena_.mark();
  const uint32_t* const supports = pairs.supports(child);
  size_t scanned = 0;
  for (uint32_t e = 0; e < size; ++e) scanned += entries[e].end - entries[e].begin;
  if (count <= kMaxMaskItems) {
    const uint64_t* const bounds = BoundsByPairs(pairs, child);
    const MaskDatabase* const masks = BuildMasks(database, entries, size, scanned);
    for (const uint32_t item : frequent_) local_[item] = kNotLocal;
    mask_search_.Mine(*masks, supports, bounds, length, output);
    arena_.Release(mark);
  } else {
    const ProjectedDatabase* const projection = BuildProjection(database, entries, size, scanned);
    for (const uint32_t item : frequent_) local_[item] = kNotLocal;
    PushNode(*projection, supports, mark);
  }
}

void ProjectionSearch::Descend(const ProjectedDatabase& database, const SuffixEntry* entries,
                               uint32_t size, uint64_t support, uint32_t length,
                               TaskOutput& output) {
  if (max_length_ != 0 && length >= max_length_) return;
  control_.Poll();
  output.FlushIfLarge();
  const uint64_t min_support = floor_.current();
  const uint64_t slack = support > min_support ? support - min_support : 0;
  const size_t scanned = CountItems(database, entries, size, min_support, slack);
  const auto count = static_cast<uint32_t>(frequent_.size());
  if (count == 0) return;
  const SearchArena::Mark mark = arena_.mark();
  auto* const supports = arena_.Allocate<uint32_t>(count);
  for (uint32_t i = 0; i < count; ++i) {
    supports[i] = tallies_[frequent_[i]].support;
    local_[frequent_[i]] = i;
  }
  for (const uint32_t item : touched_) tallies_[item].support = 0;
  if (count <= kMaxMaskItems) {
    const MaskDatabase* const masks = BuildMasks(database, entries, size, scanned);
    for (const uint32_t item : frequent_) local_[item] = kNotLocal;
    mask_search_.Mine(*masks, supports, nullptr, length, output);
    arena_.Release(mark);
  } else {
    const ProjectedDatabase* const projection = BuildProjection(database, entries, size, scanned);
    for (const uint32_t item : frequent_) local_[item] = kNotLocal;
    open_.clear();
    later_.clear();
    PushNode(*projection, supports, mark);
  }
}

size_t ProjectionSearch::CountItems(const ProjectedDatabase& database, const SuffixEntry* entries,
                                    uint32_t size, uint64_t min_support, uint64_t slack) {
  touched_.clear();
  frequent_.clear();
  size_t scanned = 0;
  uint64_t seen = 0;
  uint32_t best = 0;
  for (uint32_t e = 0; e < size && seen <= best + slack; ++e) {
    const SuffixEntry entry = entries[e];
    Prefetch(database, entries, e, size);
    const uint32_t stamp = NextStamp();
    scanned += entry.end - entry.begin;
    for (uint32_t i = entry.begin; i < entry.end; ++i) {
      const uint32_t item = database.items[i];
      Tally& tally = tallies_[item];
      if (tally.stamp == stamp) continue;
      if (tally.support == 0) touched_.push_back(item);
      tally.stamp = stamp;
      tally.support += entry.weight;
      best = std::max(best, tally.support);
    }
    seen += entry.weight;
  }
  const bool possible = seen <= best + slack;
  for (const uint32_t item : touched_) {
    if (possible && tallies_[item].support >= min_support) frequent_.push_back(item);
  }
  if (frequent_.empty()) {
    for (const uint32_t item : touched_) tallies_[item].support = 0;
  }
  std::sort(frequent_.begin(), frequent_.end());
  return scanned;
}

MaskDatabase* ProjectionSearch::BuildMasks(const ProjectedDatabase& database,
                                           const SuffixEntry* entries, uint32_t size,
                                           size_t scanned) {
  auto* const codes = arena_.Allocate<uint32_t>(frequent_.size());
  for (size_t i = 0; i < frequent_.size(); ++i) codes[i] = database.codes[frequent_[i]];
  mask_builder_.Begin(size, scanned);
  // Copies, as the compiler cannot know that a byte written is none of theirs.
  const uint32_t* const items = database.items;
  const uint32_t* const locals = local_.data();
  for (uint32_t e = 0; e < size; ++e) {
    const SuffixEntry entry = entries[e];
    Prefetch(database, entries, e, size);
    uint8_t* out = mask_builder_.cursor();
    for (uint32_t i = entry.begin; i < entry.end; ++i) {
      const uint32_t local = locals[items[i]];
      *out = static_cast<uint8_t>(local);
      out += local != kNotLocal;
    }
    mask_builder_.Close(out, entry.weight);
  }
  return mask_builder_.Finish(static_cast<uint32_t>(frequent_.size()), codes);
}

ProjectedDatabase* ProjectionSearch::BuildProjection(const ProjectedDatabase& database,
                                                     const SuffixEntry* entries, uint32_t size,
                                                     size_t scanned) {
  auto* const codes = arena_.Allocate<uint32_t>(frequent_.size());
  for (size_t i = 0; i < frequent_.size(); ++i) codes[i] = database.codes[frequent_[i]];
  auto* const starts = arena_.Allocate<uint32_t>(size_t{size} + 1);
  auto* const weights = arena_.Allocate<uint32_t>(size);
  auto* const projection = arena_.Allocate<ProjectedDatabase>(1);
  auto* const hashes = arena_.Allocate<uint32_t>(size);
  const size_t slot_count = std::bit_ceil(size_t{size} * 2 + 2);
  auto* const slots = arena_.Allocate<uint32_t>(slot_count);
  std::memset(slots, 0, slot_count * sizeof(uint32_t));
  auto* const items = arena_.Allocate<uint32_t>(scanned + 1);
  uint32_t sequences = 0;
  uint32_t used = 0;
  starts[0] = 0;
  for (uint32_t e = 0; e < size; ++e) {
    const SuffixEntry entry = entries[e];
    Prefetch(database, entries, e, size);
    uint32_t* out = items + used;
    for (uint32_t i = entry.begin; i < entry.end; ++i) {
      const uint32_t local = local_[database.items[i]];
      *out = local;
      out += local != kNotLocal;
    }
    const auto length = static_cast<uint32_t>(out - (items + used));
    if (length < 2) continue;  // nothing follows its only item
    const uint32_t hash = HashItems(items + used, length);
    size_t slot = hash & (slot_count - 1);
    bool merged = false;
    for (; slots[slot] != 0 && !merged; slot = (slot + 1) & (slot_count - 1)) {
      const uint32_t other = slots[slot] - 1;
      merged = hashes[other] == hash && starts[other + 1] - starts[other] == length &&
               std::memcmp(items + starts[other], items + used, length * sizeof(uint32_t)) == 0;
      if (merged) weights[other] += entry.weight;  // the total is below 2^31
    }
    if (merged) continue;
    hashes[sequences] = hash;
    weights[sequences] = entry.weight;
    used += length;
    slots[slot] = ++sequences;
    starts[sequences] = used;
  }
  arena_.Shrink(items, used);
  *projection = {static_cast<uint32_t>(frequent_.size()), sequences, codes, items, starts, weights};
  return projection;
}

void ProjectionSearch::PushNode(const ProjectedDatabase& database, const uint32_t* supports,
                                SearchArena::Mark mark) {
  auto* const starts = arena_.Allocate<uint32_t>(size_t{database.item_count} + 2);
  std::memset(starts, 0, (size_t{database.item_count} + 2) * sizeof(uint32_t));
  // Items that nothing can follow get no entries.
  const bool all = open_.empty();
  const bool paired = database.item_count <= kMaxPairItems;
  if (paired) pair_counter_.Prepare(database, later_.empty() ? nullptr : later_.data());
  const auto visit = [&](const auto& found) {
    Tally* const tallies = tallies_.data();
    const uint32_t* const items = database.items;
    const uint8_t* const open = open_.data();
    for (uint32_t s = 0; s < database.sequence_count; ++s) {
      const uint32_t stamp = NextStamp();
      const uint32_t end = database.starts[s + 1];
      for (uint32_t i = database.starts[s]; i + 1 < end; ++i) {
        const uint32_t item = items[i];
        if (tallies[item].stamp == stamp) continue;
        tallies[item].stamp = stamp;
        if (!all && open[item] == 0) continue;
        found(item, SuffixEntry{i + 1, end, database.weights[s],
                                paired ? pair_counter_.ListBegin(i + 1, end) : end});
      }
    }
  };
  visit([&](uint32_t item, SuffixEntry) { ++starts[item + 2]; });
  std::partial_sum(starts, starts + database.item_count + 2, starts);
  auto* const entries = arena_.Allocate<SuffixEntry>(starts[database.item_count + 1]);
  visit([&](uint32_t item, SuffixEntry entry) { entries[starts[item + 1]++] = entry; });
  const PairTable pairs =
      paired ? pair_counter_.Count(database, entries, starts, floor_.current(), arena_)
             : PairTable{};
  nodes_.push_back({&database, entries, starts, supports, pairs, 0, mark});
}

}  // namespace adit::mining
