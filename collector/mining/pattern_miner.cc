#include "collector/mining/pattern_miner.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "collector/mining/encoded_sequences.h"
#include "collector/mining/gap_search.h"
#include "collector/mining/occurrence_search.h"
#include "collector/mining/ordered_tasks.h"
#include "collector/mining/pattern_delivery.h"
#include "collector/mining/pattern_store.h"
#include "collector/mining/projection_search.h"
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

class Run {
 public:
  Run(const SequenceDatabase& database, const MiningParameters& parameters, const PatternSink& sink)
      : database_(database), parameters_(parameters), sink_(sink), control_(parameters) {}

  MiningOutcome Mine() {
    constrained_ = parameters_.max_gap != 0 || parameters_.max_span != 0;
    PatternDelivery delivery(database_, parameters_, sequences_, sink_, control_);
    search_closed_ = parameters_.closure == ClosureMethod::kSearch;
    if (parameters_.kind == PatternKind::kFrequent && parameters_.top_k == 0) {
      Encode(parameters_.min_support);
      SupportFloor floor(parameters_.min_support);
      Search(
          PatternKind::kFrequent, [&](const PatternLog& log) { delivery.Deliver(log); }, floor,
          delivery);
    } else if (parameters_.top_k != 0 && parameters_.kind != PatternKind::kMaximal) {
      MineTopK(delivery);
    } else {
      // The k best maximal patterns are the best of those that are maximal at min_support.
      MineClosed(delivery);
    }
    MiningOutcome outcome;
    outcome.patterns = delivery.delivered();
    outcome.stop = control_.reason();
    outcome.peak_memory_bytes = control_.peak_memory_bytes();
    if (parameters_.progress) parameters_.progress(1.0, outcome.patterns);
    return outcome;
  }

 private:
  using Take = std::function<void(const PatternLog&)>;

  // Takes patterns of the floor's support and more, in order: all frequent ones, or what contains
  // all closed or maximal ones (OccurrenceSearch).
  void Search(PatternKind kind, const Take& take, SupportFloor& floor,
              const PatternDelivery& delivery) {
    const size_t roots = sequences_.items.size();
    const auto deliver = [&](size_t task, const PatternLog& log) {
      take(log);
      if (parameters_.progress) {
        parameters_.progress(static_cast<double>(task) / static_cast<double>(roots),
                             delivery.delivered());
      }
    };
    const bool frequent = kind == PatternKind::kFrequent;
    const bool simple = frequent && parameters_.max_span == 0 && !sequences_.has_itemsets &&
                        database_.total_weight() < kMaxMergedWeight;
    if (simple && !constrained_) {
      const RootProjection root(sequences_, floor.current());
      AccountedMemory root_memory(control_);
      root_memory.Set(root.memory_bytes());
      SearchRoots<ProjectionSearch>(
          [&] {
            return std::make_unique<ProjectionSearch>(root, parameters_.max_length, floor,
                                                      control_);
          },
          deliver);
    } else if (simple) {
      const GapIndex index(sequences_, parameters_.max_gap);
      AccountedMemory index_memory(control_);
      index_memory.Set(index.memory_bytes());
      SearchRoots<GapSearch>(
          [&] {
            return std::make_unique<GapSearch>(index, parameters_.max_length, floor, control_);
          },
          deliver);
    } else {
      const SearchLimits limits{parameters_.max_gap, parameters_.max_span, parameters_.max_length};
      SearchRoots<OccurrenceSearch>(
          [&] {
            return std::make_unique<OccurrenceSearch>(sequences_, limits, kind, floor, control_);
          },
          deliver);
    }
  }

  template <typename Searcher, typename MakeSearcher>
  void SearchRoots(const MakeSearcher& make_searcher, const OrderedTasks::Deliver& deliver) {
    std::vector<std::unique_ptr<Searcher>> searchers(parameters_.threads);
    OrderedTasks tasks(
        sequences_.items.size(), parameters_.threads, parameters_.threads > 1, control_,
        [&](size_t root, unsigned worker, TaskOutput& output) {
          if (searchers[worker] == nullptr) searchers[worker] = make_searcher();
          searchers[worker]->MineRoot(static_cast<uint32_t>(root), output);
        },
        deliver);
    tasks.Run();
  }

  void Encode(uint64_t min_support) {
    sequences_ = EncodeSequences(database_, min_support, constrained_ || database_.has_itemsets());
    encoded_memory_.Set(sequences_.memory_bytes());
    control_.Poll();
  }

  // Collects the patterns to select from: the frequent ones, or, from the moment these turn out to
  // be too many for the rest of the run, the candidates of a closed search.
  void Collect(PatternStore& store, SupportFloor& floor, const PatternDelivery& delivery) {
    if (!search_closed_) {
      const bool may_give_up =
          parameters_.kind != PatternKind::kFrequent && parameters_.closure == ClosureMethod::kAuto;
      CollectKind(PatternKind::kFrequent, may_give_up, store, floor, delivery);
      if (!control_.Resume()) return;
      search_closed_ = true;
    }
    CollectKind(parameters_.kind, false, store, floor, delivery);
  }
  void CollectKind(PatternKind kind, bool may_give_up, PatternStore& store, SupportFloor& floor,
                   const PatternDelivery& delivery) {
    bool given_up = false;
    Search(
        kind,
        [&](const PatternLog& log) {
          if (given_up) return;
          store.Append(log);
          given_up = may_give_up && TooManyToFilter(store);
          if (given_up) {
            store = PatternStore{};
            control_.Abandon();
          }
          store_memory_.Set(store.memory_bytes());
        },
        floor, delivery);
  }
  [[nodiscard]] bool TooManyToFilter(const PatternStore& store) const {
    const size_t bytes = store.memory_bytes();
    return bytes > kMostBytesToFilter ||
           (parameters_.memory_bytes != 0 && bytes > parameters_.memory_bytes / 4);
  }

