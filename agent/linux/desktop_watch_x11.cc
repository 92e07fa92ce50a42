// The part of DesktopWatch that runs on an X11 desktop.
#include <algorithm>
#include <utility>

#include "agent/capture/window_text.h"
#include "agent/linux/desktop_watch.h"
#include "agent/linux/x11_idle.h"
#include "agent/linux/xlib.h"

namespace adit {
namespace {

// A window that comes to the front this soon after it opened is one happening.
constexpr int64_t kJustOpenedUs = 1'500'000;
constexpr int64_t kVerdictRetryUs = 500'000;
constexpr int kMaxXEventsPerTurn = 512;

bool IsCopyChord(const std::string& chord) {
  return chord == "Ctrl+C" || chord == "Ctrl+X" || chord == "Ctrl+Insert";
}
bool IsPasteChord(const std::string& chord) { return chord == "Ctrl+V" || chord == "Ctrl+Shift+V"; }

}  // namespace

Status DesktopWatch::OpenX11() {
  auto display = X11Display::Open(options_.display);
  if (!display.ok()) return display.status();
  display_ = std::move(display).value();
  desktop_ = std::make_unique<DesktopState>(clock_, ReadMonitorClass(*display_));
  X11Windows::Listener listener;
  listener.opened = [this](const X11Window& window) { OnWindowOpened(window); };
  listener.closed = [this](const X11Window& window) { OnWindowClosed(window); };
  listener.activated = [this](const X11Window& window) { OnWindowActivated(window); };
  listener.retitled = [this](const X11Window& window) { OnWindowRetitled(window); };
  windows_ = std::make_unique<X11Windows>(*display_, *versions_, std::move(listener));
  const Status windows = windows_->Start();
  capabilities_.windows = capabilities_.titles = windows.ok();
  if (!windows.ok()) capabilities_.missing.push_back("windows: " + windows.message());
  input_ = std::make_unique<X11Input>(
      *display_,
      X11Input::Listener{[this](const PointerPress& press) { OnPointer(press); },
                         [this](const std::string& chord) { OnChord(chord); }},
      options_.function_keys);
  const Status input = input_->Start();
  if (!input.ok()) {
    input_.reset();
    capabilities_.missing.push_back("clicks: " + input.message());
  }
  clipboard_ =
      std::make_unique<X11Clipboard>(*display_, [this] { OnClipboard(ActionType::kCopy); });
  const Status clipboard = clipboard_->Start();
  capabilities_.clipboard = clipboard.ok();
  if (!clipboard.ok()) {
    clipboard_.reset();
    capabilities_.missing.push_back("clipboard: " + clipboard.message());
  }
  capabilities_.idle = ReadIdleMs(*display_).has_value();
  return OkStatus();
}

void DesktopWatch::HandleX11(int64_t now_us) {
  if (display_ == nullptr) return;
  for (int i = 0; i < kMaxXEventsPerTurn && !display_->lost() && XPending(display_->get()) > 0;
       ++i) {
    XEvent event;
    XNextEvent(display_->get(), &event);
    if (input_ != nullptr && input_->Handle(event, now_us)) continue;
    if (clipboard_ != nullptr && clipboard_->Handle(event, now_us)) continue;
    windows_->Handle(event);
  }
  if (clipboard_ != nullptr) clipboard_->Tick(now_us);
}

WindowContext DesktopWatch::ContextOf(const X11Window& window) const {
  WindowContext context;
  context.pid = window.pid;
  context.app_name =
      window.window_class.name.empty() ? window.window_class.instance : window.window_class.name;
  context.app_executable = window.executable;
  context.app_version = window.version;
  context.title = window.title;
  context.role = window.dialog ? "dialog" : "frame";
  const auto verdict = verdicts_.find(window.id);
  context.secret = verdict != verdicts_.end() ? verdict->second
                                              : IsPrivateWindowTitle(window.title) ||
                                                    HidesPrivateWindows(window.window_class.name);
  return context;
}

void DesktopWatch::AddWindowEvent(ActionType action, const X11Window& window) {
  if (IsPrivateWindowTitle(window.title)) verdicts_[window.id] = true;
  UiEvent event = desktop_->NewEvent(action);
  DesktopState::Describe(event, ContextOf(window));
  if (verdicts_.contains(window.id) || !HidesPrivateWindows(window.window_class.name) ||
      accessibility_ == nullptr) {
    return events_->Add(std::move(event));
  }
  // Without a verdict in time the event says only that a window exists.
  const auto ticket = events_->Open(std::move(event), clock_.MonotonicMicros() + kEventDeadlineUs,
                                    EventSequencer::WhenLate::kEmit);
  undecided_.emplace_back(ticket, window.id);
  Judge(window.id);
}

// Asks the accessibility bus for the window's full name.
void DesktopWatch::Judge(X11WindowId id) {
  const X11Window* window = windows_->Find(id);
  if (window == nullptr || accessibility_ == nullptr || verdicts_.contains(id)) return;
  next_verdict_us_ = clock_.MonotonicMicros() + kVerdictRetryUs;
  accessibility_->FindWindowName(window->pid, window->title, [this, id](const std::string& name) {
    if (!name.empty()) OnVerdict(id, IsPrivateWindowTitle(name));
  });
}

void DesktopWatch::OnVerdict(X11WindowId id, bool is_private) {
  const X11Window* window = windows_->Find(id);
  if (window == nullptr) return;
  verdicts_.emplace(id, is_private);
  const WindowContext context = ContextOf(*window);
  const X11Window* active = windows_->active();
  if (active != nullptr && active->id == id) {
    WindowContext front = context;
    front.role = desktop_->active().role;
    desktop_->SetActive(front);
  }
  std::erase_if(undecided_, [&](const auto& waiting) {
    if (waiting.second != id) return false;
    if (UiEvent* event = events_->Find(waiting.first)) {
      DesktopState::Describe(*event, context);
    }
    events_->Close(waiting.first);
    return true;
  });
}

// A browser appears on the accessibility bus some time after its window.
void DesktopWatch::RetryVerdict(int64_t now_us) {
  if (windows_ == nullptr || now_us < next_verdict_us_) return;
  const X11Window* active = windows_->active();
  if (active == nullptr || !HidesPrivateWindows(active->window_class.name)) return;
  Judge(active->id);
}

void DesktopWatch::OnWindowOpened(const X11Window& window) {
  if (opened_us_.size() > kMaxTrackedWindows) opened_us_.clear();
  opened_us_[window.id] = clock_.MonotonicMicros();
  AddWindowEvent(ActionType::kWindowOpen, window);
}

// A file dialog is told when it is left: only then it is known what was chosen.
void DesktopWatch::OnWindowClosed(const X11Window& window) {
  FileDialogEnd end;
  if (window.dialog) {
    end.kind = DialogKindOfTitle(window.title);
    if (accessibility_ != nullptr) {
      if (auto told = accessibility_->EndFileDialog(window.pid, window.title)) {
        if (end.kind == DialogKind::kNone) end.kind = told->kind;
        end.pattern = std::move(told->pattern);
        end.cancelled = told->cancelled;
      }
    }
  }
  UiEvent event = desktop_->NewEvent(ActionOfDialog(end.kind));
  DesktopState::Describe(event, ContextOf(window));
  DescribeDialogEnd(end, event);
  events_->Add(std::move(event));
  opened_us_.erase(window.id);
  verdicts_.erase(window.id);
  std::erase_if(undecided_, [&](const auto& waiting) { return waiting.second == window.id; });
}

void DesktopWatch::OnWindowActivated(const X11Window& window) {
  const WindowContext before = desktop_->active();
  if (window.id == 0) {
    desktop_->SetActive({});
    return;
  }
  desktop_->SetActive(ContextOf(window));
  if (accessibility_ != nullptr) accessibility_->OnActiveWindow();
  const auto opened = opened_us_.find(window.id);
  const bool just_opened =
      opened != opened_us_.end() && clock_.MonotonicMicros() - opened->second < kJustOpenedUs;
  if (!just_opened || desktop_->active().app_name != before.app_name) {
    AddWindowEvent(ActionType::kApplicationFocus, window);
  }
  if (accessibility_ != nullptr) accessibility_->OnActiveWindowTold();
}

void DesktopWatch::OnWindowRetitled(const X11Window& window) {
  const X11Window* active = windows_->active();
  if (active == nullptr || active->id != window.id) return;
  WindowContext context = ContextOf(window);
  context.role = desktop_->active().role;
  desktop_->SetActive(context);
  AddWindowEvent(ActionType::kWindowTitleChange, window);
}

void DesktopWatch::OnPointer(const PointerPress& press) {
  // No window of a program: a menu or drop-down list of the one in front.
  WindowContext context = desktop_->active();
  bool in_front = true;
  for (const X11WindowId id : press.windows) {
    const X11Window* window = windows_->Find(id);
    if (window == nullptr || (windows_->active() != nullptr && windows_->active()->id == id))
      continue;
    context = ContextOf(*window);
    in_front = false;
    break;
  }
  if (press.action != PointerAction::kScroll && accessibility_ != nullptr) {
    return accessibility_->OnPointer(press.action, press.x, press.y, context, in_front);
  }
  UiEvent event =
      desktop_->NewEvent(press.action == PointerAction::kScroll      ? ActionType::kScroll
                         : press.action == PointerAction::kSecondary ? ActionType::kSecondaryClick
                         : press.action == PointerAction::kDouble    ? ActionType::kDoubleClick
                                                                     : ActionType::kClick);
  DesktopState::Describe(event, context);
  events_->Add(std::move(event));
}

void DesktopWatch::OnChord(const std::string& chord) {
  if (clipboard_ != nullptr && IsPasteChord(chord)) return OnClipboard(ActionType::kPaste);
  // A copy is told by the clipboard itself, whichever way it was made.
  if (clipboard_ != nullptr && IsCopyChord(chord)) return;
  UiEvent event = desktop_->NewEvent(ActionType::kCommand);
  event.detail = RawText(chord);
  events_->Add(std::move(event));
}

void DesktopWatch::OnClipboard(ActionType action) {
  if (level_ != CaptureLevel::kFull) return;
  const int64_t now_us = clock_.MonotonicMicros();
  const auto ticket = events_->Open(desktop_->NewEvent(action), now_us + 2 * kClipboardDeadlineUs,
                                    EventSequencer::WhenLate::kEmit);
  if (desktop_->active().secret) return events_->Close(ticket);
  const bool asked = clipboard_->Read(
      [this, ticket](ClipboardContent content) {
        UiEvent* event = events_->Find(ticket);
        if (event == nullptr) return;
        event->fields.content_kind = content.kind;
        event->fields.content_size_bucket = SizeBucket(content.size_bytes);
        if (content.secret) {
          DesktopState::MakeSecret(*event);
        } else {
          event->content = RawText(std::move(content.text));
        }
        events_->Close(ticket);
      },
      now_us);
  if (!asked) events_->Close(ticket);
}

}  // namespace adit
