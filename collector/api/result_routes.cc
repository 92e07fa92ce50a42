#include <memory>

#include "collector/api/context.h"
#include "collector/api/paging.h"
#include "collector/api/published_results.h"
#include "collector/api/run_json.h"

namespace adit::api {
namespace {

// Nothing is read from it yet; clients send an empty object all the same.
constexpr size_t kMaxRunRequestBytes = 4096;

std::string JoinDocuments(const std::vector<RunDocument>& documents, size_t count) {
  std::string items = "[";
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) items += ',';
    items += documents[i].json;
  }
  return items + "]";
}

// The roadmap and the list of routines: the same rows, ranked.
http::HttpResponse List(PublishedResults& results, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const auto documents = results.List(run->id, "opportunity", page->after, page->limit + 1);
  if (!documents.ok()) return StatusAnswer(documents.status());
  const bool more = documents->size() > page->limit;
  const size_t count = std::min(documents->size(), page->limit);
  return PageAnswer(request, JoinDocuments(*documents, count),
                    more ? std::optional<int64_t>((*documents)[count - 1].position) : std::nullopt,
                    ",\"run\":" + RunJson(*run));
}

http::HttpResponse Routine(ApiContext& context, PublishedResults& results,
                           const http::HttpRequest& request, const Principal& principal) {
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const Result<RunDocument> document = results.Find(run->id, "routine", request.parameters[0]);
  if (!document.ok()) return StatusAnswer(document.status());
  AuditEntry audit;
  audit.at_us = context.clock.WallMicros();
  audit.actor = principal.name;
  audit.action = "view routine";
  audit.target = request.parameters[0];
  audit.outcome = "ok";
  // A view that cannot be recorded is not given.
  if (const Status recorded = context.control.AppendAudit(audit); !recorded.ok())
    return StatusAnswer(recorded);
  return JsonAnswer(document->json);
}

http::HttpResponse StartRun(ApiContext& context, const Principal& principal) {
  const Result<int64_t> id = context.jobs.RequestRun();
  if (!id.ok()) return StatusAnswer(id.status());
  AuditEntry audit;
  audit.at_us = context.clock.WallMicros();
  audit.actor = principal.name;
  audit.action = "start run";
  audit.target = std::to_string(*id);
  audit.outcome = "ok";
  context.control.AppendAudit(audit).IgnoreError();
  const auto run = context.control.FindRun(*id);
  if (!run.ok() || !run->has_value())
    return StatusAnswer(run.ok() ? Internal("the run vanished") : run.status());
  http::HttpResponse response = JsonAnswer(RunJson(**run), 202);
  response.headers.emplace_back("Location", "/api/v1/runs/" + std::to_string(*id));
  return response;
}

http::HttpResponse RunList(ApiContext& context, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const auto runs =
      context.control.Runs(page->after == 0 ? INT64_MAX : page->after, page->limit + 1);
  if (!runs.ok()) return StatusAnswer(runs.status());
  std::string items = "[";
  const size_t count = std::min(runs->size(), page->limit);
  for (size_t i = 0; i < count; ++i) items += (i > 0 ? "," : "") + RunJson((*runs)[i]);
  const bool more = runs->size() > page->limit;
  return PageAnswer(request, items + "]",
                    more ? std::optional<int64_t>((*runs)[count - 1].id) : std::nullopt);
}

}  // namespace

void AddResultRoutes(http::Router& router, ApiContext& context) {
  const auto results = std::make_shared<PublishedResults>(context.control, context.gate);
  const auto list = [results](const http::HttpRequest& request, const Principal&) {
    return List(*results, request);
  };
  AddProtected(router, context, http::Method::kGet, "/api/v1/roadmap", Permission::kViewResults,
               list);
  AddProtected(router, context, http::Method::kGet, "/api/v1/routines", Permission::kViewResults,
               list);
  AddProtected(router, context, http::Method::kGet, "/api/v1/routines/{key}",
               Permission::kViewResults,
               [&context, results](const http::HttpRequest& request, const Principal& principal) {
                 return Routine(context, *results, request, principal);
               });
  AddProtected(router, context, http::Method::kGet, "/api/v1/runs", Permission::kViewFleet,
               [&context](const http::HttpRequest& request, const Principal&) {
                 return RunList(context, request);
               });
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/runs", Permission::kStartRuns,
      [&context](const http::HttpRequest&, const Principal& principal) {
        return StartRun(context, principal);
      },
      kMaxRunRequestBytes);
  AddProtected(router, context, http::Method::kGet, "/api/v1/runs/{id}", Permission::kViewFleet,
               [results](const http::HttpRequest& request, const Principal&) {
                 const Result<RunEntry> run = results->Run(request.parameters[0]);
                 return run.ok() ? JsonAnswer(RunJson(*run)) : StatusAnswer(run.status());
               });
}

}  // namespace adit::api
