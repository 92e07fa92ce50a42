// The API over TLS: roles, sessions, group size, and that the description tells the truth.
#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "collector/api/context.h"
#include "collector/api/openapi.h"
#include "collector/http/router.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;

class ApiTest : public CollectorTest {
 protected:
  std::string TokenOf(const std::string& role) {
    return collector_->access().CreateToken("somebody", role, 3600 * kMicrosPerSecond)->text;
  }
  // A finished run with one routine of three people and one of a single person.
  int64_t StoreRun() {
    const auto id = collector_->control().AddRun(1, "{}");
    RunEntry run;
    run.id = *id;
    run.state = "done";
    run.finished_us = SystemClock().WallMicros();
    run.summary = R"({"min_people":2,"instances":7})";
    run.manifest = "{}";
    EXPECT_TRUE(collector_->control()
                    .FinishRun(run, {{"opportunity", "aaaa", 1, 3, R"({"key":"aaaa"})"},
                                     {"routine", "aaaa", 1, 3, R"({"key":"aaaa","steps":[]})"},
                                     {"instance/aaaa", "1", 1, 3, R"({"variant":"v1"})"},
                                     {"instance/aaaa", "2", 2, 2, R"({"variant":"v2"})"},
                                     {"instance/aaaa", "3", 3, 1, R"({"variant":"v3"})"},
                                     {"instance/bbbb", "1", 1, 3, R"({"variant":"v4"})"},
                                     {"slight", "1", 1, 2, R"({"key":"eeee"})"},
                                     {"slight", "2", 2, 1, R"({"key":"ffff"})"},
                                     {"drift", "aaaa", 1, 3, R"({"changes":[{"kind":"slower"}]})"},
                                     {"drift", "bbbb", 2, 1, R"({"changes":[]})"},
                                     {"opportunity", "bbbb", 2, 1, R"({"key":"bbbb"})"},
                                     {"routine", "bbbb", 2, 1, R"({"key":"bbbb"})"}})
                    .ok());
    return *id;
  }
};

TEST_F(ApiTest, NothingBelowTheGroupSizeIsEverAnswered) {
  StoreRun();
  const std::string list = BodyOf(Api("GET", "/api/v1/roadmap", report_.analyst_token));
  EXPECT_NE(list.find("aaaa"), std::string::npos) << list;
  EXPECT_EQ(list.find("bbbb"), std::string::npos);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/routines/aaaa", report_.analyst_token)), 200);
  const std::string slight = BodyOf(Api("GET", "/api/v1/review/slight", report_.analyst_token));
  EXPECT_NE(slight.find("eeee"), std::string::npos) << slight;
  EXPECT_EQ(slight.find("ffff"), std::string::npos) << slight;
  const std::string drift = BodyOf(Api("GET", "/api/v1/drift", report_.analyst_token));
  EXPECT_EQ(json::parse(drift)["items"][0]["drift"]["changes"][0]["kind"], "slower") << drift;
  EXPECT_EQ(drift.find("bbbb"), std::string::npos) << drift;
  const std::string routine = BodyOf(Api("GET", "/api/v1/routines/aaaa", report_.analyst_token));
  EXPECT_EQ(json::parse(routine)["drift"]["changes"].size(), 1u) << routine;
  const std::string hidden = Api("GET", "/api/v1/routines/bbbb", report_.analyst_token);
  const std::string absent = Api("GET", "/api/v1/routines/cccc", report_.analyst_token);
  EXPECT_EQ(StatusOf(hidden), 404);
  EXPECT_EQ(StatusOf(absent), 404);
}

