#include "agent/runtime/control_server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace adit {
namespace {

// A server polled on its own thread until the end of the test.
class ServedSocket {
 public:
  ServedSocket() : path_("/tmp/adit_control_" + std::to_string(getpid()) + ".sock") {
    Result<std::unique_ptr<ControlServer>> server = ControlServer::Listen(
        path_,
        [](const ControlRequest&) { return EncodeControlStatus(OkStatus()) + "\nsecond line"; },
        ring_);
    EXPECT_TRUE(server.ok()) << server.status().message();
    server_ = std::move(*server);
    thread_ = std::thread([this] {
      while (!stop_) server_->Poll(20, -1);
    });
  }
  ~ServedSocket() {
    stop_ = true;
    thread_.join();
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] ControlServer& server() { return *server_; }

 private:
  const std::string path_;
  PreviewRing ring_{10};
  std::unique_ptr<ControlServer> server_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

std::vector<std::string> Ask(const std::string& path, const ControlRequest& request,
                             Status& status) {
  std::vector<std::string> lines;
  status = AskAgent(path, request, [&](const std::string& line) {
    lines.push_back(line);
    return true;
  });
  return lines;
}

TEST(ControlServer, AnswersItsOwnUser) {
  ServedSocket served;
  Status status;
  const std::vector<std::string> lines = Ask(served.path(), {}, status);
  EXPECT_TRUE(status.ok()) << status.message();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1], "second line");
}

TEST(ControlServer, SocketIsPrivateAndASecondServerIsRefused) {
  ServedSocket served;
  struct stat facts {};
  ASSERT_EQ(stat(served.path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  PreviewRing ring(1);
  const auto second = ControlServer::Listen(served.path(), nullptr, ring);
  EXPECT_EQ(second.status().code(), StatusCode::kAlreadyExists);
}

TEST(ControlServer, AnotherUserIsRefusedEvenWhenTheSocketIsOpenToAll) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  ServedSocket served;
  ASSERT_EQ(chmod(served.path().c_str(), 0666), 0);
  const pid_t child = fork();
  if (child == 0) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(2);
    Status status;
    const std::vector<std::string> lines = Ask(served.path(), {}, status);
    _exit(status.code() == StatusCode::kPermissionDenied && lines.size() == 1 ? 0 : 1);
  }
  int outcome = 0;
  ASSERT_EQ(waitpid(child, &outcome, 0), child);
  EXPECT_TRUE(WIFEXITED(outcome));
  EXPECT_EQ(WEXITSTATUS(outcome), 0);
  EXPECT_EQ(served.server().refused_peers(), 1U);
}

TEST(ControlServer, RubbishGetsAnErrorAndTheServerGoesOn) {
  ServedSocket served;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  served.path().copy(address.sun_path, sizeof address.sun_path - 1);
  for (const std::string& rubbish :
       {std::string("\n"), std::string("}{\n"), std::string(10'000, 'x')}) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_GT(send(fd, rubbish.data(), rubbish.size(), MSG_NOSIGNAL), 0);
    char buffer[512];
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    ASSERT_GT(got, 0);
    EXPECT_NE(std::string(buffer, static_cast<size_t>(got)).find("\"ok\":false"),
              std::string::npos);
    close(fd);
  }
  Status status;
  EXPECT_EQ(Ask(served.path(), {}, status).size(), 2U);
}

TEST(ControlServer, NobodyThereSaysHowToStart) {
  Status status;
  (void)Ask("/tmp/adit_no_such.sock", {}, status);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("adit-agent run"), std::string::npos);
  (void)Ask("/" + std::string(200, 'x'), {}, status);
  EXPECT_NE(status.message().find("agent.control_socket"), std::string::npos);
}

}  // namespace
}  // namespace adit
