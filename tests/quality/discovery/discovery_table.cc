// Prints the table of discovery's quality beside two baselines: discovery_table [--ablation] [FILTER].
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/quality/discovery/baselines.h"
#include "tests/quality/discovery/labelled_log.h"
#include "tests/quality/discovery/mixed_log.h"

namespace adit::quality {
namespace {

struct Ablation {
  const char* name;
  bool DiscoveryEvidence::*evidence;
};

constexpr Ablation kAblations[] = {
    {"- redundancy", &DiscoveryEvidence::recorder_redundancy}, {"- templates", &DiscoveryEvidence::templates},
    {"- borders", &DiscoveryEvidence::borders},                {"- back edges", &DiscoveryEvidence::back_edges},
    {"- data links", &DiscoveryEvidence::data_links},          {"- times", &DiscoveryEvidence::times},
    {"- refinement", &DiscoveryEvidence::refinement},          {"- interleaving", &DiscoveryEvidence::interleaving},
    {"- cores", &DiscoveryEvidence::cores},                    {"- noise filter", &DiscoveryEvidence::noise_filter},
    {"- preferences", &DiscoveryEvidence::preferences},        {"- stubs", &DiscoveryEvidence::stubs},
    {"- pooling", &DiscoveryEvidence::pooling}};

void PrintHeader() {
  std::printf("%-44s %6s %6s %6s %6s %6s %6s %6s %13s %11s %7s | %6s %6s\n", "log", "inst.8", "inst.5", "bound", "routin",
              "noise", "ED", "nDCG", "instances", "routines", "s", "backed", "pauses");
}

std::string Cell(double value) {
  char text[16];
  if (value < 0) return "-";
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

// Sums over the rows printed, of everything and without each kind of evidence.
struct Sum {
  double instance_80 = 0, instance_50 = 0, routine = 0;
  void Add(const Evaluation& e) {
    instance_80 += e.instance_80.f1, instance_50 += e.instance_50.f1, routine += e.routine.f1;
  }
  void Print(const char* name, double n) const {
    std::printf("%-20s %6.3f %6.3f %6.3f\n", name, instance_80 / n, instance_50 / n, routine / n);
  }
};
struct Sums {
  int logs = 0;
  Sum all;
  std::map<std::string, Sum> without;
};

void PrintMeans(const Sums& sums) {
  if (sums.logs == 0 || sums.without.empty()) return;
  std::printf("\nmean of %d logs       inst.8 inst.5 routin\n", sums.logs);
  sums.all.Print("everything", sums.logs);
  for (const Ablation& a : kAblations) sums.without.at(a.name).Print(a.name, sums.logs);
}

void PrintRow(const LabelledLog& log, bool ablation, Sums& sums) {
  const auto start = std::chrono::steady_clock::now();
  const Evaluation e = DiscoverAndEvaluate(log, {});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const Evaluation back = EvaluateSegments(log, BackEdgeSegments(log));
  const Evaluation pause = EvaluateSegments(log, PauseSegments(log));
  std::printf("%-44s %6s %6s %6s %6s %6s %6s %6s %6u/%-6u %5u/%-5u %7.1f | %6s %6s\n", log.name.c_str(),
              Cell(e.instance_80.f1).c_str(), Cell(e.instance_50.f1).c_str(), Cell(e.boundary_exact.f1).c_str(),
              Cell(e.routine.f1).c_str(), Cell(e.noise.f1).c_str(), Cell(e.edit_distance).c_str(), Cell(e.ndcg_10).c_str(),
              e.found_instances, e.true_instances, e.found_routines, e.true_routines, seconds,
              Cell(back.instance_80.f1).c_str(), Cell(pause.instance_80.f1).c_str());
  std::fflush(stdout);
  ++sums.logs;
  sums.all.Add(e);
  for (const Ablation& a : kAblations) {
    if (!ablation) break;
    DiscoveryOptions options;
    options.evidence.*a.evidence = false;
    const Evaluation without = DiscoverAndEvaluate(log, options);
    sums.without[a.name].Add(without);
    std::printf("    %-40s %6s %6s %6s %6s %6s %6s\n", a.name, Cell(without.instance_80.f1).c_str(), Cell(without.instance_50.f1).c_str(),
                Cell(without.boundary_exact.f1).c_str(), Cell(without.routine.f1).c_str(), Cell(without.noise.f1).c_str(),
                Cell(without.edit_distance).c_str());
    std::fflush(stdout);
  }
}

class Table {
 public:
  Table(std::string filter, bool ablation) : filter_(std::move(filter)), ablation_(ablation) {}

  void Row(const std::string& name, const std::function<Result<LabelledLog>()>& make) {
    if (name.find(filter_) == std::string::npos) return;
    auto log = make();
    if (!log.ok()) {
      std::printf("%-44s %s\n", name.c_str(), log.status().message().c_str());
      return;
    }
    log->name = name;
    PrintRow(*log, ablation_, sums_);
  }

  void Means() const { PrintMeans(sums_); }

  // Few and small, of every kind: what --ablation is usually asked of.
  void Sample() {
    Row("sample mixed, noise 40 %", [&] { return MixedOf({1, 5}, 0.4, 0); });
    Row("sample mixed, interleaved 50 %", [&] { return MixedOf({4, 9}, 0, 0.5); });
    for (const char* profile : {"easy", "office", "hard"}) {
      Row(std::string("sample simulate ") + profile,
          [&] { return Simulated(profile, 111, {{"people", "4"}, {"days", "1"}}); });
    }
  }

  void Shared() {
    for (int i = 1; i <= 9; ++i) {
      const std::string name = "cpn" + std::to_string(i);
      Row(name + " no times", [&] { return ReadLabelled(name, true); });
    }
    for (const char* name : {"studentrecord", "reimbursement", "studentrecord_raw", "reimbursement_raw", "noisy_sr_rt_plus"}) {
      Row(name, [&] { return ReadLabelled(name, false); });
      Row(std::string(name) + " no times", [&] { return ReadLabelled(name, true); });
    }
  }

  void Mixed() {
    const std::vector<std::vector<int>> sets = {{1, 5}, {4, 9}, {5, 8}, {3, 6, 7}, {2, 5, 9}};
    struct Level {
      double noise, interleaved;
    };
    for (const Level level : {Level{0, 0}, Level{0.2, 0}, Level{0.4, 0}, Level{0, 0.25}, Level{0, 0.5}, Level{0.2, 0.5}}) {
      for (const auto& set : sets) {
        std::string name = "mixed";
        for (const int i : set) name += " " + std::to_string(i);
        char text[64];
        std::snprintf(text, sizeof text, ", noise %.0f %%, interleaved %.0f %%", 100 * level.noise, 100 * level.interleaved);
        Row(name + text, [&] { return MixedOf(set, level.noise, level.interleaved, 600); });
      }
    }
  }

  void Simulations() {
    for (const char* profile : {"easy", "office", "hard"}) {
      for (uint64_t seed = 101; seed <= 105; ++seed) {
        Row(std::string("simulate ") + profile + " seed " + std::to_string(seed), [&] { return Simulated(profile, seed, {}); });
      }
    }
    for (const char* share : {"0.5", "0.25", "0.1", "0.05"}) {
      Row(std::string("simulate office routine share ") + share, [&] { return Simulated("office", 101, {{"routine-share", share}}); });
    }
  }

 private:
  static Result<LabelledLog> MixedOf(const std::vector<int>& set, double noise, double interleaved,
                                     uint32_t cases = 200) {
    std::vector<LabelledLog> logs;
    for (const int i : set) {
      ADIT_ASSIGN_OR_RETURN(LabelledLog log, ReadLabelled("cpn" + std::to_string(i), true));
      logs.push_back(std::move(log));
    }
    std::vector<const LabelledLog*> parts;
    for (const LabelledLog& log : logs) parts.push_back(&log);
    return MixLogs(parts, {7, noise, interleaved, cases});
  }

  std::string filter_;
  bool ablation_;
  Sums sums_;
};

}  // namespace
}  // namespace adit::quality

int main(int argc, char** argv) {
  bool ablation = false;
  std::string filter;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--ablation") == 0) {
      ablation = true;
    } else {
      filter = argv[i];
    }
  }
  adit::quality::PrintHeader();
  adit::quality::Table table(filter, ablation);
  if (adit::quality::SharedFolder().empty()) {
    std::printf("no shared data: set ADIT_SHARED to the folder that holds data/uilogs\n");
  } else {
    table.Shared();
    table.Mixed();
  }
  table.Simulations();
  if (filter.find("sample") != std::string::npos) table.Sample();
  table.Means();
  return 0;
}
