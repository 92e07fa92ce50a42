// Who may do what: every route of the API times every role, written down here independently of the
// code, and compared with the description too.
#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "collector/api/openapi.h"
#include "collector/http/router.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;

struct PermissionRow {
  std::string method;
  std::string pattern;
  std::vector<std::string> allowed;
};

// clang-format off: one line a route reads as a table.
const std::vector<PermissionRow>& PermissionTable() {
  static const std::vector<PermissionRow> table = {
      {"GET", "/api/v1/status", {"analyst", "officer", "operator", "admin"}},
      {"GET", "/api/v1/agents", {"analyst", "officer", "operator", "admin"}},
      {"GET", "/api/v1/audit", {"auditor", "officer"}},
      {"GET", "/api/v1/coverage", {"analyst", "officer", "operator", "admin"}},
      {"GET", "/api/v1/runs", {"analyst", "officer", "operator", "admin"}},
      {"POST", "/api/v1/runs", {"analyst", "admin"}},
      {"GET", "/api/v1/runs/{id}", {"analyst", "officer", "operator", "admin"}},
      {"GET", "/api/v1/roadmap", {"analyst", "officer"}},
      {"GET", "/api/v1/routines", {"analyst", "officer"}},
      {"GET", "/api/v1/routines/{key}", {"analyst", "officer"}},
      {"GET", "/api/v1/routines/{key}/instances", {"analyst", "officer"}},
      {"GET", "/api/v1/enrol-tokens", {"operator", "admin"}},
      {"POST", "/api/v1/enrol-tokens", {"operator", "admin"}},
      {"DELETE", "/api/v1/enrol-tokens/{id}", {"operator", "admin"}},
      {"DELETE", "/api/v1/agents/{id}", {"operator", "admin"}},
      {"GET", "/api/v1/review", {"analyst", "officer"}},
      {"GET", "/api/v1/review/slight", {"analyst", "officer"}},
      {"GET", "/api/v1/drift", {"analyst", "officer"}},
      {"GET", "/api/v1/edits", {"analyst", "officer"}},
      {"POST", "/api/v1/edits", {"analyst"}},
      {"POST", "/api/v1/edits/{seq}/undo", {"analyst"}},
      {"GET", "/api/v1/users", {"admin"}},
      {"POST", "/api/v1/users", {"admin"}},
      {"POST", "/api/v1/administration/api-tokens", {"admin"}},
      {"GET", "/api/v1/administration/api-tokens", {"admin"}},
      {"DELETE", "/api/v1/administration/api-tokens/{id}", {"admin"}},
      {"POST", "/api/v1/administration/policy", {"admin"}},
      {"GET", "/api/v1/webhooks", {"admin"}},
      {"POST", "/api/v1/webhooks", {"admin"}},
      {"DELETE", "/api/v1/webhooks/{id}", {"admin"}},
      {"POST", "/api/v1/webhooks/{id}/test", {"admin"}},
      {"GET", "/api/v1/webhooks/{id}/deliveries", {"admin"}},
      {"PUT", "/api/v1/users/{name}", {"admin"}},
      {"PUT", "/api/v1/session/password", {"analyst", "officer", "operator", "auditor", "admin"}},
      {"GET", "/api/v1/policies", {"analyst", "officer", "operator", "auditor", "admin"}},
      {"GET", "/api/v1/policies/active", {"analyst", "officer", "operator", "auditor", "admin"}},
      {"POST", "/api/v1/policies/explain", {"analyst", "officer", "operator", "auditor", "admin"}},
      {"POST", "/api/v1/policies/drafts", {"officer"}},
      {"GET",
       "/api/v1/policies/drafts/{id}",
       {"analyst", "officer", "operator", "auditor", "admin"}},
      {"POST", "/api/v1/policies/drafts/{id}/test", {"officer"}},
      {"POST", "/api/v1/policies/drafts/{id}/approve", {"officer"}},
      {"POST", "/api/v1/policies/drafts/{id}/reject", {"officer"}},
      {"POST", "/api/v1/policies/drafts/{id}/stage", {"officer"}},
      {"POST", "/api/v1/policies/drafts/{id}/stop", {"officer"}},
      {"POST", "/api/v1/policies/drafts/{id}/activate", {"officer"}},
      {"GET", "/api/v1/audit/checkpoints", {"auditor", "officer"}},
      {"POST", "/api/v1/audit/checkpoints", {"auditor", "officer"}},
      {"GET", "/api/v1/second-gate", {"auditor", "officer"}},
      {"GET", "/api/v1/noisy-counts", {"analyst", "officer"}},
      {"POST", "/api/v1/noisy-counts", {"officer"}},
      {"GET", "/api/v1/reidentifications", {"auditor", "officer"}},
      {"POST", "/api/v1/reidentifications", {"auditor", "officer"}},
      {"POST", "/api/v1/reidentifications/{id}/approve", {"officer"}},
      {"POST", "/api/v1/reidentifications/{id}/refuse", {"officer"}},
      {"POST", "/api/v1/reidentifications/{id}/answer", {"auditor", "officer"}},
      {"GET", "/api/v1/audit/verify", {"auditor", "officer"}},
      {"GET", "/api/v1/routines/{key}/export/{format}", {"analyst", "officer"}},
  };
  return table;
}
// clang-format on

