#include <algorithm>
#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/api/context.h"
#include "collector/api/paging.h"
#include "collector/api/published_results.h"
#include "collector/jobs/edit_replay.h"
#include "common/base/time_text.h"
#include "common/base/utf8.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxEditBytes = 16'384;
constexpr size_t kMaxNameBytes = 200;
constexpr size_t kMaxVariants = 200;
// Edits are few; more than this is a program gone wrong.
constexpr size_t kMaxEdits = 20'000;

json EditJson(const Edit& edit, bool active) {
  json out = {{"seq", edit.seq},         {"at", FormatTime(edit.at_us)},
              {"author", edit.author},   {"kind", EditKindName(edit.kind)},
              {"routine", edit.routine}, {"active", active}};
  if (edit.kind == EditKind::kRename) out["name"] = edit.value;
  if (edit.kind == EditKind::kMerge) out["into"] = edit.value;
  if (edit.kind == EditKind::kSplit) out["new_routine"] = edit.value;
  if (edit.kind == EditKind::kSplit) out["variants"] = edit.variants;
  if (edit.kind == EditKind::kStart || edit.kind == EditKind::kEnd) out["step"] = edit.value;
  if (edit.kind == EditKind::kUndo) out["undoes"] = std::stoll(edit.value);
  return out;
}

std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// A name a person typed: shown everywhere, so it is one line of readable text.
Status CheckName(const std::string& name) {
  if (name.empty() || name.size() > kMaxNameBytes || !IsValidUtf8(name)) {
    return InvalidArgument("name must have 1 to " + std::to_string(kMaxNameBytes) +
                           " bytes of UTF-8");
  }
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(name.begin(), name.end(), control))
    return InvalidArgument("name must not hold line breaks or control characters");
  return OkStatus();
}

std::string TextMember(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Some, but not all, of the variants that may be shown.
Result<std::vector<std::string>> SplitVariants(const json& body, const std::string& routine_json) {
  std::set<std::string> shown;
  const json routine = json::parse(routine_json, nullptr, false);
  for (const json& variant : routine.value("variants", json::array()))
    shown.insert(variant.value("id", ""));
  const json wanted = body.value("variants", json::array());
  if (!wanted.is_array() || wanted.empty() || wanted.size() > kMaxVariants)
    return InvalidArgument("variants must list 1 to " + std::to_string(kMaxVariants) + " ids");
  std::set<std::string> chosen;
  for (const json& id : wanted) {
    if (!id.is_string() || !shown.contains(id.get<std::string>()))
      return InvalidArgument("variants: " + id.dump(-1, ' ', true, json::error_handler_t::replace) +
                             " is not the id of a variant of this routine");
    chosen.insert(id.get<std::string>());
  }
  if (chosen.size() == shown.size() && routine.value("hidden_variants", 0) == 0)
    return InvalidArgument("variants: all of them is no split; leave at least one");
  return std::vector<std::string>(chosen.begin(), chosen.end());
}

// One of the steps that may be shown.
Status CheckStep(const std::string& step, const std::string& routine_json) {
  const json routine = json::parse(routine_json, nullptr, false);
  for (const json& activity : routine.value("activities", json::array())) {
    if (!step.empty() && activity.value("step", "") == step) return OkStatus();
  }
  return InvalidArgument("step must be the member step of one of the routine's activities");
}

Result<Edit> ReadEdit(PublishedResults& results, const json& body) {
  Edit edit;
  const std::optional<EditKind> kind = ParseEditKind(TextMember(body, "kind"));
  if (!kind || *kind == EditKind::kUndo) {
    return InvalidArgument(
        "kind must be one of: rename, merge, split, hide, confirm, wrong, "
        "start, end; "
        "undo with POST /api/v1/edits/{seq}/undo");
  }
  edit.kind = *kind;
  edit.routine = TextMember(body, "routine");
  ADIT_ASSIGN_OR_RETURN(const RunEntry run, results.Run(std::nullopt));
  ADIT_ASSIGN_OR_RETURN(const RunDocument document, results.Routine(run.id, edit.routine));
  if (edit.kind == EditKind::kRename) {
    edit.value = TextMember(body, "name");
    ADIT_RETURN_IF_ERROR(CheckName(edit.value));
  } else if (edit.kind == EditKind::kMerge) {
    edit.value = TextMember(body, "into");
    if (edit.value == edit.routine) return InvalidArgument("into must be another routine");
    ADIT_RETURN_IF_ERROR(results.Routine(run.id, edit.value).status());
  } else if (edit.kind == EditKind::kSplit) {
    ADIT_ASSIGN_OR_RETURN(edit.variants, SplitVariants(body, document.json));
    edit.value = SplitKey(edit.routine, edit.variants);
  } else if (edit.kind == EditKind::kStart || edit.kind == EditKind::kEnd) {
    edit.value = TextMember(body, "step");
    ADIT_RETURN_IF_ERROR(CheckStep(edit.value, document.json));
  }
  return edit;
}

// If-Match names the newest edit its author knew; nothing when it was not sent.
Result<std::optional<int64_t>> ExpectedLast(const http::HttpRequest& request) {
  const std::string_view tag = request.Header("if-match");
  if (tag.empty() || tag == "*") return std::optional<int64_t>();
  int64_t seq = 0;
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
    const auto [end, error] = std::from_chars(tag.data() + 1, tag.data() + tag.size() - 1, seq);
    if (error == std::errc() && end == tag.data() + tag.size() - 1) return std::optional(seq);
  }
  return InvalidArgument("If-Match must be the ETag of GET /api/v1/edits");
}

