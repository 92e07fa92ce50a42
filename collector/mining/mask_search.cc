#include "collector/mining/mask_search.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace adit::mining {
namespace {

// Nodes between two looks at the clock.
constexpr uint32_t kPollMask = 0xff;
constexpr size_t kBlockEntries = 64;

}  // namespace

MaskSearch::MaskSearch(SearchArena& arena, uint32_t max_length, SupportFloor& floor,
                       SearchControl& control)
    : arena_(arena),
      max_length_(max_length),
      floor_(floor),
      control_(control),
      memory_(control),
      count_(BestCountKernel().count) {}

void MaskSearch::Mine(const MaskDatabase& database, const uint32_t* supports,
                      const uint64_t* bounds, uint32_t length, TaskOutput& output) {
  const SearchArena::Mark start = arena_.mark();
  nodes_.clear();
  const uint64_t all = ~uint64_t{0} >> (64 - database.item_count);
  Expand(database, database.sequences, database.sequence_count, all, supports, bounds,
         database.alone, length);
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
    if (child_length == 2 && !output.Claim(node.database->codes[child.item])) continue;
    if (floor_.Offer(child.support, child_length)) {
      output.log().Append(child_length, node.database->codes[child.item], child.support);
    }
    if (child.extensions == 0) continue;
    if ((++polls_ & kPollMask) == 0) {
      control_.Poll();
      memory_.Set(arena_.reserved_bytes());
      output.FlushIfLarge();
    }
    Expand(*node.database, child.entries, child.size, child.extensions, child.supports,
           node.extensions_of, nullptr, child_length);
  }
  nodes_.clear();
  memory_.Set(arena_.reserved_bytes());
  arena_.Release(start);
}

void MaskSearch::Expand(const MaskDatabase& database, const MaskEntry* entries, size_t size,
                        uint64_t extensions, const uint32_t* supports, const uint64_t* bounds,
                        const uint32_t* alone, uint32_t length) {
  const SearchArena::Mark mark = arena_.mark();
  const auto count = static_cast<uint32_t>(std::popcount(extensions));
  auto* const children = arena_.Allocate<Child>(count);
  auto* const extensions_of = arena_.Allocate<uint64_t>(database.item_count);
  const bool last = max_length_ != 0 && length + 1 >= max_length_;
  const uint64_t min_support = floor_.current();
  uint32_t made = 0;
  uint32_t open_count = 0;
  for (uint64_t left = extensions; left != 0; left &= left - 1, ++made) {
    const auto item = static_cast<uint32_t>(std::countr_zero(left));
    const uint64_t bound = bounds == nullptr ? ~uint64_t{0} : bounds[item];
    const uint32_t followed = supports[made] - (alone == nullptr ? 0 : alone[item]);
    const bool leaf = last || followed < min_support;
    children[made] = {item,    supports[made], followed, 0, leaf ? 0 : extensions & bound,
                      nullptr, nullptr};
    if (children[made].extensions == 0) continue;
    open_[open_count].child = &children[made];
    ++open_count;
  }
  if (open_count > 0) FillChildren(database, entries, size, open_count);
  for (uint32_t i = 0; i < count; ++i) extensions_of[children[i].item] = children[i].extensions;
  nodes_.push_back({&database, children, count, 0, extensions_of, mark});
}

// Projects and counts the open children together, a block of entries at a time: the rows of a block
// stay in the fastest cache, and a child for which no extension can still reach the least support
// is closed after a few blocks. Closed children are leaves.
void MaskSearch::FillChildren(const MaskDatabase& database, const MaskEntry* entries, size_t size,
                              uint32_t open_count) {
  const auto min_support = static_cast<uint32_t>(floor_.current());
  for (uint32_t i = 0; i < open_count; ++i) {
    OpenChild& open = open_[i];
    open.entries = arena_.Allocate<MaskEntry>(std::min<size_t>(size, open.child->followed) + 1);
    open.size = 0;
    open.counted_weight = 0;
    // A rising floor may have passed the child since its parent was counted.
    open.slack = open.child->followed >= min_support ? open.child->followed - min_support : 0;
    open.counts = arena_.Allocate<uint32_t>(64);
    std::memset(open.counts, 0, 64 * sizeof(uint32_t));
  }
  uint32_t still_open = open_count;
  for (uint32_t i = 0; i < open_count; ++i) order_[i] = static_cast<uint8_t>(i);
  for (size_t at = 0; at < size && still_open > 0; at += kBlockEntries) {
    const size_t block = std::min(kBlockEntries, size - at);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < still_open; ++i) {
      OpenChild& open = open_[order_[i]];
      Child& child = *open.child;
      MaskEntry* const out = open.entries + open.size;
      const size_t found = ProjectEntries(database, entries + at, block, child.item, out);
      open.size += static_cast<uint32_t>(found);
      child.extensions &=
          count_(out, found, database.masks, open.slack, open.counted_weight, open.counts);
      order_[kept] = order_[i];
      kept += child.extensions != 0;
    }
    still_open = kept;
  }
  for (uint32_t i = 0; i < still_open; ++i) {
    const OpenChild& open = open_[order_[i]];
    Child& child = *open.child;
    auto* const supports =
        arena_.Allocate<uint32_t>(static_cast<size_t>(std::popcount(child.extensions)));
    uint32_t made = 0;
    for (uint64_t left = child.extensions; left != 0; left &= left - 1) {
      supports[made++] = open.counts[std::countr_zero(left)];
    }
    child.entries = open.entries;
    child.size = open.size;
    child.supports = supports;
  }
}

}  // namespace adit::mining