TEST_F(ApiTest, InstancesArePagedGatedAndEachViewIsInTheAudit) {
  StoreRun();
  const std::string path = "/api/v1/routines/aaaa/instances";
  const std::string first = Api("GET", path + "?limit=1", report_.analyst_token);
  ASSERT_EQ(StatusOf(first), 200) << first;
  const json page = json::parse(BodyOf(first));
  EXPECT_EQ(page["items"][0]["variant"], "v1");
  const auto cursor = page["next_cursor"].get<std::string>();
  EXPECT_NE(first.find("Link: <instances?limit=1&cursor=" + cursor + ">; rel=\"next\""),
            std::string::npos)
      << first;
  const json second =
      json::parse(BodyOf(Api("GET", path + "?cursor=" + cursor, report_.analyst_token)));
  ASSERT_EQ(second["items"].size(), 1U) << "what one person did alone is not answered";
  EXPECT_EQ(second["items"][0]["variant"], "v2");
  EXPECT_TRUE(second["next_cursor"].is_null());
  // Of a routine of too few people there are no instances, whatever is stored.
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/routines/bbbb/instances", report_.analyst_token)), 404);
  EXPECT_EQ(StatusOf(Api("GET", path, TokenOf("admin"))), 403);
  size_t views = 0;
  const auto audit = collector_->control().Audit(0, 500);
  for (const AuditEntry& entry : *audit)
    views += entry.action == "view instances" && entry.target == "aaaa" ? 1 : 0;
  EXPECT_EQ(views, 2U);
}

TEST_F(ApiTest, CoverageIsThatOfARun) {
  StoreRun();
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/coverage", report_.analyst_token)), 404);
  const auto id = collector_->control().AddRun(2, "{}");
  RunEntry run;
  run.id = *id;
  run.state = "done";
  run.summary = R"({"min_people":2})";
  run.manifest = "{}";
  ASSERT_TRUE(collector_->control()
                  .FinishRun(run, {{"coverage", "coverage", 1, 1, R"({"all":null,"groups":[]})"}})
                  .ok());
  const json answer = json::parse(BodyOf(Api("GET", "/api/v1/coverage", TokenOf("operator"))));
  EXPECT_TRUE(answer["coverage"]["groups"].empty());
  EXPECT_EQ(answer["run"]["id"], *id);
}

TEST_F(ApiTest, WhoAsksTooOftenIsToldHowLongToWait) {
  collector_.reset();
  more_settings_.emplace_back("api_requests_per_minute", "3");
  Serve();
  const std::string own = TokenOf("analyst");
  const std::string first = Api("GET", "/api/v1/status", own);
  EXPECT_EQ(StatusOf(first), 200);
  EXPECT_NE(first.find("RateLimit-Policy: \"caller\";q=3;w=60"), std::string::npos) << first;
  EXPECT_NE(first.find("RateLimit: \"caller\";r=2;t=60"), std::string::npos) << first;
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", own)), 200);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", own)), 200);
  const std::string refused = Api("GET", "/api/v1/status", own);
  EXPECT_EQ(StatusOf(refused), 429);
  EXPECT_NE(refused.find("Retry-After: "), std::string::npos) << refused;
  EXPECT_NE(refused.find("application/problem+json"), std::string::npos);
  EXPECT_NE(refused.find("api_requests_per_minute"), std::string::npos);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", TokenOf("analyst"))), 200)
      << "others have their own window";
}

TEST_F(ApiTest, APolicyThatAsksForLargerGroupsWithholdsWhatWasMadeForSmallerOnes) {
  const int64_t run = StoreRun();
  ASSERT_EQ(StatusOf(Api("GET", "/api/v1/roadmap", report_.analyst_token)), 200);
  std::string document(DefaultPolicyText());  // asks for five
  const std::string was = "\"version\": 1";
  document.replace(document.find(was), was.size(), "\"version\": 2");
  ASSERT_TRUE(collector_->ActivatePolicy(document).ok());
  const std::string run_query = "?run=" + std::to_string(run);
  for (const std::string& path :
       {"/api/v1/roadmap" + run_query, "/api/v1/review" + run_query,
        "/api/v1/review/slight" + run_query, "/api/v1/routines" + run_query,
        "/api/v1/routines/aaaa" + run_query, "/api/v1/routines/aaaa/instances" + run_query,
        "/api/v1/drift" + run_query}) {
    const std::string answer = Api("GET", path, report_.analyst_token);
    EXPECT_EQ(StatusOf(answer), 409) << path;
    EXPECT_EQ(answer.find("\"aaaa\""), std::string::npos) << path;
  }
  const std::string operator_token = TokenOf("operator");
  EXPECT_EQ(json::parse(BodyOf(Api("GET", "/api/v1/status", operator_token)))["min_people"], 5);
  const std::string state =
      BodyOf(Api("GET", "/api/v1/runs/" + std::to_string(run), operator_token));
  EXPECT_TRUE(json::parse(state)["summary"].is_null()) << state;
  EXPECT_EQ(BodyOf(Api("GET", "/api/v1/runs", operator_token)).find("\"instances\""),
            std::string::npos);
}