// Stores it, records it, and mines again when it changes what belongs together.
http::HttpResponse Store(ApiContext& context, const http::HttpRequest& request,
                         const Principal& principal, Edit edit) {
  edit.author = principal.name;
  edit.at_us = context.clock.WallMicros();
  const auto expected = ExpectedLast(request);
  if (!expected.ok()) return StatusAnswer(expected.status());
  const Result<std::vector<Edit>> before = context.control.Edits();
  if (!before.ok()) return StatusAnswer(before.status());
  if (before->size() >= kMaxEdits)
    return http::Problem(507, "there are " + std::to_string(kMaxEdits) + " edits already");
  const auto seq = context.control.AddEdit(edit, *expected);
  if (seq.status().code() == StatusCode::kFailedPrecondition)
    return http::Problem(412, seq.status().message());
  if (!seq.ok()) return StatusAnswer(seq.status());
  edit.seq = *seq;
  if (const Status recorded =
          RecordAudit(context, principal, "edit: " + std::string(EditKindName(edit.kind)),
                      edit.routine + " #" + std::to_string(edit.seq));
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  json answer = EditJson(edit, true);
  // Judgements show at once and wait for the next run; what is cut anew asks for one.
  const auto asks_for_run = [](EditKind kind) {
    return ChangesRuns(kind) && kind != EditKind::kConfirm && kind != EditKind::kWrong;
  };
  bool regroups = asks_for_run(edit.kind);
  if (edit.kind == EditKind::kUndo) {
    for (const Edit& other : *before) {
      if (std::to_string(other.seq) == edit.value)
        regroups = asks_for_run(other.kind) || other.kind == EditKind::kUndo;
    }
  }
  answer["run"] = json();
  if (regroups) {
    const Result<int64_t> run = context.jobs.RequestRun();
    if (!run.ok()) return StatusAnswer(run.status());
    answer["run"] = *run;
  }
  http::HttpResponse response = JsonAnswer(Dump(answer), 201);
  response.headers.emplace_back("ETag", "\"" + std::to_string(*seq) + "\"");
  return response;
}

http::HttpResponse Create(ApiContext& context, PublishedResults& results,
                          const http::HttpRequest& request, const Principal& principal) {
  const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
  if (!body.is_object()) return http::Problem(400, "send {\"kind\": …, \"routine\": …}");
  Result<Edit> edit = ReadEdit(results, body);
  if (!edit.ok()) return StatusAnswer(edit.status());
  return Store(context, request, principal, *std::move(edit));
}

http::HttpResponse Undo(ApiContext& context, const http::HttpRequest& request,
                        const Principal& principal) {
  const Result<std::vector<Edit>> edits = context.control.Edits();
  if (!edits.ok()) return StatusAnswer(edits.status());
  const auto target = std::find_if(edits->begin(), edits->end(), [&](const Edit& edit) {
    return std::to_string(edit.seq) == request.parameters[0];
  });
  if (target == edits->end()) return http::Problem(404, "there is no edit of that number");
  for (const Edit& edit : *edits) {
    if (edit.kind == EditKind::kUndo && edit.value == request.parameters[0] &&
        edit.seq > target->seq) {
      return http::Problem(409, "edit " + request.parameters[0] + " is undone already, by edit " +
                                    std::to_string(edit.seq) + "; undo that one to restore it");
    }
  }
  Edit undo;
  undo.kind = EditKind::kUndo;
  undo.routine = target->routine;
  undo.value = request.parameters[0];
  return Store(context, request, principal, std::move(undo));
}

// Newest first, of one routine or of all.
http::HttpResponse List(ApiContext& context, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<std::vector<Edit>> edits = context.control.Edits();
  if (!edits.ok()) return StatusAnswer(edits.status());
  std::set<int64_t> active;
  for (const Edit& edit : ActiveEdits(*edits)) active.insert(edit.seq);
  const std::optional<std::string> routine = request.Query("routine");
  json items = json::array();
  std::optional<int64_t> next;
  for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
    if (page->after != 0 && edit->seq >= page->after) continue;
    if (routine && edit->routine != *routine && edit->value != *routine) continue;
    if (items.size() == page->limit) {
      next = items.back()["seq"].get<int64_t>();
      break;
    }
    items.push_back(EditJson(*edit, active.contains(edit->seq)));
  }
  http::HttpResponse response = PageAnswer(request, Dump(items), next);
  response.headers.emplace_back(
      "ETag", "\"" + std::to_string(edits->empty() ? 0 : edits->back().seq) + "\"");
  return response;
}

}  // namespace

void AddEditRoutes(http::Router& router, ApiContext& context) {
  const auto results = std::make_shared<PublishedResults>(context.control, context.gate);
  AddProtected(router, context, http::Method::kGet, "/api/v1/edits", Permission::kViewResults,
               [&context](const http::HttpRequest& request, const Principal&) {
                 return List(context, request);
               });
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/edits", Permission::kEditResults,
      [&context, results](const http::HttpRequest& request, const Principal& principal) {
        return Create(context, *results, request, principal);
      },
      kMaxEditBytes);
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/edits/{seq}/undo", Permission::kEditResults,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return Undo(context, request, principal);
      },
      kMaxEditBytes);
}

}  // namespace adit::api
