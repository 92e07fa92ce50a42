// An employee's own page: what the collector has of this person's agent, and erasing the last
// minutes of it.
#include <algorithm>
#include <charconv>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "collector/api/my_data_links.h"
#include "common/base/logger.h"
#include "common/base/time_text.h"
#include "common/event/action_type.h"
#include "privacy/policy/policy_json.h"
#include "privacy/policy/signed_policy.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxCodeBytes = 1024;
constexpr size_t kShownRecords = 200;
constexpr int64_t kDayUs = 86'400ll * kMicrosPerSecond;
constexpr int64_t kMinuteUs = 60ll * kMicrosPerSecond;
constexpr int kMaxEraseMinutes = 1440;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

http::HttpResponse NoSession() {
  return http::Problem(401, "open this page from the agent: adit-agent my-data");
}

// Everything a record holds, with empty members left out: what is not shown is not there.
json RecordJson(const EventRecord& record) {
  json out = {{"at", Time(record.fields.wall_us)},
              {"action", std::string(ActionTypeName(record.fields.action))}};
  const auto add = [&out](const char* name, const std::string& text) {
    if (!text.empty()) out[name] = text;
  };
  add("app", record.app_name);
  add("window", record.window_title);
  add("document", record.document);
  add("element_role", record.element_role);
  add("element", record.element_name);
  add("element_id", record.element_id);
  add("detail", record.detail);
  if (record.content_fingerprint != 0) out["content"] = "fingerprint";
  return out;
}

struct Held {
  uint64_t events = 0;
  std::map<int64_t, uint64_t> by_day;
  std::map<std::string, uint64_t> by_app;
  std::deque<EventRecord> newest;  // by arrival
};

Result<Held> WhatIsHeld(ApiContext& context, const Id16& agent) {
  Held held;
  ADIT_RETURN_IF_ERROR(context.events.VisitRecords(agent, [&held](const EventRecord& record) {
    ++held.events;
    ++held.by_day[record.fields.wall_us / kDayUs];
    ++held.by_app[record.app_name];
    held.newest.push_back(record);
    if (held.newest.size() > kShownRecords) held.newest.pop_front();
    return true;
  }));
  return held;
}

json Counts(const Held& held) {
  json days = json::array();
  for (const auto& [day, events] : held.by_day)
    days.push_back({{"day", FormatTime(day * kDayUs).substr(0, 10)}, {"events", events}});
  std::vector<std::pair<std::string, uint64_t>> apps(held.by_app.begin(), held.by_app.end());
  std::stable_sort(apps.begin(), apps.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  json by_app = json::array();
  for (const auto& [app, events] : apps) by_app.push_back({{"app", app}, {"events", events}});
  json records = json::array();
  for (auto record = held.newest.rbegin(); record != held.newest.rend(); ++record)
    records.push_back(RecordJson(*record));
  return {{"events", held.events}, {"days", days}, {"apps", by_app}, {"records", records}};
}

// What is kept for how long, by the policy in force.
json Retention(ApiContext& context) {
  const auto active = context.control.ActivePolicy();
  if (!active.ok() || !active->has_value()) return json();
  const auto document =
      ParsePolicyDocument(DocumentOfPolicyText(AsText((*active)->document)), "active policy");
  if (!document.ok()) return json();
  return {{"version", (*active)->version}, {"server_days", document->retention.server_days}};
}

http::HttpResponse Show(ApiContext& context, const MyDataLinks::Owner& owner) {
  const auto agent = context.control.FindAgent(owner.agent);
  if (!agent.ok()) return StatusAnswer(agent.status());
  if (!agent->has_value()) return http::Problem(404, "this agent is not known any more");
  const auto ledgers = context.events.Ledgers();
  if (!ledgers.ok()) return StatusAnswer(ledgers.status());
  const Result<Held> held = WhatIsHeld(context, owner.agent);
  if (!held.ok()) return StatusAnswer(held.status());
  uint64_t lost = 0;
  uint64_t batches = 0;
  for (const IncarnationLedger& ledger : *ledgers) {
    if (ledger.agent != owner.agent) continue;
    lost += ledger.lost_events;
    batches += ledger.batches;
  }
  json answer = Counts(*held);
  answer["agent"] = HexEncode(owner.agent);
  answer["group"] = (*agent)->group;
  answer["enrolled"] = Time((*agent)->enrolled_us);
  answer["last_contact"] = Time((*agent)->last_contact_us);
  answer["batches"] = batches;
  answer["lost_events"] = lost;
  answer["min_people"] = context.gate.min_people();
  answer["policy"] = Retention(context);
  const json counts = json::parse(owner.counts_json, nullptr, false);
  answer["agent_counts"] = counts.is_object() ? counts : json();
  return JsonAnswer(Dump(answer));
}

http::HttpResponse Erase(ApiContext& context, const MyDataLinks::Owner& owner,
                         const http::HttpRequest& request) {
  const std::string text = request.Query("minutes").value_or("");
  int minutes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), minutes);
  if (error != std::errc() || end != text.data() + text.size() || minutes < 1 ||
      minutes > kMaxEraseMinutes) {
    return http::Problem(
        400, "minutes must be a whole number from 1 to " + std::to_string(kMaxEraseMinutes));
  }
  const Result<Erasure> erased =
      context.events.EraseSince(owner.agent, context.clock.WallMicros() - minutes * kMinuteUs);
  if (!erased.ok()) return StatusAnswer(erased.status());
  // Recorded without the agent: that somebody erased is the auditor's business, who it was is not.
  AuditEntry audit;
  audit.at_us = context.clock.WallMicros();
  audit.actor = "employee";
  audit.action = "erase own data";
  audit.target =
      std::to_string(minutes) + " minutes, " + std::to_string(erased->events) + " events";
  audit.outcome = "ok";
  if (const Status recorded = context.control.AppendAudit(audit); !recorded.ok())
    LogError("my data: erased but not recorded", {{"error", recorded.ToString()}});
  return JsonAnswer(Dump({{"erased_events", erased->events}}));
}

