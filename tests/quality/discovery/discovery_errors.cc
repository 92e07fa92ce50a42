// Prints what went wrong on one log:
// discovery_errors LOG | PROFILE:SEED[,KEY=VALUE…] [--ignore-time].
// `easy:5,people=5,days=2` is a simulated log, anything else a file with truth columns.
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "tests/quality/discovery/error_analysis.h"
#include "tests/quality/discovery/labelled_log.h"

namespace adit::quality {
namespace {

Result<LabelledLog> Read(const std::string& name, bool ignore_time) {
  const size_t colon = name.find(':');
  if (colon == std::string::npos) return ReadLabelledFile(name, ignore_time);
  std::vector<std::string> parts(1);
  for (const char c : name.substr(colon + 1)) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  std::vector<std::pair<std::string, std::string>> settings;
  for (size_t i = 1; i < parts.size(); ++i) {
    const size_t equals = parts[i].find('=');
    if (equals == std::string::npos) return InvalidArgument("no KEY=VALUE: " + parts[i]);
    settings.push_back({parts[i].substr(0, equals), parts[i].substr(equals + 1)});
  }
  const uint64_t seed = std::strtoull(parts[0].c_str(), nullptr, 10);
  auto log = Simulated(name.substr(0, colon), seed, settings);
  if (log.ok()) log->ignore_time = ignore_time;
  return log;
}

int Run(const std::string& name, bool ignore_time) {
  const auto log = Read(name, ignore_time);
  if (!log.ok()) return std::fprintf(stderr, "%s\n", log.status().ToString().c_str()), 1;
  DiscoveryOptions options;
  options.ignore_time = ignore_time;
  const auto found = Discover(log->log, options);
  if (!found.ok()) return std::fprintf(stderr, "%s\n", found.status().ToString().c_str()), 1;
  std::fputs(AnalyseErrors(*log, *found).c_str(), stdout);
  const Evaluation e = EvaluateDiscovery(*log, *found);
  std::printf(
      "instance F1@.8 %.3f (precision %.3f, recall %.3f), @.5 %.3f; routine F1 %.3f; nDCG@10 "
      "%.3f\n",
      e.instance_80.f1, e.instance_80.precision, e.instance_80.recall, e.instance_50.f1,
      e.routine.f1, e.ndcg_10);
  return 0;
}

}  // namespace
}  // namespace adit::quality

int main(int argc, char** argv) {
  std::string name;
  bool ignore_time = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--ignore-time") == 0) {
      ignore_time = true;
    } else {
      name = argv[i];
    }
  }
  if (name.empty()) {
    std::fprintf(stderr,
                 "which log? A file with truth columns, or such as easy:5,people=5,days=2\n");
    return 2;
  }
  return adit::quality::Run(name, ignore_time);
}
