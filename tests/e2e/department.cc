#include "tests/e2e/department.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace adit::e2e {
namespace {

const std::string kCollector = ADIT_BIN_DIR "/adit-collector";
const std::string kAgent = ADIT_BIN_DIR "/adit-agent";
const std::string kTool = ADIT_BIN_DIR "/adit";

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteText(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// The value of a key in the flat JSON our own programs print: a string's characters or a number.
std::string JsonValue(const std::string& json, const std::string& key) {
  const size_t at = json.find("\"" + key + "\":");
  if (at == std::string::npos) return "";
  size_t begin = at + key.size() + 3;
  while (begin < json.size() && (json[begin] == ' ' || json[begin] == '"')) ++begin;
  return json.substr(begin, json.find_first_of("\",}", begin) - begin);
}

}  // namespace

Department::Department(uint32_t people)
    : people_(people), agents_(people), log_begin_(people), agent_hex_(people) {
  std::string pattern = (std::filesystem::temp_directory_path() / "adit-e2e-XXXXXX").string();
  if (mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
  std::filesystem::create_directories(folder_ + "/logs");
}

Department::~Department() {
  agents_.clear();
  collector_.reset();
  if (testing::Test::HasFailure()) {
    std::fprintf(stderr, "kept for you to look at: %s\n", folder_.c_str());
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Department::state(uint32_t person) const {
  return folder_ + "/agent-" + std::to_string(person);
}

bool Department::MakeCollector() {
  const std::string address = "127.0.0.1:" + std::to_string(port_.number());
  const Finished made =
      RunToEnd({kCollector, "init", "--data", data(), "--listen", address, "--json"}, Log("init"));
  EXPECT_EQ(made.exit_code, 0) << ReadText(Log("init"));
  WriteText(folder_ + "/token", JsonValue(made.output, "analyst_token"));
  url_ = "https://" + address;
  return made.exit_code == 0 && port_.number() != 0;
}

bool Department::StartCollector() {
  collector_ = Process::Start({kCollector, "serve", "--data", data(), "--set", "min_free_mib=64",
                               "--set", "mine_every_minutes=0"},
                              Log("collector"));
  if (collector_ == nullptr) return false;
  const bool up =
      WaitUntil(30'000, [this] { return !collector_->Running() || Ask("status").has_value(); });
  const bool running = up && collector_->Running();
  EXPECT_TRUE(running) << ReadText(Log("collector"));
  return running;
}

bool Department::StopCollector() {
  collector_->Signal(SIGTERM);
  const int exit_code = collector_->Wait(60'000);
  EXPECT_EQ(exit_code, 0) << ReadText(Log("collector"));
  return exit_code == 0;
}

void Department::KillCollector() {
  collector_->Signal(SIGKILL);
  EXPECT_EQ(collector_->Wait(10'000), 128 + SIGKILL);
}

bool Department::EnrolEveryone() {
  const Finished token = RunToEnd({kCollector, "enrol-token", "create", "--data", data(), "--group",
                                   "department", "--uses", std::to_string(people_), "--json"},
                                  Log("enrol-token"));
  EXPECT_EQ(token.exit_code, 0) << ReadText(Log("enrol-token"));
  const size_t begin = token.output.find("adit1:");
  if (begin == std::string::npos) {
    ADD_FAILURE() << "no token in: " << token.output;
    return false;
  }
  WriteText(folder_ + "/enrol",
            token.output.substr(begin, token.output.find_first_of("\" \n", begin) - begin));
  for (uint32_t person = 0; person < people_; ++person) {
    const Finished enrolled =
        RunToEnd({kAgent, "--json", "--set", "agent.state_directory=" + state(person), "enrol",
                  "--collector", url_, "--token-file", folder_ + "/enrol"},
                 Log("enrol"));
    agent_hex_[person] = JsonValue(enrolled.output, "agent");
    EXPECT_EQ(enrolled.exit_code, 0) << ReadText(Log("enrol"));
    if (enrolled.exit_code != 0) return false;
  }
  return true;
}

bool Department::StartAgent(uint32_t person, const std::string& source) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(Log("agent-" + std::to_string(person)), missing);
  log_begin_[person] = missing ? 0 : static_cast<size_t>(size);
  agents_[person] =
      Process::Start({kAgent, "--set", "agent.state_directory=" + state(person), "--set",
                      "spool.keep_free_mib=64", "run", "--drain", "240", "--source", source},
                     Log("agent-" + std::to_string(person)));
  return agents_[person] != nullptr;
}

bool Department::AgentCaptures(uint32_t person) {
  const std::string log = Log("agent-" + std::to_string(person));
  const bool captures = WaitUntil(120'000, [&] {
    const std::string text = ReadText(log);
    return text.find("capture runs", std::min(log_begin_[person], text.size())) !=
               std::string::npos ||
           !AgentRuns(person);
  });
  EXPECT_TRUE(captures && AgentRuns(person)) << ReadText(log);
  return captures && AgentRuns(person);
}

void Department::KillAgent(uint32_t person) {
  agents_[person]->Signal(SIGKILL);
  EXPECT_EQ(agents_[person]->Wait(10'000), 128 + SIGKILL)
      << "agent " << person << " had ended before it was killed";
}

bool Department::AgentRuns(uint32_t person) {
  return agents_[person] != nullptr && agents_[person]->Running();
}

bool Department::AgentFinishes(uint32_t person, int64_t timeout_ms) {
  const int exit_code = agents_[person]->Wait(timeout_ms);
  EXPECT_EQ(exit_code, 0) << "agent " << person << ":\n"
                          << ReadText(Log("agent-" + std::to_string(person)));
  return exit_code == 0;
}

std::optional<std::string> Department::Ask(const std::string& command) {
  const Finished answer =
      RunToEnd({kTool, command, "--json", "--server", url_, "--ca", data() + "/keys/authority.pem",
                "--token-file", folder_ + "/token"},
               Log("ask"));
  if (answer.exit_code != 0) return std::nullopt;
  return answer.output;
}

uint64_t Department::StoredEvents() {
  const auto status = Ask("status");
  return status ? std::strtoull(JsonValue(*status, "events").c_str(), nullptr, 10) : 0;
}

bool Department::Mine() {
  const Finished mined = RunToEnd({kCollector, "mine", "--data", data()}, Log("mine"));
  EXPECT_EQ(mined.exit_code, 0) << ReadText(Log("mine"));
  return mined.exit_code == 0;
}

}  // namespace adit::e2e
