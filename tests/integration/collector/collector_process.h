// The program adit-collector, run as people run it.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

namespace adit {

struct Outcome {
  int exit_code = -1;
  std::string output;  // of both streams
};

inline Outcome RunCollector(const std::string& arguments) {
  Outcome outcome;
  FILE* pipe =
      popen((std::string(ADIT_BIN_DIR "/adit-collector ") + arguments + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) outcome.output += buffer.data();
  outcome.exit_code = WEXITSTATUS(pclose(pipe));
  return outcome;
}

// A collector in a process of its own.
class Served {
 public:
  explicit Served(const std::string& data, const std::string& more = "") {
    std::array<int, 2> pipe_ends{};
    if (pipe(pipe_ends.data()) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(pipe_ends[1], 1);
      close(pipe_ends[0]);
      const std::string log = data + ".log";
      if (freopen(log.c_str(), "a", stderr) == nullptr) _exit(9);
      execl("/bin/sh", "sh", "-c",
            (std::string("exec " ADIT_BIN_DIR "/adit-collector serve --data ") + data +
             " --listen 127.0.0.1:0 " + more)
                .c_str(),
            nullptr);
      _exit(9);
    }
    close(pipe_ends[1]);
    std::string line;
    char c = 0;
    while (read(pipe_ends[0], &c, 1) == 1 && c != '\n') line += c;
    close(pipe_ends[0]);
    const size_t colon = line.rfind(':');
    if (colon != std::string::npos)
      port_ = static_cast<uint16_t>(std::stoi(line.substr(colon + 1)));
  }
  ~Served() {
    if (pid_ > 0) Stop(SIGTERM);
  }
  // The exit code, or minus the signal that ended it.
  int Stop(int signal_number) {
    kill(pid_, signal_number);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] uint16_t port() const { return port_; }

 private:
  pid_t pid_ = -1;
  uint16_t port_ = 0;
};

}  // namespace adit
