// Any bytes as a sequence file, plain or gzip: the reader refuses them or gives a database that can
// be written, read again to the same, and mined within a budget.
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "collector/mining/pattern_miner.h"
#include "collector/mining/spmf_reader.h"
#include "common/base/check.h"
#include "tests/collector/mining/one_file.h"

namespace {

using adit::mining::Item;
using adit::mining::SequenceDatabase;

std::string ToText(const SequenceDatabase& database) {
  std::string text;
  for (size_t s = 0; s < database.size(); ++s) {
    bool first = true;
    for (const Item item : database.sequence(s)) {
      if (!first && (item & adit::mining::kSameElement) == 0) text += "-1 ";
      text += std::to_string(item & adit::mining::kMaxItem) + " ";
      first = false;
    }
    text += (first ? "-2 #WEIGHT: " : "-1 -2 #WEIGHT: ") + std::to_string(database.weight(s)) + "\n";
  }
  return text;
}

void MineABit(const SequenceDatabase& database, unsigned choice) {
  adit::mining::MiningParameters parameters;
  parameters.kind = static_cast<adit::mining::PatternKind>(choice % 3);
  parameters.min_support = database.total_weight() / 2 + 1;
  parameters.max_gap = choice / 3 % 3;
  parameters.max_span = choice / 9 % 3;
  parameters.max_length = 4;
  parameters.max_patterns = 200;
  parameters.memory_bytes = 8 << 20;
  parameters.time_micros = 200'000;
  parameters.occurrences = choice / 27 % 2 == 1;
  const auto mined = adit::mining::MineAll(database, parameters);
  ADIT_CHECK(mined.ok());
  for (const auto& pattern : mined->patterns) {
    ADIT_CHECK(pattern.support >= parameters.min_support);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  adit::mining::OneFile file(text);
  const auto read = adit::mining::ReadSpmfFile(file, "fuzz");
  if (!read.ok()) {
    ADIT_CHECK(read.status().message().find("fuzz") == 0);
    return 0;
  }
  // Pieces of any size give the same sequences as the whole.
  SequenceDatabase again;
  adit::mining::SpmfParser parser("again", again);
  const std::string written = ToText(*read);
  const size_t piece = data[0] % 31 + 1;
  for (size_t at = 0; at < written.size(); at += piece) {
    ADIT_CHECK(parser.Feed(std::string_view(written).substr(at, piece)).ok());
  }
  ADIT_CHECK(parser.Finish().ok());
  ADIT_CHECK(ToText(again) == written && again.total_weight() == read->total_weight());
  MineABit(*read, data[0]);
  return 0;
}
