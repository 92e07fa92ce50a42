// What the second gate withheld, noisy counts with their budget, and questions whose a pseudonym
// is.
#include <charconv>
#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "collector/api/paging.h"
#include "collector/api/published_results.h"
#include "collector/jobs/count_noise.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;

constexpr size_t kMaxRequestBytes = 4096;
constexpr size_t kListed = 200;
constexpr size_t kMaxReasonBytes = 1000;
constexpr int64_t kMaxMilliEpsilon = 10'000;
constexpr size_t kMaxAnswers = 100;
constexpr size_t kPseudonymLetters = 20;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}
json ReadBody(const http::HttpRequest& request) {
  return json::parse(request.body.begin(), request.body.end(), nullptr, false);
}
std::string TextMember(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// --- The second gate

http::HttpResponse GateList(ApiContext& context, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const auto entries =
      context.control.GateEntries(page->after == 0 ? INT64_MAX : page->after, page->limit + 1);
  if (!entries.ok()) return StatusAnswer(entries.status());
  json items = json::array();
  for (const GateEntry& entry : *entries) {
    if (items.size() == page->limit) break;
    items.push_back({{"id", entry.id},
                     {"at", Time(entry.at_us)},
                     {"agent", HexEncode(entry.agent)},
                     {"agent_version", entry.agent_version},
                     {"policy_version", entry.policy_version},
                     {"field", entry.field},
                     {"rule", entry.rule},
                     {"type", entry.type},
                     {"events", entry.events},
                     {"first_event", entry.first_event}});
  }
  const bool more = entries->size() > page->limit;
  return PageAnswer(request, Dump(items),
                    more ? std::optional<int64_t>((*entries)[page->limit - 1].id) : std::nullopt);
}

// --- Noisy counts

int64_t YearOf(int64_t us) { return std::stoll(FormatTime(us).substr(0, 4)); }

json ReleaseJson(const CountRelease& release) {
  return {{"id", release.id},
          {"at", Time(release.at_us)},
          {"run", std::to_string(release.run)},
          {"routine", release.routine},
          {"epsilon", static_cast<double>(release.milli_epsilon) / 1000},
          {"people", release.people},
          {"by", release.actor}};
}

http::HttpResponse ReleaseList(ApiContext& context) {
  const auto releases = context.control.CountReleases(kListed);
  if (!releases.ok()) return StatusAnswer(releases.status());
  const int64_t year = YearOf(context.clock.WallMicros());
  const auto spent = context.control.SpentMilliEpsilon(year);
  if (!spent.ok()) return StatusAnswer(spent.status());
  json items = json::array();
  for (const CountRelease& release : *releases) items.push_back(ReleaseJson(release));
  const int64_t budget = context.privacy.yearly_milli_epsilon;
  return JsonAnswer(
      Dump({{"items", items},
            {"budget",
             {{"year", year},
              {"epsilon", static_cast<double>(budget) / 1000},
              {"spent", static_cast<double>(*spent) / 1000},
              {"left", static_cast<double>(std::max<int64_t>(budget - *spent, 0)) / 1000}}}}));
}

http::HttpResponse Release(ApiContext& context, PublishedResults& results,
                           const http::HttpRequest& request, const Principal& principal) {
  if (context.privacy.yearly_milli_epsilon == 0) {
    return http::Problem(409,
                         "noisy counts are off; the setting dp_milli_epsilon_per_year of the "
                         "collector gives them a budget");
  }
  const json body = ReadBody(request);
  const std::string routine = body.is_object() ? TextMember(body, "routine") : std::string();
  const json epsilon = body.is_object() ? body.value("epsilon", json()) : json();
  if (routine.empty() || !epsilon.is_number())
    return http::Problem(400, "send {\"routine\": KEY, \"epsilon\": 0.1}");
  const double thousandths = epsilon.get<double>() * 1000;
  if (!(thousandths >= 1 && thousandths <= kMaxMilliEpsilon))
    return http::Problem(400, "epsilon must be from 0.001 to 10");
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  // The gate comes first: what is not published at all is not published with noise.
  const Result<RunDocument> document = results.Routine(run->id, routine);
  if (!document.ok()) return StatusAnswer(document.status());
  CountRelease release;
  release.at_us = context.clock.WallMicros();
  release.year = YearOf(release.at_us);
  release.run = run->id;
  release.routine = routine;
  release.milli_epsilon = static_cast<int64_t>(thousandths + 0.5);
  release.people = static_cast<int64_t>(document->people) +
                   DrawCountNoise(release.milli_epsilon, *context.random);
  release.actor = principal.name;
  if (const Status recorded =
          RecordAudit(context, principal, "release noisy count",
                      routine + ", epsilon " + std::to_string(release.milli_epsilon) + "/1000");
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  const auto told = context.control.AddCountRelease(release, context.privacy.yearly_milli_epsilon);
  if (!told.ok() && told.status().code() == StatusCode::kResourceExhausted)
    return http::Problem(409, told.status().message());
  if (!told.ok()) return StatusAnswer(told.status());
  return JsonAnswer(Dump(ReleaseJson(*told)), 201);
}

// --- Re-identification

bool IsPseudonym(std::string_view text) {
  return text.size() == kPseudonymLetters &&
         text.find_first_not_of("bcdfghjkmnpqrstv") == std::string_view::npos;
}

json QuestionJson(const Reidentification& question) {
  return {{"id", question.id},
          {"state", question.state},
          {"pseudonym", question.pseudonym},
          {"reason", question.reason},
          {"asked_by", question.asked_by},
          {"asked", Time(question.asked_us)},
          {"decided_by", question.decided_by.empty() ? json() : json(question.decided_by)},
          {"decided", Time(question.decided_us)}};
}

// Off unless the setting says otherwise, and a matter of two people: no program stands in for one.
std::optional<http::HttpResponse> Refuse(const ApiContext& context, const Principal& principal) {
  if (!context.privacy.reidentification) {
    return http::Problem(409,
                         "re-identification is off; the setting reidentification of the collector "
                         "allows it");
  }
  if (principal.is_account()) return std::nullopt;
  return http::Problem(409, "people with accounts ask and decide, not tokens");
}

Result<Reidentification> Question(ApiContext& context, const std::string& id) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size())
    return NotFound("there is no question '" + id + "'");
  ADIT_ASSIGN_OR_RETURN(const auto question, context.control.FindReidentification(number));
  if (!question) return NotFound("there is no question '" + id + "'");
  return *question;
}

