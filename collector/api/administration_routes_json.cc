// What only the administration of the collector may do: tokens of the API, and the policy.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "common/base/time_text.h"

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
    return http::Problem(
        400, "days must be a whole number from 1 to " + std::to_string(Access::kMaxTokenDays));
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

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }

// Newest first; a token's text is not among it, since nobody keeps it.
http::HttpResponse ListApiTokens(ApiContext& context) {
  auto tokens = context.control.ApiTokens();
  if (!tokens.ok()) return StatusAnswer(tokens.status());
  std::stable_sort(tokens->begin(), tokens->end(), [](const ApiToken& a, const ApiToken& b) {
    return a.created_us > b.created_us;
  });
  const int64_t now_us = context.clock.WallMicros();
  json items = json::array();
  for (const ApiToken& token : *tokens) {
    items.push_back({{"id", token.id},
                     {"name", token.name},
                     {"role", token.role},
                     {"created", Time(token.created_us)},
                     {"expires", Time(token.expires_us)},
                     {"revoked", Time(token.revoked_us)},
                     {"active", token.revoked_us == 0 && token.expires_us > now_us}});
  }
  return JsonAnswer(json({{"items", items}}).dump(-1, ' ', false, json::error_handler_t::replace));
}

http::HttpResponse RevokeApiToken(ApiContext& context, const std::string& id,
                                  const Principal& principal) {
  if (const Status revoked = context.control.RevokeApiToken(id, context.clock.WallMicros());
      !revoked.ok()) {
    return StatusAnswer(revoked);
  }
  if (const Status recorded = RecordAudit(context, principal, "revoke API token", id);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  http::HttpResponse response;
  response.status = 204;
  return response;
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
      router, context, http::Method::kPost, "/api/v1/administration/api-tokens",
      Permission::kAdminister,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return CreateApiToken(context, request, principal);
      },
      kMaxWishBytes);
  AddProtected(router, context, http::Method::kGet, "/api/v1/administration/api-tokens",
               Permission::kAdminister, [&context](const http::HttpRequest&, const Principal&) {
                 return ListApiTokens(context);
               });
  AddProtected(router, context, http::Method::kDelete, "/api/v1/administration/api-tokens/{id}",
               Permission::kAdminister,
               [&context](const http::HttpRequest& request, const Principal& principal) {
                 return RevokeApiToken(context, request.parameters[0], principal);
               });
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/administration/policy",
      Permission::kAdminister,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return ActivatePolicy(context, request, principal);
      },
      kMaxPolicyBytes);
}

}  // namespace adit::api
