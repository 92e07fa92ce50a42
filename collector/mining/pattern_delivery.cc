#include "collector/mining/pattern_delivery.h"

#include <algorithm>

namespace adit::mining {

PatternDelivery::PatternDelivery(const SequenceDatabase& database,
                                 const MiningParameters& parameters,
                                 const EncodedSequences& sequences, const PatternSink& sink,
                                 SearchControl& control)
    : parameters_(parameters), sequences_(sequences), sink_(sink), control_(control) {
  if (parameters.occurrences) {
    finder_ =
        std::make_unique<OccurrenceFinder>(database, parameters.max_gap, parameters.max_span);
  }
}

void PatternDelivery::Deliver(std::span<const uint32_t> codes, uint64_t support) {
  if (codes.size() < parameters_.min_length || refused_) return;
  if (parameters_.max_patterns != 0 && delivered_ == parameters_.max_patterns) {
    control_.Stop(StopReason::kPatternLimit);
    refused_ = true;
    return;
  }
  Decode(codes);
  Pattern pattern{items_, support, {}};
  if (finder_ != nullptr) pattern.occurrences = finder_->Find(items_);
  ++delivered_;
  if (!sink_(pattern)) {
    control_.Stop(StopReason::kCancelled);
    refused_ = true;
  }
}

void PatternDelivery::Deliver(const PatternLog& log) {
  PatternLog::Reader reader(log);
  uint32_t length = 0;
  uint32_t code = 0;
  uint64_t support = 0;
  while (!refused_ && reader.Next(length, code, support)) {
    current_.resize(length);
    current_.back() = code;
    if (support != 0) Deliver(current_, support);
  }
}

void PatternDelivery::Decode(std::span<const uint32_t> codes) {
  items_.resize(codes.size());
  bool sorted = true;
  for (size_t i = 0; i < codes.size(); ++i) {
    items_[i] = sequences_.items[codes[i] & kMaxItem];
    if ((codes[i] & kSameElement) != 0) {
      sorted = sorted && items_[i] > (items_[i - 1] & kMaxItem);
      items_[i] |= kSameElement;
    }
  }
  if (!sorted) SortElements();
}

void PatternDelivery::SortElements() {
  for (size_t i = 0; i < items_.size();) {
    size_t end = i + 1;
    for (; end < items_.size() && (items_[end] & kSameElement) != 0; ++end) {
      items_[end] &= kMaxItem;
    }
    std::sort(items_.begin() + static_cast<ptrdiff_t>(i),
              items_.begin() + static_cast<ptrdiff_t>(end));
    for (size_t j = i + 1; j < end; ++j) items_[j] |= kSameElement;
    i = end;
  }
}

}  // namespace adit::mining
