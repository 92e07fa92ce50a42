#include "agent/windows/signal_pump.h"

#include <windows.h>
#include <wtsapi32.h>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace adit {
namespace {

constexpr wchar_t kClassName[] = L"AditSignalPump";
constexpr USHORT kMousePage = 1;
constexpr USHORT kMouseUsage = 2;

struct HookRange {
  DWORD first;
  DWORD last;
};
// Narrow, so that the system posts nothing that is thrown away.
constexpr HookRange kRanges[] = {
    {EVENT_SYSTEM_FOREGROUND, EVENT_SYSTEM_FOREGROUND},
    {EVENT_SYSTEM_MENUPOPUPEND, EVENT_SYSTEM_MENUPOPUPEND},
    {EVENT_SYSTEM_MINIMIZEEND, EVENT_SYSTEM_MINIMIZEEND},
    {EVENT_OBJECT_FOCUS, EVENT_OBJECT_SELECTION},
    {EVENT_OBJECT_NAMECHANGE, EVENT_OBJECT_NAMECHANGE},
    {EVENT_OBJECT_VALUECHANGE, EVENT_OBJECT_VALUECHANGE},
};

// Hook procedures carry no context; there is one pump.
SignalPump* g_pump = nullptr;

void CALLBACK OnWinEvent(HWINEVENTHOOK, DWORD event, HWND window, LONG object, LONG child, DWORD,
                         DWORD) {
  if (g_pump == nullptr || window == nullptr) return;
  SignalKind kind = SignalKind::kForeground;
  switch (event) {
    case EVENT_SYSTEM_FOREGROUND:
    case EVENT_SYSTEM_MINIMIZEEND:
      break;
    case EVENT_SYSTEM_MENUPOPUPEND:
      kind = SignalKind::kMenuEnd;
      break;
    case EVENT_OBJECT_FOCUS:
      kind = SignalKind::kFocus;
      break;
    case EVENT_OBJECT_SELECTION:
      kind = SignalKind::kSelection;
      break;
    case EVENT_OBJECT_NAMECHANGE:
      if (object != OBJID_WINDOW || child != CHILDID_SELF) return;
      kind = SignalKind::kName;
      break;
    case EVENT_OBJECT_VALUECHANGE:
      if (object != OBJID_CLIENT) return;
      kind = SignalKind::kValue;
      break;
    default:
      return;
  }
  g_pump->Push(kind, reinterpret_cast<uint64_t>(window), object, child, 0, 0);
}

void OnRawInput(LPARAM handle) {
  RAWINPUT input{};
  UINT size = sizeof input;
  if (GetRawInputData(reinterpret_cast<HRAWINPUT>(handle), RID_INPUT, &input, &size,
                      sizeof(RAWINPUTHEADER)) == static_cast<UINT>(-1) ||
      input.header.dwType != RIM_TYPEMOUSE) {
    return;
  }
  const USHORT buttons = input.data.mouse.usButtonFlags;
  SignalKind kind = SignalKind::kPrimary;
  if ((buttons & RI_MOUSE_WHEEL) != 0) {
    kind = SignalKind::kWheel;
  } else if ((buttons & RI_MOUSE_RIGHT_BUTTON_DOWN) != 0) {
    kind = SignalKind::kSecondary;
  } else if ((buttons & RI_MOUSE_LEFT_BUTTON_DOWN) == 0) {
    return;
  }
  POINT at{};
  if (!GetCursorPos(&at)) return;
  g_pump->Push(kind, 0, 0, 0, at.x, at.y);
}

LRESULT CALLBACK OnMessage(HWND window, UINT message, WPARAM first, LPARAM second) {
  if (g_pump != nullptr) {
    if (message == WM_INPUT) OnRawInput(second);
    if (message == WM_CLIPBOARDUPDATE) g_pump->Push(SignalKind::kClipboard, 0, 0, 0, 0, 0);
    if (message == WM_WTSSESSION_CHANGE &&
        (first == WTS_SESSION_LOCK || first == WTS_SESSION_UNLOCK)) {
      g_pump->Push(first == WTS_SESSION_LOCK ? SignalKind::kLock : SignalKind::kUnlock, 0, 0, 0, 0,
                   0);
    }
  }
  return DefWindowProcW(window, message, first, second);
}

}  // namespace

