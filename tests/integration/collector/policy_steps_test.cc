// A policy's way: draft, test, approval by another person, activation; and the bench.
#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "privacy/policy/default_policy.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;
constexpr const char* kPassword = "correct horse battery";

class PolicyStepsTest : public CollectorTest {
 protected:
  void SetUp() override {
    CollectorTest::SetUp();
    for (const char* name : {"olga", "omar"}) {
      ASSERT_TRUE(collector_->access().CreateUser(name, "officer", kPassword).ok());
      const std::string login =
          Api("POST", "/api/v1/session", "",
              json({{"user", name}, {"password", kPassword}}).dump(), "X-Adit-Request: 1\r\n");
      const size_t begin = login.find("Set-Cookie: ") + 12;
      cookies_[name] =
          "Cookie: " + login.substr(begin, login.find(';', begin) - begin) + "\r\nX-Adit-Request: 1\r\n";
    }
  }
  std::string As(const std::string& name, const std::string& path, const std::string& body = "{}") {
    return Api("POST", "/api/v1/policies/" + path, "", body, cookies_[name]);
  }
  static std::string Document(const std::string& version) {
    std::string document(DefaultPolicyText());
    const std::string was = "\"version\": 1";
    document.replace(document.find(was), was.size(), "\"version\": " + version);
    return document;
  }
  std::string Draft(const std::string& document) {
    return As("olga", "drafts", json({{"document", document}, {"reason", "because"}}).dump());
  }

  std::map<std::string, std::string> cookies_;
};

TEST_F(PolicyStepsTest, FourEyesBringAPolicyIntoForce) {
  const std::string made = Draft(Document("7"));
  ASSERT_EQ(StatusOf(made), 201) << made;
  EXPECT_EQ(StatusOf(As("omar", "drafts/1/approve")), 409);   // not tested
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/activate")), 409);  // not approved
  const std::string tested = As("olga", "drafts/1/test");
  EXPECT_EQ(json::parse(BodyOf(tested))["state"], "tested") << tested;
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/approve")), 409);  // the author
  EXPECT_EQ(collector_->control().ActivePolicy()->value().version, 1u);
  EXPECT_EQ(StatusOf(As("omar", "drafts/1/approve")), 200);
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/activate")), 200);
  EXPECT_EQ(collector_->control().ActivePolicy()->value().version, 7u);
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/activate")), 409);
  EXPECT_EQ(StatusOf(As("omar", "drafts/1/reject")), 409);
  const auto audit = collector_->control().Audit(0, 100);
  std::string steps;
  for (const AuditEntry& entry : *audit) {
    if (entry.action.starts_with("policy: ")) steps += entry.actor + " " + entry.action + "\n";
  }
  EXPECT_EQ(steps,
            "olga policy: draft\nolga policy: test\nomar policy: approve\nolga policy: activate\n");
}

TEST_F(PolicyStepsTest, ADraftThatCannotBeIsRefusedAndAFailingExampleKeepsItADraft) {
  EXPECT_EQ(StatusOf(Draft("{}")), 400);
  EXPECT_EQ(StatusOf(Draft(Document("1"))), 400);  // not above the active one
  EXPECT_EQ(StatusOf(As("olga", "drafts", json({{"document", Document("2")}}).dump())), 400);
  ASSERT_EQ(StatusOf(Draft(Document("2"))), 201);
  const json examples = {{"examples",
                          {{{"event", {{"app", "KeePassXC"}, {"title", "vault"}}},
                            {"verdict", "recorded"}}}}};
  const json failed = json::parse(BodyOf(As("omar", "drafts/1/test", examples.dump())));
  EXPECT_EQ(failed["state"], "draft");
  EXPECT_EQ(failed["tests"]["failures"].size(), 1u);
  EXPECT_EQ(StatusOf(As("omar", "drafts/1/approve")), 409);
  EXPECT_EQ(StatusOf(As("omar", "drafts/99/test")), 404);
}

TEST_F(PolicyStepsTest, AProgramIsNoSecondPerson) {
  const std::string token =
      collector_->access().CreateToken("robot", "officer", 3600 * kMicrosPerSecond)->text;
  const std::string body = json({{"document", Document("2")}, {"reason", "r"}}).dump();
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/policies/drafts", token, body)), 409);
}

TEST_F(PolicyStepsTest, TheBenchNamesTheRuleAndKeepsNothing) {
  const json event = {{"event", {{"app", "LibreOffice Calc"}, {"title", "Erika Mustermann, IBAN DE89 3704 0044 0532 0130 00"}}}};
  const std::string answer = Api("POST", "/api/v1/policies/explain", report_.analyst_token, event.dump());
  ASSERT_EQ(StatusOf(answer), 200) << answer;
  const json explained = json::parse(BodyOf(answer));
  EXPECT_FALSE(explained["rule"].get<std::string>().empty());
  EXPECT_EQ(BodyOf(answer).find("DE89 3704"), std::string::npos);
  const auto audit = collector_->control().Audit(0, 100);
  ASSERT_TRUE(audit.ok()) << audit.status().ToString();
  for (const AuditEntry& entry : *audit) {
    EXPECT_EQ(entry.target.find("Mustermann"), std::string::npos);
  }
  for (const char* body : {"", "[]", R"({"event":7})", R"({"event":{"action":"nonsense"}})"}) {
    EXPECT_EQ(StatusOf(Api("POST", "/api/v1/policies/explain", report_.analyst_token, body)), 400)
        << body;
  }
}

TEST_F(PolicyStepsTest, TheAuditPageTellsWhetherTheChainIsWhole) {
  const std::string auditor =
      collector_->access().CreateToken("a", "auditor", 3600 * kMicrosPerSecond)->text;
  const json verified = json::parse(BodyOf(Api("GET", "/api/v1/audit/verify", auditor)));
  EXPECT_TRUE(verified["whole"].get<bool>());
  const json newest =
      json::parse(BodyOf(Api("GET", "/api/v1/audit?order=newest&limit=1", auditor)));
  EXPECT_EQ(newest["items"][0]["seq"], verified["entries"]);
  EXPECT_EQ(newest["items"][0]["hash"], verified["last_hash"]);
}

}  // namespace
}  // namespace adit
