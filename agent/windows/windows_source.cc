#include "agent/windows/windows_source.h"

#include <objbase.h>
#include <windows.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "agent/capture/desktop_story.h"
#include "agent/windows/accessible_reader.h"
#include "agent/windows/automation_reader.h"
#include "agent/windows/signal_pump.h"

namespace adit {
namespace {

constexpr int64_t kIdleAfterUs = 60'000'000;
constexpr int64_t kTurnUs = 200'000;
constexpr int64_t kSameMenuUs = 700'000;
constexpr size_t kSignalsATurn = 256;

MonitorClass ReadMonitor() {
  if (GetSystemMetrics(SM_REMOTESESSION) != 0) return MonitorClass::kRemote;
  const int count = GetSystemMetrics(SM_CMONITORS);
  if (count <= 0) return MonitorClass::kUnknown;
  return count == 1   ? MonitorClass::kSingle
         : count == 2 ? MonitorClass::kDual
                      : MonitorClass::kMany;
}

// Everything on the reading thread.
class Watch {
 public:
  Watch(EventSink& sink, Clock& clock)
      : clock_(clock), story_([&sink](UiEvent event) { sink.Offer(std::move(event)); }) {
    story_.SetMonitor(ReadMonitor());
    story_.Foreground(Now(), ReadWindow(ForegroundWindow()));
  }

  void SetLevel(CaptureLevel level) {
    story_.SetLevel(level);
    level_ = level;
  }

  void Handle(const RawSignal& signal) {
    if (level_ == CaptureLevel::kPaused) return;
    const bool elements = level_ <= CaptureLevel::kFocusAndWindow;
    switch (signal.kind) {
      case SignalKind::kForeground:
        return OnForeground(signal.when);
      case SignalKind::kName:
        if (signal.window == ForegroundWindow()) {
          story_.Retitled(signal.when, ReadWindow(signal.window));
        }
        return;
      case SignalKind::kFocus:
        return elements ? OnFocus(signal) : void();
      case SignalKind::kValue:
        return elements ? OnValue(signal) : void();
      case SignalKind::kSelection:
        return elements ? OnSelection(signal) : void();
      case SignalKind::kMenuEnd:
        return OnMenuEnd(signal);
      case SignalKind::kPrimary:
      case SignalKind::kSecondary:
      case SignalKind::kWheel:
        return elements ? OnMouse(signal) : void();
      case SignalKind::kClipboard:
        if (level_ == CaptureLevel::kFull) story_.Copied(signal.when, ReadClipboard());
        return;
      case SignalKind::kLock:
        LeaveField(signal.when);
        locked_us_ = signal.when.monotonic_us;
        return story_.Locked(signal.when, true, 0);
      case SignalKind::kUnlock:
        story_.Locked(signal.when, false, signal.when.monotonic_us - locked_us_);
        return OnForeground(signal.when);
    }
  }

  void Tick(uint64_t refused) {
    const Moment now = Now();
    if (refused > 0) story_.Gap(now, "overflow", 0, static_cast<uint32_t>(refused));
    CheckIdle(now);
    story_.Tick(now.monotonic_us);
  }

  void Close() {
    LeaveField(Now());
    story_.Flush();
  }

 private:
  Moment Now() { return {clock_.WallMicros(), clock_.MonotonicMicros()}; }

  void OnForeground(Moment when) {
    LeaveField(when);
    const uint64_t window = ForegroundWindow();
    // Another desktop is in front (logon, consent): nothing of it is visible from here.
    story_.Foreground(when, window == 0 ? WindowSnapshot{} : ReadWindow(window));
    if (window != 0 && !Answers(window)) story_.Gap(when, "app_unresponsive", 0, 1);
  }

  // Programs that do not announce changed values are asked when the field is left.
  void LeaveField(Moment when) {
    if (!field_) return;
    if (const auto element = ReadElement(field_->window, field_->object, field_->child)) {
      story_.Value(when, *element);
    }
    field_.reset();
  }

  // Whether Active Accessibility told no more than that there is something.
  [[nodiscard]] static bool IsVague(const std::optional<ElementSnapshot>& element) {
    return !element || element->role == ControlRole::kUnknown ||
           element->role == ControlRole::kPane || element->role == ControlRole::kWindow;
  }
  [[nodiscard]] bool MayAskAutomation(const WindowSnapshot& window) const {
    return automation_ != nullptr && window.id != 0 && !window.is_private && Answers(window.id);
  }

  void OnFocus(const RawSignal& signal) {
    auto element = ReadElement(signal.window, signal.object, signal.child);
    if (const WindowSnapshot window = ReadWindow(signal.window);
        IsVague(element) && window.id == ForegroundWindow() && MayAskAutomation(window)) {
      if (auto better = automation_->Focused(window.id)) element = std::move(better);
    }
    if (element && element->role == ControlRole::kMenuItem) return story_.MenuHighlighted(*element);
    LeaveField(signal.when);
    if (ReadWindow(signal.window).id != ReadWindow(ForegroundWindow()).id) return;
    story_.Foreground(signal.when, ReadWindow(signal.window));
    story_.Focus(signal.when, element ? &*element : nullptr);
    if (element && (element->role == ControlRole::kText || element->role == ControlRole::kComboBox))
      field_ = signal;
  }

