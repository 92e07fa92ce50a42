// AccessibilityWatch: turns signals of the accessibility bus and clicks into events with their
// elements.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/capture/capture_level.h"
#include "agent/capture/window_text.h"
#include "agent/linux/atspi_signal.h"
#include "agent/linux/dbus_connection.h"
#include "agent/linux/desktop_state.h"
#include "agent/linux/element_reader.h"
#include "agent/linux/event_sequencer.h"
#include "agent/linux/field_edits.h"
#include "agent/linux/file_dialog.h"
#include "agent/linux/x11_input.h"
#include "common/base/clock.h"

namespace adit {

// A click and the focus or change of state it causes lie within this time.
inline constexpr int64_t kSameGestureUs = 1'000'000;
// How long a press or focus waits for the news that its window came to the front.
inline constexpr int64_t kDeferredFocusUs = 300'000;

struct AccessibilityWatchOptions {
  // Windows come from the accessibility bus too (Wayland without another source).
  bool windows = false;
  // Called when a signal comes from another application than the one known to be in front, so that
  // the window source catches up and events stay in order. May be empty.
  std::function<void()> sync_windows;
  // Was there input of a person just now? Selections and toggles without it are a program's own
  // doing. Empty = always.
  std::function<bool()> recent_input;
  // Version of the program behind a process id; null when there is none. May be empty.
  std::function<std::shared_ptr<const ProgramVersion>(uint32_t)> version_of;
};

// How a file dialog was left.
struct FileDialogEnd {
  DialogKind kind = DialogKind::kNone;
  std::string pattern;     // type of the file chosen last, "*.csv"; empty when unknown
  bool cancelled = false;  // by its button; a dialog left with Escape does not tell
};

// The event that tells it; kWindowClose when the window was no such dialog.
[[nodiscard]] ActionType ActionOfDialog(DialogKind kind);
void DescribeDialogEnd(const FileDialogEnd& end, UiEvent& event);

// Signals only open an event in the sequencer and ask for its element; the answer completes it. One
// thread, the connection's.
class AccessibilityWatch {
 public:
  AccessibilityWatch(DbusConnection& bus, Clock& clock, EventSequencer& events,
                     DesktopState& desktop, AccessibilityWatchOptions options);

  // Subscribes at broker and registry and finds the windows that exist.
  [[nodiscard]] Status Start();
  void SetLevel(CaptureLevel level);

  // A mouse button went down in `window`. A press in a window that is not yet in front waits a
  // moment for the news that it is, so that events stay in the order of the person.
  void OnPointer(PointerAction action, int x, int y, const WindowContext& window, bool in_front);
  // Another window is in front: what was typed elsewhere is committed.
  void OnActiveWindow();
  // The event of that was added: a focus that overtook it may follow.
  void OnActiveWindowTold();
  // Commits every value being edited (lock, idle, pause, end).
  void CommitEdits();
  void OnTick(int64_t now_us);
  [[nodiscard]] std::optional<int64_t> NextDeadlineUs() const;
  // Name of the accessible window of `pid` whose name begins with `title` ("… (Incognito)"); empty
  // when there is none or the application does not answer.
  void FindWindowName(uint32_t pid, const std::string& title, ElementReader::OnText done);
  // The dialog window `title` of `pid` closed. Nothing when it was no file dialog.
  [[nodiscard]] std::optional<FileDialogEnd> EndFileDialog(uint32_t pid, const std::string& title);

 private:
  using Ticket = EventSequencer::Ticket;
  struct OpenDialog {
    AccessibleRef window;
    std::string title;
    FileDialogEnd end;
    bool destroyed = false;
  };
  struct App {
    uint32_t pid = 0;
    std::string name;
    AccessibleRef frame;  // window that was activated last
    std::string frame_name;
    AccessibleRef document;  // page that was loaded or acted in last
    AccessibleRef popup;     // menu window open above it; invalid when none
    AccessibleRef focused;
    AccessibleRef menu_item;  // highlighted entry of an open menu
    int64_t menu_item_us = 0;
    OpenDialog dialog;  // file dialog that came up last
    bool asked_pid = false;
  };