http::HttpResponse Recorded(ApiContext& context, const Principal& principal,
                            const std::string& step, const Reidentification& question,
                            http::HttpResponse answer) {
  const Status recorded =
      RecordAudit(context, principal, "re-identification: " + step,
                  "question " + std::to_string(question.id) + ", " + question.pseudonym);
  return recorded.ok() ? std::move(answer) : StatusAnswer(recorded);
}

http::HttpResponse Questions(ApiContext& context) {
  const auto questions = context.control.Reidentifications(kListed);
  if (!questions.ok()) return StatusAnswer(questions.status());
  json items = json::array();
  for (const Reidentification& question : *questions) items.push_back(QuestionJson(question));
  return JsonAnswer(Dump({{"on", context.privacy.reidentification}, {"items", items}}));
}

http::HttpResponse Ask(ApiContext& context, const http::HttpRequest& request,
                       const Principal& principal) {
  if (auto refused = Refuse(context, principal)) return *refused;
  const json body = ReadBody(request);
  Reidentification question;
  if (body.is_object()) {
    question.pseudonym = TextMember(body, "pseudonym");
    question.reason = TextMember(body, "reason");
  }
  if (!IsPseudonym(question.pseudonym))
    return http::Problem(400,
                         "pseudonym must be the 20 letters of one, such as those in <PERSON:…>");
  if (question.reason.empty() || question.reason.size() > kMaxReasonBytes)
    return http::Problem(400, "reason must say in 1 to 1000 bytes why somebody must be known");
  question.asked_by = principal.name;
  question.asked_us = context.clock.WallMicros();
  const auto id = context.control.AddReidentification(question);
  if (!id.ok()) return StatusAnswer(id.status());
  question.id = *id;
  question.state = "asked";
  return Recorded(context, principal, "ask", question,
                  JsonAnswer(Dump(QuestionJson(question)), 201));
}

http::HttpResponse Decide(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal, bool approve) {
  if (auto refused = Refuse(context, principal)) return *refused;
  auto question = Question(context, request.parameters[0]);
  if (!question.ok()) return StatusAnswer(question.status());
  if (approve && question->asked_by == principal.name)
    return http::Problem(409, "two people: another officer than the one who asked approves");
  question->state = approve ? "approved" : "refused";
  question->decided_by = principal.name;
  question->decided_us = context.clock.WallMicros();
  if (const Status moved = context.control.MoveReidentification(*question, "asked"); !moved.ok())
    return StatusAnswer(moved);
  return Recorded(context, principal, approve ? "approve" : "refuse", *question,
                  JsonAnswer(Dump(QuestionJson(*question))));
}

