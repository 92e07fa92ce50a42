#include "agent/windows/accessible_reader.h"

#include <oleacc.h>
#include <windows.h>

#include <algorithm>
#include <string>

#include "agent/windows/msaa_role.h"
#include "agent/windows/private_window.h"
#include "common/event/ui_event.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

constexpr int kMaxValueChars = 256;
constexpr int kMaxPathDepth = 8;

HWND Handle(uint64_t window) { return reinterpret_cast<HWND>(window); }

std::string ClassName(HWND window) {
  wchar_t name[128] = {};
  return GetClassNameW(window, name, 128) > 0 ? ToUtf8(name) : std::string();
}

std::string ExecutableOf(HWND window) {
  DWORD id = 0;
  GetWindowThreadProcessId(window, &id);
  const HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
  if (process == nullptr) return {};
  wchar_t path[MAX_PATH * 2] = {};
  DWORD size = MAX_PATH * 2;
  std::string name;
  if (QueryFullProcessImageNameW(process, 0, path, &size)) {
    name = ToUtf8({path, size});
    name.erase(0, name.find_last_of("\\/") + 1);
  }
  CloseHandle(process);
  return name;
}

// Classes of the windows around a control, outermost first.
std::string PathOf(HWND window) {
  std::string path;
  for (int i = 0; window != nullptr && i < kMaxPathDepth; ++i) {
    path = ClassName(window) + (path.empty() ? "" : "/") + path;
    window = GetAncestor(window, GA_PARENT);
    if (window == GetDesktopWindow()) break;
  }
  return path;
}

bool IsEditClass(const std::string& name) {
  return name == "Edit" || name.find("RichEdit") != std::string::npos ||
         name.find("RICHEDIT") != std::string::npos;
}

bool IsPasswordWindow(HWND window) {
  return IsEditClass(ClassName(window)) &&
         (GetWindowLongPtrW(window, GWL_STYLE) & ES_PASSWORD) != 0;
}

// Takes what a BSTR holds and overwrites it.
std::string TakeText(BSTR text) {
  if (text == nullptr) return {};
  const size_t length = SysStringLen(text);
  std::string out = ToUtf8({text, std::min<size_t>(length, kMaxTextBytes)});
  SecureZeroMemory(text, length * sizeof(wchar_t));
  SysFreeString(text);
  return out;
}

// Length is told by the system, so that a long document is not fetched for its bucket.
std::optional<ValueShape> ShapeOf(HWND window, IAccessible* accessible, const VARIANT& child) {
  std::string value;
  std::optional<uint64_t> length;
  if (IsEditClass(ClassName(window))) {
    wchar_t text[kMaxValueChars + 1] = {};
    DWORD_PTR got = 0;
    DWORD_PTR chars = 0;
    if (!SendMessageTimeoutW(window, WM_GETTEXTLENGTH, 0, 0, SMTO_ABORTIFHUNG, kProbeMs, &chars) ||
        !SendMessageTimeoutW(window, WM_GETTEXT, kMaxValueChars + 1, reinterpret_cast<LPARAM>(text),
                             SMTO_ABORTIFHUNG, kProbeMs, &got)) {
      return std::nullopt;
    }
    value = ToUtf8({text, std::min<size_t>(got, kMaxValueChars)});
    SecureZeroMemory(text, sizeof text);
    length = chars;
  } else {
    BSTR text = nullptr;
    if (FAILED(accessible->get_accValue(child, &text))) return std::nullopt;
    value = TakeText(text);
  }
  ValueShape shape = ShapeOfValue(value);
  if (length) shape.length_bucket = SizeBucket(*length);
  SecureZeroMemory(value.data(), value.size());
  return shape;
}

// What a standard control is, for programs that answer with nothing but "a window's inside".
ControlRole RoleOfClass(HWND window, const std::string& class_name, ControlRole otherwise) {
  if (class_name == "ComboBox") return ControlRole::kComboBox;
  if (class_name == "ListBox") return ControlRole::kList;
  if (class_name != "Button") return otherwise;
  switch (GetWindowLongPtrW(window, GWL_STYLE) & BS_TYPEMASK) {
    case BS_CHECKBOX:
    case BS_AUTOCHECKBOX:
    case BS_3STATE:
    case BS_AUTO3STATE:
      return ControlRole::kCheckBox;
    case BS_RADIOBUTTON:
    case BS_AUTORADIOBUTTON:
      return ControlRole::kRadioButton;
    default:
      return ControlRole::kButton;
  }
}

