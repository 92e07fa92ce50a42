#include <windows.h>

#include "agent/runtime/stop_signal.h"

namespace adit {
namespace {

HANDLE g_stop = nullptr;

BOOL WINAPI OnConsoleEvent(DWORD) {
  SetEvent(g_stop);
  // After this returns for a logoff or shutdown the system ends the process: the main thread gets
  // the time it takes to seal the spool.
  Sleep(4000);
  return TRUE;
}

}  // namespace

Result<WaitHandle> TerminationSignal() {
  g_stop = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (g_stop == nullptr || !SetConsoleCtrlHandler(OnConsoleEvent, TRUE)) {
    return Internal("the console's control events cannot be handled");
  }
  return reinterpret_cast<WaitHandle>(g_stop);
}

void RequestStop() { SetEvent(g_stop); }

bool IsSignalled(WaitHandle handle) {
  return handle != kNoWaitHandle && handle != 0 &&
         WaitForSingleObject(reinterpret_cast<HANDLE>(handle), 0) == WAIT_OBJECT_0;
}

}  // namespace adit
