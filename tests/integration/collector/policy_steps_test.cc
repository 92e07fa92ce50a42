// A policy's way: draft, test, approval by another person, activation; and the bench.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/api/access.h"
#include "collector/store/policy_stages.h"
#include "common/base/random.h"
#include "privacy/policy/default_policy.h"
#include "privacy/policy/signed_policy.h"
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
          Api("POST", "/api/v1/session", "", json({{"user", name}, {"password", kPassword}}).dump(),
              "X-Adit-Request: 1\r\n");
      const size_t begin = login.find("Set-Cookie: ") + 12;
      cookies_[name] = "Cookie: " + login.substr(begin, login.find(';', begin) - begin) +
                       "\r\nX-Adit-Request: 1\r\n";
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

TEST_F(PolicyStepsTest, AStageReachesItsAgentsFirstAndCanBeStopped) {
  const auto first = EnrolledAgent();
  const std::string token =
      collector_->desk().CreateToken({"pilot", 1, 3600 * kMicrosPerSecond})->text;
  TestAgent pilot(collector_->port(), authority_pem_);
  ASSERT_EQ(pilot.Enrol(token), 200);
  const auto policy_of = [](TestAgent& agent) {
    const std::string answer =
        agent.Connection().Ask("GET", std::string(wire::kPolicyPath), "", "");
    const std::string body = BodyOf(answer);
    const std::string_view document = DocumentOfPolicyText(body);
    return document.find("\"version\": 7") != std::string_view::npos   ? 7
           : document.find("\"version\": 8") != std::string_view::npos ? 8
                                                                       : 1;
  };
  ASSERT_EQ(StatusOf(Draft(Document("7"))), 201);
  const std::string pilots = R"({"percent":100,"groups":["pilot"]})";
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/stage", pilots)), 409) << "not approved";
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/test")), 200);
  EXPECT_EQ(StatusOf(As("omar", "drafts/1/approve")), 200);
  for (const char* wrong :
       {"{}", R"({"percent":0})", R"({"percent":101})", R"({"percent":"all"})",
        R"({"percent":5,"groups":"pilot"})", R"({"percent":5,"groups":["a\nb"]})"})
    EXPECT_EQ(StatusOf(As("olga", "drafts/1/stage", wrong)), 400) << wrong;
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/stop")), 409) << "not staged";
  const std::string staged = As("olga", "drafts/1/stage", pilots);
  EXPECT_EQ(json::parse(BodyOf(staged))["state"], "staged") << staged;
  EXPECT_EQ(policy_of(pilot), 7);
  EXPECT_EQ(policy_of(*first), 1);
  EXPECT_EQ(collector_->control().ActivePolicy()->value().version, 1u) << "not yet for all";
  const json list = json::parse(BodyOf(Api("GET", "/api/v1/policies", report_.analyst_token)));
  EXPECT_EQ(list["stage"]["version"], 7);
  EXPECT_EQ(list["stage"]["agents"], 1);

  // Stopped: nobody else. A restart forgets nothing.
  EXPECT_EQ(StatusOf(As("omar", "drafts/1/stop")), 200);
  EXPECT_EQ(policy_of(pilot), 1) << "it has not told yet that it has the new one";
  EXPECT_EQ(StatusOf(As("omar", "drafts/1/reject")), 409) << "some agents have it";
  EXPECT_EQ(StatusOf(Draft(Document("7"))), 400) << "another document of that version";
  // Wider, and then for all.
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/stage", R"({"percent":100})")), 200);
  EXPECT_EQ(policy_of(*first), 7);
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/activate")), 200);
  EXPECT_EQ(collector_->control().ActivePolicy()->value().version, 7u);
  EXPECT_TRUE(json::parse(BodyOf(Api("GET", "/api/v1/policies", report_.analyst_token)))["stage"]
                  .is_null());
  EXPECT_EQ(policy_of(*first), 7);
  EXPECT_FALSE(collector_->ActivatePolicy(Document("6")).ok());
}

TEST_F(PolicyStepsTest, WhatWasStagedIsNotOvertakenByALowerOrAnotherDocument) {
  ASSERT_EQ(StatusOf(Draft(Document("5"))), 201);
  ASSERT_EQ(StatusOf(Draft(Document("7"))), 201);
  for (const char* id : {"1", "2"}) {
    EXPECT_EQ(StatusOf(As("olga", std::string("drafts/") + id + "/test")), 200);
    EXPECT_EQ(StatusOf(As("omar", std::string("drafts/") + id + "/approve")), 200);
  }
  EXPECT_EQ(StatusOf(As("olga", "drafts/2/stage", R"({"percent":10})")), 200);
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/activate")), 409) << "agents have version 7";
  EXPECT_EQ(StatusOf(As("olga", "drafts/1/stage", R"({"percent":10})")), 409);
  std::string other = Document("7");
  other.insert(other.find('{') + 1, " ");
  EXPECT_FALSE(collector_->ActivatePolicy(other).ok());
  EXPECT_TRUE(collector_->ActivatePolicy(Document("8")).ok());
}

TEST(PolicyStages, APercentagePicksThatManyAndTheSameOnesAgain) {
  PolicyStage stage;
  stage.version = 3;
  SeededRandom random(9);
  std::vector<Id16> agents(2000);
  for (Id16& agent : agents) random.Fill(agent);
  std::set<size_t> before;
  for (const uint32_t percent : {1U, 10U, 50U, 99U, 100U}) {
    stage.percent = percent;
    std::set<size_t> now;
    for (size_t i = 0; i < agents.size(); ++i) {
      if (Covers(stage, agents[i], "g")) now.insert(i);
    }
    EXPECT_NEAR(static_cast<double>(now.size()), 20.0 * percent, 80) << percent;
    EXPECT_TRUE(std::includes(now.begin(), now.end(), before.begin(), before.end())) << percent;
    before = now;
  }
  EXPECT_EQ(before.size(), agents.size());
  stage.groups = {"pilot"};
  EXPECT_FALSE(Covers(stage, agents[0], "g"));
  EXPECT_TRUE(Covers(stage, agents[0], "pilot"));
  stage.stopped = true;
  EXPECT_FALSE(Covers(stage, agents[0], "pilot"));
}

TEST_F(PolicyStepsTest, ADraftThatCannotBeIsRefusedAndAFailingExampleKeepsItADraft) {
  EXPECT_EQ(StatusOf(Draft("{}")), 400);
  EXPECT_EQ(StatusOf(Draft(Document("1"))), 400);  // not above the active one
  EXPECT_EQ(StatusOf(As("olga", "drafts", json({{"document", Document("2")}}).dump())), 400);
  ASSERT_EQ(StatusOf(Draft(Document("2"))), 201);
  const json examples = {
      {"examples",
       {{{"event", {{"app", "KeePassXC"}, {"title", "vault"}}}, {"verdict", "recorded"}}}}};
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
  const json event = {{"event",
                       {{"app", "LibreOffice Calc"},
                        {"title", "Erika Mustermann, IBAN DE89 3704 0044 0532 0130 00"}}}};
  const std::string answer =
      Api("POST", "/api/v1/policies/explain", report_.analyst_token, event.dump());
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
