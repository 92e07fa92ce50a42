// The program adit-agent from outside: a recording through the real pipeline into a real spool, the
// person's commands, and bad input.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "agent/runtime/preview_ring.h"
#include "common/event/replay_json.h"
#include "tests/agent/runtime/agent_process.h"
#include "tests/agent/runtime/enrolled_state.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

// Canaries: what a recording holds and nothing else may.
constexpr const char* kMail = "canary.person@example.org";
constexpr const char* kIban = "DE89370400440532013000";
constexpr const char* kClipboard = "canaryClipboardContent77";
constexpr const char* kPassword = "canaryPasswordFieldName";

UiEvent Event(ActionType action, int64_t second, const std::string& app = "Vela ERP") {
  UiEvent event;
  event.fields.action = action;
  event.fields.wall_us = 1'772'438'400'000'000 + second * 1'000'000;
  event.fields.monotonic_us = second * 1'000'000;
  event.app_name = RawText(app);
  event.app_executable = RawText(app == "Vela ERP" ? "erpclient" : "diary");
  event.window_title = RawText(std::string("Invoice for ") + kMail + " - Vela ERP");
  event.element_name = RawText("Save");
  event.element_role = RawText("push button");
  return event;
}

std::vector<UiEvent> Recording() {
  std::vector<UiEvent> events;
  for (int i = 0; i < 40; ++i) events.push_back(Event(ActionType::kClick, i));
  UiEvent iban = Event(ActionType::kValueCommit, 50);
  iban.element_name = RawText(std::string("IBAN ") + kIban);
  events.push_back(iban);
  UiEvent copy = Event(ActionType::kCopy, 51);
  copy.fields.content_kind = ContentKind::kText;
  copy.content = RawText(kClipboard);
  events.push_back(copy);
  UiEvent secret = Event(ActionType::kElementFocus, 52);
  secret.secret = true;
  secret.element_name = RawText(kPassword);
  events.push_back(secret);
  events.push_back(Event(ActionType::kClick, 53, "Diary of canary"));
  events.push_back(Event(ActionType::kLock, 54));
  return events;
}

std::string WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  return path;
}

std::string WriteReplay(const std::string& path, const std::vector<UiEvent>& events) {
  std::string text = std::string(kReplayHeader) + "\n";
  for (const UiEvent& event : events) text += ToReplayLine(event) + "\n";
  return WriteText(path, text);
}

class AgentProgram : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    home_ = "/tmp/adit_agent_" + std::to_string(getpid()) + "_" + name.substr(0, 24);
    std::filesystem::remove_all(home_);
    std::filesystem::create_directories(home_);
    ASSERT_EQ(state_.Make(home_ + "/state"), "");
  }
  void TearDown() override { std::filesystem::remove_all(home_); }

  [[nodiscard]] std::vector<std::string> Arguments(const std::vector<std::string>& more) const {
    std::vector<std::string> all = {"--set", "agent.state_directory=" + home_ + "/state", "--set",
                                    "spool.keep_free_mib=0"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  [[nodiscard]] AgentAnswer Run(const std::vector<std::string>& more) const {
    return RunAgent(home_, Arguments(more));
  }
  // Asks until the agent answers with a line that holds `part`.
  [[nodiscard]] AgentAnswer WaitFor(const std::vector<std::string>& question,
                                    const std::string& part) {
    AgentAnswer answer;
    for (int i = 0; i < 600; ++i) {
      answer = Run(question);
      if (answer.code == 0 && answer.out.find(part) != std::string::npos) return answer;
      usleep(100'000);
    }
    return answer;
  }
  void ExpectNoCanary(const std::string& text, const std::string& where) {
    for (const char* canary : {kMail, kIban, kClipboard, kPassword, "canary"}) {
      EXPECT_EQ(text.find(canary), std::string::npos) << canary << " in " << where;
    }
  }
  std::string home_;
  EnrolledState state_;
};

TEST_F(AgentProgram, RecordingReachesTheSpoolMaskedAndTheCollectorAloneReadsIt) {
  const std::string file = WriteReplay(home_ + "/raw.jsonl", Recording());
  const AgentAnswer run = Run({"run", "--source", "replay:" + file});
  ASSERT_EQ(run.code, 0) << run.err;
  std::string problem;
  const std::vector<EventRecord> events = state_.SpooledEvents(problem);
  ASSERT_EQ(problem, "");
  // All but the click in an application the policy does not list.
  ASSERT_EQ(events.size(), Recording().size() - 1);
  for (size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].fields.sequence, i + 1);
  EXPECT_EQ(events[0].window_title, "Invoice for <EMAIL> - Vela ERP");
  EXPECT_EQ(events[0].element_name, "Save");
  for (const EventRecord& event : events) ExpectNoCanary(RecordJson(event), "a spooled record");
  EXPECT_NE(events[41].content_fingerprint, 0U);
  EXPECT_EQ(events[42].app_name, "");  // the password field left its existence
  std::filesystem::remove(file);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home_)) {
    if (!entry.is_regular_file()) continue;
    const Result<Bytes> bytes = ReadWholeFile(RealFileSystem(), entry.path(), 16 << 20);
    ASSERT_TRUE(bytes.ok());
    ExpectNoCanary(std::string(AsText(*bytes)), entry.path());
  }
}

