#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "collector/cli/commands.h"
#include "collector/cli/discovery_files.h"
#include "collector/cli/waiting.h"
#include "collector/discovery/evaluation.h"
#include "collector/reconstruct/log_reader.h"

namespace adit::cli {
namespace {

struct Arguments {
  std::string log;
  std::string found;
  std::string columns;
  bool json = false;
};

int Complain(const Status& status, int code) {
  std::fprintf(stderr, "adit evaluate: %s\n", status.message().c_str());
  return code;
}

// A true instance is a case of a routine; without a routine column all cases are one routine's.
Segmentation TrueSegmentation(const LogTruth& truth) {
  Segmentation out;
  std::map<std::pair<std::string, std::string>, uint32_t> instances;
  std::map<std::string, uint32_t> routines;
  for (size_t i = 0; i < truth.cases.size(); ++i) {
    if (truth.noise[i] || truth.cases[i].empty()) {
      out.instance.push_back(kNoLabel);
      out.routine.push_back(kNoLabel);
      continue;
    }
    out.instance.push_back(instances
                               .try_emplace({truth.cases[i], truth.routines[i]},
                                            static_cast<uint32_t>(instances.size()))
                               .first->second);
    out.routine.push_back(
        routines.try_emplace(truth.routines[i], static_cast<uint32_t>(routines.size()))
            .first->second);
  }
  out.instances = static_cast<uint32_t>(instances.size());
  out.routines = static_cast<uint32_t>(routines.size());
  return out;
}

void PrintScores(const char* name, const PrecisionRecall& scores) {
  if (scores.f1 < 0) {
    std::printf("%-28s %9s\n", name, "-");
  } else {
    std::printf("%-28s %9.3f %9.3f %9.3f\n", name, scores.precision, scores.recall, scores.f1);
  }
}

void Print(const Evaluation& e) {
  std::printf("%-28s %9llu\n", "events", static_cast<unsigned long long>(e.events));
  std::printf("%-28s %9u found, %u true\n", "instances", e.found_instances, e.true_instances);
  std::printf("%-28s %9u found, %u true\n\n", "routines", e.found_routines, e.true_routines);
  std::printf("%-28s %9s %9s %9s\n", "", "precision", "recall", "F1");
  PrintScores("instance, IoU >= 0.8", e.instance_80);
  PrintScores("instance, IoU >= 0.5", e.instance_50);
  PrintScores("boundary, exact", e.boundary_exact);
  PrintScores("boundary, within 1 event", e.boundary_near);
  PrintScores("routine, per event", e.routine);
  PrintScores("noise, per event", e.noise);
  std::printf("%-28s %9.3f\n", "adjusted Rand, per event", e.adjusted_rand);
  std::printf("%-28s %9.3f\n", "edit distance (lower better)", e.edit_distance);
  if (e.ndcg_10 >= 0) std::printf("%-28s %9.3f\n", "ranking, nDCG@10", e.ndcg_10);
}

int Run(const Arguments& arguments) {
  ReadOptions read;
  auto columns = ParseColumnMap(arguments.columns);
  if (!columns.ok()) return Complain(columns.status(), kExitUsage);
  read.columns = *columns;
  LogTruth truth;
  auto log = Showing("read " + arguments.log,
                     [&] { return ReadUiLog(arguments.log, read, nullptr, &truth); });
  if (!log.ok()) return Complain(log.status(), kExitInput);
  if (!truth.has_case) {
    return Complain(
        InvalidArgument(arguments.log + ": the log has no truth: expected a column 'case' (and, "
                                        "where there are several kinds, 'routine' and 'noise')"),
        kExitInput);
  }
  auto found = ReadEventsCsv(arguments.found + "/events.csv", *log);
  if (!found.ok()) return Complain(found.status(), kExitInput);
  std::vector<uint32_t> ranking;
  if (std::filesystem::exists(arguments.found + "/routines.json")) {
    auto read_ranking = ReadRanking(arguments.found + "/routines.json");
    if (!read_ranking.ok()) return Complain(read_ranking.status(), kExitInput);
    for (const uint32_t routine : *read_ranking) {
      if (routine < found->routines) ranking.push_back(routine);
    }
  }
  const bool has_noise =
      std::find(truth.noise.begin(), truth.noise.end(), true) != truth.noise.end();
  const Evaluation evaluation = Showing("compare", [&] {
    return Evaluate(*log, TrueSegmentation(truth), *found, ranking, has_noise);
  });
  if (arguments.json) {
    std::fputs(EvaluationJson(arguments.log, evaluation).c_str(), stdout);
  } else {
    Print(evaluation);
  }
  return kExitOk;
}

}  // namespace

void AddEvaluateCommand(CLI::App& tool, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      tool.add_subcommand("evaluate", "Compare what was discovered with a labelled log's truth");
  command->footer(
      "The truth is in the log's columns case, routine and noise. Instances are matched one to one "
      "by the share of\n"
      "events they have in common (intersection over union): misses, splits and merges all cost.\n"
      "docs/formats/discovery.md defines every measure.\n"
      "\n"
      "Example:\n"
      "  adit simulate --seed 7 --out week.csv && adit discover week.csv --out found\n"
      "  adit evaluate week.csv found\n");
  command->add_option("log", arguments->log, "the labelled log")->required();
  command->add_option("found", arguments->found, "the folder adit discover wrote")->required();
  command->add_option("--columns", arguments->columns, "as for adit discover");
  command->add_flag("--json", arguments->json, "print one JSON document");
  command->callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace adit::cli
