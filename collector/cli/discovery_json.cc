#include <nlohmann/json.hpp>

#include "collector/cli/discovery_files.h"
#include "common/io/file_system.h"

#ifndef ADIT_VERSION
#define ADIT_VERSION "unknown"
#endif

namespace adit::cli {
namespace {

using nlohmann::json;

std::string Dump(const json& value) { return value.dump(1, ' ', false, json::error_handler_t::replace) + "\n"; }

json Scores(const PrecisionRecall& scores) {
  if (scores.f1 < 0) return nullptr;
  return {{"precision", scores.precision}, {"recall", scores.recall}, {"f1", scores.f1}};
}

}  // namespace

std::string ManifestJson(const Manifest& manifest, const Discovery& discovery) {
  uint64_t explained = 0;
  for (const uint32_t instance : discovery.event_instance) explained += instance == kNoInstance ? 0 : 1;
  return Dump({{"format", "adit-manifest-1"},
               {"version", ADIT_VERSION},
               {"log", manifest.log},
               {"parameters", {{"columns", manifest.columns}, {"ignore_time", manifest.ignore_time}}},
               {"columns", manifest.matched},
               {"columns_ignored", manifest.ignored},
               {"events", manifest.rows},
               {"events_in_routines", explained},
               {"events_undecided", discovery.undecided_events},
               {"times_unreadable", manifest.times_unreadable},
               {"users", discovery.users},
               {"sessions", discovery.sessions},
               {"days", discovery.days},
               {"activities", discovery.activities.size()},
               {"routines", discovery.routines.size()},
               {"instances", discovery.instances.size()},
               {"bits_noise_only", discovery.bits_noise_only},
               {"bits", discovery.bits}});
}

std::string EvaluationJson(const std::string& log, const Evaluation& e) {
  return Dump({{"log", log},
               {"events", e.events},
               {"instances", {{"true", e.true_instances}, {"found", e.found_instances}}},
               {"routines", {{"true", e.true_routines}, {"found", e.found_routines}}},
               {"instance_iou_80", Scores(e.instance_80)},
               {"instance_iou_50", Scores(e.instance_50)},
               {"boundary_exact", Scores(e.boundary_exact)},
               {"boundary_within_1", Scores(e.boundary_near)},
               {"routine", Scores(e.routine)},
               {"adjusted_rand", e.adjusted_rand},
               {"noise", Scores(e.noise)},
               {"edit_distance", e.edit_distance},
               {"ndcg_10", e.ndcg_10 < 0 ? json(nullptr) : json(e.ndcg_10)}});
}

Result<std::vector<uint32_t>> ReadRanking(const std::string& path) {
  constexpr uint64_t kLargest = 512ULL << 20;
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(RealFileSystem(), path, kLargest));
  const auto document = nlohmann::json::parse(bytes.begin(), bytes.end(), nullptr, false);
  if (!document.is_object() || !document.contains("routines") || !document["routines"].is_array()) {
    return InvalidArgument(path + ": not a routines.json: expected an object with a list 'routines'");
  }
  std::vector<uint32_t> out;
  for (const auto& routine : document["routines"]) {
    if (!routine.is_object() || !routine.contains("id") || !routine["id"].is_number_unsigned()) {
      return InvalidArgument(path + ": routines[" + std::to_string(out.size()) + "].id is not a number");
    }
    out.push_back(routine["id"].get<uint32_t>());
  }
  return out;
}

}  // namespace adit::cli
