// AxWatch: turns the notices of macOS into the story of a desktop: decides what is asked of whom,
// survives floods, hung programs and a lost permission, and tells every blind period. Knows no
// macOS: tests drive it with written sequences.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>

#include "agent/capture/desktop_story.h"
#include "agent/capture/gap_log.h"
#include "agent/macos/ax_patience.h"
#include "agent/macos/ax_port.h"
#include "agent/macos/ax_signal.h"

namespace adit {

// Programs observed at once; the one that was longest not in front gives way.
inline constexpr size_t kMaxObservedPrograms = 64;

// Life: constructed, then Handle and Tick in order of time, then Close. One thread. `port` must
// outlive it.
class AxWatch {
 public:
  AxWatch(AxPort& port, DesktopStory::Emit emit);

  void SetLevel(CaptureLevel level);
  void SetMonitor(MonitorClass monitor) { story_.SetMonitor(monitor); }
  void Handle(const AxSignal& signal);
  // About every 200 ms; `refused` notices did not fit the queue since the last call.
  void Tick(Moment now, uint64_t refused);
  void Close(Moment now);

 private:
  struct Program {
    AxApplication application;
    bool is_private = false;
    bool attached = false;
    bool unsupported_told = false;
    AxPatience patience;
  };

  [[nodiscard]] Program* Find(int32_t pid);
  [[nodiscard]] bool SeesElements() const;
  void OnActivated(const AxSignal& signal);
  void OnTerminated(Moment when, int32_t pid);
  void OnLocked(Moment when, bool locked);
  void OnNotice(const AxSignal& signal);

  // Asks the program in front for its window and element anew.
  void LookAgain(Moment when);
  void AttachFront(Moment when);
  void ShowWindow(Moment when, const AxWindowFacts& facts);
  void ShowElement(Moment when, const AxHandle& element);
  void LeaveField(Moment when);
  void ReadField(Moment when);
  // Notes how a question to the program in front ended; true when it was answered with kOk.
  [[nodiscard]] bool Judge(Moment when, AxOutcome outcome);
  [[nodiscard]] ElementSnapshot Snapshot(const AxElementFacts& facts);
  [[nodiscard]] WindowSnapshot FrontWindow(const AxWindowFacts& facts) const;

  void CheckPermission(Moment now);
  void CheckIdle(Moment now);
  void CheckPasteboard(Moment now);
  void TellEnded(Moment now, Program& program, bool closing);
  void TellGap(Moment now, const ClosedGap& gap, uint32_t count);

  AxPort& port_;
  DesktopStory story_;
  CaptureLevel level_ = CaptureLevel::kFull;
  std::list<Program> programs_;  // the one in front first
  AxHandle window_;              // of the program in front
  uint64_t window_number_ = 0;
  AxWindowFacts window_facts_;
  AxHandle field_;  // text field with the focus
  bool value_changed_ = false;
  bool title_changed_ = false;
  bool look_again_ = false;
  bool locked_ = false;
  int64_t locked_us_ = 0;
  GapLog gaps_;
  bool trusted_ = false;
  int64_t permission_checked_us_ = 0;
  int64_t pasteboard_checked_us_ = 0;
  std::optional<int64_t> change_count_;
  bool idle_ = false;
  Moment idle_since_;
  std::optional<int64_t> started_us_;
};

}  // namespace adit
