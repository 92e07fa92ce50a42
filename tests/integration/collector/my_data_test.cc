// An employee's own page: opened by the own agent only, once; shows that agent alone; erases its
// last minutes.
#include "common/wire/my_data.h"

#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;

class MyData : public CollectorTest {
 protected:
  static std::string CookieOf(const std::string& response) {
    const size_t begin = response.find("Set-Cookie: ") + 12;
    return "Cookie: " + response.substr(begin, response.find(';', begin) - begin) + "\r\n";
  }
  static std::string CodeFor(TestAgent& agent, const std::string& counts = "") {
    const std::string response =
        agent.Connection().Ask("POST", std::string(wire::kMyDataPath), "", counts);
    EXPECT_EQ(StatusOf(response), 200) << response;
    const auto link = wire::ParseMyDataLink(BodyOf(response));
    EXPECT_TRUE(link.ok()) << link.status().ToString();
    return link->page.substr(link->page.find('#') + 1);
  }
  std::string Open(const std::string& code) {
    return Api("POST", "/api/v1/my-data/session", "", "{\"code\":\"" + code + "\"}",
               "X-Adit-Request: 1\r\n");
  }
  // `count` events, the last one `age_us` ago, a second apart.
  static std::vector<EventRecord> Events(size_t count, int64_t age_us) {
    std::vector<EventRecord> events = wire::SampleEvents(1, count);
    const int64_t last_us = SystemClock().WallMicros() - age_us;
    for (size_t i = 0; i < count; ++i) {
      events[i].fields.wall_us = last_us - static_cast<int64_t>(count - 1 - i) * kMicrosPerSecond;
    }
    return events;
  }
};

TEST_F(MyData, TheOwnAgentOpensItOnceAndItShowsThatAgentAlone) {
  auto mine = EnrolledAgent();
  auto other = EnrolledAgent();
  ASSERT_EQ(StatusOf(mine->Put(1, mine->Envelope(1, Events(30, 0)))), 201);
  ASSERT_EQ(StatusOf(other->Put(1, other->Envelope(1, Events(50, 0)))), 201);
  Decoded();
  const std::string code = CodeFor(*mine, R"({"dropped":7,"events_by_rule":{"private_window":7}})");
  const std::string opened = Open(code);
  ASSERT_EQ(StatusOf(opened), 204) << opened;
  EXPECT_EQ(StatusOf(Open(code)), 410) << "a code counts once";
  const std::string shown = Api("GET", "/api/v1/my-data", "", "", CookieOf(opened));
  ASSERT_EQ(StatusOf(shown), 200) << shown;
  const json data = json::parse(BodyOf(shown));
  EXPECT_EQ(data["events"], 30);
  EXPECT_EQ(data["records"].size(), 30u);
  EXPECT_EQ(data["agent"], wire::ToHex(mine->answer().agent));
  EXPECT_EQ(data["agent_counts"]["events_by_rule"]["private_window"], 7);
  EXPECT_EQ(BodyOf(shown).find(wire::ToHex(other->answer().agent)), std::string::npos);
}

TEST_F(MyData, NobodyElseGetsIn) {
  EXPECT_EQ(StatusOf(Open("0123")), 410);
  EXPECT_EQ(StatusOf(Api("POST", std::string(wire::kMyDataPath), "", "{}")), 401)
      << "without an agent's certificate";
  // No role sees a person's data, with a token or with its own session's cookie.
  for (const std::string role : {"analyst", "officer", "operator", "auditor", "admin"}) {
    const auto token = collector_->access().CreateToken("t", role, 3600 * kMicrosPerSecond);
    EXPECT_EQ(StatusOf(Api("GET", "/api/v1/my-data", token->text)), 401) << role;
    EXPECT_EQ(StatusOf(Api("DELETE", "/api/v1/my-data/records?minutes=5", token->text)), 401)
        << role;
  }
  // And the person's session opens nothing else.
  auto agent = EnrolledAgent();
  const std::string cookie = CookieOf(Open(CodeFor(*agent)));
  for (const char* path : {"/api/v1/roadmap", "/api/v1/agents", "/api/v1/status", "/api/v1/audit"})
    EXPECT_EQ(StatusOf(Api("GET", path, "", "", cookie)), 401) << path;
}

TEST_F(MyData, ErasingTheLastMinutesLeavesTheRestAndIsRecordedWithoutTheAgent) {
  auto agent = EnrolledAgent();
  auto other = EnrolledAgent();
  std::vector<EventRecord> events = Events(40, 0);
  for (size_t i = 0; i < 25; ++i) events[i].fields.wall_us -= 3600 * kMicrosPerSecond;
  ASSERT_EQ(StatusOf(agent->Put(1, agent->Envelope(1, events))), 201);
  ASSERT_EQ(StatusOf(other->Put(1, other->Envelope(1, Events(50, 0)))), 201);
  Decoded();
  const std::string cookie = CookieOf(Open(CodeFor(*agent)));
  const char* path = "/api/v1/my-data/records?minutes=10";
  EXPECT_EQ(StatusOf(Api("DELETE", path, "", "", cookie)), 403) << "without the header";
  for (const char* wrong : {"?minutes=0", "?minutes=1441", "?minutes=x", ""})
    EXPECT_EQ(StatusOf(Api("DELETE", std::string("/api/v1/my-data/records") + wrong, "", "",
                           cookie + "X-Adit-Request: 1\r\n")),
              400)
        << wrong;
  const std::string erased = Api("DELETE", path, "", "", cookie + "X-Adit-Request: 1\r\n");
  ASSERT_EQ(StatusOf(erased), 200) << erased;
  EXPECT_EQ(json::parse(BodyOf(erased))["erased_events"], 15);
  EXPECT_EQ(collector_->events().Totals()->events, 75u);
  const json left = json::parse(BodyOf(Api("GET", "/api/v1/my-data", "", "", cookie)));
  EXPECT_EQ(left["events"], 25);
  // Event numbers stay accounted for: nothing looks as if it were on its way.
  const auto ledgers = collector_->events().Ledgers();
  for (const IncarnationLedger& ledger : *ledgers) EXPECT_EQ(ledger.missing_events, 0u);
  const auto audit = collector_->control().NewestAudit(INT64_MAX, 5);
  EXPECT_EQ(audit->front().action, "erase own data");
  EXPECT_EQ(audit->front().actor, "employee");
  EXPECT_EQ(audit->front().target.find(wire::ToHex(agent->answer().agent)), std::string::npos);
  ASSERT_EQ(
      StatusOf(Api("DELETE", "/api/v1/my-data/session", "", "", cookie + "X-Adit-Request: 1\r\n")),
      204);
  EXPECT_EQ(StatusOf(Api("GET", "/api/v1/my-data", "", "", cookie)), 401);
}

TEST_F(MyData, ALinkThatWouldLeadElsewhereIsRefusedByTheAgent) {
  EXPECT_TRUE(wire::ParseMyDataLink(R"({"page":"my.html#00ff","until":"x"})").ok());
  for (const char* text :
       {R"({"page":"https://evil/","until":"x"})", R"({"page":"my.html#x","until":"x"})",
        R"({"page":"my.html","until":"x"})", R"({"until":"x"})", "[]", ""})
    EXPECT_FALSE(wire::ParseMyDataLink(text).ok()) << text;
}

}  // namespace
}  // namespace adit
