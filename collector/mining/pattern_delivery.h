// PatternDelivery: turns codes back into items and hands patterns to the caller, within his limits.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "collector/mining/encoded_sequences.h"
#include "collector/mining/occurrence_finder.h"
#include "collector/mining/pattern_log.h"
#include "collector/mining/pattern_miner.h"
#include "collector/mining/search_control.h"

namespace adit::mining {

// Everything given must outlive the delivery; the sequences may change between two deliveries.
class PatternDelivery {
 public:
  PatternDelivery(const SequenceDatabase& database, const MiningParameters& parameters,
                  const EncodedSequences& sequences, const PatternSink& sink,
                  SearchControl& control);

  // Hands the pattern on unless it is too short or the limit of patterns is met.
  void Deliver(std::span<const uint32_t> codes, uint64_t support);
  // All entries of a log; the first continues the pattern that came last.
  void Deliver(const PatternLog& log);
  [[nodiscard]] uint64_t delivered() const { return delivered_; }

 private:
  void Decode(std::span<const uint32_t> codes);
  // Codes rank items by support; the elements of a result ascend by item.
  void SortElements();

  const MiningParameters& parameters_;
  const EncodedSequences& sequences_;
  const PatternSink& sink_;
  SearchControl& control_;
  std::unique_ptr<OccurrenceFinder> finder_;
  std::vector<uint32_t> current_;
  std::vector<Item> items_;
  uint64_t delivered_ = 0;
  bool refused_ = false;
};

}  // namespace adit::mining
