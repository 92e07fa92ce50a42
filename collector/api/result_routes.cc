#include <memory>

#include "collector/api/context.h"
#include "collector/api/paging.h"
#include "collector/api/published_results.h"
#include "collector/api/run_json.h"
#include "collector/api/run_request.h"

namespace adit::api {
namespace {

constexpr size_t kMaxRunRequestBytes = 4096;

std::string JoinDocuments(const std::vector<RunDocument>& documents) {
  std::string items = "[";
  for (const RunDocument& document : documents) {
    if (items.size() > 1) items += ',';
    items += document.json;
  }
  return items + "]";
}

http::HttpResponse RowsAnswer(const http::HttpRequest& request, const RunEntry& run,
                              const Result<PublishedResults::Rows>& rows) {
  if (!rows.ok()) return StatusAnswer(rows.status());
  return PageAnswer(request, JoinDocuments(rows->documents), rows->next,
                    ",\"run\":" + RunJson(run));
}

// The roadmap and the list of routines: the same rows, ranked.
http::HttpResponse List(PublishedResults& results, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const bool only_hidden = request.Query("hidden") == "true";
  return RowsAnswer(request, *run, results.Roadmap(run->id, page->after, page->limit, only_hidden));
}

http::HttpResponse Review(PublishedResults& results, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  return RowsAnswer(request, *run, results.Review(run->id, page->after, page->limit));
}

http::HttpResponse Drift(PublishedResults& results, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const bool only_changed = request.Query("changed") == "true";
  return RowsAnswer(request, *run, results.Drift(run->id, page->after, page->limit, only_changed));
}

http::HttpResponse Slight(PublishedResults& results, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  return RowsAnswer(request, *run, results.Slight(run->id, page->after, page->limit));
}

http::HttpResponse Coverage(PublishedResults& results, const http::HttpRequest& request) {
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const Result<std::string> coverage = results.Coverage(run->id);
  if (!coverage.ok()) return StatusAnswer(coverage.status());
  return JsonAnswer("{\"coverage\":" + *coverage + ",\"run\":" + RunJson(*run) + "}");
}

http::HttpResponse Routine(ApiContext& context, PublishedResults& results,
                           const http::HttpRequest& request, const Principal& principal) {
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const Result<RunDocument> document = results.Routine(run->id, request.parameters[0]);
  if (!document.ok()) return StatusAnswer(document.status());
  // A view that cannot be recorded is not given.
  if (const Status recorded =
          RecordAudit(context, principal, "view routine", request.parameters[0]);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  return JsonAnswer(document->json);
}

http::HttpResponse Instances(ApiContext& context, PublishedResults& results,
                             const http::HttpRequest& request, const Principal& principal) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const std::string& key = request.parameters[0];
  const auto rows = results.Instances(run->id, key, page->after, page->limit);
  if (!rows.ok()) return StatusAnswer(rows.status());
  if (const Status recorded = RecordAudit(context, principal, "view instances", key);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  return RowsAnswer(request, *run, rows);
}

http::HttpResponse StartRun(ApiContext& context, const http::HttpRequest& request,
                            const Principal& principal) {
  const auto wish = ReadRunRequest(std::string(AsText(request.body)));
  if (!wish.ok()) return StatusAnswer(wish.status());
  const Result<int64_t> id = context.jobs.RequestRun(wish->compare, wish->full);
  if (!id.ok()) return StatusAnswer(id.status());
  RecordAudit(context, principal, "start run", std::to_string(*id)).IgnoreError();
  const auto run = context.control.FindRun(*id);
  if (!run.ok() || !run->has_value())
    return StatusAnswer(run.ok() ? Internal("the run vanished") : run.status());
  http::HttpResponse response = JsonAnswer(RunJson(**run), 202);
  response.headers.emplace_back("Location", "/api/v1/runs/" + std::to_string(*id));
  return response;
}

http::HttpResponse RunList(ApiContext& context, const PublishedResults& results,
                           const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  auto runs = context.control.Runs(page->after == 0 ? INT64_MAX : page->after, page->limit + 1);
  if (!runs.ok()) return StatusAnswer(runs.status());
  results.WithoutSummary(*runs);
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
  AddProtected(router, context, http::Method::kGet, "/api/v1/routines/{key}/instances",
               Permission::kViewResults,
               [&context, results](const http::HttpRequest& request, const Principal& principal) {
                 return Instances(context, *results, request, principal);
               });
  AddProtected(router, context, http::Method::kGet, "/api/v1/review", Permission::kViewResults,
               [results](const http::HttpRequest& request, const Principal&) {
                 return Review(*results, request);
               });
  AddProtected(router, context, http::Method::kGet, "/api/v1/review/slight",
               Permission::kViewResults,
               [results](const http::HttpRequest& request, const Principal&) {
                 return Slight(*results, request);
               });
  AddProtected(router, context, http::Method::kGet, "/api/v1/drift", Permission::kViewResults,
               [results](const http::HttpRequest& request, const Principal&) {
                 return Drift(*results, request);
               });
  AddProtected(router, context, http::Method::kGet, "/api/v1/coverage", Permission::kViewFleet,
               [results](const http::HttpRequest& request, const Principal&) {
                 return Coverage(*results, request);
               });
  AddProtected(router, context, http::Method::kGet, "/api/v1/runs", Permission::kViewFleet,
               [&context, results](const http::HttpRequest& request, const Principal&) {
                 return RunList(context, *results, request);
               });
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/runs", Permission::kStartRuns,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return StartRun(context, request, principal);
      },
      kMaxRunRequestBytes);
  AddProtected(router, context, http::Method::kGet, "/api/v1/runs/{id}", Permission::kViewFleet,
               [results](const http::HttpRequest& request, const Principal&) {
                 const Result<RunEntry> run = results->State(request.parameters[0]);
                 return run.ok() ? JsonAnswer(RunJson(*run)) : StatusAnswer(run.status());
               });
}

}  // namespace adit::api
