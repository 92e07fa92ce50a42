#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "collector/jobs/run_news.h"

namespace adit {
namespace {

using nlohmann::json;

json Parsed(const RunDocument& document) {
  json row = json::parse(document.json, nullptr, false);
  return row.is_object() ? row : json::object();
}

double Number(const json& row, const char* name) {
  const auto found = row.find(name);
  return found != row.end() && found->is_number() ? found->get<double>() : 0;
}

// What every message tells of its routine.
json About(const json& row, const RunDocument& document, int64_t run) {
  return {{"run", run},
          {"key", document.name},
          {"name", row.value("name", json())},
          {"rank", document.position},
          {"people", document.people},
          {"hours_per_month", row.value("hours_per_month", json())},
          {"score", row.value("score", json())}};
}

std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::vector<RunNewsItem> CompareRuns(const std::vector<RunDocument>& before,
                                     const std::vector<RunDocument>& now, int64_t run) {
  std::vector<RunNewsItem> news;
  if (before.empty()) return news;
  std::map<std::string, const RunDocument*> known;
  for (const RunDocument& document : before) known.emplace(document.name, &document);
  for (const RunDocument& document : now) {
    const json row = Parsed(document);
    json data = About(row, document, run);
    const auto found = known.find(document.name);
    if (found == known.end()) {
      news.push_back({"opportunity.new", Dump(data)});
      continue;
    }
    const json was = Parsed(*found->second);
    const double median_before = Number(was, "median_duration_s");
    const double median = Number(row, "median_duration_s");
    if (median_before > 0 && median > 0 &&
        std::abs(median - median_before) >= kDriftShare * median_before) {
      json drift = data;
      drift["median_duration_s"] = {{"before", median_before}, {"now", median}};
      news.push_back({"routine.drift", Dump(drift)});
    }
    const double exceptions_before = Number(was, "exception_share");
    const double exceptions = Number(row, "exception_share");
    if (exceptions - exceptions_before >= kMoreExceptions) {
      data["exception_share"] = {{"before", exceptions_before}, {"now", exceptions}};
      news.push_back({"routine.exceptions", Dump(data)});
    }
  }
  return news;
}

}  // namespace adit
