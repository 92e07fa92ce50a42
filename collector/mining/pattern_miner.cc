#include "collector/mining/pattern_miner.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "collector/mining/encoded_sequences.h"
#include "collector/mining/occurrence_finder.h"
#include "collector/mining/occurrence_search.h"
#include "collector/mining/ordered_tasks.h"
#include "collector/mining/pattern_store.h"
#include "collector/mining/search_control.h"

namespace adit::mining {
namespace {

Status CheckParameters(const MiningParameters& parameters) {
  if (parameters.min_support == 0) {
    return InvalidArgument("min_support is 0; the least support is 1");
  }
  if (parameters.threads == 0 || parameters.threads > kMaxMiningThreads) {
    return InvalidArgument("threads is " + std::to_string(parameters.threads) + ", not 1 to " +
                           std::to_string(kMaxMiningThreads));
  }
  if (parameters.max_length != 0 && parameters.min_length > parameters.max_length) {
    return InvalidArgument("min_length " + std::to_string(parameters.min_length) +
                           " is above max_length " + std::to_string(parameters.max_length));
  }
  if (parameters.time_micros < 0) return InvalidArgument("time_micros is negative");
  return OkStatus();
}

// Turns codes back into items and hands patterns to the caller.
class Delivery {
 public:
  Delivery(const SequenceDatabase& database, const MiningParameters& parameters,
           const EncodedSequences& sequences, const PatternSink& sink, SearchControl& control)
      : parameters_(parameters), sequences_(sequences), sink_(sink), control_(control) {
    if (parameters.occurrences) {
      finder_ = std::make_unique<OccurrenceFinder>(database, parameters.max_gap,
                                                   parameters.max_span);
    }
  }

