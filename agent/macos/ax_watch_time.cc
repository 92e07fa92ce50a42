// What AxWatch does as time passes: permission, floods that end, programs that answer again, idle.
#include <utility>

#include "agent/macos/ax_watch.h"

namespace adit {
namespace {

constexpr char kPermissionGap[] = "permission_lost";
constexpr int64_t kPermissionEveryUs = 2'000'000;
constexpr int64_t kPasteboardEveryUs = 1'000'000;
constexpr int64_t kIdleAfterUs = 60'000'000;

}  // namespace

void AxWatch::TellGap(Moment now, const ClosedGap& gap, uint32_t count) {
  const Moment since{now.wall_us - (now.monotonic_us - gap.start_us), gap.start_us};
  story_.Gap(since, gap.reason, gap.duration_us, count);
}

void AxWatch::TellEnded(Moment now, Program& program, bool closing) {
  while (const auto ended = program.patience.TakeEnded(now.monotonic_us, closing)) {
    TellGap(now, {ended->reason, ended->since_us, ended->duration_us}, ended->count);
    // What was passed over may have changed everything.
    if (!programs_.empty() && &program == &programs_.front()) look_again_ = true;
  }
}

// The permission can be taken away at any moment, by the person or by an update that changed the
// program's signature, and nobody tells.
void AxWatch::CheckPermission(Moment now) {
  if (now.monotonic_us - permission_checked_us_ < kPermissionEveryUs &&
      permission_checked_us_ != 0) {
    return;
  }
  permission_checked_us_ = now.monotonic_us;
  trusted_ = port_.IsTrusted();
  if (!trusted_ && !gaps_.IsOpen(kPermissionGap)) {
    gaps_.Begin(kPermissionGap, now.monotonic_us);
    // Told at once too: it may never end.
    story_.Gap(now, kPermissionGap, 0, 1);
    for (Program& program : programs_) {
      if (std::exchange(program.attached, false)) port_.Detach(program.application.pid);
    }
    field_.reset();
    value_changed_ = title_changed_ = false;
    story_.Focus(now, nullptr);
  }
  if (!trusted_) return;
  if (const auto gap = gaps_.End(kPermissionGap, now.monotonic_us)) {
    TellGap(now, *gap, 1);
    look_again_ = true;
  }
}

void AxWatch::CheckIdle(Moment now) {
  // What was before this source started is not its to tell.
  const int64_t idle_us = std::min(port_.IdleMicros(), now.monotonic_us - *started_us_);
  if (!idle_ && idle_us >= kIdleAfterUs) {
    idle_ = true;
    idle_since_ = {now.wall_us - idle_us, now.monotonic_us - idle_us};
    story_.Idle(idle_since_, 0, true);
  } else if (idle_ && idle_us < kIdleAfterUs) {
    idle_ = false;
    story_.Idle(now, now.monotonic_us - idle_since_.monotonic_us, false);
  }
}

void AxWatch::CheckPasteboard(Moment now) {
  if (level_ != CaptureLevel::kFull || locked_) {
    change_count_.reset();  // what is copied meanwhile is not told later
    return;
  }
  if (now.monotonic_us - pasteboard_checked_us_ < kPasteboardEveryUs) return;
  pasteboard_checked_us_ = now.monotonic_us;
  const AxPasteboard board = port_.Pasteboard();
  const bool copied = change_count_ && *change_count_ != board.change_count;
  change_count_ = board.change_count;
  if (copied) story_.Copied(now, {board.kind, 0, "", board.is_private});
}

void AxWatch::Tick(Moment now, uint64_t refused) {
  if (!started_us_) started_us_ = now.monotonic_us;
  if (refused > 0) {
    story_.Gap(now, "overflow", 0, static_cast<uint32_t>(refused));
    look_again_ = true;
  }
  CheckPermission(now);
  if (level_ != CaptureLevel::kPaused) {
    CheckIdle(now);
    CheckPasteboard(now);
  }
  for (Program& program : programs_) TellEnded(now, program, false);
  if (!programs_.empty()) {
    Program& front = programs_.front();
    const bool may_ask = trusted_ && !front.is_private && front.patience.MayAsk(now.monotonic_us);
    if (front.patience.IsHung() && may_ask) look_again_ = true;
    if (look_again_) LookAgain(now);
    if (std::exchange(title_changed_, false) && may_ask && !locked_ && window_ != nullptr) {
      AxWindowFacts facts;
      if (Judge(now, port_.ReadWindow(window_, facts))) ShowWindow(now, facts);
    }
    if (value_changed_ && !locked_) ReadField(now);
    TellEnded(now, front, false);
  }
  story_.Tick(now.monotonic_us);
}

void AxWatch::Close(Moment now) {
  LeaveField(now);
  for (Program& program : programs_) {
    TellEnded(now, program, true);
    if (program.attached) port_.Detach(program.application.pid);
  }
  programs_.clear();
  if (const auto gap = gaps_.End(kPermissionGap, now.monotonic_us)) TellGap(now, *gap, 1);
  story_.Flush();
}

}  // namespace adit
