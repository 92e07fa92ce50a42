#include "tests/e2e/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

namespace adit::e2e {

void SleepMs(int64_t ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

std::unique_ptr<Process> Process::Start(const std::vector<std::string>& arguments,
                                        const std::string& log,
                                        const std::vector<std::string>& environment) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (char** entry = environ; *entry != nullptr; ++entry) envp.push_back(*entry);
  for (const std::string& entry : environment) envp.push_back(const_cast<char*>(entry.c_str()));
  envp.push_back(nullptr);
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (output < 0) {
    ADD_FAILURE() << "cannot write " << log;
    return nullptr;
  }
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(output);
  if (pid < 0) {
    ADD_FAILURE() << "cannot start " << arguments[0];
    return nullptr;
  }
  return std::unique_ptr<Process>(new Process(pid));
}

Process::~Process() {
  if (!Running()) return;
  Signal(SIGKILL);
  Wait(10'000);
}

void Process::Signal(int number) const {
  if (outcome_ == -1) kill(pid_, number);
}

int Process::Wait(int64_t timeout_ms) {
  WaitUntil(timeout_ms, [this] { return !Running(); });
  return outcome_;
}

bool Process::Running() {
  if (outcome_ != -1) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  outcome_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

Finished RunToEnd(const std::vector<std::string>& arguments, const std::string& error_log,
                  const std::vector<std::string>& environment) {
  // Through a shell only for the two redirections; arguments stay apart from the script.
  const std::string output = error_log + ".out";
  std::vector<std::string> all = {"/bin/sh", "-c", "exec \"$@\" > \"$0\"", output};
  all.insert(all.end(), arguments.begin(), arguments.end());
  Finished finished;
  const auto process = Process::Start(all, error_log, environment);
  if (process == nullptr) return finished;
  finished.exit_code = process->Wait(900'000);
  std::ifstream file(output);
  std::stringstream text;
  text << file.rdbuf();
  finished.output = text.str();
  return finished;
}

}  // namespace adit::e2e
