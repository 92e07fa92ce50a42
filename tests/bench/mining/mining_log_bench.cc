// Times from an event log to patterns: `mining_log_bench LOG [share…]`, LOG as `adit simulate`
// writes it.
//
// Prints the seconds to read the log, to make weighted sequences of it and, for each share, to
// mine.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "collector/mining/log_sequences.h"
#include "collector/mining/pattern_miner.h"
#include "collector/reconstruct/log_reader.h"
#include "common/base/clock.h"

namespace {

double SecondsSince(int64_t start_us) {
  return static_cast<double>(adit::SystemClock().MonotonicMicros() - start_us) /
         adit::kMicrosPerSecond;
}

void MineAndPrint(const adit::mining::SequenceDatabase& database, double share,
                  adit::mining::PatternKind kind, uint32_t max_gap, unsigned threads) {
  adit::mining::MiningParameters parameters;
  const auto support = adit::mining::AbsoluteSupport(database, share);
  if (!support.ok()) return;
  parameters.min_support = *support;
  parameters.kind = kind;
  parameters.max_gap = max_gap;
  parameters.min_length = 2;
  parameters.max_length = 30;
  parameters.threads = threads;
  parameters.time_micros = int64_t{60} * adit::kMicrosPerSecond;
  parameters.memory_bytes = uint64_t{4} << 30;
  const int64_t start = adit::SystemClock().MonotonicMicros();
  const auto outcome =
      adit::mining::Mine(database, parameters, [](const adit::mining::Pattern&) { return true; });
  if (!outcome.ok()) return;
  std::printf("%8.4f %8llu %8s %4u %8u %10llu %8.2f %8.0f %s\n", share,
              static_cast<unsigned long long>(*support),
              kind == adit::mining::PatternKind::kFrequent ? "frequent" : "closed", max_gap,
              threads, static_cast<unsigned long long>(outcome->patterns), SecondsSince(start),
              static_cast<double>(outcome->peak_memory_bytes) / (1 << 20),
              adit::mining::StopReasonName(outcome->stop));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: mining_log_bench LOG [share...]\n");
    return 2;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  int64_t start = adit::SystemClock().MonotonicMicros();
  const auto log = adit::ReadUiLog(argv[1], {}, nullptr, nullptr);
  if (!log.ok()) {
    std::fprintf(stderr, "%s\n", log.status().message().c_str());
    return 1;
  }
  std::printf("%zu events read in %.2f s\n", log->events.size(), SecondsSince(start));
  start = adit::SystemClock().MonotonicMicros();
  const auto database = adit::mining::SequencesOfLog(*log, {});
  if (!database.ok()) {
    std::fprintf(stderr, "%s\n", database.status().message().c_str());
    return 1;
  }
  std::printf("%llu sequences, %zu distinct, of %zu items in %.2f s\n",
              static_cast<unsigned long long>(database->total_weight()), database->size(),
              database->names().size(), SecondsSince(start));
  std::printf("%8s %8s %8s %4s %8s %10s %8s %8s\n", "share", "support", "kind", "gap", "threads",
              "patterns", "seconds", "MiB");
  std::vector<double> shares;
  for (int i = 2; i < argc; ++i) shares.push_back(std::atof(argv[i]));
  if (shares.empty()) shares = {0.05, 0.02, 0.01};
  for (const double share : shares) {
    for (const unsigned threads : {1u, 2u}) {
      MineAndPrint(*database, share, adit::mining::PatternKind::kFrequent, 3, threads);
      MineAndPrint(*database, share, adit::mining::PatternKind::kClosed, 3, threads);
    }
  }
  return 0;
}