std::optional<ElementSnapshot> Describe(HWND window, IAccessible* accessible,
                                        const VARIANT& child) {
  ElementSnapshot element;
  VARIANT role{};
  if (FAILED(accessible->get_accRole(child, &role)) || role.vt != VT_I4) return std::nullopt;
  element.role = RoleOfMsaa(static_cast<uint32_t>(role.lVal));
  VARIANT state{};
  if (SUCCEEDED(accessible->get_accState(child, &state)) && state.vt == VT_I4) {
    element.is_protected = (state.lVal & STATE_SYSTEM_PROTECTED) != 0;
  }
  element.is_protected = element.is_protected || IsPasswordWindow(window);
  const std::string class_name = ClassName(window);
  const int id = GetDlgCtrlID(window);
  const bool control = (GetWindowLongPtrW(window, GWL_STYLE) & WS_CHILD) != 0;
  element.id = class_name + (control && id > 0 ? ":" + std::to_string(id) : "");
  element.path = PathOf(window);
  if (element.is_protected) return element;
  BSTR name = nullptr;
  if (SUCCEEDED(accessible->get_accName(child, &name))) element.name = TakeText(name);
  if (element.role == ControlRole::kPane || element.role == ControlRole::kWindow) {
    element.role = RoleOfClass(window, class_name, element.role);
  }
  if (element.name.empty() && class_name == "Button") {
    wchar_t caption[128] = {};
    if (InternalGetWindowText(window, caption, 128) > 0) element.name = ToUtf8(caption);
  }
  if (element.role == ControlRole::kText || element.role == ControlRole::kComboBox) {
    if (const auto shape = ShapeOf(window, accessible, child)) {
      element.has_shape = true;
      element.shape = *shape;
    }
  }
  return element;
}

}  // namespace

uint64_t ForegroundWindow() { return reinterpret_cast<uint64_t>(GetForegroundWindow()); }

bool Answers(uint64_t window) {
  DWORD_PTR ignored = 0;
  return SendMessageTimeoutW(Handle(window), WM_NULL, 0, 0, SMTO_ABORTIFHUNG, kProbeMs, &ignored) !=
         0;
}

WindowSnapshot ReadWindow(uint64_t id) {
  const HWND window = GetAncestor(Handle(id), GA_ROOT);
  if (window == nullptr) return {};
  WindowSnapshot snapshot;
  snapshot.id = reinterpret_cast<uint64_t>(window);
  wchar_t title[512] = {};
  // The system's copy: nobody is asked.
  const int length = InternalGetWindowText(window, title, 512);
  snapshot.title = ToUtf8({title, static_cast<size_t>(std::max(length, 0))});
  snapshot.is_dialog = ClassName(window) == "#32770";
  snapshot.executable = ExecutableOf(window);
  snapshot.is_private = IsPrivateWindow(snapshot);
  return snapshot;
}

std::optional<ElementSnapshot> ReadElement(uint64_t window, long object, long child) {
  // Asking a browser would switch its accessibility on, and nothing of it may be told.
  if (ReadWindow(window).is_private || !Answers(window)) return std::nullopt;
  IAccessible* accessible = nullptr;
  VARIANT self{};
  if (FAILED(AccessibleObjectFromEvent(Handle(window), static_cast<DWORD>(object),
                                       static_cast<DWORD>(child), &accessible, &self))) {
    return std::nullopt;
  }
  auto element = Describe(Handle(window), accessible, self);
  accessible->Release();
  return element;
}

ElementAtPoint ReadElementAt(int x, int y) {
  ElementAtPoint hit;
  const POINT at{x, y};
  const HWND window = WindowFromPoint(at);
  hit.window = ReadWindow(reinterpret_cast<uint64_t>(window));
  if (window == nullptr || hit.window.is_private || !Answers(hit.window.id)) return hit;
  IAccessible* accessible = nullptr;
  VARIANT self{};
  if (FAILED(AccessibleObjectFromPoint(at, &accessible, &self))) return hit;
  hit.element = Describe(window, accessible, self);
  accessible->Release();
  return hit;
}

}  // namespace adit
