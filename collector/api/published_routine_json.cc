#include <nlohmann/json.hpp>
#include <unordered_map>

#include "collector/api/published_routine.h"

namespace adit::api {
namespace {

using nlohmann::json;

double SecondsOf(const json& object, const char* name) {
  const json value = object.value(name, json());
  return value.is_number() ? value.get<double>() : kUnknownDuration;
}

// Numbers of the run become positions in the discovery.
class Numbers {
 public:
  void Add(uint32_t id) { positions_.emplace(id, static_cast<uint32_t>(positions_.size())); }
  uint32_t Of(const json& id) const { return id.is_null() ? kNoActivity : positions_.at(id); }
  std::vector<uint32_t> All(const json& ids) const {
    std::vector<uint32_t> out;
    for (const json& id : ids) out.push_back(Of(id));
    return out;
  }

 private:
  std::unordered_map<uint32_t, uint32_t> positions_;
};

Discovery Read(const json& document) {
  Discovery discovery;
  Routine routine;
  Numbers numbers;
  for (const json& a : document.value("activities", json::array())) {
    numbers.Add(a.at("id"));
    discovery.activities.push_back({a.value("name", ""), a.value("app", ""), a.value("window", ""),
                                    a.value("element", ""), a.value("action", ""), 0});
  }
  routine.key = document.value("key", "");
  routine.name = document.value("name", "");
  routine.instances = document.value("instances", uint64_t{0});
  routine.users = document.value("people", 0U);
  routine.apps = document.value("apps", std::vector<std::string>());
  routine.exception_share = document.value("exception_share", 0.0);
  routine.main_path = numbers.All(document.value("main_path", json::array()));
  for (const json& v : document.value("variants", json::array())) {
    Variant variant;
    variant.activities = numbers.All(v.at("activities"));
    variant.count = v.value("instances", uint64_t{0});
    variant.share = v.value("share", 0.0);
    variant.median_duration_s = SecondsOf(v, "median_duration_s");
    variant.exception = v.value("exception", false);
    routine.variants.push_back(std::move(variant));
  }
  for (const json& e : document.value("graph", json::array())) {
    FollowsEdge edge;
    edge.from = numbers.Of(e.at("from"));
    edge.to = numbers.Of(e.at("to"));
    edge.count = e.value("count", uint64_t{0});
    edge.median_s = SecondsOf(e, "median_s");
    edge.p90_s = SecondsOf(e, "p90_s");
    routine.graph.push_back(edge);
  }
  for (const json& t : document.value("transfers", json::array())) {
    routine.transfers.push_back(
        {numbers.Of(t.at("from")), numbers.Of(t.at("to")), t.value("count", uint64_t{0})});
  }
  // The main path first, in order, then the rest: drawings follow it.
  std::vector<bool> placed(discovery.activities.size());
  const auto place = [&](uint32_t activity) {
    if (!placed[activity]) routine.activities.push_back(activity);
    placed[activity] = true;
  };
  for (const uint32_t activity : routine.main_path) place(activity);
  for (uint32_t activity = 0; activity < placed.size(); ++activity) place(activity);
  discovery.routines.push_back(std::move(routine));
  return discovery;
}

}  // namespace

Result<Discovery> ReadPublishedRoutine(const std::string& document_json) {
  const json document = json::parse(document_json, nullptr, false);
  if (!document.is_object()) return DataLoss("the routine's document is damaged");
  // The library throws on a member of another type; nothing of it leaves this file.
  try {
    return Read(document);
  } catch (const std::exception& problem) {
    return DataLoss(std::string("the routine's document is damaged: ") + problem.what());
  }
}

}  // namespace adit::api
