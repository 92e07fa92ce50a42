// The part of AccessibilityWatch that tells what a person did: clicks, toggles, selections.
#include <algorithm>
#include <utility>

#include "agent/capture/replay_source.h"
#include "agent/linux/accessibility_watch.h"
#include "agent/linux/accessible_role.h"

namespace adit {
namespace {

// A menu's entry was highlighted this long before the click that chooses it at most.
constexpr int64_t kMenuItemUs = 5'000'000;
constexpr int64_t kSelectionCalmUs = 300'000;

}  // namespace

// Did a person just act on this element? Programs set states of their own, most of all at their
// start.
bool AccessibilityWatch::IsHandled(const AccessibleElement& element) const {
  const int64_t now_us = clock_.MonotonicMicros();
  const auto app = apps_.find(element.self.connection);
  if (app == apps_.end()) return false;
  if (IsMenuItemRole(element.role)) {
    return app->second.menu_item == element.self &&
           now_us - app->second.menu_item_us <= kMenuItemUs;
  }
  if (app->second.focused == element.self || clicked_ == element.self) return true;
  // The click is not resolved yet.
  return !clicked_.valid() && now_us - click_us_ <= kSameGestureUs;
}

void AccessibilityWatch::OnToggle(const AtspiSignal& signal, const App& app) {
  if (!Wants(ActionType::kToggle)) return;
  if (options_.recent_input && !options_.recent_input()) return;
  const bool on = signal.kind == AtspiSignalKind::kChecked;
  const uint32_t front = desktop_.active().pid;
  if (front != 0 && app.pid != 0 && app.pid != front) return;
  const Ticket ticket = OpenEvent(ActionType::kToggle, EventSequencer::WhenLate::kDrop);
  Complete(ticket, signal.source, [this, on](const AccessibleElement& element, UiEvent& event) {
    if (!IsToggleRole(element.role) || !IsHandled(element)) return false;
    // Choosing one radio button switches another off: that is no second act.
    if (!on && (element.role == kRoleRadioButton || element.role == kRoleRadioMenuItem))
      return false;
    // A combo box opens through a nameless toggle button of its own.
    if (element.actor.valid()) return false;
    event.detail = RawText(on ? "on" : "off");
    return true;
  });
}

void AccessibilityWatch::OnSelection(const AtspiSignal& signal) {
  if (!Wants(ActionType::kSelection)) return;
  if (options_.recent_input && !options_.recent_input()) return;
  NoteFileSelection(signal.source);
  const int64_t now_us = clock_.MonotonicMicros();
  const bool again =
      last_selection_ == signal.source && now_us - last_selection_us_ < kSelectionCalmUs;
  last_selection_ = signal.source;
  last_selection_us_ = now_us;
  if (again) return;
  const Ticket ticket = OpenEvent(ActionType::kSelection, EventSequencer::WhenLate::kDrop);
  reader_.ReadElement(signal.source, [this, ticket](const AccessibleElement* list) {
    if (list == nullptr) return events_.Drop(ticket);
    // Chromium tells of the list inside a combo box; GTK of both, and the list's news is only
    // hovering.
    const bool web_combo = list->actor.valid() && list->document.valid();
    CompleteSelection(ticket, web_combo ? list->actor : list->self);
  });
}

void AccessibilityWatch::CompleteSelection(Ticket ticket, const AccessibleRef& ref) {
  Complete(ticket, ref, [this](const AccessibleElement& element, UiEvent&) {
    // A page that loads chooses the first entry of its combo boxes by itself.
    const bool handled = element.role == kRoleComboBox
                             ? last_focus_ == element.self || IsHandled(element)
                             : last_selection_us_ - std::max(click_us_, focus_us_) < kSameGestureUs;
    return handled && element.role != kRoleMenu && element.role != kRoleMenuBar &&
           element.role != kRolePopupMenu && !IsContainerRole(element.role) &&
           !IsWindowRole(element.role);
  });
}

// A button that went down without the mouse: space or Enter.
void AccessibilityWatch::OnPressed(const AtspiSignal& signal) {
  if (!Wants(ActionType::kInvoke)) return;
  if (clock_.MonotonicMicros() - click_us_ < kSameGestureUs) return;
  const Ticket ticket = OpenEvent(ActionType::kInvoke, EventSequencer::WhenLate::kDrop);
  Complete(ticket, signal.source, [this](const AccessibleElement& element, UiEvent&) {
    NoteDialogButton(element);
    return element.role == kRolePushButton;
  });
}

void AccessibilityWatch::OnPointer(PointerAction action, int x, int y, const WindowContext& window,
                                   bool in_front) {
  // A click elsewhere leaves the field, whatever the program does first.
  if (action == PointerAction::kPrimary) CommitEdits();
  if (const auto earlier = std::exchange(deferred_press_, std::nullopt)) OpenClick(*earlier);
  if (in_front) return OpenClick({action, x, y, window});
  deferred_press_ = {action, x, y, window};
  deferred_until_us_ = clock_.MonotonicMicros() + kDeferredFocusUs;
}

void AccessibilityWatch::OpenClick(const Press& press) {
  const PointerAction pointer = press.action;
  const ActionType action = pointer == PointerAction::kSecondary ? ActionType::kSecondaryClick
                            : pointer == PointerAction::kDouble  ? ActionType::kDoubleClick
                                                                 : ActionType::kClick;
  if (!Wants(action)) return;
  const int64_t now_us = clock_.MonotonicMicros();
  const Ticket ticket = OpenEvent(action, EventSequencer::WhenLate::kEmit);
  DesktopState::Describe(*events_.Find(ticket), press.window);
  click_ticket_ = ticket;
  click_us_ = now_us;
  clicked_ = {};
  App* app = AppOfProcess(press.window.pid);
  if (app == nullptr || !app->frame.valid()) return events_.Close(ticket);
  if (app->menu_item.valid() && now_us - app->menu_item_us <= kMenuItemUs) {
    // Menus are windows of their own; the entry under the pointer was highlighted before the click.
    const AccessibleRef item = std::exchange(app->menu_item, AccessibleRef());
    return reader_.ReadElement(item, [this, ticket, pointer, item, x = press.x, y = press.y,
                                      frame = app->frame](const AccessibleElement* element) {
      if (element != nullptr && IsMenuItemRole(element->role))
        return CompleteClick(ticket, pointer, item);
      reader_.HitTest(frame, x, y, [this, ticket, pointer](const AccessibleRef& hit) {
        CompleteClick(ticket, pointer, hit);
      });
    });
  }
  const AccessibleRef& window = app->popup.valid() ? app->popup : app->frame;
  reader_.HitTest(window, press.x, press.y, [this, ticket, pointer](const AccessibleRef& hit) {
    CompleteClick(ticket, pointer, hit);
  });
}

void AccessibilityWatch::CompleteClick(Ticket ticket, PointerAction pointer,
                                       const AccessibleRef& hit) {
  if (!hit.valid()) return events_.Close(ticket);
  reader_.ReadElement(hit, [this, ticket, pointer](const AccessibleElement* element) {
    UiEvent* event = events_.Find(ticket);
    if (event == nullptr) return;
    if (element == nullptr) return events_.Close(ticket);
    if (element->actor.valid()) return CompleteClick(ticket, pointer, element->actor);
    if (click_ticket_ == ticket) clicked_ = element->self;
    if (pointer == PointerAction::kPrimary) NoteDialogButton(*element);
    if (pointer == PointerAction::kPrimary && IsToggleRole(element->role)) {
      return events_.Drop(ticket);  // its change of state is the event
    }
    if (pointer == PointerAction::kPrimary && IsInvokeRole(element->role)) {
      event->fields.action = ActionType::kInvoke;
    }
    // A person enters a field by mouse or by Tab: the same step of the work, so the same event.
    if (pointer == PointerAction::kPrimary && IsTextFieldRole(element->role) &&
        element->role != kRoleComboBox) {
      event->fields.action = ActionType::kElementFocus;
      last_focus_ = element->self;
    }
    // The focus this click caused may have been read first.
    if (const Ticket focus = FocusAfter(ticket, element->self)) events_.Drop(focus);
    DescribeAndClose(ticket, *element);
  });
}

}  // namespace adit
