// The second gate's quarantine, noisy counts with their budget, and re-identification by two
// people.
#include <map>
#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using nlohmann::json;
constexpr const char* kPassword = "correct horse battery";
constexpr const char* kPseudonym = "bcdfghjkmnpqrstvbcdf";

class PrivacySteps : public CollectorTest {
 protected:
  void SetUp() override {
    more_settings_.emplace_back("second_gate_every", "1");
    CollectorTest::SetUp();
    for (const auto& [name, role] : std::map<std::string, std::string>{
             {"olga", "officer"}, {"omar", "officer"}, {"ada", "auditor"}}) {
      ASSERT_TRUE(collector_->access().CreateUser(name, role, kPassword).ok());
      cookies_[name] = SignIn(name);
    }
  }
  std::string SignIn(const std::string& name) {
    const std::string login =
        Api("POST", "/api/v1/session", "", json({{"user", name}, {"password", kPassword}}).dump(),
            "X-Adit-Request: 1\r\n");
    const size_t begin = login.find("Set-Cookie: ") + 12;
    return "Cookie: " + login.substr(begin, login.find(';', begin) - begin) +
           "\r\nX-Adit-Request: 1\r\n";
  }
  std::string As(const std::string& name, const std::string& method, const std::string& path,
                 const json& body = json::object()) {
    return Api(method, "/api/v1/" + path, "", method == "GET" ? "" : body.dump(), cookies_[name]);
  }
  // The same collector again, with other settings.
  void ServeAgainWith(const std::string& name, const std::string& value) {
    collector_.reset();
    more_settings_.emplace_back(name, value);
    Serve();
    for (auto& [user, cookie] : cookies_) cookie = SignIn(user);
  }
  std::string Steps(const std::string& prefix) {
    std::string steps;
    const auto audit = collector_->control().Audit(0, 100);
    for (const AuditEntry& entry : *audit) {
      if (entry.action.starts_with(prefix)) steps += entry.actor + " " + entry.action + "\n";
    }
    return steps;
  }

  std::map<std::string, std::string> cookies_;
};

TEST_F(PrivacySteps, WhatTheSecondGateFindsIsWithheldRecordedAndNamesItsRule) {
  auto agent = EnrolledAgent();
  std::vector<EventRecord> events = wire::SampleEvents(1, 40);
  events[6].window_title = "Message to canary.person@example.org";
  events[9].element_name = "IBAN DE89 3704 0044 0532 0130 00";
  const Bytes envelope = agent->Envelope(1, events);
  ASSERT_EQ(StatusOf(agent->Put(1, envelope)), 201);
  EXPECT_EQ(Decoded().events, 40u);
  std::vector<EventRecord> read;
  ASSERT_TRUE(collector_->events()
                  .VisitRecords(agent->answer().agent.value(),
                                [&](const EventRecord& record) {
                                  read.push_back(record);
                                  return true;
                                })
                  .ok());
  ASSERT_EQ(read.size(), 40u);
  EXPECT_EQ(read[6].window_title, "<MASKED>");
  EXPECT_EQ(read[9].element_name, "<MASKED>");
  const json list = json::parse(BodyOf(As("ada", "GET", "second-gate")));
  ASSERT_EQ(list["items"].size(), 2u) << list.dump();
  EXPECT_EQ(list["items"][1]["rule"], "email");
  EXPECT_EQ(list["items"][1]["field"], "window_title");
  EXPECT_EQ(list["items"][1]["first_event"], 7);
  EXPECT_EQ(list["items"][0]["rule"], "iban");
  EXPECT_EQ(list["items"][0]["events"], 1);
  EXPECT_EQ(Steps("second gate"), "collector second gate: withhold texts\n");
  // Not a byte of it lies in the store.
  collector_.reset();
  for (const char* file : {"data/store.db", "data/store.db-wal"}) {
    const auto bytes = ReadWholeFile(RealFileSystem(), directory_.File(file), 64 << 20);
    if (!bytes.ok()) continue;
    EXPECT_EQ(AsText(*bytes).find("canary.person"), std::string_view::npos) << file;
    EXPECT_EQ(AsText(*bytes).find("3704 0044"), std::string_view::npos) << file;
  }
}

TEST_F(PrivacySteps, ReidentificationIsOffUntilASettingAllowsIt) {
  const json question = {{"pseudonym", kPseudonym}, {"reason", "incident 17"}};
  EXPECT_EQ(StatusOf(As("olga", "POST", "reidentifications", question)), 409);
  EXPECT_EQ(json::parse(BodyOf(As("olga", "GET", "reidentifications")))["on"], false);
}