  void OnSignal(const AtspiSignal& signal);
  void OnWindow(const AtspiSignal& signal, App& app);
  void OnWindowActive(const AccessibleRef& window, const AccessibleElement& element);
  void OnFocus(const AtspiSignal& signal, App& app);
  void OnToggle(const AtspiSignal& signal, const App& app);
  void CompleteFocus(Ticket ticket, const AccessibleRef& ref);
  void CompleteOwnFocus(Ticket ticket, const AccessibleRef& ref);
  void CompleteSelection(Ticket ticket, const AccessibleRef& ref);
  [[nodiscard]] bool IsHandled(const AccessibleElement& element) const;
  void OnSelection(const AtspiSignal& signal);
  void OnPressed(const AtspiSignal& signal);
  void OnText(const AtspiSignal& signal, const App& app);
  void OnNameChanged(const AtspiSignal& signal);
  void OnLoad(const AtspiSignal& signal);
  void OnNameOwnerChanged(const std::string& connection, bool gone);
  void OnAppCapture(const std::string& connection, const AppCaptureChange& change);
  void LearnApp(const std::string& connection);
  void FindWindows();
  void FindWindowsOf(const AccessibleRef& application);

  void NoteDialog(App& app, const AccessibleRef& window, const AccessibleElement& element);
  void NoteFileSelection(const AccessibleRef& list);
  void NoteFileField(const AccessibleElement& element);
  void NoteDialogButton(const AccessibleElement& element);
  void SetPattern(const AccessibleRef& window, const std::string& pattern);
  // The file dialog that holds `element`; null when it is in none.
  [[nodiscard]] OpenDialog* DialogOf(const AccessibleElement& element);

  [[nodiscard]] App& AppOf(const std::string& connection);
  // The application whose window is in front.
  [[nodiscard]] App* ActiveApp() { return AppOfProcess(desktop_.active().pid); }
  [[nodiscard]] App* AppOfProcess(uint32_t pid);
  void OpenFocus(const AccessibleRef& ref);
  // Was a focus on `ref` told after the event `ticket`? Its ticket, else 0.
  [[nodiscard]] Ticket FocusAfter(Ticket ticket, const AccessibleRef& ref) const;
  [[nodiscard]] bool Wants(ActionType action) const;
  [[nodiscard]] Ticket OpenEvent(ActionType action, EventSequencer::WhenLate when_late);
  // Reads the element, describes the event with it and hands it to `accept`, which says whether it
  // stays.
  void Complete(Ticket ticket, const AccessibleRef& ref,
                std::function<bool(const AccessibleElement&, UiEvent&)> accept);
  void DescribeAndClose(Ticket ticket, const AccessibleElement& element);
  void CompleteClick(Ticket ticket, PointerAction action, const AccessibleRef& hit);
  void Commit(const FinishedEdit& edit);
  void CommitAll(const std::vector<FinishedEdit>& edits);

  DbusConnection& bus_;
  Clock& clock_;
  EventSequencer& events_;
  DesktopState& desktop_;
  const AccessibilityWatchOptions options_;
  ElementReader reader_;
  FieldEdits edits_;
  RefCache<std::string> documents_{64};
  RefCache<bool> private_frames_{64};  // windows whose name told that they are private
  std::map<std::string, App> apps_;
  std::string active_connection_;
  CaptureLevel level_ = CaptureLevel::kFull;
  // The click and focus that may be one and the same.
  Ticket click_ticket_ = 0;
  int64_t click_us_ = 0;
  int64_t focus_us_ = 0;
  AccessibleRef clicked_;
  std::deque<std::pair<Ticket, AccessibleRef>> recent_focuses_;
  struct Press {
    PointerAction action;
    int x;
    int y;
    WindowContext window;
  };
  void OpenClick(const Press& press);
  std::optional<Press> deferred_press_;
  // A focus in a window that is not yet known to be in front.
  AccessibleRef deferred_focus_;
  int64_t deferred_until_us_ = 0;
  AccessibleRef last_focus_;
  AccessibleRef last_selection_;
  int64_t last_selection_us_ = 0;
};

}  // namespace adit
