// Mine(): all frequent, closed or maximal sequential patterns of a SequenceDatabase, or the top k.
//
// A pattern <e1 … em> occurs in a sequence when its elements are subsets of elements of the sequence
// at increasing positions p1 < … < pm. Constraints: p(i+1) - p(i) <= max_gap and pm - p1 <= max_span.
// The support of a pattern is the summed weight of the sequences with at least one such embedding
// (all embeddings are considered, not only the first). A pattern is
//   frequent  when its support is at least min_support and its length within the limits,
//   closed    when it is frequent and no longer frequent pattern that contains it has its support,
//   maximal   when it is frequent and no longer frequent pattern contains it,
// where "frequent pattern" means one that satisfies the same constraints (max_gap, max_span,
// max_length; min_length is applied last), and containment is that of sequences without constraints.
// docs/formats/sequences.md has examples.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "collector/mining/sequence_database.h"
#include "common/base/clock.h"
#include "common/base/status.h"

namespace adit::mining {

enum class PatternKind : uint8_t { kFrequent, kClosed, kMaximal };

// How closed and maximal patterns are found; the result does not depend on it.
enum class ClosureMethod : uint8_t {
  kAuto,    // by filter while the frequent patterns are few, otherwise by search
  kFilter,  // all frequent patterns are stored and compared: fast when most of them are closed
  kSearch,  // by backward-extension checks, without visiting all frequent patterns, however many
};

// Where a pattern occurs: element positions within a sequence, both inclusive, 0 = first element.
struct Occurrence {
  uint32_t sequence = 0;
  uint32_t start = 0;
  uint32_t end = 0;

  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

struct MiningParameters {
  PatternKind kind = PatternKind::kFrequent;
  ClosureMethod closure = ClosureMethod::kAuto;
  // Least summed weight of a pattern; >= 1.
  uint64_t min_support = 1;
  // 0 = all patterns. Otherwise the k patterns of highest support (ties: shorter first, then by
  // items), delivered in that order; min_support still holds and may be 1.
  uint64_t top_k = 0;
  uint32_t max_gap = 0;     // 0 = no limit; 1 = adjacent elements
  uint32_t max_span = 0;    // 0 = no limit; last position minus first
  uint32_t min_length = 1;  // in items
  uint32_t max_length = 0;  // in items; 0 = no limit
  unsigned threads = 1;     // 1 to kMaxMiningThreads; the result does not depend on it
  // Fill Pattern::occurrences: in every supporting sequence the non-overlapping occurrences from
  // left to right, each ending as early as possible and then starting as late as possible.
  bool occurrences = false;

  // Budgets, 0 = none. A run that meets one ends cleanly and says so (MiningOutcome::stop).
  uint64_t max_patterns = 0;    // deliveries; which ones does not depend on `threads`
  uint64_t memory_bytes = 0;    // working memory of the run without the database
  int64_t time_micros = 0;      // by `clock`
  Clock* clock = nullptr;       // nullptr = SystemClock(); must outlive the run

  // Set from any thread to end the run soon.
  const std::atomic<bool>* cancel = nullptr;
  // Called now and then, from the thread that called Mine(): done is 0 to 1 and never decreases.
  std::function<void(double done, uint64_t patterns)> progress;
};

inline constexpr unsigned kMaxMiningThreads = 256;

// A result, valid only during the call that delivers it.
struct Pattern {
  std::span<const Item> items;  // with kSameElement, as in SequenceDatabase
  uint64_t support = 0;
  std::span<const Occurrence> occurrences;  // empty unless asked for
};

// Receives patterns one by one on the thread that called Mine(); false ends the run.
using PatternSink = std::function<bool(const Pattern&)>;

enum class StopReason : uint8_t {
  kComplete,      // everything was delivered
  kPatternLimit,  // max_patterns
  kMemoryLimit,   // memory_bytes
  kTimeLimit,     // time_micros
  kCancelled,     // `cancel` or the sink
};

[[nodiscard]] const char* StopReasonName(StopReason reason);

struct MiningOutcome {
  uint64_t patterns = 0;  // delivered
  StopReason stop = StopReason::kComplete;
  // Delivered supports are exact even in a partial result, but patterns are missing, and a kind of
  // maximal (or closed, with max_gap or max_span) is relative to the patterns found so far.
  [[nodiscard]] bool partial() const { return stop != StopReason::kComplete; }
  uint64_t peak_memory_bytes = 0;  // estimate of what memory_bytes limits
};

// Runs to the end or to a budget. Order of delivery is fixed for given database and parameters.
// kInvalidArgument when a parameter is outside its range; the message names it.
[[nodiscard]] Result<MiningOutcome> Mine(const SequenceDatabase& database,
                                         const MiningParameters& parameters,
                                         const PatternSink& sink);

// A pattern that owns its parts.
struct MinedPattern {
  std::vector<Item> items;
  uint64_t support = 0;
  std::vector<Occurrence> occurrences;

  friend bool operator==(const MinedPattern&, const MinedPattern&) = default;
};

struct MinedPatterns {
  std::vector<MinedPattern> patterns;
  MiningOutcome outcome;
};

// Mine() into memory, for callers that expect few patterns.
[[nodiscard]] Result<MinedPatterns> MineAll(const SequenceDatabase& database,
                                            const MiningParameters& parameters);

// The absolute support of a share of all sequences, rounded up as SPMF does: ceil(share * total), at
// least 1. kInvalidArgument unless 0 < share <= 1.
[[nodiscard]] Result<uint64_t> AbsoluteSupport(const SequenceDatabase& database, double share);

}  // namespace adit::mining
