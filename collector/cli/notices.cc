#include "collector/cli/notices.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "collector/api/run_json.h"
#include "collector/jobs/run_news.h"
#include "common/base/json_text.h"
#include "common/base/logger.h"

namespace adit::cli {
namespace {

constexpr int64_t kSilentUs = 24ll * 3600 * kMicrosPerSecond;
constexpr size_t kMostRows = 2'000;
// A run after a change of the policy may call everything new: other systems are not flooded with
// it.
constexpr size_t kMostNews = 50;
constexpr size_t kRunsBack = 10;

void Tell(Webhooks& webhooks, const std::string& event, const std::string& data) {
  if (const Status told = webhooks.Notify(event, data); !told.ok())
    LogError("webhooks: not told", {{"event", event}, {"error", told.ToString()}});
}

}  // namespace

void Notices::AboutRun(const RunEntry& run) {
  if (run.state != "done" || api::MinPeopleOf(run) < gate_.min_people()) return;
  const auto runs = control_.Runs(run.id, kRunsBack);
  if (!runs.ok()) return;
  const auto before = std::find_if(runs->begin(), runs->end(),
                                   [](const RunEntry& entry) { return entry.state == "done"; });
  if (before == runs->end() || api::MinPeopleOf(*before) < gate_.min_people()) return;
  const auto findings = [this](int64_t id) -> Result<RunFindings> {
    RunFindings out;
    ADIT_ASSIGN_OR_RETURN(
        out.rows, control_.RunDocuments(id, "opportunity", 0, kMostRows, gate_.min_people()));
    ADIT_ASSIGN_OR_RETURN(out.drift,
                          control_.RunDocuments(id, "drift", 0, kMostRows, gate_.min_people()));
    return out;
  };
  const auto was = findings(before->id);
  const auto now = findings(run.id);
  if (!was.ok() || !now.ok()) return;
  std::vector<RunNewsItem> news = CompareRuns(*was, *now, run.id);
  if (news.size() > kMostNews) news.resize(kMostNews);
  for (const RunNewsItem& item : news) Tell(webhooks_, item.event, item.data_json);
}

// {"email":3}: events by the rule that should have caught their texts.
std::string Notices::RulesSince(int64_t from_us) {
  const auto entries = control_.GateEntries(INT64_MAX, kMostRows);
  std::map<std::string, uint64_t> rules;
  if (entries.ok()) {
    for (const GateEntry& entry : *entries) {
      if (entry.at_us >= from_us) rules[entry.rule] += entry.events;
    }
  }
  JsonObjectWriter writer;
  for (const auto& [rule, events] : rules) writer.Unsigned(rule, events);
  return writer.Take();
}

void Notices::AboutFleet() {
  const auto agents = control_.Agents();
  if (!agents.ok()) return;
  const int64_t before_us = clock_.WallMicros() - kSilentUs;
  const auto silent = static_cast<uint64_t>(
      std::count_if(agents->begin(), agents->end(), [before_us](const AgentEntry& agent) {
        return agent.state == AgentState::kActive &&
               std::max(agent.last_contact_us, agent.enrolled_us) < before_us;
      }));
  if (silent > silent_told_)
    Tell(webhooks_, "fleet.silent",
         "{\"agents\":" + std::to_string(silent) + ",\"of\":" + std::to_string(agents->size()) +
             "}");
  silent_told_ = silent;
  const uint64_t findings = decoder_.counters().second_gate_findings.load();
  if (findings > findings_told_) {
    const int64_t now_us = clock_.WallMicros();
    Tell(webhooks_, "privacy.second_gate",
         "{\"findings\":" + std::to_string(findings) + ",\"rules\":" + RulesSince(told_us_) + "}");
    told_us_ = now_us;
  }
  findings_told_ = findings;
}

}  // namespace adit::cli
