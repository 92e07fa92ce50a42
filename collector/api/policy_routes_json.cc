#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/api/context.h"
#include "collector/api/policy_stage.h"
#include "common/base/time_text.h"
#include "common/base/utf8.h"
#include "privacy/policy/policy_lint.h"
#include "privacy/policy/policy_render.h"
#include "privacy/policy/signed_policy.h"
#include "privacy/policy/text_difference.h"
#include "privacy/scrub/policy_explain.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxPolicyBytes = 262'144;
constexpr size_t kMaxTrialBytes = 65'536;
constexpr size_t kMaxExamples = 200;
constexpr size_t kMaxTrialText = 4096;
constexpr size_t kListed = 200;

using PolicyPointer = std::shared_ptr<const Policy>;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}
std::string TextMember(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}
json ReadBody(const http::HttpRequest& request) {
  return json::parse(request.body.begin(), request.body.end(), nullptr, false);
}

std::string Plain(const Policy& policy, const http::HttpRequest& request) {
  const auto language = ParseRenderLanguage(request.Query("lang").value_or("en"));
  return RenderPolicy(policy.document(), language.value_or(RenderLanguage::kEnglish));
}

json Lint(const Policy& policy, int64_t now_us) {
  json findings = json::array();
  for (const LintFinding& finding : LintPolicy(policy.document(), now_us)) {
    findings.push_back({{"level", LintLevelName(finding.level)},
                        {"place", finding.place},
                        {"message", finding.message}});
  }
  return findings;
}

struct ActivePolicyText {
  PolicyEntry entry;
  std::string document;
  PolicyPointer policy;
};

Result<ActivePolicyText> Active(ApiContext& context) {
  ADIT_ASSIGN_OR_RETURN(std::optional<PolicyEntry> entry, context.control.ActivePolicy());
  if (!entry) return NotFound("no policy is active");
  ActivePolicyText active;
  active.entry = *std::move(entry);
  active.document = std::string(DocumentOfPolicyText(AsText(active.entry.document)));
  ADIT_ASSIGN_OR_RETURN(active.policy, Policy::FromJson(active.document, "active policy"));
  return active;
}

Result<PolicyDraft> Draft(ApiContext& context, const std::string& id) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size())
    return NotFound("there is no draft '" + id + "'");
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyDraft> draft,
                        context.control.FindPolicyDraft(number));
  if (!draft) return NotFound("there is no draft '" + id + "'");
  return *draft;
}

json DraftJson(const PolicyDraft& draft) {
  const json tests = json::parse(draft.tests, nullptr, false);
  return {{"id", draft.id},
          {"state", draft.state},
          {"version", draft.version},
          {"reason", draft.reason},
          {"author", draft.author},
          {"created", Time(draft.created_us)},
          {"tests", tests.is_discarded() ? json() : tests},
          {"decided_by", draft.decided_by.empty() ? json() : json(draft.decided_by)},
          {"decided", Time(draft.decided_us)}};
}

http::HttpResponse List(ApiContext& context) {
  const auto drafts = context.control.PolicyDrafts(kListed);
  const auto active = context.control.ActivePolicy();
  if (!drafts.ok()) return StatusAnswer(drafts.status());
  if (!active.ok()) return StatusAnswer(active.status());
  json items = json::array();
  for (const PolicyDraft& draft : *drafts) items.push_back(DraftJson(draft));
  const json version = *active ? json((*active)->version) : json();
  const auto stage = PolicyStageJson(context);
  if (!stage.ok()) return StatusAnswer(stage.status());
  return JsonAnswer(Dump({{"active_version", version},
                          {"stage", json::parse(*stage)},
                          {"items", items},
                          {"next_cursor", nullptr}}));
}

http::HttpResponse ShowActive(ApiContext& context, const http::HttpRequest& request) {
  const auto active = Active(context);
  if (!active.ok()) return StatusAnswer(active.status());
  return JsonAnswer(Dump({{"version", active->entry.version},
                          {"digest", HexEncode(active->entry.digest)},
                          {"activated", Time(active->entry.activated_us)},
                          {"document", active->document},
                          {"plain", Plain(*active->policy, request)},
                          {"lint", Lint(*active->policy, context.clock.WallMicros())}}));
}