TEST_F(ApiTest, PeriodsToCompareAreCheckedByName) {
  const auto ask = [this](const std::string& body) {
    return Api("POST", "/api/v1/runs", report_.analyst_token, body);
  };
  const std::string wrong[][2] = {
      {R"({"compare":7})", "compare must be"},
      {R"({"compare":{}})", "compare.before must be"},
      {R"({"compare":{"before":{"from":"x","until":"2026-01-02"}}})", "compare.before.from"},
      {R"({"compare":{"before":{"from":"2026-01-02","until":"2026-01-02"}}})",
       "compare.before.until"},
      {R"({"compare":{"before":{"from":"2026-01-01","until":"2026-01-03"},)"
       R"("now":{"from":"2026-01-02","until":"2026-01-05"}}})",
       "compare.now.from"}};
  for (const auto& [body, member] : wrong) {
    const std::string answer = ask(body);
    EXPECT_EQ(StatusOf(answer), 400) << body;
    EXPECT_NE(answer.find(member), std::string::npos) << answer;
  }
  EXPECT_EQ(StatusOf(ask(R"({"compare":{"before":{"from":"2026-01-01","until":"2026-01-02"},)"
                         R"("now":{"from":"2026-01-02","until":"2026-01-05T12:00:00Z"}}})")),
            202);
}

TEST_F(ApiTest, EveryDescribedAddressIsARouteAndEveryRouteIsDescribed) {
  const json document = json::parse(api::OpenApiDocument());
  EXPECT_EQ(document["openapi"], "3.1.0");
  for (const auto& [path, operations] : document["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(c));
      std::string concrete = path;
      for (size_t brace = concrete.find('{'); brace != std::string::npos;
           brace = concrete.find('{')) {
        concrete.replace(brace, concrete.find('}') - brace + 1, "1");
      }
      const std::string response = Api(upper, concrete, "");
      const int status = StatusOf(response);
      EXPECT_NE(status, 405) << upper << " " << path;
      EXPECT_FALSE(status == 404 && response.find("nothing at this address") != std::string::npos)
          << upper << " " << path;
      const bool open = operation.contains("security") && operation["security"].empty();
      EXPECT_EQ(status == 401, !open) << upper << " " << path << ": " << status;
    }
  }
  // And back: the routes as the running server has them.
  for (const http::Route& route : collector_->routes()) {
    if (!route.pattern.starts_with("/api/")) continue;
    std::string method(http::MethodName(route.method));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    ASSERT_TRUE(document["paths"].contains(route.pattern)) << route.pattern;
    EXPECT_TRUE(document["paths"][route.pattern].contains(method))
        << method << " " << route.pattern;
  }
}

TEST_F(ApiTest, OnlyTheOwnerOfTheDataDirectorySetsAPolicyDirectly) {
  const auto elsewhere =
      collector_->access().CreateToken("far away", "admin", 3600 * kMicrosPerSecond);
  const char* path = "/api/v1/administration/policy";
  EXPECT_EQ(StatusOf(Api("POST", path, elsewhere->text, "{}")), 409);
  EXPECT_EQ(StatusOf(Api("POST", path, report_.admin_token, "{}")), 400) << "read, and no policy";
}

TEST_F(ApiTest, AWrongTokenIs401AndManyAre429) {
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", "adit_wrong")), 401);
  int status = 0;
  for (int i = 0; i < 40 && status != 429; ++i)
    status = StatusOf(Api("GET", "/api/v1/status", "adit_wrong"));
  EXPECT_EQ(status, 429);
}

std::string CookieOf(const std::string& response) {
  const size_t begin = response.find("Set-Cookie: ") + 12;
  return response.substr(begin, response.find(';', begin) - begin);
}

TEST_F(ApiTest, ABrowserSessionIsHttpOnlyAndWritesNeedTheHeader) {
  const std::string login =
      Api("POST", "/api/v1/session", "", "{\"token\":\"" + report_.analyst_token + "\"}",
          "X-Adit-Request: 1\r\n");
  ASSERT_EQ(StatusOf(login), 200) << login;
  for (const char* attribute : {"HttpOnly", "Secure", "SameSite=Strict", "__Host-"}) {
    EXPECT_NE(login.find(attribute), std::string::npos) << attribute;
  }
  const std::string cookie = "Cookie: " + CookieOf(login) + "\r\n";
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", "", "", cookie)), 200);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/runs", "", "", cookie)), 403);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/runs", "", "", cookie + "X-Adit-Request: 1\r\n")), 202);
  EXPECT_EQ(StatusOf(Api("DELETE", "/api/v1/session", "", "", cookie + "X-Adit-Request: 1\r\n")),
            204);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", "", "", cookie)), 401);
}

