// X11Clipboard: notices copies and looks at the clipboard once for each copy and paste.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "agent/linux/x11_display.h"
#include "common/event/action_type.h"

union _XEvent;

namespace adit {

inline constexpr int64_t kClipboardDeadlineUs = 600'000;
inline constexpr size_t kMaxClipboardRequests = 8;

struct ClipboardContent {
  ContentKind kind = ContentKind::kNone;
  uint64_t size_bytes = 0;
  std::string text;     // at most kMaxTextBytes; only for the keyed fingerprint of the scrub step
  bool secret = false;  // a password manager marked it
};

// Nothing is kept between requests: a paste reads the clipboard anew. All requests are answered
// through the callback within kClipboardDeadlineUs, without content when the owner does not answer.
// One thread.
class X11Clipboard {
 public:
  using OnContent = std::function<void(ClipboardContent)>;
  X11Clipboard(X11Display& display, std::function<void()> copied);
  ~X11Clipboard();

  // kUnavailable when the server lacks XFixes.
  [[nodiscard]] Status Start();
  // Looks at the clipboard. False when too many requests wait.
  bool Read(OnContent done, int64_t now_us);
  bool Handle(const _XEvent& event, int64_t now_us);
  void Tick(int64_t now_us);
  [[nodiscard]] std::optional<int64_t> NextDeadlineUs() const;

 private:
  struct Request {
    OnContent done;
    int64_t deadline_us;
    ClipboardContent content;
  };
  void Ask(X11Atom target);
  void Next();
  void Answer();
  void OnTargets();
  void OnText();

  X11Display& display_;
  const std::function<void()> copied_;
  X11WindowId window_ = 0;
  X11Atom clipboard_, targets_, utf8_, property_, incr_, files_, gnome_files_, hint_, cells_;
  int xfixes_event_ = 0;
  X11Atom asked_ = 0;
  std::deque<Request> requests_;  // the first is under way
};

}  // namespace adit
