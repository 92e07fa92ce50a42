#include "tests/agent/runtime/agent_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace adit {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

AgentProcess::AgentProcess(const std::string& home, const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment) {
  static std::atomic<int> count = 0;
  base_ = home + "/process_" + std::to_string(getpid()) + "_" + std::to_string(++count);
  std::vector<std::string> words = {ADIT_BIN_DIR "/adit-agent"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = {"HOME=" + home, "PATH=/usr/bin:/bin", "TZ=UTC"};
  variables.insert(variables.end(), environment.begin(), environment.end());
  std::vector<char*> argv;
  std::vector<char*> envp;
  for (std::string& word : words) argv.push_back(word.data());
  for (std::string& variable : variables) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  const std::string out = base_ + ".out";
  const std::string err = base_ + ".err";
  pid_ = fork();
  if (pid_ == 0) {
    const int out_fd = open(out.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    const int err_fd = open(err.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    dup2(out_fd, 1);
    dup2(err_fd, 2);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
}

AgentProcess::~AgentProcess() { Kill(); }

int AgentProcess::Wait(int timeout_s) {
  int status = 0;
  pid_t ended = 0;
  for (int i = 0; i < timeout_s * 100 && ended == 0 && pid_ > 0; ++i) {
    ended = waitpid(pid_, &status, WNOHANG);
    if (ended == 0) usleep(10'000);
  }
  if (ended == 0) Kill();
  pid_ = -1;
  out_ = ReadAll(base_ + ".out");
  err_ = ReadAll(base_ + ".err");
  return ended > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void AgentProcess::Terminate() {
  if (pid_ > 0) kill(pid_, SIGTERM);
}

void AgentProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

AgentAnswer RunAgent(const std::string& home, const std::vector<std::string>& arguments,
                     const std::vector<std::string>& environment) {
  AgentProcess process(home, arguments, environment);
  AgentAnswer answer;
  answer.code = process.Wait();
  answer.out = process.out();
  answer.err = process.err();
  return answer;
}

}  // namespace adit