TEST_F(ApiTest, ACookieChosenByTheClientOpensNothing) {
  const std::string planted = "Cookie: __Host-adit_session=0123456789abcdef0123456789abcdef\r\n";
  const std::string login =
      Api("POST", "/api/v1/session", "", "{\"token\":\"" + report_.analyst_token + "\"}",
          planted + "X-Adit-Request: 1\r\n");
  EXPECT_NE(CookieOf(login).find("__Host-adit_session="), std::string::npos);
  EXPECT_EQ(CookieOf(login).find("0123456789abcdef0123456789abcdef"), std::string::npos);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/status", "", "", planted)), 401);
}

TEST_F(ApiTest, ForeignCursorsAndLimitsAre400) {
  for (const char* query : {"?limit=0", "?limit=501", "?limit=x", "?cursor=5", "?cursor=c1-",
                            "?cursor=c1--4", "?cursor=c1-99999999999999999999"}) {
    EXPECT_EQ(StatusOf(Api("GET", std::string("/api/v1/agents") + query, report_.analyst_token)),
              400)
        << query;
  }
}

TEST_F(ApiTest, PagesFollowEachOther) {
  for (int i = 0; i < 5; ++i) EnrolledAgent();
  std::string query = "?limit=2";
  size_t seen = 0;
  for (int page = 0; page < 3; ++page) {
    const std::string response = Api("GET", "/api/v1/agents" + query, report_.analyst_token);
    const json body = json::parse(BodyOf(response));
    seen += body["items"].size();
    if (body["next_cursor"].is_null()) break;
    EXPECT_NE(response.find("rel=\"next\""), std::string::npos);
    query = "?limit=2&cursor=" + body["next_cursor"].get<std::string>();
  }
  EXPECT_EQ(seen, 5u);
}

TEST_F(ApiTest, ThePageHasAStrictPolicyAndNoInlineCode) {
  const std::string page = Api("GET", "/", "");
  EXPECT_EQ(StatusOf(page), 200);
  EXPECT_NE(page.find("Content-Security-Policy: default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.find("unsafe-inline"), std::string::npos);
  const std::string body = BodyOf(page);
  EXPECT_EQ(body.find(" style="), std::string::npos);
  EXPECT_EQ(body.find("onclick="), std::string::npos);
  EXPECT_EQ(StatusOf(Api("GET", "/app.js", "")), 200);
}

TEST_F(ApiTest, HealthAndMetricsNeedNoToken) {
  EXPECT_EQ(BodyOf(Api("GET", "/livez", "")), "ok\n");
  EXPECT_EQ(BodyOf(Api("GET", "/readyz", "")), "ok\n");
  const std::string metrics = BodyOf(Api("GET", "/metrics", ""));
  for (const char* name : {"adit_batches_total{outcome=\"stored\"} 0", "adit_pending_batches 0",
                           "# TYPE adit_http_connections gauge"}) {
    EXPECT_NE(metrics.find(name), std::string::npos) << name;
  }
}

TEST_F(ApiTest, SigningInAndLookingAreInTheAuditChain) {
  StoreRun();
  Api("GET", "/api/v1/routines/aaaa", report_.analyst_token);
  const std::string audit = BodyOf(Api("GET", "/api/v1/audit", TokenOf("auditor")));
  EXPECT_NE(audit.find("view routine"), std::string::npos) << audit;
  EXPECT_TRUE(collector_->control().VerifyAudit().ok());
}

TEST_F(ApiTest, AnEditShowsAtOnceAndAnUndoTakesItBack) {
  StoreRun();
  const std::string analyst = report_.analyst_token;
  const auto row = [&] {
    return json::parse(BodyOf(Api("GET", "/api/v1/roadmap", analyst)))["items"];
  };
  const std::string renamed =
      Api("POST", "/api/v1/edits", analyst,
          R"({"kind":"rename","routine":"aaaa","name":"<b>Order & \"entry\"</b>"})");
  ASSERT_EQ(StatusOf(renamed), 201) << renamed;
  EXPECT_EQ(row()[0]["name"], "<b>Order & \"entry\"</b>");
  EXPECT_EQ(
      StatusOf(Api("POST", "/api/v1/edits", analyst, R"({"kind":"confirm","routine":"aaaa"})")),
      201);
  EXPECT_EQ(row()[0]["status"], "confirmed");
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits", analyst, R"({"kind":"hide","routine":"aaaa"})")),
            201);
  EXPECT_TRUE(row().empty());
  EXPECT_EQ(json::parse(BodyOf(Api("GET", "/api/v1/roadmap?hidden=true", analyst)))["items"].size(),
            1u);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits/3/undo", analyst, "{}")), 201);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits/3/undo", analyst, "{}")), 409);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits/99/undo", analyst, "{}")), 404);
  ASSERT_EQ(row().size(), 1u);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits/1/undo", analyst, "{}")), 201);
  EXPECT_FALSE(row()[0].contains("name"));
  const json edits = json::parse(BodyOf(Api("GET", "/api/v1/edits", analyst)))["items"];
  EXPECT_EQ(edits.size(), 5u);
  EXPECT_EQ(edits[0]["kind"], "undo");
  EXPECT_FALSE(edits[4]["active"].get<bool>());
  const std::string audit = BodyOf(Api("GET", "/api/v1/audit", TokenOf("auditor")));
  EXPECT_NE(audit.find("edit: rename"), std::string::npos);
}