http::HttpResponse OpenSession(MyDataLinks& links, const http::HttpRequest& request) {
  if (request.Header("x-adit-request").empty())
    return http::Problem(403, "opening this page needs the header X-Adit-Request");
  const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
  const auto code = body.is_object() ? body.find("code") : body.end();
  if (!body.is_object() || code == body.end() || !code->is_string())
    return http::Problem(400, "send {\"code\": …} as adit-agent my-data gave it");
  const std::optional<std::string> cookie = links.Redeem(code->get<std::string>());
  if (!cookie) {
    return http::Problem(410,
                         "this link was used already or is older than ten minutes; ask the "
                         "agent for a new one: adit-agent my-data");
  }
  http::HttpResponse response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", *cookie);
  return response;
}

http::Route Own(
    ApiContext& context, http::Method method, std::string pattern,
    std::function<http::HttpResponse(const MyDataLinks::Owner&, const http::HttpRequest&)>
        handler) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.handle = [&context, handler = std::move(handler)](const http::HttpRequest& request,
                                                          const http::Respond& respond) {
    const std::optional<MyDataLinks::Owner> owner = context.my_data->Find(request);
    if (!owner) return respond(NoSession());
    if (request.method != http::Method::kGet && request.Header("x-adit-request").empty())
      return respond(
          http::Problem(403, "a change made from a browser needs the header X-Adit-Request"));
    respond(handler(*owner, request));
  };
  return route;
}

}  // namespace

void AddMyDataRoutes(http::Router& router, ApiContext& context) {
  http::Route open;
  open.method = http::Method::kPost;
  open.pattern = "/api/v1/my-data/session";
  open.max_body_bytes = kMaxCodeBytes;
  open.handle = [&context](const http::HttpRequest& request, const http::Respond& respond) {
    respond(OpenSession(*context.my_data, request));
  };
  router.Add(std::move(open));
  router.Add(Own(context, http::Method::kDelete, "/api/v1/my-data/session",
                 [&context](const MyDataLinks::Owner&, const http::HttpRequest& request) {
                   http::HttpResponse response;
                   response.status = 204;
                   response.headers.emplace_back("Set-Cookie", context.my_data->Close(request));
                   return response;
                 }));
  router.Add(Own(context, http::Method::kGet, "/api/v1/my-data",
                 [&context](const MyDataLinks::Owner& owner, const http::HttpRequest&) {
                   return Show(context, owner);
                 }));
  router.Add(Own(context, http::Method::kDelete, "/api/v1/my-data/records",
                 [&context](const MyDataLinks::Owner& owner, const http::HttpRequest& request) {
                   return Erase(context, owner, request);
                 }));
}

}  // namespace adit::api
