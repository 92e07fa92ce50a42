// Process: a real program under test: started with arguments, killed, waited for; its output in a
// file.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace adit::e2e {

// Killed (SIGKILL) when destroyed. Not thread-safe.
class Process {
 public:
  // `arguments[0]` is the program. Standard output and error are appended to `log`. Extra
  // environment as "NAME=value". Fails the calling test and returns null when it cannot be started.
  static std::unique_ptr<Process> Start(const std::vector<std::string>& arguments,
                                        const std::string& log,
                                        const std::vector<std::string>& environment = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void Signal(int number) const;
  // The exit code, 128 + signal when it was killed, -1 when it still runs after the time.
  int Wait(int64_t timeout_ms);
  [[nodiscard]] bool Running();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_;
  int outcome_ = -1;
};

struct Finished {
  int exit_code = -1;
  std::string output;  // standard output alone
};
// Runs a program to its end.
[[nodiscard]] Finished RunToEnd(const std::vector<std::string>& arguments,
                                const std::string& error_log,
                                const std::vector<std::string>& environment = {});

// Asks again every 50 ms until `condition` holds; false after the time.
template <typename Condition>
bool WaitUntil(int64_t timeout_ms, Condition condition);
void SleepMs(int64_t ms);

template <typename Condition>
bool WaitUntil(int64_t timeout_ms, Condition condition) {
  for (int64_t waited = 0; waited <= timeout_ms; waited += 50) {
    if (condition()) return true;
    SleepMs(50);
  }
  return false;
}

}  // namespace adit::e2e
