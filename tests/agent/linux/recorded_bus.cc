#include "tests/agent/linux/recorded_bus.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <utility>

namespace adit {

RecordedBus::RecordedBus() {
  int fds[2];
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  peer_fd_ = fds[0];
  auto connection = DbusConnection::OpenSocket(fds[1]);
  EXPECT_TRUE(connection.ok()) << connection.status().ToString();
  connection_ = std::move(connection).value();
  // The authentication of sd-bus is pipelined, so its answers can be too.
  Send("DATA\r\nOK 0123456789abcdef0123456789abcdef\r\nAGREE_UNIX_FD\r\n");
}

RecordedBus::~RecordedBus() {
  connection_.reset();
  close(peer_fd_);
}

void RecordedBus::Send(const std::string& bytes) {
  EXPECT_EQ(write(peer_fd_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

void RecordedBus::Play(const std::string& name) {
  std::ifstream file(ADIT_SOURCE_DIR "/tests/agent/linux/recorded/" + name + ".bin",
                     std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  EXPECT_FALSE(bytes.str().empty()) << name;
  Send(bytes.str());
}

void RecordedBus::Run(int64_t duration_us) {
  connection_->ProcessUntil([] { return false; }, duration_us).IgnoreError();
}

}  // namespace adit
