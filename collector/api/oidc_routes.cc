// Signing in at an identity provider: there (/session/oidc) and back (/session/oidc/callback).
#include <atomic>
#include <memory>

#include "collector/api/context.h"
#include "collector/oidc/provider.h"
#include "collector/oidc/sign_ins.h"
#include "common/base/logger.h"

namespace adit::api {
namespace {

constexpr std::string_view kCookie = "__Host-adit_oidc";
// Lax: the way back from the provider comes from another site.
constexpr const char* kCookieTerms = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=";
// Workers that wait for the provider at once: the others keep answering.
constexpr int kMostWaiting = 2;

// Takes one of the places for as long as it lives.
class Place {
 public:
  explicit Place(std::atomic<int>& taken) : taken_(taken), own_(++taken <= kMostWaiting) {}
  ~Place() { --taken_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  [[nodiscard]] bool own() const { return own_; }

 private:
  std::atomic<int>& taken_;
  const bool own_;
};

http::HttpResponse SeeOther(const std::string& location) {
  http::HttpResponse response;
  response.status = 303;
  response.headers = {
      {"Location", location}, {"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}};
  return response;
}

// Back to the page, which has words for these reasons: what strangers send is never shown. `up`
// leads from the route's address to the page's.
http::HttpResponse ToPage(const char* up, const char* reason) {
  return SeeOther(std::string(up) + "#signin=" + reason);
}

class Routes {
 public:
  explicit Routes(ApiContext& context)
      : context_(context), sign_ins_(context.clock, *context.random) {}

  http::HttpResponse Begin(const http::HttpRequest& request) {
    constexpr const char* kUp = "../../../";
    if (context_.oidc == nullptr) return http::Problem(404, "no identity provider is set up");
    if (context_.access.TooManyFailures(request.remote_address)) return ToPage(kUp, "slow");
    const Place place(waiting_);
    const auto begun = place.own() ? sign_ins_.Begin() : std::nullopt;
    if (!begun) return ToPage(kUp, "busy");
    const auto url = context_.oidc->AuthorizationUrl(begun->state, begun->nonce, begun->challenge);
    if (!url.ok()) {
      LogError("sign in: the identity provider", {{"error", url.status().message()}});
      return ToPage(kUp, "unavailable");
    }
    http::HttpResponse response = SeeOther(*url);
    response.headers.emplace_back(
        "Set-Cookie", std::string(kCookie) + "=" + begun->cookie + kCookieTerms + "600");
    return response;
  }

  http::HttpResponse End(const http::HttpRequest& request) {
    if (context_.oidc == nullptr) return http::Problem(404, "no identity provider is set up");
    http::HttpResponse response = Redeemed(request);
    response.headers.emplace_back("Set-Cookie", std::string(kCookie) + "=" + kCookieTerms + "0");
    return response;
  }

 private:
  http::HttpResponse Refused(const http::HttpRequest& request, const char* reason,
                             const std::string& why) {
    context_.access.CountFailure(request.remote_address);
    LogWarning("sign in: refused", {{"why", why}});
    Record("", request, "refused").IgnoreError();
    return ToPage("../../../../", reason);
  }

  Status Record(const std::string& actor, const http::HttpRequest& request, const char* outcome) {
    AuditEntry audit;
    audit.at_us = context_.clock.WallMicros();
    audit.actor = actor;
    audit.action = "sign in";
    audit.target = "identity provider, " + request.remote_address;
    audit.outcome = outcome;
    return context_.control.AppendAudit(audit);
  }

  http::HttpResponse Redeemed(const http::HttpRequest& request) {
    if (context_.access.TooManyFailures(request.remote_address))
      return ToPage("../../../../", "slow");
    const Place place(waiting_);
    if (!place.own()) return ToPage("../../../../", "busy");
    const auto secrets = sign_ins_.End(request.Query("state").value_or(""),
                                       http::CookieValue(request.Header("cookie"), kCookie));
    if (!secrets) return Refused(request, "refused", "no sign-in of this browser has that state");
    // A provider that names itself must be the one that was asked (RFC 9207).
    const auto issuer = request.Query("iss");
    if (issuer && *issuer != context_.oidc->options().issuer)
      return Refused(request, "refused", "the answer is of another issuer");
    const std::string code = request.Query("code").value_or("");
    if (code.empty()) return Refused(request, "cancelled", "the provider sent no code");
    const auto identity = context_.oidc->Redeem(code, secrets->verifier, secrets->nonce);
    if (!identity.ok()) {
      const bool down = identity.status().code() == StatusCode::kUnavailable;
      return Refused(request, down ? "unavailable" : "refused", identity.status().message());
    }
    const auto role = context_.oidc->RoleOf(*identity);
    if (!role) return Refused(request, "norole", "no group of theirs has a role (oidc_roles)");
    Access::Login login = context_.access.OpenExternal(identity->name, *role);
    if (login.refusal) return Refused(request, "disabled", "the account is disabled");
    // Who cannot be recorded is not let in.
    if (!Record(login.principal.name, request, "ok").ok())
      return ToPage("../../../../", "unavailable");
    http::HttpResponse response = SeeOther("../../../../");
    response.headers.emplace_back("Set-Cookie", login.set_cookie);
    return response;
  }

  ApiContext& context_;
  oidc::SignIns sign_ins_;
  std::atomic<int> waiting_{0};
};

}  // namespace

void AddOidcRoutes(http::Router& router, ApiContext& context) {
  http::Route methods;
  methods.pattern = "/api/v1/session/methods";
  methods.handle = [&context](const http::HttpRequest&, const http::Respond& respond) {
    respond(JsonAnswer(std::string("{\"password\":true,\"oidc\":") +
                       (context.oidc != nullptr ? "true}" : "false}")));
  };
  router.Add(std::move(methods));
  const auto routes = std::make_shared<Routes>(context);
  http::Route begin;
  begin.pattern = "/api/v1/session/oidc";
  begin.handle = [routes](const http::HttpRequest& request, const http::Respond& respond) {
    respond(routes->Begin(request));
  };
  router.Add(std::move(begin));
  http::Route end;
  end.pattern = "/api/v1/session/oidc/callback";
  end.handle = [routes](const http::HttpRequest& request, const http::Respond& respond) {
    respond(routes->End(request));
  };
  router.Add(std::move(end));
}

}  // namespace adit::api
