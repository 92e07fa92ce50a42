#include "collector/mining/pattern_miner.h"

#include <gtest/gtest.h>

#include "collector/mining/spmf_writer.h"
#include "tests/collector/mining/naive_miner.h"

namespace adit::mining {
namespace {

SequenceDatabase Database(const std::vector<std::vector<Item>>& sequences) {
  SequenceDatabase database;
  for (const auto& sequence : sequences) EXPECT_TRUE(database.Add(sequence).ok());
  return database;
}

// A sequence of n distinct items: 2^n - 1 patterns of support 1.
SequenceDatabase Explosion(Item items) {
  std::vector<Item> sequence;
  for (Item i = 0; i < items; ++i) sequence.push_back(i);
  return Database({sequence, sequence});
}

MiningParameters With(uint64_t min_support, PatternKind kind = PatternKind::kFrequent) {
  MiningParameters parameters;
  parameters.min_support = min_support;
  parameters.kind = kind;
  return parameters;
}

NaiveResult Found(const SequenceDatabase& database, const MiningParameters& parameters) {
  const auto mined = MineAll(database, parameters);
  EXPECT_TRUE(mined.ok());
  NaiveResult found;
  for (const MinedPattern& pattern : mined->patterns) {
    found[ToNaive(pattern.items)] = pattern.support;
  }
  return found;
}

// The first occurrence of 1 is too far from 2; a later one is near enough.
TEST(PatternMiner, SupportUnderAGapLooksAtAllEmbeddings) {
  const SequenceDatabase database = Database({{1, 9, 9, 1, 2}, {1, 2}});
  MiningParameters parameters = With(2);
  parameters.max_gap = 1;
  EXPECT_EQ(Found(database, parameters), (NaiveResult{{{{1}}, 2}, {{{2}}, 2}, {{{1}, {2}}, 2}}));
}

// The earliest start spans too much, the latest start does not.
TEST(PatternMiner, SupportUnderASpanLooksAtAllEmbeddings) {
  const SequenceDatabase database = Database({{1, 5, 1, 2, 3}, {1, 2, 3}});
  MiningParameters parameters = With(2);
  parameters.max_span = 2;
  EXPECT_EQ(Found(database, parameters).at({{1}, {2}, {3}}), 2u);
}

// docs/formats/sequences.md: <(1)(3)> is not frequent at gap 1, so it closes nothing; <(1)(2)(3)>
// has the support of <(2)(3)>.
TEST(PatternMiner, ClosedIsRelativeToPatternsThatKeepTheConstraints) {
  const SequenceDatabase database = Database({{1, 2, 3}, {1, 2, 3}, {1, 2}});
  MiningParameters parameters = With(2, PatternKind::kClosed);
  parameters.max_gap = 1;
  EXPECT_EQ(Found(database, parameters), (NaiveResult{{{{1}, {2}}, 3}, {{{1}, {2}, {3}}, 2}}));
  parameters.max_length = 2;
  EXPECT_EQ(Found(database, parameters), (NaiveResult{{{{1}, {2}}, 3}, {{{2}, {3}}, 2}}));
}

TEST(PatternMiner, ParametersOutsideTheirRangeAreNamed) {
  const SequenceDatabase database = Database({{1}});
  const auto message = [&](const MiningParameters& parameters) {
    const auto mined = MineAll(database, parameters);
    EXPECT_FALSE(mined.ok());
    return mined.ok() ? "" : mined.status().message();
  };
  EXPECT_EQ(message(With(0)), "min_support is 0; the least support is 1");
  MiningParameters parameters = With(1);
  parameters.threads = 0;
  EXPECT_EQ(message(parameters), "threads is 0, not 1 to 256");
  parameters = With(1);
  parameters.min_length = 3;
  parameters.max_length = 2;
  EXPECT_EQ(message(parameters), "min_length 3 is above max_length 2");
}

TEST(PatternMiner, RelativeSupportIsRoundedUp) {
  const SequenceDatabase database = Database(std::vector<std::vector<Item>>(300, {1}));
  EXPECT_EQ(*AbsoluteSupport(database, 0.01), 3u);
  EXPECT_EQ(*AbsoluteSupport(database, 0.0101), 4u);
  EXPECT_EQ(*AbsoluteSupport(database, 1e-9), 1u);
  EXPECT_EQ(*AbsoluteSupport(database, 1.0), 300u);
  for (const double wrong : {0.0, -0.5, 1.5, 0.0 / 0.0}) {
    EXPECT_FALSE(AbsoluteSupport(database, wrong).ok()) << wrong;
  }
}

TEST(PatternMiner, AnEmptyDatabaseHasNoPatterns) {
  EXPECT_TRUE(Found(SequenceDatabase{}, With(1)).empty());
  EXPECT_TRUE(Found(Database({{}, {}}), With(1)).empty());
  MiningParameters parameters = With(1);
  parameters.top_k = 3;
  EXPECT_TRUE(Found(Database({{}}), parameters).empty());
}

TEST(PatternMiner, AnExplosionEndsAtThePatternLimitAndSaysSo) {
  const SequenceDatabase database = Explosion(60);
  for (const uint32_t gap : {0u, 50u}) {
    MiningParameters parameters = With(1);
    parameters.max_gap = gap;
    parameters.max_patterns = 1000;
    const auto mined = MineAll(database, parameters);
    ASSERT_TRUE(mined.ok());
    EXPECT_EQ(mined->patterns.size(), 1000u);
    EXPECT_EQ(mined->outcome.stop, StopReason::kPatternLimit);
    EXPECT_TRUE(mined->outcome.partial());
    for (const MinedPattern& pattern : mined->patterns) ASSERT_EQ(pattern.support, 2u);
  }
}

// Of n items each sequence lacks one: every choice of items is closed, with a support of its own set.
SequenceDatabase ClosedExplosion(Item items) {
  std::vector<std::vector<Item>> sequences(items);
  for (Item lacking = 0; lacking < items; ++lacking) {
    for (Item i = 0; i < items; ++i) {
      if (i != lacking) sequences[lacking].push_back(i);
    }
  }
  return Database(sequences);
}

TEST(PatternMiner, AnExplosionEndsAtTheMemoryLimitAndSaysSo) {
  const SequenceDatabase database = ClosedExplosion(24);
  for (const PatternKind kind : {PatternKind::kClosed, PatternKind::kMaximal}) {
    for (const unsigned threads : {1u, 2u}) {
      MiningParameters parameters = With(8, kind);
      parameters.threads = threads;
      parameters.max_gap = 23;
      parameters.memory_bytes = 1 << 20;
      const auto mined = MineAll(database, parameters);
      ASSERT_TRUE(mined.ok());
      EXPECT_EQ(mined->outcome.stop, StopReason::kMemoryLimit);
      EXPECT_TRUE(mined->outcome.partial());
      EXPECT_LT(mined->outcome.peak_memory_bytes, uint64_t{8} << 20);
    }
  }
}

struct ExplodingCase {
  SequenceDatabase database;
  MiningParameters parameters;
  size_t patterns;  // closed ones and as many maximal ones
};

// Databases of 2^20 to 2^60 frequent patterns with a handful of closed ones.
std::vector<ExplodingCase> ExplodingCases() {
  constexpr Item kItems = 60;
  std::vector<Item> ascending;
  std::vector<Item> element;
  std::vector<Item> pairs;
  for (Item i = 0; i < kItems; ++i) {
    ascending.push_back(i);
    element.push_back(i == 0 ? i : i | kSameElement);
    pairs.push_back(i % 2 == 0 ? i : i | kSameElement);
  }
  const std::vector<Item> descending(ascending.rbegin(), ascending.rend());
  std::vector<ExplodingCase> cases;
  for (const std::vector<Item>& sequence : {ascending, descending, element, pairs}) {
    const bool itemsets = sequence == element || sequence == pairs;
    for (const uint32_t gap : {0u, 3u, 50u}) {
      for (const uint32_t span : {0u, 20u}) {
        ExplodingCase exploding{Database({sequence, sequence}), With(2), 1};
        exploding.parameters.max_gap = gap;
        exploding.parameters.max_span = span;
        // One pattern for each window of 21 elements.
        if (span != 0 && !itemsets) exploding.patterns = kItems - span;
        if (span != 0 && sequence == pairs) exploding.patterns = kItems / 2 - span;
        cases.push_back(std::move(exploding));
      }
    }
  }
  return cases;
}

TEST(PatternMiner, FewClosedPatternsAreFoundHoweverManyAreFrequent) {
  for (const ExplodingCase& exploding : ExplodingCases()) {
    for (const PatternKind kind : {PatternKind::kClosed, PatternKind::kMaximal}) {
      for (const uint64_t top_k : {0u, 5u}) {
        MiningParameters parameters = exploding.parameters;
        parameters.kind = kind;
        parameters.top_k = top_k;
        parameters.memory_bytes = uint64_t{4} << 20;  // so that the filter gives up early
        const auto mined = MineAll(exploding.database, parameters);
        ASSERT_TRUE(mined.ok());
        EXPECT_FALSE(mined->outcome.partial());
        const size_t expected =
            top_k == 0 ? exploding.patterns : std::min<size_t>(top_k, exploding.patterns);
        EXPECT_EQ(mined->patterns.size(), expected)
            << "gap " << parameters.max_gap << " span " << parameters.max_span;
        for (const MinedPattern& pattern : mined->patterns) EXPECT_EQ(pattern.support, 2u);
      }
    }
  }
}

// All patterns tie: the search for the k best must not walk through the rest of them.
TEST(PatternMiner, TheKBestOfAnExplosionOfEqualsAreFoundAtOnce) {
  for (const uint32_t gap : {0u, 50u}) {
    for (const uint32_t span : {0u, 59u}) {
      MiningParameters parameters = With(1);
      parameters.top_k = 100;
      parameters.max_gap = gap;
      parameters.max_span = span;
      const auto mined = MineAll(Explosion(60), parameters);
      ASSERT_TRUE(mined.ok());
      ASSERT_EQ(mined->patterns.size(), 100u);
      for (size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(mined->patterns[i].items.size(), i < 60 ? 1u : 2u);
      }
    }
  }
}

// A clock that moves by itself: the run ends although nothing else would end it.
class TickingClock final : public Clock {
 public:
  int64_t WallMicros() override { return 0; }
  int64_t MonotonicMicros() override { return ticks_.fetch_add(1000); }
  void SleepMicros(int64_t) override {}