  void OnValue(const RawSignal& signal) {
    if (!field_ || field_->window != signal.window) return;
    if (const auto element = ReadElement(signal.window, signal.object, signal.child)) {
      story_.Value(signal.when, *element);
    }
  }

  void OnSelection(const RawSignal& signal) {
    if (const auto element = ReadElement(signal.window, signal.object, signal.child)) {
      story_.Selected(signal.when, *element);
    }
  }

  void OnMenuEnd(const RawSignal& signal) {
    // Asked at this one moment; keys are not watched.
    const bool by_enter = (GetAsyncKeyState(VK_RETURN) & 0x8000) != 0;
    const bool by_click = signal.when.monotonic_us - pressed_us_ < kSameMenuUs;
    story_.MenuClosed(signal.when, by_enter || by_click);
  }

  void OnMouse(const RawSignal& signal) {
    if (signal.kind == SignalKind::kPrimary) pressed_us_ = signal.when.monotonic_us;
    if (signal.kind == SignalKind::kWheel) {
      return story_.Mouse(signal.when, MouseAction::kWheel, {}, nullptr);
    }
    ElementAtPoint hit = ReadElementAt(signal.x, signal.y);
    if (IsVague(hit.element) && MayAskAutomation(hit.window)) {
      if (auto better = automation_->At(signal.x, signal.y, hit.window.id)) {
        hit.element = std::move(better);
      }
    }
    LeaveField(signal.when);
    story_.Mouse(
        signal.when,
        signal.kind == SignalKind::kPrimary ? MouseAction::kPrimary : MouseAction::kSecondary,
        hit.window, hit.element ? &*hit.element : nullptr);
  }

  void CheckIdle(Moment now) {
    LASTINPUTINFO last{sizeof last, 0};
    if (!GetLastInputInfo(&last)) return;
    // What was before this source started is not its to tell.
    const int64_t idle_us =
        std::min(int64_t{GetTickCount() - last.dwTime} * 1000, now.monotonic_us - started_us_);
    if (!idle_ && idle_us >= kIdleAfterUs) {
      idle_ = true;
      idle_since_ = {now.wall_us - idle_us, now.monotonic_us - idle_us};
      story_.Idle(idle_since_, 0, true);
    } else if (idle_ && idle_us < kIdleAfterUs) {
      idle_ = false;
      story_.Idle(now, now.monotonic_us - idle_since_.monotonic_us, false);
    }
  }

  Clock& clock_;
  const std::unique_ptr<AutomationReader> automation_ = AutomationReader::Create();
  DesktopStory story_;
  CaptureLevel level_ = CaptureLevel::kFull;
  std::optional<RawSignal> field_;  // the signal that brought the focus to a text field
  int64_t pressed_us_ = 0;
  int64_t locked_us_ = 0;
  const int64_t started_us_ = clock_.MonotonicMicros();
  bool idle_ = false;
  Moment idle_since_;
};

class WindowsSource final : public CaptureSource {
 public:
  explicit WindowsSource(Clock& clock) : clock_(clock) {}
  ~WindowsSource() override { Stop(); }

  Status Start(EventSink& sink) override {
    if (thread_.joinable()) return FailedPrecondition("the source is running already");
    queue_ = std::make_unique<BoundedQueue<RawSignal>>(kMaxWaitingSignals);
    pump_ = std::make_unique<SignalPump>(*queue_, clock_);
    ADIT_RETURN_IF_ERROR(pump_->Start());
    stopping_ = false;
    thread_ = std::thread([this, &sink] { Run(sink); });
    return OkStatus();
  }

  void Stop() override {
    if (!thread_.joinable()) return;
    stopping_ = true;
    pump_->Stop();
    queue_->Close();
    thread_.join();
  }

  void SetLevel(CaptureLevel level) override { level_ = level; }

  CaptureCapabilities capabilities() const override {
    CaptureCapabilities can;
    can.backend = "winevent+msaa";
    can.windows = can.titles = can.elements = can.values = can.clipboard = true;
    can.idle = can.lock = true;
    if (pump_) can.missing = pump_->missing();
    can.missing.push_back("chords: shortcuts and pastes are not seen on this system");
    can.missing.push_back("browsers: only that they are used, as private windows cannot be told");
    return can;
  }

 private:
  void Run(EventSink& sink) {
    CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    {
      Watch watch(sink, clock_);
      while (!stopping_) {
        watch.SetLevel(level_);
        for (const RawSignal& signal :
             queue_->PopSome(kSignalsATurn, std::chrono::microseconds(kTurnUs))) {
          if (stopping_) break;
          watch.Handle(signal);
        }
        watch.Tick(queue_->TakeRefused());
      }
      watch.Close();
    }
    CoUninitialize();
  }

  Clock& clock_;
  std::unique_ptr<BoundedQueue<RawSignal>> queue_;
  std::unique_ptr<SignalPump> pump_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<CaptureLevel> level_{CaptureLevel::kFull};
};

}  // namespace

std::unique_ptr<CaptureSource> MakeWindowsSource(Clock& clock) {
  return std::make_unique<WindowsSource>(clock);
}

}  // namespace adit
