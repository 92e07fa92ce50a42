#include "agent/capture/coalescer.h"

#include <utility>

namespace adit {
namespace {

bool Same(const RawText& a, const RawText& b) {
  return a.UnmaskedForScrub() == b.UnmaskedForScrub();
}

bool SameWindow(const UiEvent& a, const UiEvent& b) {
  return Same(a.app_executable, b.app_executable) && Same(a.app_name, b.app_name) &&
         Same(a.window_role, b.window_role);
}

// Actions after which the keyboard no longer belongs to the field that was edited.
bool LeavesField(ActionType action) {
  switch (action) {
    case ActionType::kApplicationFocus:
    case ActionType::kWindowOpen:
    case ActionType::kWindowClose:
    case ActionType::kElementFocus:
    case ActionType::kClick:
    case ActionType::kDoubleClick:
    case ActionType::kInvoke:
    case ActionType::kNavigate:
    case ActionType::kFileOpen:
    case ActionType::kFileSave:
    case ActionType::kPrint:
    case ActionType::kIdleStart:
    case ActionType::kLock:
    case ActionType::kCaptureGap:
      return true;
    default:
      return false;
  }
}

bool EndsScroll(ActionType action) {
  return action != ActionType::kScroll && action != ActionType::kWindowTitleChange;
}

}  // namespace

Coalescer::Coalescer(Emit emit, CoalescerLimits limits) : emit_(std::move(emit)), limits_(limits) {}

bool Coalescer::SameElement(const UiEvent& a, const UiEvent& b) {
  return SameWindow(a, b) && Same(a.element_id, b.element_id) &&
         Same(a.element_name, b.element_name) && Same(a.element_role, b.element_role) &&
         Same(a.element_path, b.element_path);
}

bool Coalescer::IsDuplicate(const UiEvent& event) const {
  if (!last_ || last_->fields.action != event.fields.action) return false;
  const int64_t passed = event.fields.monotonic_us - last_->fields.monotonic_us;
  return passed >= 0 && passed <= limits_.duplicate_us && SameElement(*last_, event) &&
         Same(last_->window_title, event.window_title) && Same(last_->document, event.document) &&
         Same(last_->detail, event.detail) && Same(last_->content, event.content);
}

void Coalescer::Pass(UiEvent event) {
  if (IsDuplicate(event)) {
    ++suppressed_;
    return;
  }
  last_ = event;
  last_->content = RawText();  // clipboard content is not kept; equal events are told by the rest
  emit_(std::move(event));
}

void Coalescer::Handle(UiEvent event) {
  const ActionType action = event.fields.action;
  if (action == ActionType::kWindowTitleChange) {
    if (title_ && SameWindow(title_->event, event)) {
      title_->event.window_title = std::move(event.window_title);
      title_->event.document = std::move(event.document);
      title_->event.secret = title_->event.secret || event.secret;
      ++title_->event.fields.count;
      title_->last_us = event.fields.monotonic_us;
      return;
    }
    EndTitle();
    const int64_t now = event.fields.monotonic_us;
    title_ = Episode{std::move(event), now};
    return;
  }
  if (EndsScroll(action)) EndScroll();
  EndTitle();
  if (value_ && LeavesField(action) &&
      !(action == ActionType::kElementFocus && SameElement(value_->event, event)) &&
      !(action == ActionType::kClick && SameElement(value_->event, event))) {
    EndValue();
  }
  Pass(std::move(event));
}

void Coalescer::TextChanged(UiEvent element, ValueShape shape) {
  EndScroll();
  EndTitle();
  if (value_ && !SameElement(value_->event, element)) EndValue();
  const int64_t now = element.fields.monotonic_us;
  if (!value_) {
    element.fields.action = ActionType::kValueCommit;
    element.fields.count = 1;
    value_ = Episode{std::move(element), now};
  }
  value_->last_us = now;
  const bool secret = value_->event.secret;
  value_->event.fields.value_class = secret ? ValueClass::kNone : shape.value_class;
  value_->event.fields.value_length_bucket = secret ? uint8_t{0} : shape.length_bucket;
}

void Coalescer::ScrollTick(UiEvent where) {
  if (scroll_ && SameElement(scroll_->event, where)) {
    ++scroll_->event.fields.count;
    scroll_->last_us = where.fields.monotonic_us;
    return;
  }
  EndScroll();
  where.fields.action = ActionType::kScroll;
  where.fields.count = 1;
  const int64_t now = where.fields.monotonic_us;
  scroll_ = Episode{std::move(where), now};
}

void Coalescer::Tick(int64_t monotonic_us) {
  if (scroll_ && monotonic_us - scroll_->last_us >= limits_.scroll_calm_us) EndScroll();
  if (title_ && (monotonic_us - title_->last_us >= limits_.title_calm_us ||
                 monotonic_us - title_->event.fields.monotonic_us >= limits_.title_max_us)) {
    EndTitle();
  }
  if (value_ && monotonic_us - value_->last_us >= limits_.value_calm_us) EndValue();
}

void Coalescer::Flush() {
  EndTitle();
  EndScroll();
  EndValue();
}

void Coalescer::EndValue() {
  if (!value_) return;
  Episode ended = std::move(*value_);
  value_.reset();
  ended.event.fields.duration_us = ended.last_us - ended.event.fields.monotonic_us;
  Pass(std::move(ended.event));
}

void Coalescer::EndScroll() {
  if (!scroll_) return;
  Episode ended = std::move(*scroll_);
  scroll_.reset();
  ended.event.fields.duration_us = ended.last_us - ended.event.fields.monotonic_us;
  Pass(std::move(ended.event));
}

void Coalescer::EndTitle() {
  if (!title_) return;
  Episode ended = std::move(*title_);
  title_.reset();
  ended.event.fields.duration_us = ended.last_us - ended.event.fields.monotonic_us;
  Pass(std::move(ended.event));
}

}  // namespace adit
