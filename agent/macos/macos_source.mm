#include "agent/macos/macos_source.h"

#import <AppKit/AppKit.h>
#import <ApplicationServices/ApplicationServices.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "agent/macos/ax_watch.h"
#include "agent/macos/system_ax_port.h"
#include "agent/macos/workspace_notices.h"
#include "common/base/bounded_queue.h"

namespace adit {
namespace {

constexpr int64_t kTurnUs = 200'000;
constexpr size_t kSignalsATurn = 256;
constexpr uint32_t kMostScreens = 16;

MonitorClass ReadMonitor() {
  CGDirectDisplayID screens[kMostScreens];
  uint32_t count = 0;
  if (CGGetActiveDisplayList(kMostScreens, screens, &count) != kCGErrorSuccess || count == 0) {
    return MonitorClass::kUnknown;
  }
  return count == 1   ? MonitorClass::kSingle
         : count == 2 ? MonitorClass::kDual
                      : MonitorClass::kMany;
}

class MacosSource final : public CaptureSource {
 public:
  explicit MacosSource(Clock& clock) : clock_(clock) {}
  ~MacosSource() override { Stop(); }

  Status Start(EventSink& sink) override {
    if (thread_.joinable()) return FailedPrecondition("the source is running already");
    // Without a session of its own a process has no window server to ask.
    const CFDictionaryRef session = CGSessionCopyCurrentDictionary();
    if (session == nullptr) {
      return Unavailable(
          "there is no desktop here; start the agent inside the person's session (a LaunchAgent)");
    }
    CFRelease(session);
    queue_ = std::make_unique<BoundedQueue<AxSignal>>(kMaxWaitingAxSignals);
    trusted_at_start_ = AXIsProcessTrusted();
    stopping_ = false;
    thread_ = std::thread([this, &sink] { Run(sink); });
    return OkStatus();
  }

  void Stop() override {
    if (!thread_.joinable()) return;
    stopping_ = true;
    queue_->Close();
    thread_.join();
  }

  void SetLevel(CaptureLevel level) override { level_ = level; }

  CaptureCapabilities capabilities() const override {
    CaptureCapabilities can;
    can.backend = "nsworkspace+axobserver";
    can.windows = can.clipboard = can.idle = can.lock = true;
    can.titles = can.elements = can.values = can.documents = trusted_at_start_;
    if (!trusted_at_start_) {
      can.missing.push_back(
          "titles, elements and values: accessibility is not granted; deploy the PPPC profile or "
          "switch adit-agent on in System Settings, Privacy & Security, Accessibility");
    }
    can.missing.push_back("clicks: not seen by themselves, only what they cause");
    can.missing.push_back("chords: shortcuts and pastes are not seen on this system");
    can.missing.push_back("clipboard: kind alone, the content is not read");
    can.missing.push_back("browsers: only that they are used, as private windows cannot be told");
    return can;
  }

 private:
  [[nodiscard]] Moment Now() { return {clock_.WallMicros(), clock_.MonotonicMicros()}; }

  void Run(EventSink& sink) {
    @autoreleasepool {
      const auto port = MakeSystemAxPort([this](AxNotice notice, int32_t pid, AxHandle element) {
        queue_->TryPush({notice, pid, std::move(element), {}, Now()});
      });
      AxWatch watch(*port, [&sink](UiEvent event) { sink.Offer(std::move(event)); });
      watch.SetMonitor(ReadMonitor());
      {
        const auto workspace = WatchWorkspace([this](AxNotice notice, AxApplication application) {
          const int32_t pid = application.pid;
          queue_->TryPush({notice, pid, nullptr, std::move(application), Now()});
        });
        while (!stopping_) {
          @autoreleasepool {
            watch.SetLevel(level_);
            for (const AxSignal& signal :
                 queue_->PopSome(kSignalsATurn, std::chrono::microseconds(kTurnUs))) {
              if (stopping_) break;
              watch.Handle(signal);
            }
            watch.Tick(Now(), queue_->TakeRefused());
          }
        }
      }
      watch.Close(Now());
    }
  }

  Clock& clock_;
  std::unique_ptr<BoundedQueue<AxSignal>> queue_;
  std::thread thread_;
  bool trusted_at_start_ = false;
  std::atomic<bool> stopping_{false};
  std::atomic<CaptureLevel> level_{CaptureLevel::kFull};
};

}  // namespace

std::unique_ptr<CaptureSource> MakeMacosSource(Clock& clock) {
  return std::make_unique<MacosSource>(clock);
}

}  // namespace adit
