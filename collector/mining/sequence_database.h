// SequenceDatabase: weighted sequences of items or itemsets in flat arrays, the input of mining.
//
// A sequence is a list of elements, an element is a set of items. Items of an element are stored in
// ascending order and every item but the first of its element carries the bit kSameElement, so that
// a sequence of single items is simply the list of its items:
//   <(1)(2 3)(1)>  is stored as  1, 2, 3|kSameElement, 1
// Memory: 4 bytes an item and 12 bytes a sequence.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/io/file_system.h"

namespace adit::mining {

// An item, 0 to kMaxItem, with or without kSameElement.
using Item = uint32_t;
inline constexpr Item kSameElement = 0x80000000u;
inline constexpr Item kMaxItem = 0x7fffffffu;

// Limits of a database; what would exceed one is refused with kResourceExhausted.
inline constexpr uint64_t kMaxStoredItems = 0xfffffff0u;
inline constexpr uint64_t kMaxSequences = 0x7fffffffu;
inline constexpr uint64_t kMaxSequenceWeight = uint64_t{1} << 31;
inline constexpr uint64_t kMaxLineBytes = uint64_t{256} << 20;

// Threads: const functions may be called from any thread.
class SequenceDatabase {
 public:
  // Appends a sequence that occurs `weight` times (1 to kMaxSequenceWeight); items may carry
  // kSameElement as above. kInvalidArgument names the index of an item that breaks the rules:
  // kSameElement on the first item, or items of an element not strictly ascending.
  [[nodiscard]] Status Add(std::span<const Item> sequence, uint64_t weight = 1);
  void Reserve(size_t sequences, size_t items);

  [[nodiscard]] size_t size() const { return weights_.size(); }
  [[nodiscard]] bool empty() const { return weights_.empty(); }
  [[nodiscard]] std::span<const Item> sequence(size_t index) const {
    return {items_.data() + ends_before(index), ends_[index] - ends_before(index)};
  }
  [[nodiscard]] uint64_t weight(size_t index) const { return weights_[index]; }
  // Sum of all weights: the number that a relative support is a share of.
  [[nodiscard]] uint64_t total_weight() const { return total_weight_; }
  [[nodiscard]] uint64_t item_count() const { return items_.size(); }
  // True when some element has two items or more.
  [[nodiscard]] bool has_itemsets() const { return has_itemsets_; }
  [[nodiscard]] Item max_item() const { return max_item_; }

  // Readable names of items, as `@ITEM=7=Save` lines of SPMF files give them.
  void SetName(Item item, std::string name) { names_[item] = std::move(name); }
  [[nodiscard]] const std::map<Item, std::string>& names() const { return names_; }

 private:
  [[nodiscard]] size_t ends_before(size_t index) const { return index == 0 ? 0 : ends_[index - 1]; }

  std::vector<Item> items_;
  std::vector<uint32_t> ends_;
  std::vector<uint64_t> weights_;
  std::map<Item, std::string> names_;
  uint64_t total_weight_ = 0;
  Item max_item_ = 0;
  bool has_itemsets_ = false;
};

}  // namespace adit::mining