  void Deliver(std::span<const uint32_t> codes, uint64_t support) {
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
  // All entries of a log; the first continues the pattern that came last.
  void Deliver(const PatternLog& log) {
    PatternLog::Reader reader(log);
    uint32_t length = 0;
    uint32_t code = 0;
    uint64_t support = 0;
    while (!refused_ && reader.Next(length, code, support)) {
      current_.resize(length);
      current_.back() = code;
      Deliver(current_, support);
    }
  }
  [[nodiscard]] uint64_t delivered() const { return delivered_; }

 private:
  void Decode(std::span<const uint32_t> codes) {
    items_.resize(codes.size());
    bool sorted = true;
    for (size_t i = 0; i < codes.size(); ++i) {
      items_[i] = sequences_.items[codes[i] & kMaxItem];
      if ((codes[i] & kSameElement) != 0) {
        sorted = sorted && items_[i] > (items_[i - 1] & kMaxItem);
        items_[i] |= kSameElement;
      }
    }
    if (sorted) return;
    for (size_t i = 0; i < items_.size();) {
      size_t end = i + 1;
      items_[i] &= kMaxItem;
      for (; end < items_.size() && (items_[end] & kSameElement) != 0; ++end) {
        items_[end] &= kMaxItem;
      }
      std::sort(items_.begin() + static_cast<ptrdiff_t>(i),
                items_.begin() + static_cast<ptrdiff_t>(end));
      for (size_t j = i + 1; j < end; ++j) items_[j] |= kSameElement;
      i = end;
    }
  }

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

class Run {
 public:
  Run(const SequenceDatabase& database, const MiningParameters& parameters, const PatternSink& sink)
      : database_(database), parameters_(parameters), sink_(sink), control_(parameters) {}

  MiningOutcome Mine() {
    constrained_ = parameters_.max_gap != 0 || parameters_.max_span != 0;
    sequences_ = EncodeSequences(database_, parameters_.min_support,
                                 constrained_ || database_.has_itemsets());
    control_.AccountMemory(static_cast<int64_t>(sequences_.memory_bytes()));
    control_.Poll();
    Delivery delivery(database_, parameters_, sequences_, sink_, control_);
    if (parameters_.kind == PatternKind::kFrequent && parameters_.top_k == 0) {
      Search([&](const PatternLog& log) { delivery.Deliver(log); }, delivery);
    } else {
      PatternStore store;
      AccountedMemory store_memory(control_);
      Search(
          [&](const PatternLog& log) {
            store.Append(log);
            store_memory.Set(store.memory_bytes());
          },
          delivery);
      DeliverSelected(store, delivery);
    }
    MiningOutcome outcome;
    outcome.patterns = delivery.delivered();
    outcome.stop = control_.reason();
    outcome.peak_memory_bytes = control_.peak_memory_bytes();
    if (parameters_.progress) parameters_.progress(1.0, outcome.patterns);
    return outcome;
  }

 private:
  void Search(const std::function<void(const PatternLog&)>& take, const Delivery& delivery) {
    const SearchLimits limits{parameters_.min_support, parameters_.max_gap, parameters_.max_span,
                              parameters_.max_length};
    const size_t roots = sequences_.items.size();
    std::vector<std::unique_ptr<OccurrenceSearch>> searches(parameters_.threads);
    OrderedTasks tasks(
        roots, parameters_.threads, control_,
        [&](size_t root, unsigned worker, PatternLog& log, const LogFull& log_full) {
          if (searches[worker] == nullptr) {
            searches[worker] = std::make_unique<OccurrenceSearch>(sequences_, limits, control_);
          }
          searches[worker]->MineRoot(static_cast<uint32_t>(root), log, log_full);
        },
        [&](size_t task, const PatternLog& log) {
          take(log);
          if (parameters_.progress) {
            parameters_.progress(static_cast<double>(task) / static_cast<double>(roots),
                                 delivery.delivered());
          }
        });
    tasks.Run();
  }

  void DeliverSelected(const PatternStore& store, Delivery& delivery) {
    std::vector<bool> chosen(store.size(), true);
    if (parameters_.kind != PatternKind::kFrequent) {
      chosen = FindUnsubsumed(store,
                              parameters_.kind == PatternKind::kClosed ? Subsumption::kEqualSupport
                                                                       : Subsumption::kAny,
                              !constrained_);
    }
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < store.size(); ++i) {
      if (chosen[i] && store.codes(i).size() >= parameters_.min_length) order.push_back(i);
    }
    if (parameters_.top_k != 0) {
      const auto better = [&](uint32_t a, uint32_t b) {
        if (store.support(a) != store.support(b)) return store.support(a) > store.support(b);
        if (store.codes(a).size() != store.codes(b).size()) {
          return store.codes(a).size() < store.codes(b).size();
        }
        return a < b;
      };
      std::sort(order.begin(), order.end(), better);
      if (order.size() > parameters_.top_k) order.resize(parameters_.top_k);
    }
    for (const uint32_t i : order) delivery.Deliver(store.codes(i), store.support(i));
  }

  const SequenceDatabase& database_;
  const MiningParameters& parameters_;
  const PatternSink& sink_;
  SearchControl control_;
  EncodedSequences sequences_;
  bool constrained_ = false;
};

}  // namespace

const char* StopReasonName(StopReason reason) {
  switch (reason) {
    case StopReason::kComplete: return "complete";
    case StopReason::kPatternLimit: return "pattern limit";
    case StopReason::kMemoryLimit: return "memory limit";
    case StopReason::kTimeLimit: return "time limit";
    case StopReason::kCancelled: return "cancelled";
  }
  return "unknown";
}

Result<MiningOutcome> Mine(const SequenceDatabase& database, const MiningParameters& parameters,
                           const PatternSink& sink) {
  ADIT_RETURN_IF_ERROR(CheckParameters(parameters));
  return Run(database, parameters, sink).Mine();
}

Result<MinedPatterns> MineAll(const SequenceDatabase& database,
                              const MiningParameters& parameters) {
  MinedPatterns mined;
  const auto outcome = Mine(database, parameters, [&](const Pattern& pattern) {
    mined.patterns.push_back({{pattern.items.begin(), pattern.items.end()},
                              pattern.support,
                              {pattern.occurrences.begin(), pattern.occurrences.end()}});
    return true;
  });
  if (!outcome.ok()) return outcome.status();
  mined.outcome = *outcome;
  return mined;
}

Result<uint64_t> AbsoluteSupport(const SequenceDatabase& database, double share) {
  if (!(share > 0) || share > 1) {
    return InvalidArgument("a relative support must be above 0 and at most 1");
  }
  // The product of a decimal share and a count may miss a whole number by rounding alone.
  const double exact = share * static_cast<double>(database.total_weight());
  const double nearest = std::round(exact);
  const double support = std::abs(exact - nearest) < 1e-9 * std::max(1.0, exact) ? nearest
                                                                                : std::ceil(exact);
  return std::max<uint64_t>(1, static_cast<uint64_t>(support));
}

}  // namespace adit::mining
