#include "collector/mining/sequence_database.h"

#include <algorithm>

#include "collector/mining/huge_pages.h"

namespace adit::mining {
namespace {

Status CheckElements(std::span<const Item> sequence) {
  for (size_t i = 0; i < sequence.size(); ++i) {
    const Item item = sequence[i];
    if ((item & kSameElement) == 0) continue;
    if (i == 0) return InvalidArgument("item 0 of a sequence cannot continue an element");
    if ((sequence[i - 1] & kMaxItem) >= (item & kMaxItem)) {
      return InvalidArgument("items of an element must ascend; item " + std::to_string(i) + " is " +
                             std::to_string(item & kMaxItem) + " after " +
                             std::to_string(sequence[i - 1] & kMaxItem));
    }
  }
  return OkStatus();
}

}  // namespace

Status SequenceDatabase::Add(std::span<const Item> sequence, uint64_t weight) {
  if (weight == 0 || weight > kMaxSequenceWeight) {
    return InvalidArgument("weight " + std::to_string(weight) + " is outside 1 to " +
                           std::to_string(kMaxSequenceWeight));
  }
  if (items_.size() + sequence.size() > kMaxStoredItems || weights_.size() >= kMaxSequences) {
    return ResourceExhausted("a sequence database holds at most " +
                             std::to_string(kMaxStoredItems) + " items and " +
                             std::to_string(kMaxSequences) + " sequences");
  }
  Item any = 0;
  Item largest = 0;
  for (const Item item : sequence) {
    any |= item;
    largest = std::max(largest, item & kMaxItem);
  }
  if ((any & kSameElement) != 0) ADIT_RETURN_IF_ERROR(CheckElements(sequence));
  max_item_ = std::max(max_item_, largest);
  has_itemsets_ = has_itemsets_ || (any & kSameElement) != 0;
  items_.insert(items_.end(), sequence.begin(), sequence.end());
  ends_.push_back(static_cast<uint32_t>(items_.size()));
  weights_.push_back(weight);
  total_weight_ += weight;
  return OkStatus();
}

void SequenceDatabase::Reserve(size_t sequences, size_t items) {
  items_.reserve(items);
  AdviseHugePages(items_.data(), items * sizeof(Item));
  ends_.reserve(sequences);
  weights_.reserve(sequences);
}

}  // namespace adit::mining
