#include "agent/linux/linux_source.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "agent/linux/desktop_watch.h"

namespace adit {
namespace {

// The loop wakes at least this often for calm times of the coalescer.
constexpr int64_t kLongestSleepUs = 250'000;

class LinuxSource final : public CaptureSource {
 public:
  LinuxSource(LinuxSourceOptions options, Clock& clock)
      : options_(std::move(options)), clock_(clock) {}
  ~LinuxSource() override {
    Stop();
    if (wake_fd_ >= 0) close(wake_fd_);
  }

  Status Start(EventSink& sink) override {
    if (thread_.joinable()) return FailedPrecondition("the source is running already");
    if (wake_fd_ < 0) wake_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd_ < 0) return Unavailable("cannot create an eventfd: too many open files");
    stopping_ = false;
    std::optional<Status> opened;
    std::mutex mutex;
    std::condition_variable ready;
    // Connections belong to the thread that uses them, so it opens them too.
    thread_ = std::thread([this, &sink, &opened, &mutex, &ready] {
      DesktopWatch watch(options_, clock_,
                         [&sink](UiEvent event) { sink.Offer(std::move(event)); });
      const Status status = watch.Open();
      const bool running = status.ok();
      PublishCapabilities(watch);
      {
        const std::lock_guard lock(mutex);
        opened = status;
        ready.notify_one();
      }
      if (running) Run(watch, sink);
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&opened] { return opened.has_value(); });
    lock.unlock();
    if (!opened->ok()) thread_.join();
    return *opened;
  }

  void Stop() override {
    if (!thread_.joinable()) return;
    stopping_ = true;
    Wake();
    thread_.join();
  }

  void SetLevel(CaptureLevel level) override {
    level_ = level;
    Wake();
  }

  CaptureCapabilities capabilities() const override {
    const std::lock_guard lock(mutex_);
    return capabilities_;
  }

 private:
  void Wake() {
    const uint64_t one = 1;
    if (wake_fd_ >= 0 && write(wake_fd_, &one, sizeof(one)) < 0)
      return;  // full: it is awake anyway
  }

  void PublishCapabilities(const DesktopWatch& watch) {
    const std::lock_guard lock(mutex_);
    capabilities_ = watch.capabilities();
  }

  void Run(DesktopWatch& watch, EventSink& sink) {
    CaptureLevel level = CaptureLevel::kFull;
    bool open = true;
    while (!stopping_) {
      const CaptureLevel wanted = level_;
      if (wanted != level) {
        const Status changed = ChangeLevel(watch, wanted, open);
        if (!changed.ok()) return sink.Finished(changed);
        level = wanted;
      }
      if (open) {
        const Status turned = watch.Turn();
        if (!turned.ok()) {
          watch.Close();
          return sink.Finished(turned);
        }
        PublishCapabilities(watch);
      }
      Sleep(open ? &watch : nullptr);
    }
    if (open) watch.Close();
  }

  // A pause lets go of every connection: then the agent cannot look, not only does not.
  Status ChangeLevel(DesktopWatch& watch, CaptureLevel level, bool& open) {
    if (level == CaptureLevel::kPaused) {
      if (open) watch.Close();
      open = false;
      return OkStatus();
    }
    if (!open) {
      ADIT_RETURN_IF_ERROR(watch.Open());
      open = true;
    }
    watch.SetLevel(level);
    return OkStatus();
  }

  void Sleep(const DesktopWatch* watch) {
    fds_.clear();
    fds_.push_back({wake_fd_, POLLIN, 0});
    int timeout_ms = -1;
    if (watch != nullptr) {
      watch->AddPollFds(fds_);
      const int64_t until_us = watch->NextDeadlineUs() - clock_.MonotonicMicros();
      timeout_ms =
          static_cast<int>((std::clamp<int64_t>(until_us, 0, kLongestSleepUs) + 999) / 1000);
    }
    poll(fds_.data(), fds_.size(), timeout_ms);
    uint64_t woken = 0;
    if (read(wake_fd_, &woken, sizeof(woken)) < 0) return;  // nothing to read: not woken by us
  }

  const LinuxSourceOptions options_;
  Clock& clock_;
  std::thread thread_;
  int wake_fd_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<CaptureLevel> level_{CaptureLevel::kFull};
  std::vector<pollfd> fds_;  // the thread's
  mutable std::mutex mutex_;
  CaptureCapabilities capabilities_;  // guarded by mutex_
};

}  // namespace

std::unique_ptr<CaptureSource> MakeLinuxSource(LinuxSourceOptions options, Clock& clock) {
  return std::make_unique<LinuxSource>(std::move(options), clock);
}

}  // namespace adit
