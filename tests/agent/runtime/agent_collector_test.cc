// Both programs together: enrolment, delivery with receipts, a policy from afar, wrong tokens.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/agent/runtime/agent_process.h"
#include "tests/fakes/reserved_port.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

// What `adit-collector` printed; runs to its end.
std::string Collector(const std::string& arguments, int& code) {
  const std::string command = std::string(ADIT_BIN_DIR "/adit-collector ") + arguments + " 2>&1";
  std::string out;
  FILE* const pipe = popen(command.c_str(), "re");
  if (!pipe) return "";
  char buffer[4096];
  for (size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, got);
  const int status = pclose(pipe);
  code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

bool Answers(int port) {
  for (int i = 0; i < 200; ++i) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    const bool connected = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(fd);
    if (connected) return true;
    usleep(50'000);
  }
  return false;
}

class AgentAndCollector : public testing::Test {
 protected:
  void SetUp() override {
    home_ = "/tmp/adit_pair_" + std::to_string(getpid());
    std::filesystem::remove_all(home_);
    std::filesystem::create_directories(home_);
    ASSERT_NE(port_.number(), 0);
    data_ = home_ + "/collector";
    int code = 0;
    const std::string made = Collector("init --data " + data_ + " --listen " + Address(), code);
    ASSERT_EQ(code, 0) << made;
    Serve();
  }
  void TearDown() override {
    StopServing();
    std::filesystem::remove_all(home_);
  }
  void Serve() {
    server_ = fork();
    if (server_ == 0) {
      const int log = open((home_ + "/serve.log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
      dup2(log, 1);
      dup2(log, 2);
      execl(ADIT_BIN_DIR "/adit-collector", "adit-collector", "serve", "--data", data_.c_str(),
            nullptr);
      _exit(127);
    }
    ASSERT_TRUE(Answers(port_.number()));
  }
  void StopServing() {
    if (server_ <= 0) return;
    kill(server_, SIGTERM);
    waitpid(server_, nullptr, 0);
    server_ = -1;
  }
  [[nodiscard]] AgentAnswer Agent(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = {"--set", "spool.keep_free_mib=0"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return RunAgent(home_, all);
  }
  [[nodiscard]] std::string Address() const {
    return "127.0.0.1:" + std::to_string(port_.number());
  }
  [[nodiscard]] std::string Url() const { return "https://" + Address(); }
  [[nodiscard]] std::string ReadServeLog() const {
    std::ifstream file(home_ + "/serve.log");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::string Token() const {
    int code = 0;
    const std::string out =
        Collector("enrol-token create --data " + data_ + " --group finance --uses 1", code);
    EXPECT_EQ(code, 0) << out << ReadServeLog();
    const size_t begin = out.find("adit1:");
    return begin == std::string::npos ? out : out.substr(begin, out.find('\n', begin) - begin);
  }

  std::string home_;
  std::string data_;
  ReservedPort port_;
  pid_t server_ = -1;
};

TEST_F(AgentAndCollector, EnrolledAgentDeliversEverythingAndObeysANewPolicy) {
  const std::string token = Token();
  AgentAnswer answer = Agent({"enrol", "--collector", Url(), "--token", token});
  ASSERT_EQ(answer.code, 0) << answer.err;
  EXPECT_NE(answer.out.find("group \"finance\""), std::string::npos) << answer.out;
  answer = Agent({"enrol", "--collector", Url(), "--token", token});
  EXPECT_NE(answer.code, 0) << "a token for one use was used twice";

  const std::string simulate = "simulate:seed=1,profile=office,person=0,days=1";
  answer = Agent({"run", "--source", simulate});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_NE(answer.err.find("batches_waiting=0"), std::string::npos) << answer.err;

  const std::string policy = home_ + "/policy.json";
  std::ofstream(policy) << PolicyText(R"("applications": {"default": "deny"})", 7);
  StopServing();
  int code = 0;
  const std::string set = Collector("policy set " + policy + " --data " + data_, code);
  ASSERT_EQ(code, 0) << set;
  Serve();
  AgentProcess agent(home_,
                     {"--set", "spool.keep_free_mib=0", "run", "--source", simulate + ",speed=1"});
  std::string status;
  for (int i = 0; i < 150; ++i) {
    status = Agent({"--json", "status"}).out;
    if (status.find("\"version\":7") != std::string::npos) break;
    usleep(100'000);
  }
  EXPECT_NE(status.find("\"id\":\"test\",\"version\":7"), std::string::npos) << status;
  agent.Terminate();
  EXPECT_EQ(agent.Wait(), 0) << agent.err();
}

TEST_F(AgentAndCollector, WrongTokensAndAddressesAreTold) {
  const std::string token = Token();
  AgentAnswer answer = Agent({"enrol", "--collector", Url(), "--token",
                              "adit1:" + std::string(32, '0') + token.substr(38)});
  EXPECT_NE(answer.code, 0);
  EXPECT_NE(answer.err.find("token"), std::string::npos) << answer.err;
  // A token of another collector: its authority is not the one that answers.
  answer =
      Agent({"enrol", "--collector", Url(), "--token", token.substr(0, 39) + std::string(64, 'a')});
  EXPECT_NE(answer.code, 0);
  EXPECT_FALSE(answer.err.empty());
  answer = Agent({"enrol", "--collector", "https://127.0.0.1:1", "--token", token});
  EXPECT_NE(answer.code, 0);
  EXPECT_NE(answer.err.find("127.0.0.1"), std::string::npos) << answer.err;
  answer = Agent({"enrol", "--collector", "http://127.0.0.1", "--token", token});
  EXPECT_EQ(answer.code, 3);
}

}  // namespace
}  // namespace adit
