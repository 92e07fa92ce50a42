// Random small databases under random parameters: the miner equals the definition.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "collector/mining/mask_kernels.h"
#include "common/base/random.h"
#include "tests/collector/mining/naive_miner.h"

namespace adit::mining {
namespace {

struct Shape {
  uint64_t sequences;
  uint64_t length;
  uint64_t items;
  bool itemsets;
  bool weights;
};

SequenceDatabase RandomDatabase(Random& random, const Shape& shape) {
  SequenceDatabase database;
  const uint64_t sequences = random.Below(shape.sequences) + 1;
  for (uint64_t s = 0; s < sequences; ++s) {
    std::vector<Item> sequence;
    const uint64_t length = random.Below(shape.length + 1);
    for (uint64_t i = 0; i < length; ++i) {
      const auto item = static_cast<Item>(random.Below(shape.items) * 7 + 1);
      if (shape.itemsets && i > 0 && random.Chance(0.4) && (sequence.back() & kMaxItem) < item) {
        sequence.push_back(item | kSameElement);
      } else {
        sequence.push_back(item);
      }
    }
    const uint64_t weight = shape.weights ? random.Below(4) + 1 : 1;
    EXPECT_TRUE(database.Add(sequence, weight).ok());
  }
  return database;
}

MiningParameters RandomParameters(Random& random, uint64_t total_weight) {
  MiningParameters parameters;
  parameters.kind = static_cast<PatternKind>(random.Below(3));
  parameters.min_support = random.Below(total_weight / 2 + 1) + 1;
  if (random.Chance(0.4)) parameters.max_gap = static_cast<uint32_t>(random.Below(4) + 1);
  if (random.Chance(0.4)) parameters.max_span = static_cast<uint32_t>(random.Below(5) + 1);
  if (random.Chance(0.2)) parameters.max_length = static_cast<uint32_t>(random.Below(4) + 1);
  if (random.Chance(0.2)) {
    parameters.min_length = static_cast<uint32_t>(random.Below(3) + 1);
    if (parameters.max_length != 0) {
      parameters.min_length = std::min(parameters.min_length, parameters.max_length);
    }
  }
  return parameters;
}

std::string Describe(const SequenceDatabase& database, const MiningParameters& parameters) {
  std::string text =
      "kind " + std::to_string(static_cast<int>(parameters.kind)) + " support " +
      std::to_string(parameters.min_support) + " gap " + std::to_string(parameters.max_gap) +
      " span " + std::to_string(parameters.max_span) + " length " +
      std::to_string(parameters.min_length) + "-" + std::to_string(parameters.max_length) + "\n";
  for (size_t s = 0; s < database.size(); ++s) {
    for (const Item item : database.sequence(s)) {
      text += ((item & kSameElement) != 0 ? "," : " ") + std::to_string(item & kMaxItem);
    }
    text += "  x" + std::to_string(database.weight(s)) + "\n";
  }
  return text;
}

NaiveResult AsMap(const MinedPatterns& mined) {
  NaiveResult result;
  for (const MinedPattern& pattern : mined.patterns) {
    const bool fresh = result.emplace(ToNaive(pattern.items), pattern.support).second;
    EXPECT_TRUE(fresh) << "a pattern was delivered twice";
  }
  return result;
}

NaiveResult MineToMap(const SequenceDatabase& database, const MiningParameters& parameters) {
  const auto mined = MineAll(database, parameters);
  EXPECT_TRUE(mined.ok());
  EXPECT_FALSE(mined->outcome.partial());
  return AsMap(*mined);
}

void CheckCases(uint64_t seed, int cases, const Shape& shape) {
  SeededRandom random(seed);
  for (int i = 0; i < cases; ++i) {
    const SequenceDatabase database = RandomDatabase(random, shape);
    MiningParameters parameters = RandomParameters(random, database.total_weight());
    const NaiveResult expected = NaiveMine(database, parameters);
    for (const ClosureMethod method : {ClosureMethod::kFilter, ClosureMethod::kSearch}) {
      parameters.closure = method;
      ASSERT_EQ(MineToMap(database, parameters), expected)
          << "case " << i << " method " << static_cast<int>(method) << ": "
          << Describe(database, parameters);
    }
  }
}

TEST(PatternMinerProperty, SingleItemsEqualTheDefinition) {
  CheckCases(1, 3000, {7, 7, 4, false, false});
}

TEST(PatternMinerProperty, ManyItemsEqualTheDefinition) {
  CheckCases(2, 1500, {12, 6, 9, false, false});
}

TEST(PatternMinerProperty, WeightedSequencesEqualTheDefinition) {
  CheckCases(3, 1500, {7, 6, 3, false, true});
}

TEST(PatternMinerProperty, ItemsetsEqualTheDefinition) {
  CheckCases(4, 3000, {6, 7, 4, true, true});
}

TEST(PatternMinerProperty, LongSequencesEqualTheDefinition) {
  CheckCases(5, 300, {4, 10, 2, false, true});
}

TEST(PatternMinerProperty, ManySequencesEqualTheDefinition) {
  CheckCases(11, 60, {60, 7, 4, false, true});
  CheckCases(12, 60, {90, 5, 8, false, true});
}

// Each kernel forced, not only the one that would be chosen. The sequences repeat and weigh enough
// to pass the bounds of the kernels' byte counters.
class PatternMinerKernelProperty : public testing::TestWithParam<const char*> {};

TEST_P(PatternMinerKernelProperty, EqualsTheDefinition) {
  const auto kernels = SupportedCountKernels();
  const auto kernel = std::find_if(kernels.begin(), kernels.end(),
                                   [](const CountKernel& k) { return k.name == GetParam(); });
  if (kernel == kernels.end()) {
    GTEST_SKIP() << "not tested: this processor does not run the kernel " << GetParam();
  }
  const ForcedCountKernel forced(*kernel);
  CheckCases(21, 400, {7, 7, 4, false, true});
  SeededRandom random(22);
  for (int i = 0; i < 40; ++i) {
    SequenceDatabase database = RandomDatabase(random, {300, 5, 9, false, true});
    ASSERT_TRUE(database.Add(std::vector<Item>{1, 8, 15}, 200 + random.Below(900)).ok());
    MiningParameters parameters;
    parameters.min_support = random.Below(20) + 2;
    const NaiveResult found = MineToMap(database, parameters);
    parameters.max_gap = 100;  // never reached, but another search
    ASSERT_EQ(found, MineToMap(database, parameters)) << Describe(database, parameters);
    parameters.max_gap = 64;  // never reached, either, but rows will do
    ASSERT_EQ(found, MineToMap(database, parameters)) << Describe(database, parameters);
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, PatternMinerKernelProperty,
                         testing::Values("portable", "avx2", "avx512"),
                         [](const auto& kernel) { return std::string(kernel.param); });

// Items above the 64 that a ReachDatabase holds, each of them frequent and in no longer pattern.
void AddLonelyItems(uint64_t min_support, SequenceDatabase& database) {
  for (Item item = 0; item < 65; ++item) {
    ASSERT_TRUE(database.Add(std::vector<Item>{5000 + item}, min_support).ok());
  }
}

// Both searches with a maximum gap: few items, and too many of them.
TEST(PatternMinerProperty, GapsEqualTheDefinitionForFewAndManyItems) {
  SeededRandom random(14);
  const Shape shapes[] = {{6, 7, 3, false, true}, {25, 6, 4, false, true}, {4, 8, 2, false, false}};
  for (int i = 0; i < 240; ++i) {
    SequenceDatabase database = RandomDatabase(random, shapes[i % 3]);
    MiningParameters parameters;
    parameters.min_support = random.Below(database.total_weight() / 2 + 1) + 1;
    parameters.max_gap = static_cast<uint32_t>(random.Below(7) + 1);
    if (i % 5 == 0) parameters.max_length = static_cast<uint32_t>(random.Below(3) + 1);
    if (i % 2 == 0) AddLonelyItems(parameters.min_support, database);
    ASSERT_EQ(MineToMap(database, parameters), NaiveMine(database, parameters))
        << "case " << i << ": " << Describe(database, parameters);
  }
}

// Sequences of several rows of 64 positions, gaps up to the largest that rows are used for and
// above.
TEST(PatternMinerProperty, GapsInLongSequencesAreTheSameForBothSearches) {
  SeededRandom random(15);
  const uint32_t gaps[] = {1, 2, 3, 5, 17, 40, 63, 64, 65};
  for (int i = 0; i < 36; ++i) {
    SequenceDatabase database = RandomDatabase(random, {12, 260, 25, false, true});
    MiningParameters parameters;
    parameters.max_gap = gaps[i % 9];
    parameters.max_length = 3;
    parameters.min_support = database.total_weight() / 3 + 1;
    NaiveResult few = MineToMap(database, parameters);
    AddLonelyItems(parameters.min_support, database);
    for (Item item = 0; item < 65; ++item) few[{{5000 + item}}] = parameters.min_support;
    ASSERT_EQ(MineToMap(database, parameters), few) << "case " << i;
  }
}

TEST(PatternMinerProperty, RowsThatWouldTakeTooMuchMemoryAreDoneWithout) {
  SeededRandom random(17);
  for (int i = 0; i < 5; ++i) {
    // A row of 512 bytes for each of thousands of short sequences.
    SequenceDatabase database;
    for (int s = 0; s < 4000; ++s) {
      std::vector<Item> sequence{100};
      while (sequence.size() < 5) sequence.push_back(static_cast<Item>(random.Below(60)));
      ASSERT_TRUE(database.Add(sequence).ok());
    }
    MiningParameters parameters;
    parameters.max_gap = 2;
    parameters.min_support = 10;
    const NaiveResult unlimited = MineToMap(database, parameters);
    parameters.memory_bytes = uint64_t{3} << 20;
    ASSERT_EQ(MineToMap(database, parameters), unlimited);
  }
}

// A gap limit that no sequence reaches changes nothing but the algorithm, so that large databases
// can be checked, too: hundreds of items, skips above 255, merged and heavy weights.
TEST(PatternMinerProperty, BothSearchesAgreeOnLargeDatabases) {
  SeededRandom random(13);
  const Shape shapes[] = {{300, 30, 12, false, true},
                          {200, 40, 100, false, false},
                          {150, 60, 200, false, true},
                          {25, 700, 300, false, false},
                          {500, 12, 70, false, true}};
  for (int i = 0; i < 60; ++i) {
    SequenceDatabase database = RandomDatabase(random, shapes[i % 5]);
    for (int heavy = 0; heavy < 3 && i % 2 == 0; ++heavy) {
      const auto first = database.sequence(0);
      const std::vector<Item> again(
          first.begin(),
          first.begin() + std::min<ptrdiff_t>(6, static_cast<ptrdiff_t>(first.size())));
      ASSERT_TRUE(database.Add(again, 1000 * random.Below(1000) + 1).ok());
    }
    MiningParameters parameters;
    // Low enough for thousands of patterns, not for millions.
    uint64_t low = 1;
    uint64_t high = database.total_weight();
    parameters.max_patterns = 4000;
    while (low < high) {
      parameters.min_support = (low + high) / 2;
      const auto tried = MineAll(database, parameters);
      ASSERT_TRUE(tried.ok());
      if (tried->outcome.partial()) {
        low = parameters.min_support + 1;
      } else {
        high = parameters.min_support;
      }
    }
    parameters.min_support = low;
    const auto last = MineAll(database, parameters);
    ASSERT_TRUE(last.ok());
    if (last->outcome.partial()) continue;  // one long sequence: any support explodes
    parameters.max_patterns = 0;
    parameters.kind = static_cast<PatternKind>(i % 3);
    const NaiveResult found = MineToMap(database, parameters);
    parameters.max_gap = 1u << 20;
    if (parameters.kind != PatternKind::kFrequent) parameters.threads = 2;
    ASSERT_EQ(found, MineToMap(database, parameters)) << "case " << i;
  }
}

// Supports must be unaffected by merging equal sequences, so a weight is the same as repetition.
TEST(PatternMinerProperty, WeightIsRepetition) {
  SeededRandom random(6);
  for (int i = 0; i < 500; ++i) {
    const SequenceDatabase weighted = RandomDatabase(random, {6, 6, 3, true, true});
    SequenceDatabase repeated;
    for (size_t s = 0; s < weighted.size(); ++s) {
      for (uint64_t n = 0; n < weighted.weight(s); ++n) {
        ASSERT_TRUE(repeated.Add(weighted.sequence(s)).ok());
      }
    }
    const MiningParameters parameters = RandomParameters(random, weighted.total_weight());
    ASSERT_EQ(MineToMap(weighted, parameters), MineToMap(repeated, parameters))
        << Describe(weighted, parameters);
  }
}

TEST(PatternMinerProperty, ThreadsChangeNothingNotEvenTheOrder) {
  SeededRandom random(7);
  for (int i = 0; i < 300; ++i) {
    const SequenceDatabase database = RandomDatabase(random, {20, 9, 6, i % 2 == 0, true});
    MiningParameters parameters = RandomParameters(random, database.total_weight());
    if (i % 3 == 0) parameters.max_patterns = 7;
    if (i % 4 == 0) parameters.closure = ClosureMethod::kSearch;
    const auto one = MineAll(database, parameters);
    ASSERT_TRUE(one.ok());
    for (const unsigned threads : {2u, 5u}) {
      parameters.threads = threads;
      const auto many = MineAll(database, parameters);
      ASSERT_TRUE(many.ok());
      ASSERT_EQ(one->patterns, many->patterns) << Describe(database, parameters);
      ASSERT_EQ(one->outcome.stop, many->outcome.stop);
    }
  }
}

// Below a single first item nearly everything, so that threads divide it, in every kind of search.
TEST(PatternMinerProperty, ThreadsDivideAHeavyRootAndChangeNothing) {
  SeededRandom random(16);
  for (int i = 0; i < 40; ++i) {
    const SequenceDatabase tails =
        RandomDatabase(random, {400, 14, i % 2 == 0 ? 30u : 90u, i % 5 == 4, true});
    SequenceDatabase database;
    for (size_t s = 0; s < tails.size(); ++s) {
      std::vector<Item> sequence{0};
      sequence.insert(sequence.end(), tails.sequence(s).begin(), tails.sequence(s).end());
      ASSERT_TRUE(database.Add(sequence, tails.weight(s)).ok());
    }
    MiningParameters parameters;
    parameters.kind = static_cast<PatternKind>(i % 3);
    parameters.min_support = std::max<uint64_t>(3, database.total_weight() / 40);
    if (i % 4 == 1) parameters.max_gap = 1 + static_cast<uint32_t>(random.Below(6));
    if (i % 4 == 2) parameters.max_span = 8;
    if (i % 4 == 3) parameters.top_k = 300;
    parameters.max_length = 6;
    if (i % 7 == 0) parameters.closure = ClosureMethod::kSearch;
    const auto one = MineAll(database, parameters);
    ASSERT_TRUE(one.ok());
    for (const unsigned threads : {2u, 3u}) {
      parameters.threads = threads;
      const auto many = MineAll(database, parameters);
      ASSERT_TRUE(many.ok());
      ASSERT_EQ(one->patterns, many->patterns) << "case " << i;
    }
  }
}

TEST(PatternMinerProperty, ClosedIsFrequentMaximalIsClosedAndClosedCoversAllSupports) {
  SeededRandom random(8);
  for (int i = 0; i < 600; ++i) {
    const SequenceDatabase database = RandomDatabase(random, {10, 8, 4, i % 2 == 0, true});
    MiningParameters parameters = RandomParameters(random, database.total_weight());
    parameters.min_length = 1;
    parameters.kind = PatternKind::kFrequent;
    const NaiveResult frequent = MineToMap(database, parameters);
    parameters.kind = PatternKind::kClosed;
    const NaiveResult closed = MineToMap(database, parameters);
    parameters.kind = PatternKind::kMaximal;
    const NaiveResult maximal = MineToMap(database, parameters);
    for (const auto& pattern : closed) ASSERT_TRUE(frequent.count(pattern.first));
    for (const auto& pattern : maximal) ASSERT_TRUE(closed.count(pattern.first));
    for (const auto& [pattern, support] : frequent) {
      bool covered = false;
      for (const auto& [super, super_support] : closed) {
        if (super_support != support || super.size() < pattern.size()) continue;
        bool contained = false;
        for (size_t first = 0; first < super.size() && !contained; ++first) {
          for (size_t last = first; last < super.size() && !contained; ++last) {
            contained = NaiveOccursAt(super, pattern, first, last, 0);
          }
        }
        covered = covered || contained;
      }
      ASSERT_TRUE(covered) << Describe(database, parameters);
    }
  }
}

TEST(PatternMinerProperty, TopKTakesTheHighestSupports) {
  SeededRandom random(9);
  for (int i = 0; i < 800; ++i) {
    const SequenceDatabase database = RandomDatabase(random, {8, 7, 4, i % 3 == 0, true});
    MiningParameters parameters = RandomParameters(random, database.total_weight());
    std::vector<uint64_t> supports;
    for (const auto& [pattern, support] : NaiveMine(database, parameters)) {
      supports.push_back(support);
    }
    std::sort(supports.rbegin(), supports.rend());
    parameters.top_k = random.Below(12) + 1;
    if (supports.size() > parameters.top_k) supports.resize(parameters.top_k);
    parameters.closure = ClosureMethod::kFilter;
    const auto mined = MineAll(database, parameters);
    ASSERT_TRUE(mined.ok());
    std::vector<uint64_t> found;
    for (const MinedPattern& pattern : mined->patterns) found.push_back(pattern.support);
    ASSERT_EQ(found, supports) << "k " << parameters.top_k << ": "
                               << Describe(database, parameters);
    parameters.closure = ClosureMethod::kSearch;
    parameters.threads = 1 + static_cast<unsigned>(i % 3);
    const auto searched = MineAll(database, parameters);
    ASSERT_TRUE(searched.ok());
    ASSERT_EQ(searched->patterns, mined->patterns)
        << "k " << parameters.top_k << ": " << Describe(database, parameters);
  }
}

// The occurrences named are real, disjoint and present in every supporting sequence.
TEST(PatternMinerProperty, OccurrencesAreRealDisjointAndComplete) {
  SeededRandom random(10);
  for (int i = 0; i < 500; ++i) {
    const SequenceDatabase database = RandomDatabase(random, {6, 9, 3, i % 2 == 0, true});
    MiningParameters parameters = RandomParameters(random, database.total_weight());
    parameters.occurrences = true;
    const auto mined = MineAll(database, parameters);
    ASSERT_TRUE(mined.ok());
    for (const MinedPattern& pattern : mined->patterns) {
      const NaivePattern elements = ToNaive(pattern.items);
      uint64_t support = 0;
      for (size_t o = 0; o < pattern.occurrences.size(); ++o) {
        const Occurrence& here = pattern.occurrences[o];
        const bool fresh = o == 0 || pattern.occurrences[o - 1].sequence != here.sequence;
        if (fresh) {
          support += database.weight(here.sequence);
        } else {
          ASSERT_LT(pattern.occurrences[o - 1].end, here.start);
        }
        ASSERT_TRUE(NaiveOccursAt(ToNaive(database.sequence(here.sequence)), elements, here.start,
                                  here.end, parameters.max_gap));
        if (parameters.max_span != 0) {
          ASSERT_LE(here.end - here.start, parameters.max_span);
        }
      }
      ASSERT_EQ(support, pattern.support) << Describe(database, parameters);
    }
  }
}

}  // namespace
}  // namespace adit::mining
