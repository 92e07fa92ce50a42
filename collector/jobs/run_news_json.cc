#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/jobs/run_news.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr const char* kMoreExceptions = "more exceptions";

json Parsed(const RunDocument& document) {
  json row = json::parse(document.json, nullptr, false);
  return row.is_object() ? row : json::object();
}

double Number(const json& row, const char* name) {
  const auto found = row.find(name);
  return found != row.end() && found->is_number() ? found->get<double>() : 0;
}

// The changes a drift document tells, by kind; where exceptions rose that is a kind of its own.
std::map<std::string, json> ChangesOf(const RunDocument& document) {
  std::map<std::string, json> changes;
  const json parsed = Parsed(document);
  for (const json& change : parsed.value("changes", json::array())) {
    if (!change.is_object()) continue;
    const json name = change.value("kind", json());
    if (!name.is_string()) continue;
    std::string kind = name.get<std::string>();
    if (kind == "exceptions" && Number(change, "now") > Number(change, "before"))
      kind = kMoreExceptions;
    changes.emplace(std::move(kind), change);
  }
  return changes;
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

std::vector<RunNewsItem> CompareRuns(const RunFindings& before, const RunFindings& now,
                                     int64_t run) {
  std::vector<RunNewsItem> news;
  if (before.rows.empty()) return news;
  std::set<std::string> known;
  for (const RunDocument& document : before.rows) known.insert(document.name);
  std::map<std::string, const RunDocument*> told;
  for (const RunDocument& document : before.drift) told.emplace(document.name, &document);
  std::map<std::string, const RunDocument*> drift;
  for (const RunDocument& document : now.drift) drift.emplace(document.name, &document);
  for (const RunDocument& document : now.rows) {
    const json data = About(Parsed(document), document, run);
    if (!known.contains(document.name)) {
      news.push_back({"opportunity.new", Dump(data)});
      continue;
    }
    const auto found = drift.find(document.name);
    if (found == drift.end()) continue;
    const auto was = told.find(document.name);
    std::map<std::string, json> old;
    if (was != told.end()) old = ChangesOf(*was->second);
    for (const auto& [kind, change] : ChangesOf(*found->second)) {
      if (old.contains(kind)) continue;
      json told_now = data;
      told_now["change"] = change;
      const bool exceptions = kind == kMoreExceptions;
      news.push_back({exceptions ? "routine.exceptions" : "routine.drift", Dump(told_now)});
    }
  }
  return news;
}

}  // namespace adit
