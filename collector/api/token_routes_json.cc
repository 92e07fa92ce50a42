#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxWishBytes = 4096;
constexpr int64_t kDayUs = 86'400 * kMicrosPerSecond;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }

http::HttpResponse CreateEnrolToken(ApiContext& context, const http::HttpRequest& request,
                                    const Principal& principal) {
  const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
  if (!body.is_object()) return http::Problem(400, "send {\"group\": …, \"uses\": …, \"days\": …}");
  EnrolmentDesk::TokenWish wish;
  const auto whole = [&](const char* name, int64_t low, int64_t high, int64_t& out) {
    if (!body.contains(name)) return true;
    if (!body[name].is_number_integer()) return false;
    out = body[name].get<int64_t>();
    return out >= low && out <= high;
  };
  int64_t uses = 1;
  int64_t days = 7;
  if (!whole("uses", 1, EnrolmentDesk::kMaxTokenUses, uses)) {
    return http::Problem(400, "uses must be a whole number from 1 to " +
                                  std::to_string(EnrolmentDesk::kMaxTokenUses));
  }
  if (!whole("days", 1, EnrolmentDesk::kMaxTokenDays, days)) {
    return http::Problem(400, "days must be a whole number from 1 to " +
                                  std::to_string(EnrolmentDesk::kMaxTokenDays));
  }
  wish.group = body.contains("group") && body["group"].is_string()
                   ? body["group"].get<std::string>()
                   : "default";
  wish.uses = static_cast<uint32_t>(uses);
  wish.valid_us = days * kDayUs;
  const auto token = context.desk.CreateToken(wish);
  if (!token.ok()) return StatusAnswer(token.status());
  if (const Status recorded = RecordAudit(context, principal, "create enrolment token", token->id);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  return JsonAnswer(json({{"id", token->id}, {"token", token->text}}).dump(), 201);
}

http::HttpResponse ListEnrolTokens(ApiContext& context) {
  const auto tokens = context.control.EnrolTokens();
  if (!tokens.ok()) return StatusAnswer(tokens.status());
  json items = json::array();
  for (const EnrolToken& token : *tokens) {
    items.push_back({{"id", token.id},
                     {"group", token.group},
                     {"uses", token.uses},
                     {"uses_max", token.uses_max},
                     {"created", Time(token.created_us)},
                     {"expires", Time(token.expires_us)},
                     {"revoked", Time(token.revoked_us)}});
  }
  return JsonAnswer(json({{"items", items}}).dump(-1, ' ', false, json::error_handler_t::replace));
}

http::HttpResponse Gone(ApiContext& context, const Principal& principal, const char* action,
                        const std::string& target, const Status& done) {
  if (!done.ok()) return StatusAnswer(done);
  if (const Status recorded = RecordAudit(context, principal, action, target); !recorded.ok())
    return StatusAnswer(recorded);
  http::HttpResponse response;
  response.status = 204;
  return response;
}

}  // namespace

void AddTokenRoutes(http::Router& router, ApiContext& context) {
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/enrol-tokens", Permission::kManageFleet,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return CreateEnrolToken(context, request, principal);
      },
      kMaxWishBytes);
  AddProtected(
      router, context, http::Method::kGet, "/api/v1/enrol-tokens", Permission::kManageFleet,
      [&context](const http::HttpRequest&, const Principal&) { return ListEnrolTokens(context); });
  AddProtected(router, context, http::Method::kDelete, "/api/v1/enrol-tokens/{id}",
               Permission::kManageFleet,
               [&context](const http::HttpRequest& request, const Principal& principal) {
                 const std::string& id = request.parameters[0];
                 return Gone(context, principal, "revoke enrolment token", id,
                             context.control.RevokeEnrolToken(id, context.clock.WallMicros()));
               });
  AddProtected(router, context, http::Method::kDelete, "/api/v1/agents/{id}",
               Permission::kManageFleet,
               [&context](const http::HttpRequest& request, const Principal& principal) {
                 const std::string& id = request.parameters[0];
                 const auto bytes = HexDecode(id);
                 const auto agent = bytes ? ToArray<16>(*bytes) : std::nullopt;
                 if (!agent) return http::Problem(400, "an agent's id has 32 hexadecimal digits");
                 return Gone(context, principal, "revoke agent", id,
                             context.control.RevokeAgent(*agent, context.clock.WallMicros()));
               });
}

}  // namespace adit::api
