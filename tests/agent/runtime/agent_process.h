// AgentProcess: the real program adit-agent, started by a test, with what it printed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace adit {

class AgentProcess {
 public:
  // Starts adit-agent with the arguments and an environment of its own (`environment`:
  // "NAME=value"); HOME is `home`.
  AgentProcess(const std::string& home, const std::vector<std::string>& arguments,
               const std::vector<std::string>& environment = {});
  // Kills it when it still runs.
  ~AgentProcess();
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  // Its exit code; −1 when it did not end within the time (it is killed then) or was killed.
  [[nodiscard]] int Wait(int timeout_s = 60);
  void Terminate();
  void Kill();
  [[nodiscard]] pid_t pid() const { return pid_; }
  // Valid after Wait.
  [[nodiscard]] const std::string& out() const { return out_; }
  [[nodiscard]] const std::string& err() const { return err_; }

 private:
  std::string base_;
  pid_t pid_ = -1;
  std::string out_;
  std::string err_;
};

struct AgentAnswer {
  int code = -1;
  std::string out;
  std::string err;
};
[[nodiscard]] AgentAnswer RunAgent(const std::string& home,
                                   const std::vector<std::string>& arguments,
                                   const std::vector<std::string>& environment = {});

}  // namespace adit
