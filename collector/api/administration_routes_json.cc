// What only the administration of the collector may do: tokens of the API, and the policy.
#include <nlohmann/json.hpp>

#include "collector/api/context.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxWishBytes = 4096;
constexpr size_t kMaxPolicyBytes = 1 << 20;
constexpr int64_t kDayUs = 86'400 * kMicrosPerSecond;

http::HttpResponse CreateApiToken(ApiContext& context, const http::HttpRequest& request,
                                  const Principal& principal) {
  const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
  const auto text = [&](const char* name) {
    return body.is_object() && body.contains(name) && body[name].is_string()
               ? body[name].get<std::string>()
               : std::string();
  };
  if (text("name").empty() || text("role").empty()) {
    return http::Problem(400, "send {\"name\": …, \"role\": …, \"days\": …}");
  }
  const json days = body.value("days", json(7));
  if (!days.is_number_integer() || days < 1 || days > Access::kMaxTokenDays) {
    return http::Problem(400, "days must be a whole number from 1 to " +
                                  std::to_string(Access::kMaxTokenDays));
  }
  const auto token =
      context.access.CreateToken(text("name"), text("role"), days.get<int64_t>() * kDayUs);
  if (!token.ok()) return StatusAnswer(token.status());
  if (const Status recorded =
          RecordAudit(context, principal, "create API token, " + text("role"), token->id);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  return JsonAnswer(json({{"id", token->id}, {"token", token->text}}).dump(), 201);
}

http::HttpResponse ActivatePolicy(ApiContext& context, const http::HttpRequest& request,
                                  const Principal& principal) {
  // An administrator from afar must not go round the officers' drafts and approvals.
  if (!context.is_local_administration(request)) {
    return http::Problem(409,
                         "a policy is set directly by `adit-collector policy set` on the "
                         "collector's machine alone; from elsewhere officers draft and approve it");
  }
  const std::string document(request.body.begin(), request.body.end());
  if (const Status activated = context.activate_policy(document); !activated.ok()) {
    return StatusAnswer(activated);
  }
  const auto active = context.control.ActivePolicy();
  if (!active.ok()) return StatusAnswer(active.status());
  const std::string version = std::to_string(*active ? (*active)->version : 0);
  if (const Status recorded = RecordAudit(context, principal, "activate policy", version);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  return JsonAnswer("{\"version\":" + version + "}", 201);
}

}  // namespace

void AddAdministrationRoutes(http::Router& router, ApiContext& context) {
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/administration/api-tokens", Permission::kAdminister,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return CreateApiToken(context, request, principal);
      },
      kMaxWishBytes);
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/administration/policy", Permission::kAdminister,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return ActivatePolicy(context, request, principal);
      },
      kMaxPolicyBytes);
}

}  // namespace adit::api
