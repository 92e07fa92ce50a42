// The part of AccessibilityWatch that follows windows.
#include <algorithm>
#include <utility>
#include <vector>

#include "agent/capture/window_text.h"
#include "agent/linux/accessibility_watch.h"
#include "agent/linux/accessible_role.h"

namespace adit {
namespace {

constexpr size_t kMaxWindowsAtStart = 16;
constexpr int kStateActive = 1;  // ATSPI_STATE_ACTIVE

}  // namespace

void AccessibilityWatch::OnWindow(const AtspiSignal& signal, App& app) {
  const AccessibleRef window = signal.source;
  switch (signal.kind) {
    case AtspiSignalKind::kWindowActivate:
      active_connection_ = window.connection;
      reader_.ReadElement(window, [this, window](const AccessibleElement* element) {
        if (element != nullptr) OnWindowActive(window, *element);
      });
      return;
    case AtspiSignalKind::kWindowDeactivate:
      CommitAll(edits_.FinishOthers(window.connection, {}));
      if (app.popup == window) app.popup = {};
      return;
    case AtspiSignalKind::kWindowDestroy:
      reader_.Forget(window);
      if (app.popup == window) app.popup = {};
      if (app.frame == window) app.frame = {};
      if (app.dialog.window == window) app.dialog.destroyed = true;
      app.menu_item = {};
      if (options_.windows && Wants(ActionType::kWindowClose)) {
        const WindowContext* last = desktop_.LastWindowOf(app.pid);
        if (last == nullptr) return;
        const FileDialogEnd end = app.dialog.window == window
                                      ? EndFileDialog(app.pid, {}).value_or(FileDialogEnd())
                                      : FileDialogEnd();
        UiEvent event = desktop_.NewEvent(ActionOfDialog(end.kind));
        DesktopState::Describe(event, *last);
        DescribeDialogEnd(end, event);
        events_.Add(std::move(event));
      }
      return;
    default:
      if (!options_.windows || !Wants(ActionType::kWindowOpen)) return;
      Complete(OpenEvent(ActionType::kWindowOpen, EventSequencer::WhenLate::kDrop), window,
               [](const AccessibleElement& element, UiEvent& event) {
                 event.window_title = RawText(element.name);
                 return element.role == kRoleFrame || element.role == kRoleDialog ||
                        element.role == kRoleFileChooser;
               });
      return;
  }
}

void AccessibilityWatch::OnWindowActive(const AccessibleRef& window,
                                        const AccessibleElement& element) {
  App& app = AppOf(window.connection);
  if (element.role == kRoleWindow) {
    // Menus, tool tips and drop-down lists.
    app.popup = window;
    return;
  }
  app.frame = window;
  app.frame_name = element.name;
  NoteDialog(app, window, element);
  if (IsPrivateWindowTitle(element.name)) private_frames_.Put(window, true);
  app.popup = {};
  if (app.pid != 0) desktop_.SetRole(app.pid, element.role_name);
  if (!options_.windows) return;
  WindowContext context;
  context.pid = app.pid;
  context.app_name = app.name;
  context.app_executable = ExecutableOf(app.pid);
  context.app_version = options_.version_of ? options_.version_of(app.pid) : nullptr;
  context.title = element.name;
  context.role = element.role_name;
  context.secret = IsPrivateWindowTitle(element.name);
  const bool same =
      context.title == desktop_.active().title && context.pid == desktop_.active().pid;
  desktop_.SetActive(context);
  if (same || !Wants(ActionType::kApplicationFocus)) return;
  events_.Add(desktop_.NewEvent(ActionType::kApplicationFocus));
}

void AccessibilityWatch::OnNameChanged(const AtspiSignal& signal) {
  reader_.Forget(signal.source);
  const auto found = apps_.find(signal.source.connection);
  if (found == apps_.end() || found->second.frame != signal.source) return;
  // Single-page applications change their address without a load. The old one stays until the new
  // one is known: a click may be about to be told whose page is going away.
  if (found->second.document.valid()) {
    reader_.ReadDocumentUrl(found->second.document,
                            [this, page = found->second.document](std::string url) {
                              if (!url.empty()) documents_.Put(page, std::move(url));
                            });
  }
  reader_.ReadName(signal.source, [this, window = signal.source](const std::string& name) {
    const auto app = apps_.find(window.connection);
    if (app == apps_.end() || app->second.frame != window) return;
    app->second.frame_name = name;
    if (IsPrivateWindowTitle(name)) private_frames_.Put(window, true);
    if (!options_.windows || app->second.pid != desktop_.active().pid) return;
    WindowContext context = desktop_.active();
    context.title = name;
    context.secret = IsPrivateWindowTitle(name);
    desktop_.SetActive(context);
    if (Wants(ActionType::kWindowTitleChange)) {
      events_.Add(desktop_.NewEvent(ActionType::kWindowTitleChange));
    }
  });
}

void AccessibilityWatch::FindWindowName(uint32_t pid, const std::string& title,
                                        ElementReader::OnText done) {
  const auto app = std::find_if(apps_.begin(), apps_.end(),
                                [pid](const auto& entry) { return entry.second.pid == pid; });
  if (pid == 0 || app == apps_.end()) return done({});
  const AccessibleRef root{app->first, "/org/a11y/atspi/accessible/root"};
  reader_.ReadChildren(root, [this, title, done](const std::vector<AccessibleRef>& windows) {
    // Told once: by the window that has the name, else by the last one.
    auto open = std::make_shared<size_t>(std::min(windows.size(), kMaxWindowsAtStart));
    if (*open == 0) return done({});
    for (size_t i = 0, count = *open; i < count; ++i) {
      reader_.ReadName(windows[i], [title, done, open](const std::string& name) {
        if (*open == 0) return;
        if (!name.empty() && name.starts_with(title)) {
          *open = 0;
          done(name);
        } else if (--*open == 0) {
          done({});
        }
      });
    }
  });
}

// Programs that were there before the agent: one pass over the desktop, bounded, without waiting.
void AccessibilityWatch::FindWindows() {
  const AccessibleRef desktop{"org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"};
  reader_.ReadChildren(desktop, [this](const std::vector<AccessibleRef>& applications) {
    for (const AccessibleRef& application : applications) FindWindowsOf(application);
  });
}

void AccessibilityWatch::FindWindowsOf(const AccessibleRef& application) {
  LearnApp(application.connection);
  reader_.ReadChildren(application, [this](const std::vector<AccessibleRef>& windows) {
    for (size_t i = 0; i < windows.size() && i < kMaxWindowsAtStart; ++i) {
      reader_.ReadStates(windows[i], [this, window = windows[i]](std::optional<int64_t> states) {
        if (!states || ((*states >> kStateActive) & 1) == 0) return;
        active_connection_ = window.connection;
        reader_.ReadElement(window, [this, window](const AccessibleElement* element) {
          if (element != nullptr) OnWindowActive(window, *element);
        });
      });
    }
  });
}

}  // namespace adit