TEST_F(ApiTest, EditsAreCheckedBeforeTheyAreKept) {
  StoreRun();
  const std::string analyst = report_.analyst_token;
  struct Row {
    const char* body;
    int status;
  };
  for (const Row& row :
       std::vector<Row>{{"", 400},
                        {"[]", 400},
                        {R"({"kind":"undo","routine":"aaaa"})", 400},
                        {R"({"kind":"rename","routine":"aaaa","name":""})", 400},
                        {R"({"kind":"rename","routine":"aaaa","name":"a\nb"})", 400},
                        {R"({"kind":"rename","routine":"aaaa","name":7})", 400},
                        {R"({"kind":"rename","routine":"bbbb","name":"too few people"})", 404},
                        {R"({"kind":"merge","routine":"aaaa","into":"aaaa"})", 400},
                        {R"({"kind":"merge","routine":"aaaa","into":"bbbb"})", 404},
                        {R"({"kind":"split","routine":"aaaa","variants":["00"]})", 400},
                        {R"({"kind":"split","routine":"aaaa","variants":{}})", 400},
                        {R"({"kind":"split","routine":"aaaa"})", 400}}) {
    EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits", analyst, row.body)), row.status) << row.body;
  }
  const std::string confirm = R"({"kind":"confirm","routine":"aaaa"})";
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits", analyst, confirm, "If-Match: \"5\"\r\n")), 412);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits", analyst, confirm, "If-Match: \"0\"\r\n")), 201);
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/edits", analyst, confirm, "If-Match: 5\r\n")), 400);
  EXPECT_EQ(json::parse(BodyOf(Api("GET", "/api/v1/edits", analyst)))["items"].size(), 1u);
}

TEST_F(ApiTest, ARoutineIsExportedThroughTheGateAndIntoTheAudit) {
  StoreRun();
  for (const char* format : {"json", "svg", "bpmn", "robot", "docx"}) {
    const std::string answer =
        Api("GET", std::string("/api/v1/routines/aaaa/export/") + format, report_.analyst_token);
    EXPECT_EQ(StatusOf(answer), 200) << format << answer;
    EXPECT_NE(answer.find("Content-Disposition: attachment"), std::string::npos) << format;
    EXPECT_EQ(StatusOf(Api("GET", std::string("/api/v1/routines/bbbb/export/") + format,
                           report_.analyst_token)),
              404)
        << format;
  }
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/routines/aaaa/export/exe", report_.analyst_token)), 404);
  const std::string audit = BodyOf(Api("GET", "/api/v1/audit", TokenOf("auditor")));
  EXPECT_NE(audit.find("aaaa as docx"), std::string::npos);
  EXPECT_EQ(audit.find("bbbb as"), std::string::npos);
}

}  // namespace
}  // namespace adit