TEST_F(AgentProgram, PreviewShowsExactlyWhatIsSpooled) {
  std::vector<UiEvent> events = Recording();
  UiEvent late = Event(ActionType::kClick, 5000);
  events.push_back(late);
  const std::string file = WriteReplay(home_ + "/raw.jsonl", events);
  AgentProcess agent(home_, Arguments({"run", "--source", "replay:" + file + "?speed=100"}));
  (void)WaitFor({"preview", "--once"}, "lock");
  const AgentAnswer preview = Run({"--json", "preview", "--once", "--last", "1000"});
  ASSERT_EQ(preview.code, 0) << preview.err;
  const AgentAnswer status = Run({"--json", "status"});
  EXPECT_NE(status.out.find("\"state\":\"recording\""), std::string::npos) << status.out;
  agent.Terminate();
  EXPECT_EQ(agent.Wait(), 0) << agent.err();
  std::string problem;
  std::string spooled;
  for (const EventRecord& event : state_.SpooledEvents(problem))
    spooled += RecordJson(event) + "\n";
  ASSERT_EQ(problem, "");
  EXPECT_EQ(preview.out, spooled);
  ExpectNoCanary(preview.out + status.out + agent.out() + agent.err(), "what the agent printed");
}

TEST_F(AgentProgram, PauseHoldsAndIsRememberedResumeGoesOn) {
  std::vector<UiEvent> events;
  for (int i = 0; i < 2000; ++i) events.push_back(Event(ActionType::kClick, i));
  const std::string file = WriteReplay(home_ + "/raw.jsonl", events);
  {
    AgentProcess agent(home_, Arguments({"run", "--source", "replay:" + file + "?speed=5"}));
    (void)WaitFor({"preview", "--once"}, "click");
    EXPECT_EQ(Run({"pause", "30"}).code, 0);
    const AgentAnswer status = Run({"--json", "status"});
    EXPECT_NE(status.out.find("\"state\":\"paused\""), std::string::npos) << status.out;
    const std::string before = Run({"--json", "preview", "--once"}).out;
    usleep(600'000);
    EXPECT_EQ(Run({"--json", "preview", "--once"}).out, before);
    EXPECT_EQ(Run({"pause", "100000"}).code, 3);  // longer than the policy allows
    agent.Terminate();
    EXPECT_EQ(agent.Wait(), 0);
  }
  AgentProcess again(home_, Arguments({"run", "--source", "replay:" + file + "?speed=5"}));
  const AgentAnswer paused = WaitFor({"--json", "status"}, "\"state\":");
  EXPECT_NE(paused.out.find("\"state\":\"paused\""), std::string::npos) << paused.out;
  EXPECT_EQ(Run({"resume"}).code, 0);
  EXPECT_NE(WaitFor({"preview", "--once"}, "click").out, "");
  again.Terminate();
  EXPECT_EQ(again.Wait(), 0);
}

TEST_F(AgentProgram, ForgetDeletesTheLastMinutesAndDeclaresThem) {
  std::vector<UiEvent> events;
  const int64_t now = SystemClock().WallMicros();
  for (int i = 0; i < 300; ++i) {
    events.push_back(Event(ActionType::kClick, 0));
    // Half of them 16 minutes ago, half just now. The gap between leaves 16 s to seal the first half,
    // the hour before the last event a minute to forget the second.
    events.back().fields.wall_us = now - (i < 150 ? 961 : 1) * kMicrosPerSecond + i * 1000;
  }
  events.push_back(events.back());
  events.back().fields.wall_us += 3600 * kMicrosPerSecond;
  const std::string file = WriteReplay(home_ + "/raw.jsonl", events);
  AgentProcess agent(home_, Arguments({"run", "--source", "replay:" + file + "?speed=60"}));
  (void)WaitFor({"--json", "status"}, "\"spooled\":150");
  EXPECT_EQ(Run({"seal"}).code, 0);
  (void)WaitFor({"--json", "status"}, "\"spooled\":300");
  EXPECT_EQ(Run({"forget", "16"}).code, 3);  // the policy grants fifteen
  const AgentAnswer forget = Run({"forget", "15"});
  EXPECT_EQ(forget.code, 0) << forget.err;
  EXPECT_NE(forget.out.find("\"ok\":true"), std::string::npos) << forget.out;
  EXPECT_EQ(forget.out.find("\"events\":0,"), std::string::npos) << forget.out;
  EXPECT_NE(forget.out.find("\"events\":150,"), std::string::npos) << forget.out;
  EXPECT_EQ(Run({"--json", "preview", "--once"}).out, "");
  agent.Terminate();
  EXPECT_EQ(agent.Wait(), 0);
  std::string problem;
  const std::vector<EventRecord> kept = state_.SpooledEvents(problem);
  EXPECT_EQ(kept.size(), 150U) << problem;
  for (const EventRecord& event : kept) {
    EXPECT_LT(event.fields.wall_us, now - 900 * kMicrosPerSecond);
  }
  EXPECT_EQ(problem, "");
}

TEST_F(AgentProgram, OptInRecordsNothingBeforeConsent) {
  const std::string policy =
      WriteText(home_ + "/policy.json",
                PolicyText(R"("consent": "opt_in", "applications": {"default": "allow"})"));
  std::vector<UiEvent> events;
  // At this speed the replay lasts longer than the slowest machine takes to ask and answer.
  for (int i = 0; i < 10000; ++i) events.push_back(Event(ActionType::kClick, i));
  const std::string file = WriteReplay(home_ + "/raw.jsonl", events);
  AgentProcess agent(home_, Arguments({"--set", "policy.file=" + policy, "run", "--source",
                                       "replay:" + file + "?speed=50"}));
  (void)WaitFor({"--json", "status"}, "needs_consent");
  EXPECT_EQ(Run({"preview", "--once"}).out, "");
  EXPECT_EQ(Run({"consent", "--give"}).code, 0);
  EXPECT_NE(WaitFor({"preview", "--once"}, "click").out, "");
  EXPECT_EQ(Run({"consent", "--withdraw"}).code, 0);
  EXPECT_NE(Run({"--json", "status"}).out.find("needs_consent"), std::string::npos);
  agent.Terminate();
  EXPECT_EQ(agent.Wait(), 0);
}

TEST_F(AgentProgram, WithoutADesktopItStartsAndSaysWhatToDo) {
  AgentProcess agent(home_, Arguments({"run"}));
  const AgentAnswer status = WaitFor({"--json", "status"}, "no_source");
  EXPECT_NE(status.out.find("\"state\":\"no_source\""), std::string::npos) << status.out;
  agent.Terminate();
  EXPECT_EQ(agent.Wait(), 0);
  EXPECT_NE(agent.err().find("capture does not start"), std::string::npos) << agent.err();
}

TEST_F(AgentProgram, CoreDumpsAreOff) {
  AgentProcess agent(home_, Arguments({"run"}));
  (void)WaitFor({"--json", "status"}, "\"state\"");
  std::ifstream limits("/proc/" + std::to_string(agent.pid()) + "/limits");
  std::ostringstream text;
  text << limits.rdbuf();
  const size_t line = text.str().find("Max core file size");
  ASSERT_NE(line, std::string::npos);
  EXPECT_NE(text.str().substr(line, 50).find(" 0 "), std::string::npos);
  agent.Terminate();
  EXPECT_EQ(agent.Wait(), 0);
}

TEST_F(AgentProgram, SecondAgentIsRefused) {
  AgentProcess agent(home_, Arguments({"run"}));
  (void)WaitFor({"--json", "status"}, "\"state\"");
  const AgentAnswer second = Run({"run"});
  EXPECT_NE(second.code, 0);
  EXPECT_NE(second.err.find("another adit-agent is running"), std::string::npos) << second.err;
}

// The bad-input list: each ends in a message that says what to do.
TEST_F(AgentProgram, TruncatedReplayNamesItsLineAfterTheRestWasKept) {
  const std::string line = ToReplayLine(Event(ActionType::kClick, 1));
  const std::string file = WriteText(
      home_ + "/torn.jsonl", std::string(kReplayHeader) + "\n" + line + "\n" + line.substr(0, 30));
  const AgentAnswer run = Run({"run", "--source", "replay:" + file});
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find(file + ":3:"), std::string::npos) << run.err;
  std::string problem;
  EXPECT_EQ(state_.SpooledEvents(problem).size(), 1U) << problem;
}