TEST_F(PrivacySteps, TwoPeopleTogetherLearnWhoseMachineWroteAPseudonym) {
  auto agent = EnrolledAgent();
  std::vector<EventRecord> events = wire::SampleEvents(1, 10);
  events[3].window_title = std::string("<document:") + kPseudonym + "> - Calc";
  ASSERT_EQ(StatusOf(agent->Put(1, agent->Envelope(1, events))), 201);
  EXPECT_EQ(Decoded().events, 10u);
  ServeAgainWith("reidentification", "on");
  const json question = {{"pseudonym", kPseudonym}, {"reason", "incident 17"}};
  const std::string officers_token =
      collector_->access().CreateToken("program", "officer", 3600 * kMicrosPerSecond)->text;
  EXPECT_EQ(StatusOf(Api("POST", "/api/v1/reidentifications", officers_token, question.dump())),
            409);
  EXPECT_EQ(StatusOf(As("ada", "POST", "reidentifications",
                        {{"pseudonym", "Max Mustermann"}, {"reason", "curious"}})),
            400);
  EXPECT_EQ(StatusOf(As("olga", "POST", "reidentifications", {{"pseudonym", kPseudonym}})), 400);
  ASSERT_EQ(StatusOf(As("olga", "POST", "reidentifications", question)), 201);
  EXPECT_EQ(StatusOf(As("olga", "POST", "reidentifications/1/answer")), 409);   // undecided
  EXPECT_EQ(StatusOf(As("olga", "POST", "reidentifications/1/approve")), 409);  // her own
  EXPECT_EQ(StatusOf(As("ada", "POST", "reidentifications/1/approve")), 403);
  EXPECT_EQ(StatusOf(As("omar", "POST", "reidentifications/1/approve")), 200);
  EXPECT_EQ(StatusOf(As("omar", "POST", "reidentifications/1/answer")), 409);  // not for him
  const std::string answer = As("olga", "POST", "reidentifications/1/answer");
  ASSERT_EQ(StatusOf(answer), 200) << answer;
  const json machines = json::parse(BodyOf(answer))["machines"];
  ASSERT_EQ(machines.size(), 1u) << answer;
  EXPECT_EQ(machines[0]["agent"], HexEncode(agent->answer().agent.value()));
  EXPECT_EQ(machines[0]["events"], 1);
  EXPECT_EQ(StatusOf(As("olga", "POST", "reidentifications/1/answer")), 409);  // once
  EXPECT_EQ(Steps("re-identification"),
            "olga re-identification: ask\nomar re-identification: approve\n"
            "olga re-identification: answer\n");
}

TEST_F(PrivacySteps, NoisyCountsAreOffWithoutABudgetAndEndWithIt) {
  RunEntry run;
  run.id = *collector_->control().AddRun(1, "{}");
  run.state = "done";
  run.finished_us = SystemClock().WallMicros();
  run.summary = R"({"min_people":2})";
  run.manifest = "{}";
  ASSERT_TRUE(collector_->control()
                  .FinishRun(run, {{"routine", "many", 1, 40, R"({"key":"many"})"},
                                   {"opportunity", "many", 1, 40, R"({"key":"many"})"},
                                   {"routine", "one", 2, 1, R"({"key":"one"})"},
                                   {"opportunity", "one", 2, 1, R"({"key":"one"})"}})
                  .ok());
  const json wish = {{"routine", "many"}, {"epsilon", 0.5}};
  EXPECT_EQ(StatusOf(As("olga", "POST", "noisy-counts", wish)), 409);
  ServeAgainWith("dp_milli_epsilon_per_year", "1000");
  const std::string told = As("olga", "POST", "noisy-counts", wish);
  ASSERT_EQ(StatusOf(told), 201) << told;
  const json first = json::parse(BodyOf(told));
  EXPECT_NEAR(first["people"].get<double>(), 40, 60);
  // The same question is answered from memory: averaging does not work, and it costs nothing.
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(json::parse(BodyOf(As("omar", "POST", "noisy-counts", wish)))["people"],
              first["people"]);
  }
  EXPECT_EQ(json::parse(BodyOf(As("olga", "GET", "noisy-counts")))["budget"]["spent"], 0.5);
  EXPECT_EQ(StatusOf(As("olga", "POST", "noisy-counts", {{"routine", "one"}, {"epsilon", 0.1}})),
            404);  // the gate
  EXPECT_EQ(StatusOf(As("olga", "POST", "noisy-counts", {{"routine", "many"}, {"epsilon", 0.6}})),
            409);  // more than is left
  EXPECT_EQ(StatusOf(As("olga", "POST", "noisy-counts", {{"routine", "many"}, {"epsilon", 0}})),
            400);
  const json budget = json::parse(BodyOf(As("olga", "GET", "noisy-counts")))["budget"];
  EXPECT_EQ(budget["epsilon"], 1.0);
  EXPECT_EQ(budget["left"], 0.5);
}

}  // namespace
}  // namespace adit
