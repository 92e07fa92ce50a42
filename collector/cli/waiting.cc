#include "collector/cli/waiting.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <utility>

namespace adit::cli {

Waiting::Waiting(std::string what) : what_(std::move(what)) {
  if (isatty(STDERR_FILENO) == 1) thread_ = std::thread([this] { Draw(); });
}

Waiting::~Waiting() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ended_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Waiting::Now(std::string what) {
  const std::lock_guard lock(mutex_);
  what_ = std::move(what);
}

void Waiting::Draw() {
  std::unique_lock lock(mutex_);
  for (int seconds = 1;; ++seconds) {
    if (ended_.wait_for(lock, std::chrono::seconds(1), [this] { return ending_; })) {
      if (seconds > 1) std::fprintf(stderr, "\r\x1b[K");
      return;
    }
    std::fprintf(stderr, "\r%s, %d s\x1b[K", what_.c_str(), seconds);
    std::fflush(stderr);
  }
}

}  // namespace adit::cli