http::HttpResponse ShowDraft(ApiContext& context, const http::HttpRequest& request) {
  const auto draft = Draft(context, request.parameters[0]);
  if (!draft.ok()) return StatusAnswer(draft.status());
  const auto policy = Policy::FromJson(draft->document, "draft");
  if (!policy.ok()) return StatusAnswer(policy.status());
  const auto active = Active(context);
  if (!active.ok()) return StatusAnswer(active.status());
  json answer = DraftJson(*draft);
  const std::string before = Plain(*active->policy, request);
  const std::string after = Plain(**policy, request);
  answer["document"] = draft->document;
  answer["plain"] = after;
  answer["lint"] = Lint(**policy, context.clock.WallMicros());
  answer["difference"] = {{"removed", LinesOnlyIn(before, after)},
                          {"added", LinesOnlyIn(after, before)}};
  return JsonAnswer(Dump(answer));
}

// A program must not stand in for one of the two people.
std::optional<http::HttpResponse> RefuseToken(const Principal& principal) {
  if (principal.is_account()) return std::nullopt;
  return http::Problem(
      409, "policies are drafted and approved by people with accounts, not with tokens");
}

http::HttpResponse Create(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal) {
  const json body = ReadBody(request);
  if (!body.is_object()) return http::Problem(400, "send {\"document\": …, \"reason\": …}");
  if (auto refused = RefuseToken(principal)) return *refused;
  PolicyDraft draft;
  draft.document = TextMember(body, "document");
  draft.reason = TextMember(body, "reason");
  if (draft.reason.empty() || draft.reason.size() > 1000)
    return http::Problem(400, "reason must say in 1 to 1000 bytes why the policy changes");
  const auto policy = Policy::FromJson(draft.document, "document");
  if (!policy.ok()) return http::Problem(400, policy.status().message());
  const auto active = Active(context);
  if (!active.ok()) return StatusAnswer(active.status());
  draft.version = (*policy)->version();
  if (draft.version <= active->entry.version) {
    return http::Problem(400, "version must be above the active one, " +
                                  std::to_string(active->entry.version) + ": agents never go back");
  }
  const auto stage = context.stages->Current();
  if (!stage.ok()) return StatusAnswer(stage.status());
  if (*stage && draft.version <= (*stage)->version) {
    return http::Problem(400, "version must be above " + std::to_string((*stage)->version) +
                                  ", which has reached agents as a stage");
  }
  draft.author = principal.name;
  draft.created_us = context.clock.WallMicros();
  const auto id = context.control.AddPolicyDraft(draft);
  if (!id.ok()) return StatusAnswer(id.status());
  if (const Status recorded =
          RecordAudit(context, principal, "policy: draft", "draft " + std::to_string(*id));
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  draft.id = *id;
  draft.state = "draft";
  return JsonAnswer(Dump(DraftJson(draft)), 201);
}

Result<TrialEvent> ReadTrial(const json& body) {
  TrialEvent trial;
  if (!body.is_object()) return InvalidArgument("event must be an object, such as {\"title\": …}");
  const std::pair<const char*, std::string*> fields[] = {{"action", &trial.action},
                                                         {"app", &trial.app},
                                                         {"executable", &trial.executable},
                                                         {"title", &trial.title},
                                                         {"window_role", &trial.window_role},
                                                         {"document", &trial.document},
                                                         {"role", &trial.role},
                                                         {"label", &trial.label},
                                                         {"element_id", &trial.element_id}};
  for (const auto& [name, field] : fields) {
    if (!body.contains(name)) continue;
    *field = TextMember(body, name);
    if (field->size() > kMaxTrialText)
      return InvalidArgument(std::string(name) + " must have at most 4096 bytes");
  }
  if (trial.action.empty()) trial.action = "click";
  trial.secret = body.value("secret", json(false)) == true;
  return trial;
}

std::string_view ActionName(FieldAction action) {
  switch (action) {
    case FieldAction::kDrop:
      return "drop";
    case FieldAction::kMask:
      return "mask";
    case FieldAction::kTemplate:
      return "template";
    case FieldAction::kDetect:
      return "detect";
    case FieldAction::kAllow:
      return "allow";
  }
  return "drop";
}

json ExplanationJson(const EventExplanation& explanation) {
  json texts = json::array();
  for (const TextExplanation& text : explanation.texts) {
    texts.push_back({{"field", TextFieldName(text.field)},
                     {"rule", text.rule},
                     {"action", ActionName(text.action)},
                     {"findings", text.findings},
                     {"whole", text.whole},
                     {"result", text.result}});
  }
  return {{"verdict", explanation.verdict}, {"rule", explanation.rule}, {"texts", texts}};
}

// What was typed is neither kept nor recorded: it may hold what the policy is to mask.
http::HttpResponse Explain(ApiContext& context, const http::HttpRequest& request) {
  const json body = ReadBody(request);
  if (!body.is_object()) return http::Problem(400, "send {\"event\": {\"app\": …, \"title\": …}}");
  const auto trial = ReadTrial(body.value("event", json()));
  if (!trial.ok()) return StatusAnswer(trial.status());
  PolicyPointer policy;
  if (body.contains("draft") && !body["draft"].is_null()) {
    const auto draft = Draft(context, body["draft"].dump());
    if (!draft.ok()) return StatusAnswer(draft.status());
    auto compiled = Policy::FromJson(draft->document, "draft");
    if (!compiled.ok()) return StatusAnswer(compiled.status());
    policy = *std::move(compiled);
  } else {
    auto active = Active(context);
    if (!active.ok()) return StatusAnswer(active.status());
    policy = active->policy;
  }
  const auto explanation = ExplainEvent(policy, *trial, context.clock.WallMicros());
  if (!explanation.ok()) return StatusAnswer(explanation.status());
  return JsonAnswer(Dump(ExplanationJson(*explanation)));
}

// What an example expects: a verdict, or the text that is left of its title.
std::string CheckExample(const PolicyPointer& policy, const json& example, int64_t now_us) {
  if (!example.is_object()) return "is not an object";
  const auto trial = ReadTrial(example.value("event", json()));
  if (!trial.ok()) return trial.status().message();
  const auto explanation = ExplainEvent(policy, *trial, now_us);
  if (!explanation.ok()) return explanation.status().message();
  const std::string verdict = TextMember(example, "verdict");
  if (!verdict.empty() && verdict != explanation->verdict)
    return "expected '" + verdict + "', got '" + explanation->verdict + "'";
  if (!example.contains("title")) return verdict.empty() ? "expects nothing" : "";
  for (const TextExplanation& text : explanation->texts) {
    if (text.field != TextField::kWindowTitle) continue;
    return text.result == TextMember(example, "title") ? "" : "the title is left as another text";
  }
  return "the title does not leave at all";
}

http::HttpResponse Moved(ApiContext& context, const Principal& principal, PolicyDraft draft,
                         const std::string& from, const std::string& step) {
  if (const Status moved = context.control.MovePolicyDraft(draft, from); !moved.ok())
    return StatusAnswer(moved);
  if (const Status recorded = RecordAudit(
          context, principal, "policy: " + step,
          "draft " + std::to_string(draft.id) + ", version " + std::to_string(draft.version));
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  return JsonAnswer(Dump(DraftJson(draft)));
}

http::HttpResponse Test(ApiContext& context, const http::HttpRequest& request,
                        const Principal& principal) {
  auto draft = Draft(context, request.parameters[0]);
  if (!draft.ok()) return StatusAnswer(draft.status());
  if (draft->state != "draft" && draft->state != "tested")
    return http::Problem(409, "the draft is " + draft->state + " already");
  const json body = ReadBody(request);
  const json examples = body.is_object() ? body.value("examples", json::array()) : json::array();
  if (!examples.is_array() || examples.size() > kMaxExamples)
    return http::Problem(400, "examples must be a list of at most 200");
  const auto policy = Policy::FromJson(draft->document, "draft");
  if (!policy.ok()) return StatusAnswer(policy.status());
  const int64_t now_us = context.clock.WallMicros();
  json failures = json::array();
  for (const LintFinding& finding : LintPolicy((*policy)->document(), now_us)) {
    if (finding.level == LintLevel::kError)
      failures.push_back(finding.place + ": " + finding.message);
  }
  if (!(*policy)->InForceAt(now_us)) failures.push_back("it is expired or not in force yet");
  for (size_t i = 0; i < examples.size(); ++i) {
    const std::string failure = CheckExample(*policy, examples[i], now_us);
    if (!failure.empty()) failures.push_back("example " + std::to_string(i + 1) + ": " + failure);
  }
  const std::string from = draft->state;
  draft->state = failures.empty() ? "tested" : "draft";
  draft->tests = Dump({{"examples", examples.size()},
                       {"failures", failures},
                       {"by", principal.name},
                       {"at", FormatTime(now_us)}});
  return Moved(context, principal, *draft, from, "test");
}

// Approval and rejection by another person than the author; activation by either.
http::HttpResponse Decide(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal, bool approve) {
  auto draft = Draft(context, request.parameters[0]);
  if (!draft.ok()) return StatusAnswer(draft.status());
  if (auto refused = RefuseToken(principal)) return *refused;
  if (approve && draft->state != "tested") {
    return http::Problem(409, draft->state == "draft"
                                  ? "test the draft first"
                                  : "the draft is " + draft->state + " already");
  }
  if (!approve && draft->state != "draft" && draft->state != "tested" &&
      draft->state != "approved") {
    return http::Problem(409, "the draft is " + draft->state + " already");
  }
  if (approve && draft->author == principal.name)
    return http::Problem(409, "four eyes: another officer than the author approves");
  const std::string from = draft->state;
  draft->state = approve ? "approved" : "rejected";
  draft->decided_by = principal.name;
  draft->decided_us = context.clock.WallMicros();
  return Moved(context, principal, *draft, from, approve ? "approve" : "reject");
}

// Approved by a second officer: what comes after is only how far it goes.
bool MayReachAgents(const std::string& state) {
  return state == "approved" || state == "staged" || state == "stopped";
}

// Some agents get it before all do; asked again, more of them do.
http::HttpResponse Stage(ApiContext& context, const http::HttpRequest& request,
                         const Principal& principal) {
  auto draft = Draft(context, request.parameters[0]);
  if (!draft.ok()) return StatusAnswer(draft.status());
  if (auto refused = RefuseToken(principal)) return *refused;
  if (!MayReachAgents(draft->state))
    return http::Problem(409, "the draft is " + draft->state + ", not approved");
  auto stage = ReadPolicyStage(std::string(AsText(request.body)));
  if (!stage.ok()) return StatusAnswer(stage.status());
  stage->decided_by = principal.name;
  const std::string from = draft->state;
  draft->state = "staged";
  const std::string step = "stage " + DescribeStage(*stage);
  if (const Status staged = context.stage_policy(draft->document, *std::move(stage));
      !staged.ok()) {
    return StatusAnswer(staged);
  }
  return Moved(context, principal, *draft, from, step);
}

// Nobody else gets it. Who has it keeps it: agents never go back; a higher version replaces it.
http::HttpResponse StopStage(ApiContext& context, const http::HttpRequest& request,
                             const Principal& principal) {
  auto draft = Draft(context, request.parameters[0]);
  if (!draft.ok()) return StatusAnswer(draft.status());
  if (auto refused = RefuseToken(principal)) return *refused;
  if (draft->state != "staged")
    return http::Problem(409, "the draft is " + draft->state + ", not staged");
  const auto current = context.stages->Current();
  if (!current.ok()) return StatusAnswer(current.status());
  if (!*current || (*current)->version != draft->version)
    return http::Problem(409, "another version is staged or active meanwhile");
  PolicyStage stage = **current;
  stage.stopped = true;
  stage.decided_by = principal.name;
  if (const Status stopped = context.stage_policy(draft->document, std::move(stage));
      !stopped.ok()) {
    return StatusAnswer(stopped);
  }
  draft->state = "stopped";
  return Moved(context, principal, *draft, "staged", "stop");
}

http::HttpResponse Activate(ApiContext& context, const http::HttpRequest& request,
                            const Principal& principal) {
  auto draft = Draft(context, request.parameters[0]);
  if (!draft.ok()) return StatusAnswer(draft.status());
  if (auto refused = RefuseToken(principal)) return *refused;
  if (!MayReachAgents(draft->state))
    return http::Problem(409, "the draft is " + draft->state + ", not approved");
  const std::string from = draft->state;
  draft->state = "active";
  // The state first: two clicks at once sign and store the policy once.
  http::HttpResponse answer = Moved(context, principal, *draft, from, "activate");
  if (answer.status != 200) return answer;
  if (const Status activated = context.activate_policy(draft->document); !activated.ok()) {
    draft->state = from;
    context.control.MovePolicyDraft(*draft, "active").IgnoreError();
    return StatusAnswer(activated);
  }
  return answer;
}

}  // namespace

void AddPolicyRoutes(http::Router& router, ApiContext& context) {
  using Handler = http::HttpResponse (*)(ApiContext&, const http::HttpRequest&, const Principal&);
  const auto add = [&](http::Method method, const char* pattern, Permission permission,
                       Handler handler, size_t max_body_bytes) {
    AddProtected(
        router, context, method, pattern, permission,
        [&context, handler](const http::HttpRequest& request, const Principal& principal) {
          return handler(context, request, principal);
        },
        max_body_bytes);
  };
  const auto view = Permission::kViewPolicies;
  const auto edit = Permission::kEditPolicies;
  constexpr auto kGet = http::Method::kGet;
  constexpr auto kPost = http::Method::kPost;
  add(
      kGet, "/api/v1/policies", view,
      [](ApiContext& c, const http::HttpRequest&, const Principal&) { return List(c); }, 0);
  add(
      kGet, "/api/v1/policies/active", view,
      [](ApiContext& c, const http::HttpRequest& r, const Principal&) { return ShowActive(c, r); },
      0);
  add(
      kPost, "/api/v1/policies/explain", view,
      [](ApiContext& c, const http::HttpRequest& r, const Principal&) { return Explain(c, r); },
      kMaxTrialBytes);
  add(kPost, "/api/v1/policies/drafts", edit, Create, kMaxPolicyBytes);
  add(
      kGet, "/api/v1/policies/drafts/{id}", view,
      [](ApiContext& c, const http::HttpRequest& r, const Principal&) { return ShowDraft(c, r); },
      0);
  add(kPost, "/api/v1/policies/drafts/{id}/test", edit, Test, kMaxPolicyBytes);
  add(
      kPost, "/api/v1/policies/drafts/{id}/approve", edit,
      [](ApiContext& c, const http::HttpRequest& r, const Principal& p) {
        return Decide(c, r, p, true);
      },
      kMaxTrialBytes);
  add(
      kPost, "/api/v1/policies/drafts/{id}/reject", edit,
      [](ApiContext& c, const http::HttpRequest& r, const Principal& p) {
        return Decide(c, r, p, false);
      },
      kMaxTrialBytes);
  add(kPost, "/api/v1/policies/drafts/{id}/stage", edit, Stage, kMaxTrialBytes);
  add(kPost, "/api/v1/policies/drafts/{id}/stop", edit, StopStage, kMaxTrialBytes);
  add(kPost, "/api/v1/policies/drafts/{id}/activate", edit, Activate, kMaxTrialBytes);
}

}  // namespace adit::api