 private:
  std::atomic<int64_t> ticks_{0};
};

TEST(PatternMiner, AnExplosionEndsAtTheTimeLimitAndSaysSo) {
  const SequenceDatabase database = Explosion(60);
  for (const unsigned threads : {1u, 3u}) {
    TickingClock clock;
    MiningParameters parameters = With(1);
    parameters.threads = threads;
    parameters.clock = &clock;
    parameters.time_micros = 50'000;
    uint64_t patterns = 0;
    const auto outcome = Mine(database, parameters, [&](const Pattern&) {
      ++patterns;
      return true;
    });
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->stop, StopReason::kTimeLimit);
    EXPECT_EQ(outcome->patterns, patterns);
  }
}

TEST(PatternMiner, ASetFlagCancels) {
  const SequenceDatabase database = Explosion(60);
  std::atomic<bool> cancel{false};
  MiningParameters parameters = With(1);
  parameters.threads = 2;
  parameters.cancel = &cancel;
  const auto outcome = Mine(database, parameters, [&](const Pattern&) {
    cancel = true;
    return true;
  });
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->stop, StopReason::kCancelled);
}

TEST(PatternMiner, ASinkThatRefusesGetsNothingMore) {
  uint64_t calls = 0;
  const auto outcome = Mine(Explosion(60), With(1), [&](const Pattern&) { return ++calls < 5; });
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(calls, 5u);
  EXPECT_EQ(outcome->stop, StopReason::kCancelled);
}

