#include "agent/linux/program_versions.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

namespace adit {
namespace {

struct RunningProgram {
  std::string path;
  std::string identity;
};

std::optional<RunningProgram> ProgramOf(uint32_t pid) {
  const std::string link = "/proc/" + std::to_string(pid) + "/exe";
  char target[PATH_MAX];
  const ssize_t size = readlink(link.c_str(), target, sizeof(target));
  if (size <= 0) return std::nullopt;
  RunningProgram program;
  program.path.assign(target, static_cast<size_t>(size));
  struct stat running;
  struct stat there;
  if (stat(link.c_str(), &running) != 0 || stat(program.path.c_str(), &there) != 0 ||
      running.st_dev != there.st_dev || running.st_ino != there.st_ino) {
    return std::nullopt;
  }
  program.identity = program.path + '\n' + std::to_string(there.st_dev) + ' ' +
                     std::to_string(there.st_ino) + ' ' + std::to_string(there.st_mtim.tv_sec);
  return program;
}

}  // namespace

std::string ProgramVersion::Text() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

void ProgramVersion::Set(std::string text) {
  const std::lock_guard lock(mutex_);
  text_ = std::move(text);
}

ProgramVersions::~ProgramVersions() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    questions_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const ProgramVersion> ProgramVersions::Of(uint32_t pid) {
  if (pid == 0) return nullptr;
  std::optional<RunningProgram> program = ProgramOf(pid);
  if (!program) return nullptr;
  const auto found = known_.find(program->identity);
  if (found != known_.end()) return found->second;
  // Nobody uses so many programs in a day; whoever does has them looked up again.
  if (known_.size() >= kMaxKnownPrograms) known_.clear();
  auto answer = std::make_shared<ProgramVersion>();
  known_.emplace(std::move(program->identity), answer);
  {
    const std::lock_guard lock(mutex_);
    if (questions_.size() < kMaxKnownPrograms)
      questions_.push_back({std::move(program->path), answer});
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  changed_.notify_all();
  return answer;
}

void ProgramVersions::Settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return questions_.empty() && !looking_; });
}

void ProgramVersions::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !questions_.empty(); });
    if (stopping_) return;
    const Question question = std::move(questions_.front());
    questions_.pop_front();
    looking_ = true;
    lock.unlock();
    question.answer->Set(look_up_(question.path));
    lock.lock();
    looking_ = false;
    changed_.notify_all();
  }
}

}  // namespace adit
