// Prints instance F1 over many small logs: kinds of logs by noise and interleaving. For choosing between methods
// on many logs instead of tuning on single ones: discovery_matrix [tune|check|all] [--oracle] [--each] [--quick] [KIND].
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "collector/discovery/learner.h"
#include "collector/reconstruct/step_log.h"
#include "tests/quality/discovery/labelled_log.h"
#include "tests/quality/discovery/mixed_log.h"
#include "tests/quality/discovery/synthetic_log.h"

namespace adit::quality {
namespace {

struct Level {
  const char* name;
  double noise, interleaved;
};
constexpr Level kLevels[] = {{"clean", 0, 0},        {"n10", 0.1, 0},   {"n20", 0.2, 0},        {"n40", 0.4, 0},
                             {"i25", 0, 0.25},       {"i50", 0, 0.5},   {"n20 i50", 0.2, 0.5}};
constexpr size_t kLevelCount = std::size(kLevels);

struct Kind {
  std::string name;
  std::vector<std::vector<LabelledLog>> logs;  // the routines of each log
};

struct Cell {
  size_t kind, log, level;
  double f1 = 0, oracle = 0, bits = 0, oracle_bits = 0, routine = 0, seconds = 0;
  uint32_t found = 0, truth = 0, routines = 0;
};

std::vector<LabelledLog> Cpn(const std::vector<int>& numbers) {
  std::vector<LabelledLog> out;
  for (const int n : numbers) {
    auto log = ReadLabelled("cpn" + std::to_string(n), true);
    if (log.ok()) out.push_back(std::move(*log));
  }
  return out;
}

std::vector<LabelledLog> Named(const std::vector<std::string>& names) {
  std::vector<LabelledLog> out;
  for (const auto& name : names) {
    auto log = ReadLabelled(name, true);
    if (log.ok()) out.push_back(std::move(*log));
  }
  return out;
}

std::vector<LabelledLog> Synthetic(uint64_t seed, const std::vector<uint32_t>& cases, SyntheticOptions options) {
  std::vector<LabelledLog> out;
  for (size_t i = 0; i < cases.size(); ++i) {
    options.seed = seed * 10 + i;
    options.cases = cases[i];
    out.push_back(SyntheticRoutine(options));
  }
  return out;
}

// Half of the logs of every kind are for choosing (part 0), half for checking (part 1).
std::vector<Kind> Kinds(bool tune, bool check, const std::string& filter) {
  std::vector<Kind> kinds;
  const auto wanted = [&](uint64_t n) { return n % 2 == 0 ? tune : check; };
  const auto kind = [&](const std::string& name, const std::function<void(Kind&)>& fill) {
    if (name.find(filter) == std::string::npos) return;
    kinds.push_back({name, {}});
    fill(kinds.back());
  };
  if (!SharedFolder().empty()) {
    kind("cpn single", [&](Kind& k) {
      for (int i = 1; i <= 9; ++i) if (wanted(i)) k.logs.push_back(Cpn({i}));
    });
    kind("cpn pairs", [&](Kind& k) {
      uint64_t n = 0;
      for (int i = 1; i <= 9; ++i) for (int j = i + 1; j <= 9; ++j) if (wanted(n++)) k.logs.push_back(Cpn({i, j}));
    });
    kind("cpn triples", [&](Kind& k) {
      uint64_t n = 0;
      for (const std::vector<int>& set : {std::vector<int>{3, 6, 7}, {1, 5, 8}, {2, 5, 9}, {4, 6, 9}, {1, 6, 7}, {3, 5, 8}, {2, 7, 9}, {4, 8, 9}}) {
        if (wanted(n++)) k.logs.push_back(Cpn(set));
      }
    });
    kind("recorded", [&](Kind& k) {
      if (wanted(0)) k.logs.push_back(Named({"studentrecord", "cpn5"}));
      if (wanted(1)) k.logs.push_back(Named({"reimbursement", "cpn6"}));
      if (wanted(0)) k.logs.push_back(Named({"studentrecord"}));
      if (wanted(1)) k.logs.push_back(Named({"studentrecord", "reimbursement"}));
    });
  }
  const auto synthetic = [&](const char* name, uint64_t first, const std::vector<uint32_t>& cases, const SyntheticOptions& options) {
    kind(name, [&](Kind& k) {
      for (uint64_t s = first; s < first + 8; ++s) if (wanted(s)) k.logs.push_back(Synthetic(s, cases, options));
    });
  };
  SyntheticOptions plain;
  synthetic("one", 100, {60}, plain);
  synthetic("two", 110, {60, 60}, plain);
  synthetic("four", 120, {60, 60, 60, 60}, plain);
  synthetic("skewed", 130, {120, 40, 15, 6}, plain);
  synthetic("short one", 140, {8}, plain);
  synthetic("short three", 150, {5, 7, 10}, plain);
  SyntheticOptions shared = plain;
  shared.shared = 0.5;
  synthetic("shared labels", 160, {60, 60, 60}, shared);
  SyntheticOptions free = plain;
  free.branching = 0.6;
  free.starts = 3;
  synthetic("free order", 170, {60, 60}, free);
  SyntheticOptions strict = plain;
  strict.branching = 0;
  synthetic("strict", 180, {60, 30}, strict);
  SyntheticOptions brief = plain;
  brief.shortest = 3;
  brief.longest = 5;
  brief.shared = 0;
  synthetic("brief", 190, {60, 60, 60}, brief);
  return kinds;
}

Assignment TrueAssignment(const StepLog& steps, const Segmentation& truth) {
  std::map<uint32_t, Piece> pieces;
  std::map<uint32_t, uint32_t> routine;
  for (uint32_t s = 0; s < steps.steps.size(); ++s) {
    const uint32_t event = steps.event_order[steps.steps[s].first_event];
    const uint32_t instance = truth.instance[event];
    if (instance == kNoLabel) continue;
    pieces[instance].push_back(s);
    routine[instance] = truth.routine[event];
  }
  Assignment out;
  for (auto& [instance, piece] : pieces) {
    out.routine.push_back(routine[instance]);
    out.pieces.push_back(std::move(piece));
  }
  return out;
}

double F1Of(const LabelledLog& log, const StepLog& steps, const Learnt& learnt, Cell* cell) {
  Segmentation found;
  found.instance.assign(log.log.events.size(), kNoLabel);
  found.routine.assign(log.log.events.size(), kNoLabel);
  for (uint32_t p = 0; p < learnt.assignment.pieces.size(); ++p) {
    for (const uint32_t s : learnt.assignment.pieces[p]) {
      for (uint32_t e = steps.steps[s].first_event; e < steps.EventsEnd(s); ++e) {
        found.instance[steps.event_order[e]] = p;
        found.routine[steps.event_order[e]] = learnt.assignment.routine[p];
        found.routines = std::max(found.routines, learnt.assignment.routine[p] + 1);
      }
    }
  }
  found.instances = static_cast<uint32_t>(learnt.assignment.pieces.size());
  const Evaluation e = Evaluate(log.log, log.truth, found, {}, log.has_noise);
  if (cell != nullptr) cell->routine = e.routine.f1, cell->found = e.found_instances, cell->truth = e.true_instances, cell->routines = e.found_routines;
  return e.instance_80.f1;
}

void Run(const Kind& kind, bool oracle, Cell& cell) {
  std::vector<const LabelledLog*> parts;
  for (const LabelledLog& log : kind.logs[cell.log]) parts.push_back(&log);
  const LabelledLog log = MixLogs(parts, {1000 + cell.log, kLevels[cell.level].noise, kLevels[cell.level].interleaved, 40});
  StepOptions step_options;
  step_options.ignore_time = true;
  const StepLog steps = BuildSteps(log.log, step_options);
  DiscoveryOptions options;
  options.threads = 1;
  const auto start = std::chrono::steady_clock::now();
  const Learnt learnt = Learn(steps, options);
  cell.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  cell.f1 = F1Of(log, steps, learnt, &cell);
  cell.bits = learnt.bits_total;
  if (!oracle) return;
  const Learnt best = LearnFrom(steps, options, TrueAssignment(steps, log.truth));
  cell.oracle = F1Of(log, steps, best, nullptr);
  cell.oracle_bits = best.bits_total;
}

void Print(const std::vector<Kind>& kinds, const std::vector<Cell>& cells, bool oracle, bool each) {
  std::printf("%-28s", "");
  for (const Level& level : kLevels) std::printf(oracle ? " %-19s" : " %7s", level.name);
  std::printf("\n");
  for (size_t k = 0; k < kinds.size(); ++k) {
    for (size_t log = 0; log <= kinds[k].logs.size(); ++log) {
      const bool mean = log == kinds[k].logs.size();
      if (!mean && !each) continue;
      std::string name = kinds[k].name;
      if (!mean) {
        name = " ";
        for (const auto& part : kinds[k].logs[log]) name += " " + part.name;
      }
      std::printf("%-28.28s", name.c_str());
      for (size_t level = 0; level < kLevelCount; ++level) {
        double f1 = 0, best = 0, bits = 0, best_bits = 0, n = 0;
        for (const Cell& c : cells) {
          if (c.kind != k || c.level != level || (!mean && c.log != log)) continue;
          f1 += c.f1, best += c.oracle, bits += c.bits, best_bits += c.oracle_bits, ++n;
        }
        if (oracle) {
          std::printf(" %.3f/%.3f %+6.1f%%", f1 / n, best / n, 100 * (bits / best_bits - 1));
        } else {
          std::printf(" %7.3f", f1 / n);
        }
      }
      std::printf("\n");
    }
  }
  std::printf("%-28s", "mean of logs");
  for (size_t level = 0; level < kLevelCount; ++level) {
    double f1 = 0, best = 0, n = 0;
    for (const Cell& c : cells) {
      if (c.level == level) f1 += c.f1, best += c.oracle, ++n;
    }
    std::printf(oracle ? " %.3f/%.3f        " : " %7.3f", f1 / n, best / n);
  }
  std::printf("\n");
}

int Main(int argc, char** argv) {
  bool tune = true, check = false, oracle = false, each = false, quick = false;
  std::string filter;
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg == "tune") tune = true, check = false;
    else if (arg == "check") tune = false, check = true;
    else if (arg == "all") tune = check = true;
    else if (arg == "--oracle") oracle = true;
    else if (arg == "--each") each = true;
    else if (arg == "--quick") quick = true;
    else filter = arg;
  }
  const std::vector<Kind> kinds = Kinds(tune, check, filter);
  std::vector<Cell> cells;
  for (size_t k = 0; k < kinds.size(); ++k) {
    for (size_t log = 0; log < kinds[k].logs.size(); ++log) {
      for (size_t level = 0; level < kLevelCount; ++level) if (!quick || level == 0 || level == 3 || level == 5) if (!quick || log < 4) cells.push_back({k, log, level});
    }
  }
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < cells.size(); i = next++) Run(kinds[cells[i].kind], oracle, cells[i]);
  };
  std::thread other(work);
  work();
  other.join();
  Print(kinds, cells, oracle, each);
  return 0;
}

}  // namespace
}  // namespace adit::quality

int main(int argc, char** argv) { return adit::quality::Main(argc, argv); }
