#include "collector/mining/reach_search.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace adit::mining {
namespace {

// Nodes between two looks at the clock.
constexpr uint32_t kPollMask = 0xff;
constexpr size_t kBlockEntries = 64;

// The end of a block that begins at `at`: never within a sequence.
size_t BlockEnd(const ReachDatabase& database, const ReachEntry* entries, size_t at, size_t size) {
  size_t end = std::min(at + kBlockEntries, size);
  while (end < size &&
         database.sequences[entries[end].row] == database.sequences[entries[end - 1].row]) {
    ++end;
  }
  return end;
}

}  // namespace

ReachSearch::ReachSearch(SearchArena& arena, uint32_t max_length, SupportFloor& floor,
                         SearchControl& control)
    : arena_(arena),
      max_length_(max_length),
      floor_(floor),
      control_(control),
      memory_(control),
      kernel_(BestCountKernel()) {}

// A rising floor may have passed a pattern since it was counted.
uint32_t ReachSearch::SlackOf(uint32_t support) const {
  const uint64_t floor = floor_.current();
  return support > floor ? support - static_cast<uint32_t>(floor) : 0;
}

void ReachSearch::Mine(const ReachDatabase& database, uint64_t support, uint32_t length,
                       TaskOutput& output) {
  const SearchArena::Mark start = arena_.mark();
  nodes_.clear();
  Child top;
  top.support = static_cast<uint32_t>(support);
  top.slack = SlackOf(top.support);
  top.size = static_cast<uint32_t>(database.entry_count);
  top.entries = const_cast<ReachEntry*>(database.entries);  // only read below
  top.extensions = ~uint64_t{0} >> (64 - database.item_count);
  top.counts = arena_.Allocate<uint32_t>(64);
  std::memset(top.counts, 0, 64 * sizeof(uint32_t));
  CountBlock(database, top.entries, top.size, top);
  Expand(database, top, length);
  while (!nodes_.empty() && !control_.stopped()) {
    Node& node = nodes_.back();
    if (node.next == node.child_count) {
      arena_.Release(node.mark);
      nodes_.pop_back();
      continue;
    }
    const Child& child = node.children[node.next++];
    const uint32_t child_length = length + static_cast<uint32_t>(nodes_.size());
    if (!floor_.Wants(child.support, child_length)) continue;
    if (child_length == 2 && !output.Claim(database.codes[child.item])) continue;
    if (floor_.Offer(child.support, child_length)) {
      output.log().Append(child_length, database.codes[child.item], child.support);
    }
    if ((++polls_ & kPollMask) == 0) {
      control_.Poll();
      memory_.Set(arena_.reserved_bytes());
      output.FlushIfLarge();
    }
    if (child.extensions != 0) Expand(database, child, child_length);
  }
  nodes_.clear();
  memory_.Set(arena_.reserved_bytes());
  arena_.Release(start);
}

void ReachSearch::Expand(const ReachDatabase& database, const Child& parent, uint32_t length) {
  const SearchArena::Mark mark = arena_.mark();
  const auto count = static_cast<uint32_t>(std::popcount(parent.extensions));
  auto* const children = arena_.Allocate<Child>(count);
  const bool last = max_length_ != 0 && length + 1 >= max_length_;
  uint32_t made = 0;
  for (uint64_t left = parent.extensions; left != 0; left &= left - 1) {
    Child& child = children[made++];
    child = Child{};
    child.item = static_cast<uint32_t>(std::countr_zero(left));
    child.support = parent.counts[child.item];
    child.slack = SlackOf(child.support);
    if (!last) child.extensions = ~uint64_t{0} >> (64 - database.item_count);
  }
  if (count > 0 && !last) FillChildren(database, parent, children, count);
  nodes_.push_back({children, count, 0, mark});
}

void ReachSearch::FillChildren(const ReachDatabase& database, const Child& parent, Child* children,
                               uint32_t count) {
  const size_t long_entries = parent.size - ShortEntries(database, parent.entries, parent.size);
  for (uint32_t i = 0; i < count; ++i) {
    Child& child = children[i];
    // A short entry stands for a sequence, a long one makes at most two; one is written in vain.
    const size_t room = std::min<size_t>(parent.size - long_entries, child.support);
    child.entries = arena_.Allocate<ReachEntry>(room + 2 * long_entries + 1);
    child.counts = arena_.Allocate<uint32_t>(64);
    std::memset(child.counts, 0, 64 * sizeof(uint32_t));
    open_[i] = static_cast<uint8_t>(i);
  }
  uint32_t open = count;
  for (size_t at = 0; at < parent.size && open > 0;) {
    const size_t end = BlockEnd(database, parent.entries, at, parent.size);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < open; ++i) {
      Child& child = children[open_[i]];
      ReachEntry* const out = child.entries + child.size;
      const size_t found = ExtendEntries(database, parent.entries + at, end - at, child.item, out);
      child.size += static_cast<uint32_t>(found);
      CountBlock(database, out, found, child);
      open_[kept] = open_[i];
      kept += child.extensions != 0;
    }
    open = kept;
    at = end;
  }
}

void ReachSearch::CountBlock(const ReachDatabase& database, const ReachEntry* entries, size_t size,
                             Child& child) {
  if (counted_.size() < size) {
    counted_.resize(size);
    masks_.resize(size);
  }
  for (size_t i = 0; i < size; ++i) counted_[i] = uint64_t{entries[i].weight} << 32 | i;
  kernel_.find_reached(entries, size, database.places, database.width, masks_.data());
  UniteSequences(database, entries, size, counted_.data(), masks_.data());
  child.extensions &= kernel_.count(counted_.data(), size, masks_.data(), child.slack,
                                    child.counted_weight, child.counts);
}

}  // namespace adit::mining