TEST_F(AgentProgram, MissingReplayIsNamed) {
  const AgentAnswer run = Run({"run", "--source", "replay:/nonexistent.jsonl"});
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find("/nonexistent.jsonl"), std::string::npos) << run.err;
}

TEST_F(AgentProgram, BrokenPolicyFailsClosed) {
  const auto refused = [&](const std::string& text, const std::string& part) {
    const std::string path = WriteText(home_ + "/policy.json", text);
    const AgentAnswer run = Run({"--set", "policy.file=" + path, "run", "--source", "simulate"});
    EXPECT_NE(run.code, 0);
    EXPECT_NE(run.err.find(part), std::string::npos) << run.err;
  };
  refused("{", "policy.json: 1:");
  refused(PolicyText(R"("hots": {})"), "hots: unknown key");
  refused(PolicyText("", 1, "2020-01-01T00:00:00Z"), "expired at 2020-01-01");
  const AgentAnswer missing =
      Run({"--set", "policy.file=/nonexistent.json", "run", "--source", "simulate"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_NE(missing.err.find("/nonexistent.json"), std::string::npos) << missing.err;
  WriteText(home_ + "/state/policy", "rubbish");
  const AgentAnswer stored = Run({"run", "--source", "simulate"});
  EXPECT_NE(stored.code, 0);
  EXPECT_NE(stored.err.find("is not signed"), std::string::npos) << stored.err;
}

TEST_F(AgentProgram, WrongSettingsAndCommandLinesAreNamed) {
  AgentAnswer run = Run({"--set", "spool.qouta_mib=5", "run"});
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find("did you mean \"spool.quota_mib\""), std::string::npos) << run.err;
  run = Run({"--config", "/nonexistent.conf", "status"});
  EXPECT_EQ(run.code, 3);
  run = Run({"run", "--source", "tape:x"});
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find("the forms are"), std::string::npos) << run.err;
  EXPECT_EQ(Run({"dance"}).code, 2);
  EXPECT_EQ(Run({"status"}).code, 5);
}

