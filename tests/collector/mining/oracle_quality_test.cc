// Pattern counts on public data sets equal those that independent programs agree on.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "collector/mining/pattern_miner.h"
#include "collector/mining/spmf_reader.h"

namespace adit::mining {
namespace {

std::string DataFolder() {
  const char* shared = std::getenv("ADIT_SHARED");
  return (shared != nullptr ? std::string(shared) : std::string(ADIT_SOURCE_DIR "/../shared")) +
         "/data/sequences/";
}

std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  std::string field;
  while (std::getline(in, field, '\t')) fields.push_back(field);
  return fields;
}

class Databases {
 public:
  const SequenceDatabase* Get(const std::string& name) {
    const auto found = loaded_.find(name);
    if (found != loaded_.end()) return &found->second;
    auto read = ReadSpmfFile(RealFileSystem(), DataFolder() + name + ".txt.gz");
    EXPECT_TRUE(read.ok()) << read.status().message();
    if (!read.ok()) return nullptr;
    return &loaded_.emplace(name, std::move(*read)).first->second;
  }

 private:
  std::map<std::string, SequenceDatabase> loaded_;
};

MiningParameters ToParameters(const std::vector<std::string>& fields) {
  MiningParameters parameters;
  if (fields[1] == "closed") parameters.kind = PatternKind::kClosed;
  if (fields[1] == "maximal") parameters.kind = PatternKind::kMaximal;
  parameters.min_support = std::stoull(fields[2]);
  if (fields[3] != "-") parameters.max_gap = static_cast<uint32_t>(std::stoul(fields[3]));
  if (fields[4] != "-") parameters.max_span = static_cast<uint32_t>(std::stoul(fields[4]));
  return parameters;
}

uint64_t Count(const SequenceDatabase& database, const MiningParameters& parameters) {
  uint64_t count = 0;
  const auto outcome = Mine(database, parameters, [&](const Pattern&) {
    ++count;
    return true;
  });
  EXPECT_TRUE(outcome.ok());
  return count;
}

TEST(MiningOracle, CountsEqualIndependentPrograms) {
  std::ifstream oracle(DataFolder() + "ORACLE.tsv");
  if (!oracle) GTEST_SKIP() << "no data sets at " << DataFolder();
  Databases databases;
  std::string line;
  int rows = 0;
  while (std::getline(oracle, line)) {
    const auto fields = Fields(line);
    if (fields.size() != 6 || fields[0] == "dataset" || line[0] == '#') continue;
    const SequenceDatabase* database = databases.Get(fields[0]);
    ASSERT_NE(database, nullptr);
    MiningParameters parameters = ToParameters(fields);
    for (const unsigned threads : {1u, 2u}) {
      parameters.threads = threads;
      EXPECT_EQ(Count(*database, parameters), std::stoull(fields[5])) << line;
    }
    ++rows;
  }
  EXPECT_GE(rows, 50);
}

struct TopKRow {
  const char* dataset;
  uint64_t k;
  uint64_t last_support;
  uint64_t support_sum;
};

// From the reference: the k-th support and the sum of the k supports (the set itself has ties).
TEST(MiningOracle, TopKSupportsEqualIndependentPrograms) {
  if (!std::ifstream(DataFolder() + "ORACLE.tsv")) GTEST_SKIP() << "no data sets at " << DataFolder();
  Databases databases;
  for (const TopKRow& row : {TopKRow{"SIGN", 2000, 217, 549251}, {"LEVIATHAN", 2000, 372, 1200499},
                             {"BIKE", 10000, 46, 1115246}, {"MSNBC", 1000, 1896, 3431350},
                             {"KOSARAK70k", 1000, 442, 1052516}}) {
    const SequenceDatabase* database = databases.Get(row.dataset);
    ASSERT_NE(database, nullptr);
    MiningParameters parameters;
    parameters.top_k = row.k;
    const auto mined = MineAll(*database, parameters);
    ASSERT_TRUE(mined.ok());
    ASSERT_EQ(mined->patterns.size(), row.k) << row.dataset;
    uint64_t sum = 0;
    for (const MinedPattern& pattern : mined->patterns) sum += pattern.support;
    EXPECT_EQ(mined->patterns.back().support, row.last_support) << row.dataset;
    EXPECT_EQ(sum, row.support_sum) << row.dataset;
  }
}

}  // namespace
}  // namespace adit::mining
