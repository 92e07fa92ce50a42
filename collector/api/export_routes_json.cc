#include <memory>
#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "collector/api/published_results.h"
#include "collector/api/published_routine.h"
#include "collector/export/bpmn.h"
#include "collector/export/process_document.h"
#include "collector/export/robot_skeleton.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;

std::string Figure(const json& document, const char* name, const char* unit) {
  const json value = document.value(name, json());
  return value.is_null() ? "unknown" : value.dump() + unit;
}

ProcessDocumentText TextOf(const json& document, const RunEntry& run) {
  ProcessDocumentText text;
  text.title = document.value("name", "");
  text.run = "Rests on " + Figure(document, "instances", "") + " instances of " +
             Figure(document, "people", "") + " people, run " + std::to_string(run.id) + " of " +
             FormatTime(run.finished_us).substr(0, 10) +
             ". Nothing in it rests on fewer people than the collector's group size.";
  text.figures = {{"Hours a month", Figure(document, "hours_per_month", "")},
                  {"90 % interval", Figure(document, "hours_low", "") + " to " +
                                        Figure(document, "hours_high", "")},
                  {"Instances a month", Figure(document, "runs_per_month", "")},
                  {"Median duration", Figure(document, "median_duration_s", " s")},
                  {"9 of 10 within", Figure(document, "p90_duration_s", " s")},
                  {"Share of exceptions", Figure(document, "exception_share", "")},
                  {"Confidence", Figure(document, "confidence", "")},
                  {"Hours saved a month", Figure(document, "saved_hours_per_month", "")},
                  {"Effort to build, hours", Figure(document, "build_hours", "")},
                  {"Score of 100", Figure(document, "score", "")}};
  text.reasons = document.value("reasons", std::vector<std::string>());
  return text;
}

struct Rendered {
  std::string content_type;
  std::string extension;
  std::string body;
};

Result<Rendered> Render(const std::string& format, const std::string& document_json,
                        const RunEntry& run) {
  if (format == "json") return Rendered{"application/json", "json", document_json};
  ADIT_ASSIGN_OR_RETURN(const Discovery discovery, ReadPublishedRoutine(document_json));
  const adit::Routine& routine = discovery.routines.front();
  if (format == "bpmn")
    return Rendered{"application/xml", "bpmn", RenderBpmn(discovery, routine, {})};
  if (format == "robot")
    return Rendered{"text/plain; charset=utf-8", "robot", RenderRobotSkeleton(discovery, routine)};
  if (format == "svg") return Rendered{"image/svg+xml", "svg", RenderMapSvg(discovery, routine)};
  if (format == "docx") {
    const json document = json::parse(document_json, nullptr, false);
    return Rendered{
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
        RenderProcessDocument(discovery, routine, TextOf(document, run))};
  }
  return NotFound("there is no export '" + format + "'; docx, svg, bpmn, robot and json are");
}

http::HttpResponse Export(ApiContext& context, PublishedResults& results,
                          const http::HttpRequest& request, const Principal& principal) {
  const Result<RunEntry> run = results.Run(request.Query("run"));
  if (!run.ok()) return StatusAnswer(run.status());
  const Result<RunDocument> document = results.Routine(run->id, request.parameters[0]);
  if (!document.ok()) return StatusAnswer(document.status());
  Result<Rendered> rendered = Render(request.parameters[1], document->json, *run);
  if (!rendered.ok()) return StatusAnswer(rendered.status());
  // An export that cannot be recorded is not given.
  if (const Status recorded = RecordAudit(context, principal, "export routine",
                                          document->name + " as " + rendered->extension);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  http::HttpResponse response = JsonAnswer(std::move(rendered->body));
  response.content_type = rendered->content_type;
  // Downloaded, never opened in place: a drawing is no page of this address.
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"routine-" +
                                                           document->name + "." +
                                                           rendered->extension + "\"");
  return response;
}

}  // namespace

void AddExportRoutes(http::Router& router, ApiContext& context) {
  const auto results = std::make_shared<PublishedResults>(context.control, context.gate);
  AddProtected(router, context, http::Method::kGet, "/api/v1/routines/{key}/export/{format}",
               Permission::kViewResults,
               [&context, results](const http::HttpRequest& request, const Principal& principal) {
                 return Export(context, *results, request, principal);
               });
}

}  // namespace adit::api
