#include "collector/export/ocel.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "common/base/time_text.h"

namespace adit {
namespace {

using nlohmann::json;
constexpr size_t kPieceBytes = 1 << 16;
constexpr const char* kFirstTime = "1970-01-01T00:00:00Z";

std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json Attribute(const char* name, const std::string& value) {
  return {{"name", name}, {"value", value}};
}

json Types() {
  const auto text = [](const char* name) { return json({{"name", name}, {"type", "string"}}); };
  return json::array({{{"name", "task instance"}, {"attributes", json::array({text("confidence")})}},
                      {{"name", "routine"}, {"attributes", json::array({text("name")})}},
                      {{"name", "person"}, {"attributes", json::array()}},
                      {{"name", "application"}, {"attributes", json::array()}}});
}

// What the events name; written after them.
class Objects {
 public:
  void Add(const TraceEvent& event) {
    const std::string routine = "routine " + event.routine->key;
    others_.emplace(routine, std::pair("routine", event.routine->name));
    others_.emplace("person " + event.user, std::pair("person", ""));
    others_.emplace("app " + event.activity->app, std::pair("application", ""));
    instances_.emplace("case " + event.case_id, std::pair(routine, event.instance->confidence));
  }
  [[nodiscard]] Status Write(const TextSink& sink) const {
    bool first = true;
    const auto put = [&](const json& object) {
      const Status status = sink((first ? "" : ",\n") + Dump(object));
      first = false;
      return status;
    };
    for (const auto& [id, object] : others_) {
      json attributes = json::array();
      if (!object.second.empty()) {
        attributes.push_back(Attribute("name", object.second));
        attributes.back()["time"] = kFirstTime;
      }
      ADIT_RETURN_IF_ERROR(put({{"id", id}, {"type", object.first}, {"attributes", attributes}}));
    }
    for (const auto& [id, instance] : instances_) {
      json confidence = Attribute("confidence", std::to_string(instance.second));
      confidence["time"] = kFirstTime;
      ADIT_RETURN_IF_ERROR(
          put({{"id", id},
               {"type", "task instance"},
               {"attributes", json::array({confidence})},
               {"relationships", json::array({json({{"objectId", instance.first},
                                                    {"qualifier", "instance_of"}})})}}));
    }
    return OkStatus();
  }

 private:
  std::map<std::string, std::pair<const char*, std::string>> others_;
  std::map<std::string, std::pair<std::string, double>> instances_;
};

}  // namespace

Status WriteOcel(const EventLog& log, const Discovery& discovery, const ExportSelection& selection,
                 const TextSink& sink) {
  std::set<std::string> actions;
  ADIT_RETURN_IF_ERROR(
      ForEachTraceEvent(log, discovery, selection, [&](const TraceEvent& event) -> Status {
        if (event.time_us == kNoTime)
          return InvalidArgument("the log has no times; OCEL needs one for each event");
        actions.insert(event.activity->action);
        return OkStatus();
      }));
  json event_types = json::array();
  for (const std::string& action : actions) {
    event_types.push_back(
        {{"name", action},
         {"attributes", json::array({json({{"name", "activity"}, {"type", "string"}})})}});
  }
  std::string piece = "{\"eventTypes\":" + Dump(event_types) +
                      ",\n\"objectTypes\":" + Dump(Types()) + ",\n\"events\":[\n";
  Objects objects;
  uint64_t number = 0;
  ADIT_RETURN_IF_ERROR(
      ForEachTraceEvent(log, discovery, selection, [&](const TraceEvent& event) -> Status {
        objects.Add(event);
        const auto related = [](const std::string& id, const char* qualifier) {
          return json({{"objectId", id}, {"qualifier", qualifier}});
        };
        const json entry = {{"id", "e" + std::to_string(++number)},
                            {"type", event.activity->action},
                            {"time", FormatTime(event.time_us)},
                            {"attributes",
                             json::array({Attribute("activity", event.activity->name)})},
                            {"relationships",
                             json::array({related("case " + event.case_id, "part_of"),
                                          related("person " + event.user, "performed_by"),
                                          related("app " + event.activity->app, "in")})}};
        if (number > 1) piece += ",\n";
        piece += Dump(entry);
        if (piece.size() < kPieceBytes) return OkStatus();
        const Status status = sink(piece);
        piece.clear();
        return status;
      }));
  ADIT_RETURN_IF_ERROR(sink(piece + "\n],\n\"objects\":[\n"));
  ADIT_RETURN_IF_ERROR(objects.Write(sink));
  return sink("\n]}\n");
}

}  // namespace adit