TEST_F(AgentProgram, NotEnrolledAndDamagedIdentityAreTold) {
  WriteText(home_ + "/state/identity/identity.json", "{}");
  AgentAnswer run = Run({"run", "--source", "simulate"});
  EXPECT_NE(run.err.find("enrol again"), std::string::npos) << run.err;
  std::filesystem::remove(home_ + "/state/identity/identity.json");
  run = Run({"run", "--source", "simulate"});
  EXPECT_EQ(run.code, 6);
  EXPECT_NE(run.err.find("adit-agent enrol"), std::string::npos) << run.err;
  run = Run({"enrol", "--collector", "https://localhost:1", "--token", "nonsense"});
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find("token"), std::string::npos) << run.err;
}

TEST_F(AgentProgram, DamagedChoiceKeepsRecordingOff) {
  WriteText(home_ + "/state/choice", "adit-choice 1\npaused_until_us soon\n");
  const AgentAnswer run = Run({"run", "--source", "simulate"});
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find("choice:2"), std::string::npos) << run.err;
}

TEST_F(AgentProgram, FullDiskIsToldAndEventsAreDeclaredLost) {
  const std::string file = WriteReplay(home_ + "/raw.jsonl", Recording());
  const AgentAnswer run =
      Run({"--set", "spool.keep_free_mib=1048576", "run", "--source", "replay:" + file});
  EXPECT_EQ(run.code, 1);
  EXPECT_NE(run.err.find("lower spool.keep_free_mib"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("declared lost"), std::string::npos) << run.err;
}

TEST_F(AgentProgram, LookPrintsWhatWouldLeaveAndKeepsNothing) {
  std::filesystem::remove_all(home_ + "/state/identity");
  const std::string file = WriteReplay(home_ + "/raw.jsonl", Recording());
  const AgentAnswer run = Run({"--json", "run", "--look", "--source", "replay:" + file});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'),
            static_cast<long>(Recording().size()) - 1);
  ExpectNoCanary(run.out + run.err, "look");
  EXPECT_FALSE(std::filesystem::exists(home_ + "/state/spool"));
}

TEST_F(AgentProgram, DoctorNamesRemedies) {
  const AgentAnswer doctor = Run({"--json", "doctor"});
  EXPECT_EQ(doctor.code, 1);
  EXPECT_NE(doctor.out.find("\"subject\":\"display\""), std::string::npos) << doctor.out;
  EXPECT_NE(doctor.out.find("systemctl --user"), std::string::npos) << doctor.out;
}

}  // namespace
}  // namespace adit
