// RecentResults: a bounded memory from the keyed hash of an input to the result computed for it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace adit {

// 128-bit SipHash-2-4 (Aumasson and Bernstein, 2012) under a random key of this process: two inputs
// meet with a chance of 2^-128, and nobody can make them meet.
using RecentHash = std::array<uint64_t, 2>;
using RecentHashKey = std::array<uint8_t, 16>;

[[nodiscard]] RecentHashKey NewRecentHashKey();

// Collects the parts of an input; lengths are part of it, so that parts cannot flow together.
class ResultKey {
 public:
  ResultKey(const RecentHashKey& key, std::vector<uint8_t>& buffer) : key_(key), buffer_(buffer) {}
  void AddByte(uint8_t byte) { *Room(1) = byte; }
  void Add(std::string_view text);
  [[nodiscard]] RecentHash Finish();

 private:
  // `bytes` more at the end.
  uint8_t* Room(size_t bytes) {
    if (buffer_.size() < size_ + bytes) buffer_.resize(2 * (size_ + bytes));
    size_ += bytes;
    return buffer_.data() + size_ - bytes;
  }

  const RecentHashKey& key_;
  std::vector<uint8_t>& buffer_;  // keeps its size from one input to the next
  size_t size_ = 0;               // of it in use
};

// Two-way set associative; the older of a pair makes room. Not thread-safe.
template <typename T>
class RecentResults {
 public:
  // `capacity` a power of two, at least 2.
  explicit RecentResults(size_t capacity) : slots_(capacity), key_(NewRecentHashKey()) {}

  [[nodiscard]] ResultKey NewKey() { return ResultKey(key_, buffer_); }

  // Valid until the next Put or Clear.
  [[nodiscard]] const T* Find(const RecentHash& hash) {
    Slot* pair = PairOf(hash);
    if (pair[0].value != nullptr && pair[0].hash == hash) return pair[0].value.get();
    if (pair[1].value != nullptr && pair[1].hash == hash) {
      std::swap(pair[0], pair[1]);
      return pair[0].value.get();
    }
    return nullptr;
  }

  const T& Put(const RecentHash& hash, T value) {
    Slot* pair = PairOf(hash);
    std::swap(pair[0], pair[1]);
    pair[0].hash = hash;
    if (pair[0].value == nullptr) {
      pair[0].value = std::make_unique<T>(std::move(value));
    } else {
      *pair[0].value = std::move(value);
    }
    return *pair[0].value;
  }

  void Clear() {
    for (Slot& slot : slots_) slot.value.reset();
  }

 private:
  struct Slot {
    RecentHash hash{};
    std::unique_ptr<T> value;  // apart, because pairs change places at every use
  };
  [[nodiscard]] Slot* PairOf(const RecentHash& hash) {
    return &slots_[(hash[0] & (slots_.size() / 2 - 1)) * 2];
  }

  std::vector<Slot> slots_;
  RecentHashKey key_;
  std::vector<uint8_t> buffer_;
};

}  // namespace adit
