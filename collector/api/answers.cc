#include <optional>
#include <utility>

#include "collector/api/context.h"
#include "collector/api/rate_limit.h"
#include "collector/api/webhook_routes.h"
#include "common/base/logger.h"

namespace adit::api {

http::HttpResponse JsonAnswer(std::string json, int status) {
  http::HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(json);
  // An answer opened by itself, outside the page, is no page either.
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; frame-ancestors 'none'");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::HttpResponse StatusAnswer(const Status& status) {
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
      return http::Problem(400, status.message());
    case StatusCode::kUnauthenticated:
      return http::Problem(401, status.message());
    case StatusCode::kPermissionDenied:
      return http::Problem(403, status.message());
    case StatusCode::kNotFound:
      return http::Problem(404, status.message());
    case StatusCode::kAlreadyExists:
    case StatusCode::kFailedPrecondition:
      return http::Problem(409, status.message());
    case StatusCode::kResourceExhausted:
      return http::Problem(507, status.message());
    case StatusCode::kUnavailable:
      return http::Problem(503, "try again in a moment");
    default:
      break;
  }
  LogError("api: request failed", {{"error", status.ToString()}});
  return http::Problem(500, "the collector failed; its log says why");
}

Status RecordAudit(ApiContext& context, const Principal& principal, const std::string& action,
                   const std::string& target) {
  AuditEntry audit;
  audit.at_us = context.clock.WallMicros();
  audit.actor = principal.name;
  audit.action = action;
  audit.target = target;
  audit.outcome = "ok";
  return context.control.AppendAudit(audit);
}

void AddProtected(http::Router& router, ApiContext& context, http::Method method,
                  std::string pattern, Permission permission, PrincipalHandler handler,
                  size_t max_body_bytes) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.max_body_bytes = max_body_bytes;
  route.handle = [&context, permission, handler = std::move(handler)](
                     const http::HttpRequest& request, const http::Respond& respond) {
    Access::Decision decision = context.access.Check(request, permission);
    if (!decision.principal) {
      respond(std::move(decision.refusal));
      return;
    }
    const Principal& who = *decision.principal;
    std::optional<RateLimit::Standing> standing;
    if (context.rate_limit != nullptr) {
      standing = context.rate_limit->Count(who.is_account() ? "account " + who.name
                                                            : "token " + who.token_id);
    }
    if (standing && !standing->allowed) {
      respond(context.rate_limit->Refusal(*standing));
      return;
    }
    http::HttpResponse response = handler(request, who);
    if (standing) context.rate_limit->Describe(*standing, response);
    respond(std::move(response));
  };
  router.Add(std::move(route));
}

void AddAllRoutes(http::Router& router, ApiContext& context) {
  AddAgentRoutes(router, context);
  AddHealthRoutes(router, context);
  AddSessionRoutes(router, context);
  AddOidcRoutes(router, context);
  AddFleetRoutes(router, context);
  AddAuditRoutes(router, context);
  AddTokenRoutes(router, context);
  AddAdministrationRoutes(router, context);
  AddResultRoutes(router, context);
  AddEditRoutes(router, context);
  AddUserRoutes(router, context);
  AddPolicyRoutes(router, context);
  AddPrivacyRoutes(router, context);
  AddExportRoutes(router, context);
  AddMyDataRoutes(router, context);
  AddWebhookRoutes(router, context);
  AddPageRoutes(router);
}

}  // namespace adit::api
