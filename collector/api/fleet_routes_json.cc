#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "collector/api/paging.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

http::HttpResponse StatusReport(ApiContext& context) {
  const Result<StoreTotals> totals = context.events.Totals();
  const auto agents = context.control.Agents();
  const auto policy = context.control.ActivePolicy();
  const auto run = context.control.LatestDoneRun();
  for (const Status& status : {totals.status(), agents.status(), policy.status(), run.status()}) {
    if (!status.ok()) return StatusAnswer(status);
  }
  json report;
  report["version"] = context.version;
  report["started"] = Time(context.started_us);
  report["agents"] = agents->size();
  int64_t last_contact_us = 0;
  for (const AgentEntry& agent : *agents)
    last_contact_us = std::max(last_contact_us, agent.last_contact_us);
  report["last_contact"] = Time(last_contact_us);
  report["agents_with_events"] = totals->agents_with_events;
  report["events"] = totals->events;
  report["first_event"] = Time(totals->first_us);
  report["last_event"] = Time(totals->last_us);
  report["batches"] = totals->batches;
  report["pending_batches"] = totals->pending;
  report["quarantined_batches"] = totals->quarantined;
  report["lost_events"] = totals->lost_events;
  report["database_bytes"] = totals->database_bytes;
  report["bytes_per_event"] =
      totals->events == 0
          ? json()
          : json(static_cast<double>(totals->event_bytes) / static_cast<double>(totals->events));
  report["min_people"] = context.gate.min_people();
  report["policy_version"] = *policy ? json((*policy)->version) : json();
  report["second_gate_findings"] = context.decoder.counters().second_gate_findings.load();
  report["latest_run"] = *run ? json((*run)->id) : json();
  return JsonAnswer(Dump(report));
}

struct AgentSums {
  uint64_t events = 0;
  uint64_t lost = 0;
  uint64_t missing = 0;
  uint64_t batches = 0;
  uint64_t incarnations = 0;
};

// Health of machines, for those who run them. No figure of anybody's work is in it.
http::HttpResponse AgentList(ApiContext& context, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const auto agents = context.control.Agents();
  const auto ledgers = context.events.Ledgers();
  if (!agents.ok()) return StatusAnswer(agents.status());
  if (!ledgers.ok()) return StatusAnswer(ledgers.status());
  std::map<Id16, AgentSums> sums;
  for (const IncarnationLedger& ledger : *ledgers) {
    AgentSums& sum = sums[ledger.agent];
    sum.events += ledger.stored_events;
    sum.lost += ledger.lost_events;
    sum.missing += ledger.missing_events;
    sum.batches += ledger.batches;
    ++sum.incarnations;
  }
  json items = json::array();
  const auto begin = std::min<size_t>(static_cast<size_t>(page->after), agents->size());
  const size_t end = std::min(begin + page->limit, agents->size());
  for (size_t i = begin; i < end; ++i) {
    const AgentEntry& agent = (*agents)[i];
    const AgentSums& sum = sums[agent.id];
    items.push_back({{"id", HexEncode(agent.id)},
                     {"group", agent.group},
                     {"state", agent.state == AgentState::kActive ? "active" : "revoked"},
                     {"version", agent.version},
                     {"platform", agent.platform},
                     {"enrolled", Time(agent.enrolled_us)},
                     {"last_contact", Time(agent.last_contact_us)},
                     {"policy_version", agent.policy_version},
                     {"degradation", agent.degradation},
                     {"batches", sum.batches},
                     {"events", sum.events},
                     {"lost_events", sum.lost},
                     {"missing_events", sum.missing},
                     {"incarnations", sum.incarnations}});
  }
  return PageAnswer(
      request, Dump(items),
      end < agents->size() ? std::optional<int64_t>(static_cast<int64_t>(end)) : std::nullopt);
}

}  // namespace

void AddFleetRoutes(http::Router& router, ApiContext& context) {
  AddProtected(
      router, context, http::Method::kGet, "/api/v1/status", Permission::kViewFleet,
      [&context](const http::HttpRequest&, const Principal&) { return StatusReport(context); });
  AddProtected(router, context, http::Method::kGet, "/api/v1/agents", Permission::kViewFleet,
               [&context](const http::HttpRequest& request, const Principal&) {
                 return AgentList(context, request);
               });
}

}  // namespace adit::api
