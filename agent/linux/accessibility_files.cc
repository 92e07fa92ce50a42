// The part of AccessibilityWatch that follows file dialogs: which kind, left how, and the type of the
// file that was chosen. Names of files stay in the replies of the bus.
#include <algorithm>
#include <utility>

#include "agent/linux/accessibility_watch.h"
#include "agent/linux/accessible_role.h"

namespace adit {

void AccessibilityWatch::NoteDialog(App& app, const AccessibleRef& window,
                                    const AccessibleElement& element) {
  if (app.dialog.window == window) return;
  const bool chooser = element.role == kRoleFileChooser;
  const DialogKind kind =
      element.role == kRoleDialog || chooser ? DialogKindOfTitle(element.name) : DialogKind::kNone;
  if (kind == DialogKind::kNone && !chooser) return;
  app.dialog = {};
  app.dialog.window = window;
  app.dialog.title = element.name;
  app.dialog.end.kind = kind;
}

AccessibilityWatch::OpenDialog* AccessibilityWatch::DialogOf(const AccessibleElement& element) {
  const auto app = apps_.find(element.self.connection);
  if (app == apps_.end() || !app->second.dialog.window.valid()) return nullptr;
  return app->second.dialog.window == element.window ? &app->second.dialog : nullptr;
}

// The list of files: its chosen entry, or the part of it that holds the name.
void AccessibilityWatch::NoteFileSelection(const AccessibleRef& list) {
  const auto app = apps_.find(list.connection);
  if (app == apps_.end() || !app->second.dialog.window.valid()) return;
  reader_.ReadElement(list, [this, list](const AccessibleElement* element) {
    if (element == nullptr || DialogOf(*element) == nullptr) return;
    reader_.ReadSelectedFile(list, [this, window = element->window](const std::string& pattern) {
      SetPattern(window, pattern);
    });
  });
}

void AccessibilityWatch::NoteFileField(const AccessibleElement& element) {
  OpenDialog* dialog = DialogOf(element);
  if (dialog == nullptr) return;
  const bool field = element.role == kRoleText || element.role == kRoleEntry;
  // A dialog without a telling title: one that begins in the field of a name is for saving.
  if (dialog->end.kind == DialogKind::kNone) {
    dialog->end.kind = field ? DialogKind::kSave : DialogKind::kOpen;
  }
  if (!field || element.secret) return;
  reader_.ReadFileField(element.self, [this, window = element.window](const std::string& pattern) {
    SetPattern(window, pattern);
  });
}

void AccessibilityWatch::SetPattern(const AccessibleRef& window, const std::string& pattern) {
  const auto app = apps_.find(window.connection);
  if (pattern.empty() || app == apps_.end() || app->second.dialog.window != window) return;
  app->second.dialog.end.pattern = pattern;
}

void AccessibilityWatch::NoteDialogButton(const AccessibleElement& element) {
  OpenDialog* dialog = DialogOf(element);
  if (dialog == nullptr || element.role != kRolePushButton) return;
  dialog->end.cancelled = IsCancelLabel(element.name);
}

std::optional<FileDialogEnd> AccessibilityWatch::EndFileDialog(uint32_t pid,
                                                               const std::string& title) {
  const auto found = std::find_if(apps_.begin(), apps_.end(), [pid](const auto& entry) {
    return entry.second.pid == pid && entry.second.dialog.window.valid();
  });
  if (pid == 0 || found == apps_.end()) return std::nullopt;
  App& app = found->second;
  // A question above the dialog ("replace the file?") is another window of the same program.
  const bool in_front = app.dialog.destroyed || app.frame == app.dialog.window;
  if (!in_front && (title.empty() || app.dialog.title != title)) return std::nullopt;
  FileDialogEnd end = std::exchange(app.dialog, {}).end;
  if (end.kind == DialogKind::kNone) end.kind = DialogKind::kOpen;
  return end;
}

ActionType ActionOfDialog(DialogKind kind) {
  switch (kind) {
    case DialogKind::kOpen:
      return ActionType::kFileOpen;
    case DialogKind::kSave:
      return ActionType::kFileSave;
    case DialogKind::kPrint:
      return ActionType::kPrint;
    case DialogKind::kNone:
      break;
  }
  return ActionType::kWindowClose;
}

void DescribeDialogEnd(const FileDialogEnd& end, UiEvent& event) {
  if (event.fields.action == ActionType::kWindowClose || event.secret) return;
  event.detail = RawText(end.cancelled ? "cancelled" : end.pattern);
}

}  // namespace adit
