#include "agent/linux/accessibility_watch.h"

#include <systemd/sd-bus.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "agent/capture/replay_source.h"
#include "agent/capture/window_text.h"
#include "agent/linux/accessible_role.h"

namespace adit {
namespace {

constexpr size_t kMaxApps = 128;
constexpr int64_t kRegistryDeadlineUs = 2'000'000;
constexpr size_t kMaxRecentFocuses = 8;

}  // namespace

AccessibilityWatch::AccessibilityWatch(DbusConnection& bus, Clock& clock, EventSequencer& events,
                                       DesktopState& desktop, AccessibilityWatchOptions options)
    : bus_(bus),
      clock_(clock),
      events_(events),
      desktop_(desktop),
      options_(std::move(options)),
      reader_(bus, clock, [this](const std::string& connection, const AppCaptureChange& change) {
        OnAppCapture(connection, change);
      }) {}

Status AccessibilityWatch::Start() {
  for (const AtspiSubscription* wanted = kAtspiSubscriptions; wanted->match != nullptr; ++wanted) {
    ADIT_RETURN_IF_ERROR(bus_.AddMatch(wanted->match, [this](sd_bus_message* message) {
      if (const auto signal = DecodeAtspiSignal(message)) OnSignal(*signal);
    }));
    const char* event = wanted->event;
    ADIT_RETURN_IF_ERROR(bus_.Call(
        {"org.a11y.atspi.Registry", "/org/a11y/atspi/registry", "org.a11y.atspi.Registry",
         "RegisterEvent"},
        [event](sd_bus_message* m) { return sd_bus_message_append(m, "sass", event, 0, ""); },
        kRegistryDeadlineUs, [](DbusOutcome, sd_bus_message*) {}));
  }
  ADIT_RETURN_IF_ERROR(
      bus_.AddMatch("type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
                    "member='NameOwnerChanged'",
                    [this](sd_bus_message* message) {
                      const char* name = nullptr;
                      const char* before = nullptr;
                      const char* after = nullptr;
                      if (sd_bus_message_read(message, "sss", &name, &before, &after) < 0) return;
                      OnNameOwnerChanged(name, *after == '\0');
                    }));
  FindWindows();
  return OkStatus();
}

void AccessibilityWatch::SetLevel(CaptureLevel level) {
  if (level != CaptureLevel::kFull) CommitEdits();
  level_ = level;
}

bool AccessibilityWatch::Wants(ActionType action) const { return IsWantedAt(level_, action); }

AccessibilityWatch::App& AccessibilityWatch::AppOf(const std::string& connection) {
  if (apps_.size() >= kMaxApps && !apps_.contains(connection)) apps_.clear();
  return apps_[connection];
}

AccessibilityWatch::App* AccessibilityWatch::AppOfProcess(uint32_t pid) {
  const auto last = apps_.find(active_connection_);
  if (last != apps_.end() && (pid == 0 || last->second.pid == pid)) return &last->second;
  for (auto& [connection, app] : apps_) {
    if (pid != 0 && app.pid == pid) return &app;
  }
  return nullptr;
}

void AccessibilityWatch::OnNameOwnerChanged(const std::string& connection, bool gone) {
  if (!gone) return;
  CommitAll(edits_.FinishOthers(connection, {}));
  reader_.ForgetConnection(connection);
  documents_.ForgetConnection(connection);
  private_frames_.ForgetConnection(connection);
  apps_.erase(connection);
}

// Process id and name of an application that spoke for the first time.
void AccessibilityWatch::LearnApp(const std::string& connection) {
  App& app = AppOf(connection);
  if (app.asked_pid) return;
  app.asked_pid = true;
  reader_.ReadProcessId(connection, [this, connection](std::optional<int64_t> pid) {
    const auto found = apps_.find(connection);
    if (found != apps_.end() && pid) found->second.pid = static_cast<uint32_t>(*pid);
  });
  reader_.ReadName({connection, "/org/a11y/atspi/accessible/root"},
                   [this, connection](const std::string& name) {
                     const auto found = apps_.find(connection);
                     if (found != apps_.end()) found->second.name = name;
                   });
}

void AccessibilityWatch::OnSignal(const AtspiSignal& signal) {
  if (signal.source.connection.empty()) return;
  LearnApp(signal.source.connection);
  App& app = AppOf(signal.source.connection);
  switch (signal.kind) {
    case AtspiSignalKind::kWindowActivate:
    case AtspiSignalKind::kWindowDeactivate:
    case AtspiSignalKind::kWindowCreate:
    case AtspiSignalKind::kWindowDestroy:
      return OnWindow(signal, app);
    case AtspiSignalKind::kFocused:
      return OnFocus(signal, app);
    case AtspiSignalKind::kUnfocused:
      if (const auto edit = edits_.Finish(signal.source)) Commit(*edit);
      return;
    case AtspiSignalKind::kChecked:
    case AtspiSignalKind::kUnchecked:
      return OnToggle(signal, app);
    case AtspiSignalKind::kSelected:
      app.menu_item = signal.source;
      app.menu_item_us = clock_.MonotonicMicros();
      return;
    case AtspiSignalKind::kPressed:
      return OnPressed(signal);
    case AtspiSignalKind::kTextChanged:
      return OnText(signal, app);
    case AtspiSignalKind::kSelectionChanged:
      return OnSelection(signal);
    case AtspiSignalKind::kNameChanged:
      return OnNameChanged(signal);
    case AtspiSignalKind::kLoadComplete:
      return OnLoad(signal);
  }
}

AccessibilityWatch::Ticket AccessibilityWatch::OpenEvent(ActionType action,
                                                         EventSequencer::WhenLate when_late) {
  return events_.Open(desktop_.NewEvent(action), clock_.MonotonicMicros() + kEventDeadlineUs,
                      when_late);
}

void AccessibilityWatch::DescribeAndClose(Ticket ticket, const AccessibleElement& element) {
  UiEvent* event = events_.Find(ticket);
  if (event == nullptr) return;
  const auto app = apps_.find(element.self.connection);
  const uint32_t pid = app == apps_.end() ? 0 : app->second.pid;
  // The signal may have overtaken the news that its window came to the front.
  const WindowContext* window =
      pid == desktop_.active().pid ? &desktop_.active() : desktop_.LastWindowOf(pid);
  if (window != nullptr) {
    // The title of the moment counts, not that of the page which a click brought up meanwhile.
    const bool other_app = event->app_name.UnmaskedForScrub() != window->app_name;
    if (event->secret || other_app) DesktopState::Describe(*event, *window);
    event->secret = event->secret || window->secret;
  }
  // Chromium tells of a private window in the accessible name alone.
  if (private_frames_.Find(element.window) != nullptr) event->secret = true;
  event->element_role = RawText(element.role_name);
  event->element_name = RawText(element.name);
  event->element_id = RawText(element.id);
  event->element_path = RawText(element.path);
  if (element.secret || event->secret) {
    DesktopState::MakeSecret(*event);
    return events_.Close(ticket);
  }
  // A program that is gone and whose window was never seen.
  if (event->app_name.empty()) return events_.Drop(ticket);
  if (!element.document.valid()) return events_.Close(ticket);
  if (app != apps_.end()) app->second.document = element.document;
  if (const std::string* url = documents_.Find(element.document)) {
    event->document = RawText(*url);
    return events_.Close(ticket);
  }
  reader_.ReadDocumentUrl(element.document,
                          [this, ticket, document = element.document](std::string url) {
                            if (UiEvent* waiting = events_.Find(ticket))
                              waiting->document = RawText(url);
                            documents_.Put(document, std::move(url));
                            events_.Close(ticket);
                          });
}

void AccessibilityWatch::Complete(Ticket ticket, const AccessibleRef& ref,
                                  std::function<bool(const AccessibleElement&, UiEvent&)> accept) {
  reader_.ReadElement(ref,
                      [this, ticket, accept = std::move(accept)](const AccessibleElement* element) {
                        UiEvent* event = events_.Find(ticket);
                        if (event == nullptr) return;
                        if (element == nullptr || !accept(*element, *event))
                          return events_.Drop(ticket);
                        DescribeAndClose(ticket, *element);
                      });
}

void AccessibilityWatch::OnFocus(const AtspiSignal& signal, App& app) {
  const bool moved = app.focused != signal.source;
  app.focused = signal.source;
  active_connection_ = signal.source.connection;
  CommitAll(edits_.FinishOthers(signal.source.connection, signal.source));
  focus_us_ = clock_.MonotonicMicros();
  if (!Wants(ActionType::kElementFocus) || (!moved && last_focus_ == signal.source)) return;
  if (options_.sync_windows && (app.pid == 0 || app.pid != desktop_.active().pid)) {
    options_.sync_windows();
    // The program knows before the window manager has told: the focus waits, so that events stay in
    // order.
    if (app.pid == 0 || app.pid != desktop_.active().pid) {
      deferred_focus_ = signal.source;
      deferred_until_us_ = focus_us_ + kDeferredFocusUs;
      return;
    }
  }
  OpenFocus(signal.source);
}

void AccessibilityWatch::OnActiveWindowTold() {
  if (const auto press = std::exchange(deferred_press_, std::nullopt)) OpenClick(*press);
  if (!deferred_focus_.valid()) return;
  const App& app = AppOf(deferred_focus_.connection);
  if (app.pid == 0 || app.pid == desktop_.active().pid)
    OpenFocus(std::exchange(deferred_focus_, {}));
}

void AccessibilityWatch::OpenFocus(const AccessibleRef& ref) {
  deferred_focus_ = {};
  const Ticket ticket = OpenEvent(ActionType::kElementFocus, EventSequencer::WhenLate::kDrop);
  CompleteFocus(ticket, ref);
}

AccessibilityWatch::Ticket AccessibilityWatch::FocusAfter(Ticket ticket,
                                                          const AccessibleRef& ref) const {
  for (const auto& [focus, element] : recent_focuses_) {
    if (focus > ticket && element == ref) return focus;
  }
  return 0;
}

std::optional<int64_t> AccessibilityWatch::NextDeadlineUs() const {
  const auto read_us = edits_.NextReadUs();
  if (!deferred_focus_.valid() && !deferred_press_) return read_us;
  return std::min(read_us.value_or(INT64_MAX), deferred_until_us_);
}

void AccessibilityWatch::CompleteFocus(Ticket ticket, const AccessibleRef& ref) {
  reader_.ReadElement(ref, [this, ticket, ref](const AccessibleElement* element) {
    if (element == nullptr) return events_.Drop(ticket);
    // The inside of a combo box stands for the combo box.
    if (element->actor.valid() && IsToggleRole(element->role))
      return CompleteFocus(ticket, element->actor);
    CompleteOwnFocus(ticket, ref);
  });
}

void AccessibilityWatch::CompleteOwnFocus(Ticket ticket, const AccessibleRef& ref) {
  Complete(ticket, ref, [this, ticket](const AccessibleElement& element, UiEvent&) {
    NoteFileField(element);
    if (IsContainerRole(element.role) || IsWindowRole(element.role) ||
        IsMenuItemRole(element.role) || element.role == kRoleMenu || element.role == kRoleMenuBar ||
        element.role == kRoleUnknown) {
      return false;
    }
    last_focus_ = element.self;
    recent_focuses_.emplace_back(ticket, element.self);
    if (recent_focuses_.size() > kMaxRecentFocuses) recent_focuses_.pop_front();
    // One gesture, one event: that of the click.
    return clicked_ != element.self || clock_.MonotonicMicros() - click_us_ > kSameGestureUs;
  });
}

void AccessibilityWatch::OnText(const AtspiSignal& signal, const App& app) {
  if (!Wants(ActionType::kValueCommit)) return;
  // Text that changes where nobody types (clocks, logs, chat) is none of ours.
  if (app.focused.valid() && app.focused != signal.source) return;
  if (options_.recent_input && !options_.recent_input()) return;
  if (const auto evicted = edits_.OnTextChanged(signal.source, clock_.MonotonicMicros()))
    Commit(*evicted);
}

void AccessibilityWatch::OnTick(int64_t now_us) {
  if (now_us >= deferred_until_us_) {
    if (const auto press = std::exchange(deferred_press_, std::nullopt)) OpenClick(*press);
    if (deferred_focus_.valid()) OpenFocus(std::exchange(deferred_focus_, {}));
  }
  for (const AccessibleRef& field : edits_.TakeDueReads(now_us)) {
    reader_.ReadElement(field, [this, field](const AccessibleElement* element) {
      if (element == nullptr) return;
      if (!IsTextFieldRole(element->role)) {
        // A terminal or a log after all: nothing a person filled in.
        static_cast<void>(edits_.Finish(field));
        return;
      }
      if (element->secret) return;
      NoteFileField(*element);
      reader_.ReadShape(field, [this, field](std::optional<ValueShape> shape) {
        if (shape) edits_.OnShape(field, *shape);
      });
    });
  }
}

void AccessibilityWatch::CommitAll(const std::vector<FinishedEdit>& edits) {
  for (const FinishedEdit& edit : edits) Commit(edit);
}

void AccessibilityWatch::CommitEdits() { CommitAll(edits_.FinishOthers("", {})); }

void AccessibilityWatch::OnActiveWindow() {
  const App* app = ActiveApp();
  CommitAll(edits_.FinishOthers("", app == nullptr ? AccessibleRef() : app->focused));
}

void AccessibilityWatch::Commit(const FinishedEdit& edit) {
  const Ticket ticket = OpenEvent(ActionType::kValueCommit, EventSequencer::WhenLate::kDrop);
  UiEvent* event = events_.Find(ticket);
  event->fields.duration_us = edit.last_change_us - edit.first_change_us;
  event->fields.value_class = edit.shape.value_class;
  event->fields.value_length_bucket = edit.shape.length_bucket;
  reader_.ReadElement(edit.field, [this, ticket, edit](const AccessibleElement* element) {
    if (element == nullptr || !IsTextFieldRole(element->role)) return events_.Drop(ticket);
    if (!edit.stale || element->secret) return DescribeAndClose(ticket, *element);
    reader_.ReadShape(edit.field,
                      [this, ticket, found = *element](std::optional<ValueShape> shape) {
                        UiEvent* waiting = events_.Find(ticket);
                        if (waiting != nullptr && shape) {
                          waiting->fields.value_class = shape->value_class;
                          waiting->fields.value_length_bucket = shape->length_bucket;
                        }
                        DescribeAndClose(ticket, found);
                      });
  });
}

void AccessibilityWatch::OnLoad(const AtspiSignal& signal) {
  documents_.Forget(signal.source);
  reader_.Forget(signal.source);
  if (!Wants(ActionType::kNavigate)) return;
  const Ticket ticket = OpenEvent(ActionType::kNavigate, EventSequencer::WhenLate::kDrop);
  reader_.ReadStates(
      signal.source, [this, ticket, source = signal.source](std::optional<int64_t> states) {
        constexpr int kShowing =
            25;  // ATSPI_STATE_SHOWING: a page that loads in a hidden tab is not looked at
        if (!states || ((*states >> kShowing) & 1) == 0) return events_.Drop(ticket);
        Complete(ticket, source, [](const AccessibleElement& element, UiEvent&) {
          // A frame inside a page is no navigation, nor is a document outside any window (a
          // drop-down).
          return element.window.valid() && element.path.find("document") == std::string::npos;
        });
      });
}

void AccessibilityWatch::OnAppCapture(const std::string& connection,
                                      const AppCaptureChange& change) {
  const auto app = apps_.find(connection);
  const bool back = change.level == AppCapture::kFull;
  const WindowContext* window =
      app == apps_.end() ? nullptr : desktop_.LastWindowOf(app->second.pid);
  WindowContext context;
  if (window != nullptr) context = *window;
  if (window == nullptr && app != apps_.end()) {
    context.app_name = app->second.name;
    context.app_executable = ExecutableOf(app->second.pid);
    context.app_version = options_.version_of ? options_.version_of(app->second.pid) : nullptr;
  }
  context.title.clear();
  UiEvent level = desktop_.NewEvent(ActionType::kDegradation);
  DesktopState::Describe(level, context);
  level.detail = RawText(
      std::string(CaptureLevelName(back ? CaptureLevel::kFull : CaptureLevel::kWindowOnly)));
  events_.Add(std::move(level));
  if (!back) return;
  UiEvent gap = desktop_.NewEvent(ActionType::kCaptureGap);
  DesktopState::Describe(gap, context);
  gap.fields.duration_us = gap.fields.monotonic_us - change.blind_since_us;
  gap.detail = RawText("application did not answer");
  events_.Add(std::move(gap));
}

}  // namespace adit