// A path that matches the pattern and names nothing that exists.
std::string Concrete(std::string path) {
  for (size_t brace = path.find('{'); brace != std::string::npos; brace = path.find('{'))
    path.replace(brace, path.find('}') - brace + 1, "0000000000000000");
  return path;
}

class PermissionTableTest : public CollectorTest {
 protected:
  // A path of "/api/v1/session" opens, shows and ends sessions, those below it say how and lead to an
  // identity provider and back: they are for everybody.
  // "/api/v1/my-data" belongs to no role: only a session that the own agent opened gets in
  // (my_data_test.cc).
  static bool NeedsARole(const http::Route& route) {
    return route.pattern.starts_with("/api/") && route.pattern != "/api/v1/session" &&
           !route.pattern.starts_with("/api/v1/session/oidc") &&
           route.pattern != "/api/v1/session/methods" &&
           !route.pattern.starts_with("/api/v1/my-data") && route.pattern != "/api/v1/openapi.json";
  }
};

TEST_F(PermissionTableTest, EveryRouteTimesEveryRole) {
  std::map<std::string, std::string> tokens;
  for (const std::string role : {"analyst", "officer", "operator", "auditor", "admin"}) {
    tokens[role] =
        collector_->access().CreateToken("of " + role, role, 3600 * kMicrosPerSecond)->text;
  }
  const json document = json::parse(api::OpenApiDocument());
  size_t walked = 0;
  for (const http::Route& route : collector_->routes()) {
    if (!NeedsARole(route)) continue;
    const std::string method(http::MethodName(route.method));
    const auto row = std::find_if(
        PermissionTable().begin(), PermissionTable().end(), [&](const PermissionRow& candidate) {
          return candidate.method == method && candidate.pattern == route.pattern;
        });
    ASSERT_NE(row, PermissionTable().end()) << method << " " << route.pattern << " has no row";
    ++walked;
    std::string lower = method;
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(document["paths"][route.pattern][lower]["x-roles"], json(row->allowed))
        << method << " " << route.pattern;
    const std::string body = route.max_body_bytes > 0 ? "{}" : "";
    EXPECT_EQ(StatusOf(Api(method, Concrete(route.pattern), "", body)), 401)
        << method << " " << route.pattern << " without signing in";
    for (const auto& [role, token] : tokens) {
      const bool allowed =
          std::find(row->allowed.begin(), row->allowed.end(), role) != row->allowed.end();
      const std::string response = Api(method, Concrete(route.pattern), token, body);
      const bool refused =
          response.find("the role '" + role + "' may not do this") != std::string::npos;
      EXPECT_EQ(refused, !allowed) << role << " " << method << " " << route.pattern;
      EXPECT_EQ(StatusOf(response) == 403, refused) << response;
      EXPECT_LT(StatusOf(response), 500) << role << " " << method << " " << route.pattern;
    }
  }
  EXPECT_EQ(walked, PermissionTable().size());
}

// A cookie's write without the header is refused on every route, before anything is looked at.
TEST_F(PermissionTableTest, EveryWriteOfABrowserNeedsTheHeader) {
  const std::string login =
      Api("POST", "/api/v1/session", "", "{\"token\":\"" + report_.admin_token + "\"}",
          "X-Adit-Request: 1\r\n");
  const size_t begin = login.find("Set-Cookie: ") + 12;
  const std::string cookie =
      "Cookie: " + login.substr(begin, login.find(';', begin) - begin) + "\r\n";
  for (const http::Route& route : collector_->routes()) {
    if (!NeedsARole(route) || route.method == http::Method::kGet) continue;
    const std::string method(http::MethodName(route.method));
    const std::string response =
        Api(method, Concrete(route.pattern), "", route.max_body_bytes > 0 ? "{}" : "", cookie);
    EXPECT_EQ(StatusOf(response), 403) << method << " " << route.pattern;
    EXPECT_NE(response.find("X-Adit-Request"), std::string::npos);
  }
}

}  // namespace
}  // namespace adit