TEST(PatternMiner, ProgressNeverDecreasesAndEndsAtOne) {
  MiningParameters parameters = With(1);
  double last = 0;
  parameters.progress = [&](double done, uint64_t) {
    EXPECT_GE(done, last);
    last = done;
  };
  ASSERT_TRUE(MineAll(Database({{1, 2, 3}, {3, 2, 1}}), parameters).ok());
  EXPECT_EQ(last, 1.0);
}

// Ten thousand times the same item: as deep as patterns get, without a deep call stack.
TEST(PatternMiner, VeryLongPatternsNeedNoDeepStack) {
  const SequenceDatabase database = Database({std::vector<Item>(10000, 7)});
  for (const uint32_t gap : {0u, 1u}) {
    MiningParameters parameters = With(1);
    parameters.max_gap = gap;
    uint64_t count = 0;
    size_t longest = 0;
    const auto outcome = Mine(database, parameters, [&](const Pattern& pattern) {
      longest = std::max(longest, pattern.items.size());
      return ++count < 3000;
    });
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(longest, 3000u);
  }
}

TEST(PatternMiner, HugeWeightsDoNotOverflow) {
  SequenceDatabase database;
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(database.Add(std::vector<Item>{1, 2}, kMaxSequenceWeight).ok());
  }
  EXPECT_EQ(Found(database, With(1)).at({{1}, {2}}), 5 * kMaxSequenceWeight);
}

TEST(SequenceDatabase, BrokenSequencesAreRefused) {
  SequenceDatabase database;
  EXPECT_FALSE(database.Add(std::vector<Item>{1 | kSameElement}).ok());
  EXPECT_FALSE(database.Add(std::vector<Item>{2, 1 | kSameElement}).ok());
  EXPECT_FALSE(database.Add(std::vector<Item>{2, 2 | kSameElement}).ok());
  EXPECT_FALSE(database.Add(std::vector<Item>{1}, 0).ok());
  EXPECT_FALSE(database.Add(std::vector<Item>{1}, kMaxSequenceWeight + 1).ok());
  EXPECT_TRUE(database.empty());
}

class TextFile final : public AppendFile {
 public:
  Status Append(ByteView bytes) override {
    text.append(bytes.begin(), bytes.end());
    return OkStatus();
  }
  Status Sync() override { return OkStatus(); }
  Status Close() override { return OkStatus(); }
  std::string text;
};

TEST(SpmfWriter, PatternsReadAsOtherProgramsWriteThem) {
  const SequenceDatabase database =
      Database({{1, 2, 3 | kSameElement}, {9}, {1, 2, 3 | kSameElement}});
  MiningParameters parameters = With(2, PatternKind::kMaximal);
  parameters.occurrences = true;
  TextFile file;
  SpmfWriter writer(file, true);
  ASSERT_TRUE(Mine(database, parameters, [&](const Pattern& p) { return writer.Write(p); }).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_EQ(file.text, "1 -1 2 3 -1 #SUP: 2 #SID: 0 2\n");
  EXPECT_EQ(writer.bytes_written(), file.text.size());
}

}  // namespace
}  // namespace adit::mining
