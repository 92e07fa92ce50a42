#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxUserBytes = 4096;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }

json UserJson(const UserEntry& user, int64_t now_us) {
  return {{"name", user.name},
          {"role", user.role},
          {"created", Time(user.created_us)},
          {"changed", Time(user.changed_us)},
          {"disabled", user.disabled},
          {"locked", user.locked_until_us > now_us}};
}

std::string TextMember(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json ReadBody(const http::HttpRequest& request) {
  return json::parse(request.body.begin(), request.body.end(), nullptr, false);
}

http::HttpResponse List(ApiContext& context) {
  const auto users = context.control.Users();
  if (!users.ok()) return StatusAnswer(users.status());
  json items = json::array();
  for (const UserEntry& user : *users) items.push_back(UserJson(user, context.clock.WallMicros()));
  return JsonAnswer(json({{"items", items}, {"next_cursor", nullptr}}).dump());
}

http::HttpResponse Create(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal) {
  const json body = ReadBody(request);
  if (!body.is_object()) return http::Problem(400, "send {\"name\": …, \"role\": …}");
  const std::string name = TextMember(body, "name");
  const bool given = body.contains("password");
  const std::string password =
      given ? TextMember(body, "password") : context.access.ProposePassword();
  if (const Status made = context.access.CreateUser(name, TextMember(body, "role"), password);
      !made.ok()) {
    return StatusAnswer(made);
  }
  if (const Status recorded = RecordAudit(context, principal, "create account",
                                          name + " (" + TextMember(body, "role") + ")");
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  const auto user = context.control.FindUser(name);
  if (!user.ok() || !user->has_value()) return StatusAnswer(Internal("the account vanished"));
  json answer = UserJson(**user, context.clock.WallMicros());
  if (!given) answer["password"] = password;
  return JsonAnswer(answer.dump(), 201);
}

// The changes of a request laid over the account; what they were, for the audit.
Result<std::string> Apply(ApiContext& context, const json& body, UserEntry& user,
                          std::string& new_password) {
  std::string what;
  if (body.contains("role")) {
    const std::string role = TextMember(body, "role");
    if (!IsRole(role)) {
      return InvalidArgument("role must be one of: analyst, officer, operator, auditor, admin");
    }
    what += " role " + user.role + " to " + role;
    user.role = role;
  }
  if (body.contains("disabled")) {
    if (!body["disabled"].is_boolean()) return InvalidArgument("disabled must be true or false");
    user.disabled = body["disabled"].get<bool>();
    what += user.disabled ? " disabled" : " enabled";
  }
  if (body.contains("reset_password")) {
    if (body["reset_password"] != true) return InvalidArgument("reset_password must be true");
    new_password = context.access.ProposePassword();
    ADIT_ASSIGN_OR_RETURN(user.password_hash, context.access.HashOf(new_password));
    what += " password reset";
  }
  if (what.empty()) return InvalidArgument("send one of role, disabled, reset_password");
  user.failures = 0;
  user.locked_until_us = 0;
  user.changed_us = context.clock.WallMicros();
  return what;
}

http::HttpResponse Change(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal) {
  const json body = ReadBody(request);
  if (!body.is_object()) return http::Problem(400, "send {\"role\": …} or {\"disabled\": …}");
  const std::string& name = request.parameters[0];
  if (principal.is_account() && principal.name == name)
    return http::Problem(409, "nobody changes the own account here; ask another administrator");
  const auto found = context.control.FindUser(name);
  if (!found.ok()) return StatusAnswer(found.status());
  if (!found->has_value()) return http::Problem(404, "there is no account of that name");
  if (name.starts_with(Access::kExternalPrefix) &&
      (body.contains("role") || body.contains("reset_password"))) {
    return http::Problem(409,
                         "the identity provider gives this account its role; it has no password. "
                         "Change the groups there (oidc_roles), or disable it here");
  }
  UserEntry user = **found;
  std::string new_password;
  const auto what = Apply(context, body, user, new_password);
  if (!what.ok()) return StatusAnswer(what.status());
  if (const Status done = context.control.UpdateUser(user); !done.ok()) return StatusAnswer(done);
  if (const Status recorded = RecordAudit(context, principal, "change account", name + ":" + *what);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  json answer = UserJson(user, context.clock.WallMicros());
  if (!new_password.empty()) answer["password"] = new_password;
  return JsonAnswer(answer.dump());
}

http::HttpResponse ChangeOwnPassword(ApiContext& context, const http::HttpRequest& request,
                                     const Principal& principal) {
  const json body = ReadBody(request);
  if (!body.is_object()) return http::Problem(400, "send {\"old\": …, \"new\": …}");
  if (!principal.is_account()) return http::Problem(409, "a token has no password");
  const std::string fresh = TextMember(body, "new");
  if (const Status good = context.access.CheckPassword(principal.name, fresh); !good.ok())
    return StatusAnswer(good);
  // The old one again: an unattended screen is not enough. It counts like a sign-in.
  const Access::Login again =
      context.access.OpenAccount(request, principal.name, TextMember(body, "old"));
  if (again.refusal) return http::Problem(403, "the old password is wrong");
  const auto found = context.control.FindUser(principal.name);
  if (!found.ok() || !found->has_value()) return http::Problem(404, "the account is gone");
  UserEntry user = **found;
  const auto hash = context.access.HashOf(fresh);
  if (!hash.ok()) return StatusAnswer(hash.status());
  user.password_hash = *hash;
  user.changed_us = context.clock.WallMicros();
  if (const Status done = context.control.UpdateUser(user); !done.ok()) return StatusAnswer(done);
  if (const Status recorded = RecordAudit(context, principal, "change own password", user.name);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  // All its sessions are over, this one too; a new one begins.
  Access::Login login = context.access.OpenAccount(request, user.name, fresh);
  http::HttpResponse response;
  response.status = 204;
  if (!login.refusal) response.headers.emplace_back("Set-Cookie", login.set_cookie);
  return response;
}

}  // namespace

void AddUserRoutes(http::Router& router, ApiContext& context) {
  AddProtected(router, context, http::Method::kGet, "/api/v1/users", Permission::kManageUsers,
               [&context](const http::HttpRequest&, const Principal&) { return List(context); });
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/users", Permission::kManageUsers,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return Create(context, request, principal);
      },
      kMaxUserBytes);
  AddProtected(
      router, context, http::Method::kPut, "/api/v1/users/{name}", Permission::kManageUsers,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return Change(context, request, principal);
      },
      kMaxUserBytes);
  AddProtected(
      router, context, http::Method::kPut, "/api/v1/session/password", Permission::kOwnAccount,
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return ChangeOwnPassword(context, request, principal);
      },
      kMaxUserBytes);
}

}  // namespace adit::api
