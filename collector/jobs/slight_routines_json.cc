#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>

#include "collector/discovery/routine_names.h"
#include "collector/jobs/slight_routines.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

using nlohmann::json;

// Distinct people by activity, over the whole log.
std::vector<uint32_t> PeopleByActivity(const EventLog& log, const Discovery& discovery) {
  std::vector<uint32_t> people(discovery.activities.size(), 0);
  std::unordered_set<uint64_t> seen;
  const size_t count = std::min(log.events.size(), discovery.event_activity.size());
  for (size_t i = 0; i < count; ++i) {
    const uint32_t activity = discovery.event_activity[i];
    if (activity >= people.size()) continue;
    if (seen.insert(uint64_t{activity} << 32 | log.events[i].user).second) ++people[activity];
  }
  return people;
}

json Seconds(double value) { return value < 0 ? json() : json(std::round(value * 10) / 10); }
json Time(int64_t us) { return us == kNoTime || us == 0 ? json() : json(FormatTime(us)); }

json Document(const Discovery& discovery, const Routine& shown) {
  json steps = json::array();
  json apps = json::array();
  for (const uint32_t number : shown.activities) {
    const Activity& activity = discovery.activities[number];
    steps.push_back({{"name", activity.name}, {"app", activity.app}});
    if (!activity.app.empty() && std::find(apps.begin(), apps.end(), activity.app) == apps.end())
      apps.push_back(activity.app);
  }
  return {{"key", shown.key},
          {"name", shown.name},
          {"people", shown.users},
          {"instances", shown.instances},
          {"steps", std::move(steps)},
          {"apps", std::move(apps)},
          {"median_duration_s", Seconds(shown.median_duration_s)},
          {"total_duration_s", Seconds(shown.total_duration_s)},
          {"first", Time(shown.first_us)},
          {"last", Time(shown.last_us)}};
}

}  // namespace

void AddSlightDocuments(const EventLog& log, const Discovery& discovery, const GroupGate& gate,
                        std::vector<RunDocument>& documents) {
  if (discovery.review.empty()) return;
  const std::vector<uint32_t> people = PeopleByActivity(log, discovery);
  int64_t position = 0;
  for (const Routine& routine : discovery.review) {
    if (!gate.MayPublish(routine.users)) continue;
    Routine shown = routine;
    std::erase_if(shown.activities, [&](uint32_t activity) {
      return activity >= people.size() || !gate.MayPublish(people[activity]);
    });
    if (shown.activities.empty()) continue;
    // Its name is made of what may be shown.
    shown.main_path = shown.activities;
    shown.name = RoutineName(discovery, shown);
    ++position;
    documents.push_back(
        {"slight", std::to_string(position), position, routine.users,
         Document(discovery, shown).dump(-1, ' ', false, json::error_handler_t::replace)});
  }
}

}  // namespace adit
