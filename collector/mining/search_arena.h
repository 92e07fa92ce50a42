// SearchArena: memory of a depth-first search, given back in the order of a stack.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "collector/mining/huge_pages.h"

namespace adit::mining {

// Blocks are kept for reuse until destruction. One thread.
class SearchArena {
 public:
  struct Mark {
    size_t block = 0;
    size_t used = 0;
  };

  // Uninitialised memory for `count` values of a trivial type, aligned to 32 bytes.
  template <typename T>
  [[nodiscard]] T* Allocate(size_t count) {
    const size_t bytes = (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    while (blocks_.empty() || used_ + bytes > blocks_[block_].size) NextBlock(bytes);
    void* const at = blocks_[block_].memory.get() + used_;
    used_ += bytes;
    return static_cast<T*>(at);
  }
  // Gives back all but the first `count` values of the latest allocation.
  template <typename T>
  void Shrink(T* latest, size_t count) {
    const size_t bytes = (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    used_ =
        static_cast<size_t>(reinterpret_cast<std::byte*>(latest) - blocks_[block_].memory.get()) +
        bytes;
  }
  [[nodiscard]] Mark mark() const { return {block_, used_}; }
  // Gives back everything allocated after the mark.
  void Release(Mark mark) {
    block_ = mark.block;
    used_ = mark.used;
  }
  [[nodiscard]] size_t reserved_bytes() const { return reserved_bytes_; }

 private:
  static constexpr size_t kAlignment = 32;
  static constexpr size_t kBlockAlignment = kHugePageBytes;
  static constexpr size_t kFirstBlockBytes = size_t{256} << 10;

  struct Free {
    void operator()(std::byte* memory) const {
      ::operator delete (memory, std::align_val_t{kBlockAlignment});
    }
  };
  struct Block {
    std::unique_ptr<std::byte, Free> memory;
    size_t size;
  };

  void NextBlock(size_t bytes) {
    if (!blocks_.empty() && block_ + 1 < blocks_.size()) {
      ++block_;
      used_ = 0;
      if (blocks_[block_].size >= bytes) return;
      // Blocks above are unused: replace this one by a larger.
      reserved_bytes_ -= blocks_[block_].size;
      blocks_[block_] = NewBlock(bytes);
      return;
    }
    blocks_.push_back(NewBlock(bytes));
    block_ = blocks_.size() - 1;
    used_ = 0;
  }
  Block NewBlock(size_t bytes) {
    const size_t doubled = blocks_.empty() ? kFirstBlockBytes : blocks_.back().size;
    const size_t size = std::max({bytes, kFirstBlockBytes, std::min(doubled * 2, kMostBlockBytes)});
    const size_t rounded = (size + kAlignment - 1) / kAlignment * kAlignment;
    auto* memory =
        static_cast<std::byte*>(::operator new (rounded, std::align_val_t{kBlockAlignment}));
    AdviseHugePages(memory, rounded);
    reserved_bytes_ += rounded;
    return {std::unique_ptr<std::byte, Free>(memory), rounded};
  }

  static constexpr size_t kMostBlockBytes = size_t{4} << 20;
  std::vector<Block> blocks_;
  size_t block_ = 0;
  size_t used_ = 0;
  size_t reserved_bytes_ = 0;
};

}  // namespace adit::mining
