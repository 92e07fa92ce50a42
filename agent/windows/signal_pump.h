// SignalPump: the thread that Windows calls: hooks, raw input, clipboard and session notices become
// small records on a bounded queue; nothing is read and nobody is waited for here.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "agent/capture/desktop_signal.h"
#include "common/base/bounded_queue.h"
#include "common/base/clock.h"
#include "common/base/status.h"

namespace adit {

inline constexpr size_t kMaxWaitingSignals = 4096;

enum class SignalKind : uint8_t {
  kForeground,
  kMenuEnd,
  kFocus,
  kSelection,
  kName,
  kValue,
  kPrimary,
  kSecondary,
  kWheel,
  kClipboard,
  kLock,
  kUnlock,
};

struct RawSignal {
  SignalKind kind = SignalKind::kForeground;
  uint64_t window = 0;  // HWND
  long object = 0;
  long child = 0;
  int x = 0;
  int y = 0;
  Moment when;
};

// Life: Start, Stop. A desktop has one pump per process. `queue` and `clock` must outlive it.
class SignalPump {
 public:
  SignalPump(BoundedQueue<RawSignal>& queue, Clock& clock) : queue_(queue), clock_(clock) {}
  ~SignalPump() { Stop(); }
  // kUnavailable when this process is on no desktop. `missing` is what could not be subscribed to.
  [[nodiscard]] Status Start();
  void Stop();
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

  // From the callbacks on the pump's thread.
  void Push(SignalKind kind, uint64_t window, long object, long child, int x, int y);

 private:
  [[nodiscard]] Status Open();
  void Close();
  void Loop();

  BoundedQueue<RawSignal>& queue_;
  Clock& clock_;
  std::thread thread_;
  std::atomic<unsigned long> thread_id_{0};
  std::vector<std::string> missing_;
  std::vector<void*> hooks_;  // HWINEVENTHOOK; the thread's
  void* window_ = nullptr;    // HWND, message-only; the thread's
};

}  // namespace adit