bool Holds(const EventRecord& record, const std::string& sought) {
  for (const std::string* text : {&record.window_title, &record.document, &record.element_name,
                                  &record.element_id, &record.element_path, &record.detail}) {
    if (text->find(sought) != std::string::npos) return true;
  }
  return false;
}

// Machines whose records hold the pseudonym. Its key is one machine's own, so it leads to one.
Result<json> MachinesOf(ApiContext& context, const std::string& pseudonym) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<AgentEntry> agents, context.control.Agents());
  const std::string sought = ":" + pseudonym + ">";
  json machines = json::array();
  for (const AgentEntry& agent : agents) {
    uint64_t events = 0;
    int64_t first_us = INT64_MAX;
    int64_t last_us = INT64_MIN;
    ADIT_RETURN_IF_ERROR(context.events.VisitRecords(agent.id, [&](const EventRecord& record) {
      if (!Holds(record, sought)) return true;
      ++events;
      first_us = std::min(first_us, record.fields.wall_us);
      last_us = std::max(last_us, record.fields.wall_us);
      return true;
    }));
    if (events == 0) continue;
    machines.push_back({{"agent", HexEncode(agent.id)},
                        {"group", agent.group},
                        {"events", events},
                        {"first", Time(first_us)},
                        {"last", Time(last_us)}});
    if (machines.size() == kMaxAnswers) break;
  }
  return machines;
}

// Given once, to the one who asked; who needs it again asks again.
http::HttpResponse Answer(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal) {
  if (auto refused = Refuse(context, principal)) return *refused;
  auto question = Question(context, request.parameters[0]);
  if (!question.ok()) return StatusAnswer(question.status());
  if (question->asked_by != principal.name)
    return http::Problem(409, "the answer is for the one who asked");
  question->state = "answered";
  // First what is recorded: an answer that leaves no trace is not given.
  if (const Status moved = context.control.MoveReidentification(*question, "approved");
      !moved.ok()) {
    return StatusAnswer(moved);
  }
  const Status recorded =
      RecordAudit(context, principal, "re-identification: answer",
                  "question " + std::to_string(question->id) + ", " + question->pseudonym);
  if (!recorded.ok()) return StatusAnswer(recorded);
  const Result<json> machines = MachinesOf(context, question->pseudonym);
  if (!machines.ok()) return StatusAnswer(machines.status());
  json answer = QuestionJson(*question);
  answer["machines"] = *machines;
  return JsonAnswer(Dump(answer));
}

}  // namespace

void AddPrivacyRoutes(http::Router& router, ApiContext& context) {
  using Handler = http::HttpResponse (*)(ApiContext&, const http::HttpRequest&, const Principal&);
  const auto add = [&](http::Method method, const char* pattern, Permission permission,
                       Handler handler) {
    AddProtected(
        router, context, method, pattern, permission,
        [&context, handler](const http::HttpRequest& request, const Principal& principal) {
          return handler(context, request, principal);
        },
        method == http::Method::kPost ? kMaxRequestBytes : 0);
  };
  constexpr auto kGet = http::Method::kGet;
  constexpr auto kPost = http::Method::kPost;
  constexpr auto kAudit = Permission::kViewAudit;
  constexpr auto kOfficer = Permission::kEditPolicies;
  add(kGet, "/api/v1/second-gate", kAudit,
      [](ApiContext& c, const http::HttpRequest& r, const Principal&) { return GateList(c, r); });
  add(kGet, "/api/v1/noisy-counts", Permission::kViewResults,
      [](ApiContext& c, const http::HttpRequest&, const Principal&) { return ReleaseList(c); });
  add(kPost, "/api/v1/noisy-counts", kOfficer,
      [](ApiContext& c, const http::HttpRequest& r, const Principal& p) {
        PublishedResults results(c.control, c.gate);
        return Release(c, results, r, p);
      });
  add(kGet, "/api/v1/reidentifications", kAudit,
      [](ApiContext& c, const http::HttpRequest&, const Principal&) { return Questions(c); });
  add(kPost, "/api/v1/reidentifications", kAudit, Ask);
  add(kPost, "/api/v1/reidentifications/{id}/approve", kOfficer,
      [](ApiContext& c, const http::HttpRequest& r, const Principal& p) {
        return Decide(c, r, p, true);
      });
  add(kPost, "/api/v1/reidentifications/{id}/refuse", kOfficer,
      [](ApiContext& c, const http::HttpRequest& r, const Principal& p) {
        return Decide(c, r, p, false);
      });
  add(kPost, "/api/v1/reidentifications/{id}/answer", kAudit, Answer);
}

}  // namespace adit::api
