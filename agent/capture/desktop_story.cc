#include "agent/capture/desktop_story.h"

#include <utility>

#include "agent/capture/replay_source.h"
#include "agent/capture/window_text.h"
#include "common/base/utf8.h"

namespace adit {
namespace {

// What follows a click within this time is the same gesture.
constexpr int64_t kSameGestureUs = 700'000;

std::string Clean(const std::string& text, size_t limit = kMaxTextBytes) {
  return CleanText(text, limit);
}

bool IsTextField(ControlRole role) {
  return role == ControlRole::kText || role == ControlRole::kComboBox;
}

bool IsContainer(ControlRole role) {
  return role == ControlRole::kWindow || role == ControlRole::kPane || role == ControlRole::kList ||
         role == ControlRole::kMenuBar || role == ControlRole::kMenu ||
         role == ControlRole::kUnknown;
}

// Its name is what a person works on, not a label.
bool IsContent(ControlRole role) {
  return role == ControlRole::kListItem || role == ControlRole::kTreeItem ||
         role == ControlRole::kCell || role == ControlRole::kRow || role == ControlRole::kLabel ||
         role == ControlRole::kDocument;
}

bool IsEntry(ControlRole role) {
  return role == ControlRole::kListItem || role == ControlRole::kTreeItem ||
         role == ControlRole::kTab || role == ControlRole::kCell || role == ControlRole::kRow;
}

ActionType ActionOfClick(ControlRole role) {
  switch (role) {
    case ControlRole::kButton:
    case ControlRole::kMenuItem:
    case ControlRole::kLink:
      return ActionType::kInvoke;
    case ControlRole::kCheckBox:
    case ControlRole::kRadioButton:
      return ActionType::kToggle;
    // A person enters a field by mouse or by Tab: the same step of the work, so the same event.
    case ControlRole::kText:
      return ActionType::kElementFocus;
    default:
      return IsEntry(role) ? ActionType::kSelection : ActionType::kClick;
  }
}

void MakeSecret(UiEvent& event) {
  event.secret = true;
  event.window_title = RawText();
  event.document = RawText();
  event.element_name = RawText();
  event.element_id = RawText();
  event.element_path = RawText();
  event.content = RawText();
  event.fields.value_class = ValueClass::kNone;
  event.fields.value_length_bucket = 0;
  event.fields.content_kind = ContentKind::kNone;
  event.fields.content_size_bucket = 0;
}

}  // namespace

DesktopStory::DesktopStory(Emit emit) : coalescer_(std::move(emit)) {}

void DesktopStory::Describe(UiEvent& event, const WindowSnapshot& window) const {
  const std::string program = Clean(window.executable);
  const bool exe = AsciiLower(program).ends_with(".exe");
  event.app_executable = RawText(program);
  event.app_name = RawText(!window.application.empty() ? Clean(window.application)
                           : exe                       ? program.substr(0, program.size() - 4)
                                                       : program);
  event.app_version = RawText(Clean(window.version));
  event.window_title = RawText(Clean(window.title));
  event.document = RawText(Clean(window.document));
  event.window_role = RawText(window.is_dialog ? "dialog" : "frame");
  if (window.id != 0 && window.is_private) MakeSecret(event);
}

void DesktopStory::Describe(UiEvent& event, const ElementSnapshot& element) const {
  event.element_role =
      RawText(std::string(element.is_protected ? "password text" : ControlRoleName(element.role)));
  event.element_id = RawText(Clean(element.id));
  event.element_path = RawText(Clean(element.path, kMaxElementPathBytes));
  if (!IsContent(element.role)) event.element_name = RawText(Clean(element.name));
  if (element.is_protected || event.secret) MakeSecret(event);
}

UiEvent DesktopStory::NewEvent(Moment now, ActionType action) const {
  UiEvent event;
  event.fields.action = action;
  event.fields.wall_us = now.wall_us;
  event.fields.monotonic_us = now.monotonic_us;
  event.fields.session = session_;
  event.fields.monitor = monitor_;
  Describe(event, active_);
  return event;
}

void DesktopStory::Hand(UiEvent event) {
  if (IsWantedAt(level_, event.fields.action)) coalescer_.Handle(std::move(event));
}

void DesktopStory::Foreground(Moment now, const WindowSnapshot& window) {
  if (window.id == active_.id && window.executable == active_.executable) {
    return Retitled(now, window);  // not every program announces a changed title
  }
  const bool another_program = window.executable != active_.executable;
  active_ = window;
  focus_.reset();
  if (window.id == 0 || locked_) return;
  Hand(NewEvent(now, another_program ? ActionType::kApplicationFocus : ActionType::kWindowOpen));
}

void DesktopStory::Retitled(Moment now, const WindowSnapshot& window) {
  if (window.id != active_.id) return;
  const bool retitled = window.title != active_.title;
  active_ = window;  // a new title may also tell that it is private, or another document
  if (!retitled || locked_) return;
  Hand(NewEvent(now, ActionType::kWindowTitleChange));
}

void DesktopStory::Focus(Moment now, const ElementSnapshot* element) {
  if (element == nullptr || locked_ || active_.id == 0) {
    focus_.reset();
    return;
  }
  if (focus_ && *focus_ == *element) return;
  focus_ = *element;
  if (IsContainer(element->role)) return;
  const bool told =
      clicked_ && *clicked_ == *element && now.monotonic_us - clicked_us_ < kSameGestureUs;
  if (told) return;
  UiEvent event = NewEvent(now, ActionType::kElementFocus);
  Describe(event, *element);
  Hand(std::move(event));
}

void DesktopStory::Value(Moment now, const ElementSnapshot& element) {
  if (locked_ || !IsTextField(element.role)) return;
  if (!focus_ || !(*focus_ == element)) return;
  const bool same = element.has_shape && focus_->has_shape &&
                    element.shape.value_class == focus_->shape.value_class &&
                    element.shape.length_bucket == focus_->shape.length_bucket;
  focus_->has_shape = element.has_shape;
  focus_->shape = element.shape;
  if (same || !IsWantedAt(level_, ActionType::kValueCommit)) return;
  UiEvent event = NewEvent(now, ActionType::kValueCommit);
  Describe(event, element);
  coalescer_.TextChanged(std::move(event), element.has_shape ? element.shape : ValueShape{});
}

void DesktopStory::Selected(Moment now, const ElementSnapshot& element) {
  if (locked_ || !IsEntry(element.role)) return;
  // The click was the selection.
  if (clicked_ && IsEntry(clicked_->role) && now.monotonic_us - clicked_us_ < kSameGestureUs) {
    return;
  }
  UiEvent event = NewEvent(now, ActionType::kSelection);
  Describe(event, element);
  Hand(std::move(event));
}

void DesktopStory::MenuClosed(Moment now, bool chosen) {
  const std::optional<ElementSnapshot> entry = std::exchange(menu_entry_, std::nullopt);
  if (!chosen || !entry || locked_ || entry->role != ControlRole::kMenuItem) return;
  Invoked(now, *entry);
}

void DesktopStory::Invoked(Moment now, const ElementSnapshot& element) {
  if (locked_) return;
  UiEvent event = NewEvent(now, ActionType::kInvoke);
  Describe(event, element);
  Hand(std::move(event));
}

void DesktopStory::Toggled(Moment now, const ElementSnapshot& element) {
  if (locked_) return;
  UiEvent event = NewEvent(now, ActionType::kToggle);
  Describe(event, element);
  Hand(std::move(event));
}

void DesktopStory::Mouse(Moment now, MouseAction action, const WindowSnapshot& window,
                         const ElementSnapshot* element) {
  if (locked_) return;
  if (action == MouseAction::kWheel) {
    if (!IsWantedAt(level_, ActionType::kScroll)) return;
    UiEvent tick = NewEvent(now, ActionType::kScroll);
    return coalescer_.ScrollTick(std::move(tick));
  }
  clicked_.reset();
  clicked_us_ = now.monotonic_us;
  if (element != nullptr) clicked_ = *element;
  // Told when the menu closes, by the entry that was highlighted then.
  if (element != nullptr && element->role == ControlRole::kMenuItem) return;
  UiEvent event = NewEvent(
      now, action == MouseAction::kSecondary ? ActionType::kSecondaryClick : ActionType::kClick);
  if (window.id != 0) Describe(event, window);
  if (element != nullptr && !IsContainer(element->role)) {
    if (action == MouseAction::kPrimary) event.fields.action = ActionOfClick(element->role);
    Describe(event, *element);
  }
  Hand(std::move(event));
}

void DesktopStory::Copied(Moment now, const ClipboardSnapshot& content) {
  if (locked_) return;
  UiEvent event = NewEvent(now, ActionType::kCopy);
  if (content.is_private) MakeSecret(event);
  if (!event.secret) {
    event.fields.content_kind = content.kind;
    event.fields.content_size_bucket = SizeBucket(content.size_bytes);
    event.content = RawText(std::string(TruncateUtf8(content.text, kMaxTextBytes)));
  }
  Hand(std::move(event));
}

void DesktopStory::Idle(Moment since, int64_t duration_us, bool begins) {
  UiEvent event = NewEvent(since, begins ? ActionType::kIdleStart : ActionType::kIdleEnd);
  event.fields.duration_us = duration_us;
  Hand(std::move(event));
}

void DesktopStory::Locked(Moment now, bool locked, int64_t duration_us) {
  if (locked == locked_) return;
  if (!locked) ++session_;
  UiEvent event = NewEvent(now, locked ? ActionType::kLock : ActionType::kUnlock);
  event.fields.duration_us = duration_us;
  Hand(std::move(event));
  locked_ = locked;
  focus_.reset();
}

void DesktopStory::Gap(Moment since, const std::string& reason, int64_t duration_us,
                       uint32_t count) {
  UiEvent event = NewEvent(since, ActionType::kCaptureGap);
  event.fields.duration_us = duration_us;
  event.fields.count = count == 0 ? 1 : count;
  event.detail = RawText(reason);
  Hand(std::move(event));
}

}  // namespace adit
