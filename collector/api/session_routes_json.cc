#include <nlohmann/json.hpp>

#include "collector/api/context.h"

namespace adit::api {
namespace {

constexpr size_t kMaxLoginBytes = 1024;

std::string PrincipalJson(const Principal& principal) {
  nlohmann::json json = {
      {"name", principal.name}, {"role", principal.role}, {"account", principal.is_account()}};
  for (const auto& [name, permission] : {std::pair{"view_results", Permission::kViewResults},
                                         std::pair{"edit_results", Permission::kEditResults},
                                         std::pair{"start_runs", Permission::kStartRuns},
                                         std::pair{"view_fleet", Permission::kViewFleet},
                                         std::pair{"manage_fleet", Permission::kManageFleet},
                                         std::pair{"view_policies", Permission::kViewPolicies},
                                         std::pair{"edit_policies", Permission::kEditPolicies},
                                         std::pair{"manage_users", Permission::kManageUsers},
                                         std::pair{"administer", Permission::kAdminister},
                                         std::pair{"view_audit", Permission::kViewAudit}}) {
    json["may"][name] = RoleMay(principal.role, permission);
  }
  return json.dump();
}

http::HttpResponse OpenSession(ApiContext& context, const http::HttpRequest& request) {
  if (request.Header("x-adit-request").empty()) {
    return http::Problem(403, "signing in needs the header X-Adit-Request");
  }
  const auto body = nlohmann::json::parse(request.body.begin(), request.body.end(), nullptr, false);
  const auto text = [&](const char* name) {
    return body.is_object() && body.contains(name) && body[name].is_string()
               ? body[name].get<std::string>()
               : std::string();
  };
  const std::string user = text("user");
  if (text("token").empty() && user.empty()) {
    return http::Problem(400, "send {\"user\": …, \"password\": …} or {\"token\": \"adit_…\"}");
  }
  Access::Login login = user.empty() ? context.access.Open(request, text("token"))
                                     : context.access.OpenAccount(request, user, text("password"));
  AuditEntry audit;
  audit.at_us = context.clock.WallMicros();
  // The name of a refused one is not kept: people type passwords into the wrong field.
  audit.actor = login.refusal ? "" : login.principal.name;
  audit.action = "sign in";
  audit.target = request.remote_address;
  audit.outcome = login.refusal ? "refused" : "ok";
  context.control.AppendAudit(audit).IgnoreError();
  if (login.refusal) return *login.refusal;
  http::HttpResponse response = JsonAnswer(PrincipalJson(login.principal));
  response.headers.emplace_back("Set-Cookie", login.set_cookie);
  return response;
}

}  // namespace

void AddSessionRoutes(http::Router& router, ApiContext& context) {
  http::Route open;
  open.method = http::Method::kPost;
  open.pattern = "/api/v1/session";
  open.max_body_bytes = kMaxLoginBytes;
  open.handle = [&context](const http::HttpRequest& request, const http::Respond& respond) {
    respond(OpenSession(context, request));
  };
  router.Add(std::move(open));

  http::Route show;
  show.pattern = "/api/v1/session";
  show.handle = [&context](const http::HttpRequest& request, const http::Respond& respond) {
    const std::optional<Principal> principal = context.access.Identify(request);
    respond(principal ? JsonAnswer(PrincipalJson(*principal))
                      : http::Problem(401, "nobody is signed in"));
  };
  router.Add(std::move(show));

  http::Route close;
  close.method = http::Method::kDelete;
  close.pattern = "/api/v1/session";
  close.handle = [&context](const http::HttpRequest& request, const http::Respond& respond) {
    if (request.Header("x-adit-request").empty()) {
      return respond(http::Problem(403, "signing out needs the header X-Adit-Request"));
    }
    http::HttpResponse response;
    response.status = 204;
    response.headers.emplace_back("Set-Cookie", context.access.Close(request));
    respond(std::move(response));
  };
  router.Add(std::move(close));
}

}  // namespace adit::api
