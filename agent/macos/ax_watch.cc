#include "agent/macos/ax_watch.h"

#include <algorithm>
#include <utility>

#include "agent/macos/ax_role.h"
#include "agent/macos/private_application.h"

namespace adit {
namespace {

bool IsField(ControlRole role) {
  return role == ControlRole::kText || role == ControlRole::kComboBox;
}

}  // namespace

AxWatch::AxWatch(AxPort& port, DesktopStory::Emit emit)
    : port_(port), story_(std::move(emit)), trusted_(port.IsTrusted()) {}

void AxWatch::SetLevel(CaptureLevel level) {
  if (level == level_) return;
  if (level > CaptureLevel::kNoValues) {
    field_.reset();
    value_changed_ = false;
  }
  // What happened at a lower level was not followed.
  if (level < level_) look_again_ = true;
  level_ = level;
  story_.SetLevel(level);
}

bool AxWatch::SeesElements() const { return level_ <= CaptureLevel::kFocusAndWindow; }

AxWatch::Program* AxWatch::Find(int32_t pid) {
  for (Program& program : programs_) {
    if (program.application.pid == pid) return &program;
  }
  return nullptr;
}

void AxWatch::Handle(const AxSignal& signal) {
  if (!started_us_) started_us_ = signal.when.monotonic_us;
  switch (signal.notice) {
    case AxNotice::kActivated:
      return OnActivated(signal);
    case AxNotice::kTerminated:
      return OnTerminated(signal.when, signal.pid);
    case AxNotice::kLocked:
    case AxNotice::kUnlocked:
      return OnLocked(signal.when, signal.notice == AxNotice::kLocked);
    default:
      return OnNotice(signal);
  }
}

void AxWatch::OnActivated(const AxSignal& signal) {
  if (!programs_.empty() && programs_.front().application.pid == signal.application.pid &&
      programs_.front().application.bundle == signal.application.bundle) {
    return;
  }
  LeaveField(signal.when);
  const auto known = std::find_if(programs_.begin(), programs_.end(), [&](const Program& program) {
    return program.application.pid == signal.application.pid;
  });
  // The number of a process that ended may be given to another program.
  if (known != programs_.end() && known->application.bundle != signal.application.bundle) {
    TellEnded(signal.when, *known, true);
    if (known->attached) port_.Detach(known->application.pid);
    programs_.erase(known);
  } else if (known != programs_.end()) {
    programs_.splice(programs_.begin(), programs_, known);
  }
  if (programs_.empty() || programs_.front().application.pid != signal.application.pid) {
    Program& program = programs_.emplace_front();
    program.application = signal.application;
    program.is_private = IsPrivateApplication(signal.application);
  }
  if (programs_.size() > kMaxObservedPrograms) {
    TellEnded(signal.when, programs_.back(), true);
    if (programs_.back().attached) port_.Detach(programs_.back().application.pid);
    programs_.pop_back();
  }
  window_.reset();
  window_facts_ = {};
  ++window_number_;
  AttachFront(signal.when);
  AxWindowFacts facts;
  Program& front = programs_.front();
  if (!front.is_private && trusted_ && front.patience.MayAsk(signal.when.monotonic_us) &&
      Judge(signal.when, port_.FocusedWindow(front.application.pid, facts))) {
    window_ = facts.handle;
  }
  window_facts_ = facts;
  if (level_ != CaptureLevel::kPaused) story_.Foreground(signal.when, FrontWindow(facts));
}

void AxWatch::OnTerminated(Moment when, int32_t pid) {
  const auto known = std::find_if(programs_.begin(), programs_.end(),
                                  [pid](const Program& one) { return one.application.pid == pid; });
  if (known == programs_.end()) return;
  if (known == programs_.begin()) {
    // Nothing can be read of it any more: what was typed last is told as it was known.
    field_.reset();
    window_.reset();
    value_changed_ = title_changed_ = false;
    story_.Focus(when, nullptr);
  }
  TellEnded(when, *known, true);
  if (known->attached) port_.Detach(pid);
  programs_.erase(known);
}

void AxWatch::OnLocked(Moment when, bool locked) {
  if (locked == locked_) return;
  if (locked) {
    LeaveField(when);
    locked_us_ = when.monotonic_us;
  }
  locked_ = locked;
  story_.Locked(when, locked, locked ? 0 : when.monotonic_us - locked_us_);
  if (!locked) look_again_ = true;
}

void AxWatch::AttachFront(Moment when) {
  Program& front = programs_.front();
  if (front.attached || front.is_private || !trusted_) return;
  if (!front.patience.MayAsk(when.monotonic_us)) return;
  const AxOutcome outcome = port_.Attach(front.application.pid);
  front.attached = outcome == AxOutcome::kOk;
  if (Judge(when, outcome) || outcome != AxOutcome::kUnsupported || front.unsupported_told) return;
  front.unsupported_told = true;
  story_.Gap(when, "app_unsupported", 0, 1);
}

bool AxWatch::Judge(Moment when, AxOutcome outcome) {
  switch (outcome) {
    case AxOutcome::kNoAnswer:
      programs_.front().patience.Unanswered(when.monotonic_us);
      return false;
    case AxOutcome::kNotAllowed:
      // Asked again at once, not in two seconds: until then nothing is seen.
      permission_checked_us_ = 0;
      return false;
    case AxOutcome::kOk:
    case AxOutcome::kNothing:
    case AxOutcome::kUnsupported:
      break;
  }
  if (programs_.front().patience.IsHung()) {
    programs_.front().patience.Answered(when.monotonic_us);
    TellEnded(when, programs_.front(), false);
  }
  return outcome == AxOutcome::kOk;
}

WindowSnapshot AxWatch::FrontWindow(const AxWindowFacts& facts) const {
  const Program& front = programs_.front();
  WindowSnapshot window;
  window.id = window_number_ + 1;
  window.title = facts.title;
  window.executable = front.application.bundle;
  window.application = front.application.name;
  window.version = front.application.version;
  window.document = facts.document;
  window.is_dialog = IsDialogSubrole(facts.subrole);
  window.is_private = front.is_private;
  return window;
}

void AxWatch::ShowWindow(Moment when, const AxWindowFacts& facts) {
  if (!port_.Same(window_, facts.handle)) {
    LeaveField(when);
    ++window_number_;
  }
  window_ = facts.handle;
  window_facts_ = facts;
  title_changed_ = false;
  story_.Foreground(when, FrontWindow(facts));
}

ElementSnapshot AxWatch::Snapshot(const AxElementFacts& facts) {
  ElementSnapshot element;
  element.role = RoleOfAx(facts.role, facts.subrole);
  element.id = facts.identifier;
  element.path = window_facts_.subrole;
  element.is_protected = IsSecureField(facts) || (IsField(element.role) && port_.SecureInputIsOn());
  if (!element.is_protected) {
    element.name = facts.title.empty() ? facts.description : facts.title;
  }
  return element;
}

void AxWatch::ShowElement(Moment when, const AxHandle& handle) {
  AxElementFacts facts;
  if (!Judge(when, port_.ReadElement(handle, facts))) return story_.Focus(when, nullptr);
  ElementSnapshot element = Snapshot(facts);
  // The entry of an open menu has the focus while it is looked at.
  if (element.role == ControlRole::kMenuItem || element.role == ControlRole::kMenu) return;
  if (!port_.Same(field_, handle)) LeaveField(when);
  if (IsField(element.role)) {
    if (!element.is_protected && level_ == CaptureLevel::kFull) {
      element.has_shape = Judge(when, port_.ReadShape(handle, element.shape));
    }
    field_ = handle;
  }
  story_.Focus(when, &element);
}

void AxWatch::ReadField(Moment when) {
  const bool announced = std::exchange(value_changed_, false);
  if (!field_ || level_ != CaptureLevel::kFull || programs_.empty() || !trusted_) return;
  if (!programs_.front().patience.MayAsk(when.monotonic_us)) return;
  AxElementFacts facts;
  if (!Judge(when, port_.ReadElement(field_, facts))) return;
  ElementSnapshot element = Snapshot(facts);
  if (!element.is_protected) {
    element.has_shape = Judge(when, port_.ReadShape(field_, element.shape));
  }
  // Without a shape to compare, only the program's word says that something changed.
  if (element.has_shape || announced) story_.Value(when, element);
}

// Programs that do not announce changed values are asked when the field is left.
void AxWatch::LeaveField(Moment when) {
  if (!field_) return;
  ReadField(when);
  field_.reset();
}

void AxWatch::LookAgain(Moment when) {
  look_again_ = false;
  if (programs_.empty() || locked_ || level_ == CaptureLevel::kPaused) return;
  Program& front = programs_.front();
  AttachFront(when);
  if (front.is_private || !trusted_ || !front.patience.MayAsk(when.monotonic_us)) {
    return story_.Foreground(when, FrontWindow(window_facts_));
  }
  AxWindowFacts facts;
  if (Judge(when, port_.FocusedWindow(front.application.pid, facts))) ShowWindow(when, facts);
  AxHandle element;
  if (SeesElements() && front.patience.MayAsk(when.monotonic_us) &&
      Judge(when, port_.FocusedElement(front.application.pid, element))) {
    ShowElement(when, element);
  }
  look_again_ = false;  // the answers were fresh
}

void AxWatch::OnNotice(const AxSignal& signal) {
  // Programs in the background tell much and nothing of it is work of this person's hands.
  if (programs_.empty() || programs_.front().application.pid != signal.pid) return;
  if (locked_ || level_ == CaptureLevel::kPaused || !trusted_) return;
  Program& front = programs_.front();
  if (front.is_private) return;
  // These two only mark what the next tick reads, so a flood of them costs nothing.
  if (signal.notice == AxNotice::kTitle) {
    title_changed_ = true;
    return;
  }
  if (signal.notice == AxNotice::kValue && field_ && port_.Same(field_, signal.element)) {
    value_changed_ = true;
    return;
  }
  const bool of_windows = signal.notice == AxNotice::kFocusedWindow ||
                          signal.notice == AxNotice::kWindowCreated ||
                          signal.notice == AxNotice::kSheetCreated;
  if (!of_windows && !SeesElements()) return;
  if (!front.patience.Admit(signal.when.monotonic_us)) return;

  AxWindowFacts window;
  AxElementFacts facts;
  switch (signal.notice) {
    case AxNotice::kFocusedWindow:
    case AxNotice::kSheetCreated:
      if (Judge(signal.when, port_.ReadWindow(signal.element, window))) {
        ShowWindow(signal.when, window);
      }
      return;
    case AxNotice::kWindowCreated:
      // Whether it also came to the front is what the program says now.
      if (Judge(signal.when, port_.FocusedWindow(signal.pid, window))) {
        ShowWindow(signal.when, window);
      }
      return;
    case AxNotice::kFocusedElement:
      // A sheet that was closed is told by nothing else.
      if (IsDialogSubrole(window_facts_.subrole) &&
          Judge(signal.when, port_.FocusedWindow(signal.pid, window)) &&
          !port_.Same(window_, window.handle)) {
        ShowWindow(signal.when, window);
      }
      return ShowElement(signal.when, signal.element);
    case AxNotice::kValue:
      if (!Judge(signal.when, port_.ReadElement(signal.element, facts))) return;
      if (const ElementSnapshot element = Snapshot(facts);
          element.role == ControlRole::kCheckBox || element.role == ControlRole::kRadioButton) {
        story_.Toggled(signal.when, element);
      }
      return;
    case AxNotice::kSelection:
      if (!Judge(signal.when, port_.ReadElement(signal.element, facts))) return;
      if (ElementSnapshot element = Snapshot(facts); element.role == ControlRole::kList) {
        // The notice names the list; which entry it was is content.
        element.role = facts.role == "AXList" ? ControlRole::kListItem : ControlRole::kRow;
        story_.Selected(signal.when, element);
      }
      return;
    case AxNotice::kMenuItem:
      if (Judge(signal.when, port_.ReadElement(signal.element, facts))) {
        story_.Invoked(signal.when, Snapshot(facts));
      }
      return;
    default:
      return;
  }
}

}  // namespace adit
