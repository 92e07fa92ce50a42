#include "collector/api/run_json.h"

#include <nlohmann/json.hpp>

#include "common/base/time_text.h"

namespace adit::api {

std::string RunJson(const RunEntry& run) {
  using nlohmann::json;
  json out;
  out["id"] = run.id;
  out["state"] = run.state;
  out["progress"] = run.progress;
  out["requested"] = FormatTime(run.requested_us);
  out["finished"] = run.finished_us == 0 ? json() : json(FormatTime(run.finished_us));
  out["message"] = run.message;
  const json summary = json::parse(run.summary, nullptr, false);
  out["summary"] = summary.is_discarded() ? json() : summary;
  const json manifest = json::parse(run.manifest, nullptr, false);
  out["manifest"] = manifest.is_discarded() ? json() : manifest;
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

uint32_t MinPeopleOf(const RunEntry& run) {
  const nlohmann::json summary = nlohmann::json::parse(run.summary, nullptr, false);
  const auto found = summary.is_object() ? summary.find("min_people") : summary.end();
  return found != summary.end() && found->is_number_unsigned() ? found->get<uint32_t>() : 0;
}

}  // namespace adit::api