void SignalPump::Push(SignalKind kind, uint64_t window, long object, long child, int x, int y) {
  queue_.TryPush(
      {kind, window, object, child, x, y, {clock_.WallMicros(), clock_.MonotonicMicros()}});
}

Status SignalPump::Start() {
  if (thread_.joinable()) return FailedPrecondition("the pump is running already");
  std::optional<Status> opened;
  std::mutex mutex;
  std::condition_variable ready;
  // Hooks, windows and their messages belong to the thread that made them.
  thread_ = std::thread([this, &opened, &mutex, &ready] {
    MSG message{};
    PeekMessageW(&message, nullptr, WM_USER, WM_USER, PM_NOREMOVE);  // makes the queue
    thread_id_ = GetCurrentThreadId();
    const Status status = Open();
    const bool running = status.ok();
    {
      const std::lock_guard lock(mutex);
      opened = status;
      ready.notify_one();
    }
    if (running) Loop();
    Close();
  });
  std::unique_lock lock(mutex);
  ready.wait(lock, [&opened] { return opened.has_value(); });
  lock.unlock();
  if (!opened->ok()) thread_.join();
  return *opened;
}

void SignalPump::Stop() {
  if (!thread_.joinable()) return;
  PostThreadMessageW(thread_id_, WM_QUIT, 0, 0);
  thread_.join();
}

Status SignalPump::Open() {
  missing_.clear();
  g_pump = this;
  WNDCLASSW shape{};
  shape.lpfnWndProc = OnMessage;
  shape.hInstance = GetModuleHandleW(nullptr);
  shape.lpszClassName = kClassName;
  RegisterClassW(&shape);
  const HWND window = CreateWindowExW(0, kClassName, L"", 0, 0, 0, 0, 0, HWND_MESSAGE, nullptr,
                                      shape.hInstance, nullptr);
  if (window == nullptr) {
    return Unavailable("there is no desktop here; start the agent inside the person's session");
  }
  window_ = window;
  for (const HookRange& range : kRanges) {
    const HWINEVENTHOOK hook = SetWinEventHook(range.first, range.last, nullptr, OnWinEvent, 0, 0,
                                               WINEVENT_OUTOFCONTEXT | WINEVENT_SKIPOWNPROCESS);
    if (hook != nullptr) hooks_.push_back(hook);
  }
  if (hooks_.empty()) return Unavailable("the system refuses event hooks on this desktop");
  if (hooks_.size() < std::size(kRanges)) missing_.push_back("events: some hooks were refused");
  const RAWINPUTDEVICE mouse{kMousePage, kMouseUsage, RIDEV_INPUTSINK, window};
  if (!RegisterRawInputDevices(&mouse, 1, sizeof mouse))
    missing_.push_back("clicks: raw input was refused");
  if (!AddClipboardFormatListener(window)) missing_.push_back("clipboard: no notices");
  if (!WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION)) {
    missing_.push_back("lock: no notices of the session");
  }
  return OkStatus();
}

void SignalPump::Close() {
  g_pump = nullptr;
  for (void* const hook : hooks_) UnhookWinEvent(static_cast<HWINEVENTHOOK>(hook));
  hooks_.clear();
  if (window_ == nullptr) return;
  const HWND window = static_cast<HWND>(window_);
  const RAWINPUTDEVICE none{kMousePage, kMouseUsage, RIDEV_REMOVE, nullptr};
  RegisterRawInputDevices(&none, 1, sizeof none);
  RemoveClipboardFormatListener(window);
  WTSUnRegisterSessionNotification(window);
  DestroyWindow(window);
  window_ = nullptr;
}

void SignalPump::Loop() {
  MSG message{};
  while (GetMessageW(&message, nullptr, 0, 0) > 0) DispatchMessageW(&message);
}

}  // namespace adit