  // Closed patterns without limits need no comparison with others: they are delivered as they come.
  void MineClosed(PatternDelivery& delivery) {
    Encode(parameters_.min_support);
    SupportFloor floor(parameters_.min_support);
    const bool exact = parameters_.kind == PatternKind::kClosed && !constrained_;
    PatternStore store;
    if (!search_closed_ || !exact) Collect(store, floor, delivery);
    if (search_closed_ && exact) {
      Search(
          parameters_.kind, [&](const PatternLog& log) { delivery.Deliver(log); }, floor, delivery);
    } else {
      DeliverBest(store, Select(store), delivery);
    }
  }

  // The support of the k-th best frequent pattern (or min_support when there are fewer), found by
  // searching with a floor that rises as better patterns come, from a support guessed lower and
  // lower. (TKS, Fournier-Viger et al. 2013, raises its threshold the same way.)
  uint64_t FloorOfBest(uint64_t k, const PatternDelivery& delivery) {
    Encode(parameters_.min_support);
    if (sequences_.items.empty()) return parameters_.min_support;
    const size_t rank = std::min<size_t>(k / kBestToItems, sequences_.items.size() - 1);
    uint64_t guess = sequences_.item_support[rank];
    while (true) {
      guess = std::max(guess, parameters_.min_support);
      Encode(guess);
      SupportFloor floor(SupportFloor::Mode::kRising, guess, k, parameters_.min_length);
      Search(
          search_closed_ ? parameters_.kind : PatternKind::kFrequent, [](const PatternLog&) {},
          floor, delivery);
      if (floor.offered() == k || guess == parameters_.min_support || control_.stopped()) {
        return floor.LeastOfBest();
      }
      guess = guess * 3 / 5;
    }
  }

  void MineTopK(PatternDelivery& delivery) {
    for (uint64_t wanted = parameters_.top_k;; wanted *= 2) {
      const bool searched = search_closed_;
      const uint64_t least = FloorOfBest(wanted, delivery);
      Encode(least);
      // Equals of the k-th may be without number. Closed ones are chosen from all of them.
      const bool ties = parameters_.kind == PatternKind::kFrequent;
      SupportFloor floor(ties ? SupportFloor::Mode::kTies : SupportFloor::Mode::kFixed, least,
                         parameters_.top_k, parameters_.min_length);
      PatternStore store;
      Collect(store, floor, delivery);
      const std::vector<uint32_t> chosen = Select(store);
      // Closed patterns are fewer than frequent ones: look deeper until there are k.
      const bool enough = chosen.size() >= parameters_.top_k || least == parameters_.min_support;
      if (!enough && !control_.stopped() && wanted <= kMostWanted) {
        const bool hopeless = wanted / kMostFrequentToClosed >= parameters_.top_k;
        search_closed_ =
            search_closed_ || (hopeless && parameters_.closure == ClosureMethod::kAuto &&
                               parameters_.kind != PatternKind::kFrequent);
        if (search_closed_ && !searched) wanted = (parameters_.top_k + 1) / 2;
        continue;
      }
      DeliverBest(store, chosen, delivery);
      return;
    }
  }

  // Patterns of the wanted kind and length, in order.
  std::vector<uint32_t> Select(const PatternStore& store) {
    std::vector<bool> chosen(store.size(), true);
    const bool closed = parameters_.kind == PatternKind::kClosed;
    const bool exact = closed && search_closed_ && !constrained_;
    if (parameters_.kind != PatternKind::kFrequent && !exact) {
      chosen = FindUnsubsumed(store, closed ? Subsumption::kEqualSupport : Subsumption::kAny,
                              !constrained_ && !search_closed_);
    }
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < store.size(); ++i) {
      if (chosen[i] && store.codes(i).size() >= parameters_.min_length) order.push_back(i);
    }
    return order;
  }

  void DeliverBest(const PatternStore& store, std::vector<uint32_t> order,
                   PatternDelivery& delivery) {
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

  // A first guess: among the k best patterns, one in ten is a single item.
  static constexpr uint64_t kBestToItems = 10;
  static constexpr uint64_t kMostWanted = uint64_t{1} << 40;
  // Of frequent patterns kept to filter closed ones from: a few million, a second or two of work.
  static constexpr size_t kMostBytesToFilter = size_t{128} << 20;
  // Frequent patterns looked at for one of the k best closed ones.
  static constexpr uint64_t kMostFrequentToClosed = 64;

  const SequenceDatabase& database_;
  const MiningParameters& parameters_;
  const PatternSink& sink_;
  SearchControl control_;
  AccountedMemory encoded_memory_{control_};
  AccountedMemory store_memory_{control_};
  EncodedSequences sequences_;
  bool constrained_ = false;
  bool search_closed_ = false;  // closed and maximal patterns are searched, not filtered
};

}  // namespace

const char* StopReasonName(StopReason reason) {
  switch (reason) {
    case StopReason::kComplete:
      return "complete";
    case StopReason::kPatternLimit:
      return "pattern limit";
    case StopReason::kMemoryLimit:
      return "memory limit";
    case StopReason::kTimeLimit:
      return "time limit";
    case StopReason::kCancelled:
      return "cancelled";
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
  const double support =
      std::abs(exact - nearest) < 1e-9 * std::max(1.0, exact) ? nearest : std::ceil(exact);
  return std::max<uint64_t>(1, static_cast<uint64_t>(support));
}

}  // namespace adit::mining
