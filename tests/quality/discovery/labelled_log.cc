#include "tests/quality/discovery/labelled_log.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "agent/simulate/simulation_log.h"
#include "agent/simulate/workforce.h"
#include "collector/opportunity/roadmap.h"
#include "collector/reconstruct/log_reader.h"

namespace adit::quality {
namespace {

template <typename Key>
uint32_t NumberOf(std::map<Key, uint32_t>& numbers, const Key& key) {
  return numbers.try_emplace(key, static_cast<uint32_t>(numbers.size())).first->second;
}

void SetTruth(const LogTruth& truth, LabelledLog& out) {
  std::map<std::pair<std::string, std::string>, uint32_t> instances;
  std::map<std::string, uint32_t> routines;
  for (size_t i = 0; i < truth.cases.size(); ++i) {
    const bool noise = truth.noise[i] || truth.cases[i].empty();
    out.has_noise = out.has_noise || truth.noise[i];
    out.truth.instance.push_back(
        noise ? kNoLabel : NumberOf(instances, {truth.cases[i], truth.routines[i]}));
    out.truth.routine.push_back(noise ? kNoLabel : NumberOf(routines, truth.routines[i]));
  }
  out.truth.instances = static_cast<uint32_t>(instances.size());
  out.truth.routines = static_cast<uint32_t>(routines.size());
  out.routine_names.resize(routines.size());
  for (const auto& [name, number] : routines) out.routine_names[number] = name;
}

Result<LabelledLog> FromSource(TextSource& source, std::string name, bool ignore_time) {
  LogTruth truth;
  ADIT_ASSIGN_OR_RETURN(EventLog log, ReadUiLog(source, {}, nullptr, &truth));
  LabelledLog out;
  out.name = std::move(name);
  out.log = std::move(log);
  out.ignore_time = ignore_time;
  SetTruth(truth, out);
  return out;
}

}  // namespace

std::string SharedFolder() {
  const char* set = std::getenv("ADIT_SHARED");
  const std::string folder = set != nullptr ? set : ADIT_SOURCE_DIR "/../shared";
  return std::filesystem::exists(folder + "/data/uilogs/INDEX.tsv") ? folder : "";
}

Result<LabelledLog> ReadLabelled(const std::string& name, bool ignore_time) {
  ADIT_ASSIGN_OR_RETURN(LabelledLog log,
                        ReadLabelledFile(SharedFolder() + "/data/uilogs/" + name + ".csv.gz", ignore_time));
  log.name = name;
  return log;
}

Result<LabelledLog> ReadLabelledFile(const std::string& path, bool ignore_time) {
  ADIT_ASSIGN_OR_RETURN(const auto source, TextSource::Open(path));
  return FromSource(*source, path, ignore_time);
}

Result<LabelledLog> Simulated(const std::string& profile, uint64_t seed,
                              const std::vector<std::pair<std::string, std::string>>& settings) {
  auto options = simulate::ProfileOptions(profile);
  if (!options) return InvalidArgument("no profile " + profile);
  options->seed = seed;
  for (const auto& [key, value] : settings) ADIT_RETURN_IF_ERROR(simulate::SetSimulationOption(*options, key, value));
  ADIT_ASSIGN_OR_RETURN(const auto workforce, simulate::Workforce::Create(*options));
  std::string text(simulate::UiLogHeader());
  simulate::SimulatedEvent event;
  for (uint64_t n = 0; workforce->Next(event); ++n) {
    simulate::AppendUiLogLine(text, n, event, workforce->office(), seed);
  }
  std::string name = profile + " seed " + std::to_string(seed);
  for (const auto& [key, value] : settings) name += " " + key + " " + value;
  const auto source = TextSource::FromString(std::move(text));
  return FromSource(*source, name, false);
}

Evaluation DiscoverAndEvaluate(const LabelledLog& log, DiscoveryOptions options) {
  options.ignore_time = log.ignore_time;
  const auto discovery = Discover(log.log, options);
  return discovery.ok() ? EvaluateDiscovery(log, *discovery) : Evaluation{};
}

Evaluation EvaluateDiscovery(const LabelledLog& log, const Discovery& discovery) {
  Segmentation found;
  for (const uint32_t instance : discovery.event_instance) {
    const bool noise = instance == kNoInstance;
    found.instance.push_back(noise ? kNoLabel : instance);
    found.routine.push_back(noise ? kNoLabel : discovery.instances[instance].routine);
  }
  found.instances = static_cast<uint32_t>(discovery.instances.size());
  found.routines = static_cast<uint32_t>(discovery.routines.size());
  std::vector<uint32_t> ranking;
  for (const RoadmapEntry& entry : BuildRoadmap(discovery, {}).entries) {
    ranking.push_back(entry.routine);
  }
  return Evaluate(log.log, log.truth, found, ranking, log.has_noise);
}

Evaluation EvaluateSegments(const LabelledLog& log, const std::vector<uint32_t>& segments) {
  Segmentation found;
  found.instance = segments;
  found.routines = 1;
  for (const uint32_t s : segments) {
    found.routine.push_back(s == kNoLabel ? kNoLabel : 0);
    if (s != kNoLabel) found.instances = std::max(found.instances, s + 1);
  }
  return Evaluate(log.log, log.truth, found, {}, log.has_noise);
}

}  // namespace adit::quality
