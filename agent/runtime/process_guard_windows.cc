#include <windows.h>

#include "agent/runtime/process_guard.h"

namespace adit {
namespace {

constexpr DWORD kNoHeap = 1;  // WER_FAULT_REPORTING_FLAG_NOHEAP, in a header that mingw cannot read

bool g_dumps_off = false;

// The last word of a crash: end at once, without a dump, a dialog or a debugger.
LONG WINAPI EndWithoutDump(EXCEPTION_POINTERS*) {
  TerminateProcess(GetCurrentProcess(), 70);
  return EXCEPTION_EXECUTE_HANDLER;
}

}  // namespace

Status GuardProcess() {
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  SetUnhandledExceptionFilter(EndWithoutDump);
  // Keeps the heap out of whatever is reported all the same.
  using SetFlags = HRESULT(WINAPI*)(DWORD);
  if (const HMODULE kernel = GetModuleHandleW(L"kernel32.dll")) {
    const auto set =
        reinterpret_cast<SetFlags>(reinterpret_cast<void*>(GetProcAddress(kernel, "WerSetFlags")));
    if (set != nullptr) set(kNoHeap);
  }
  g_dumps_off = true;
  SetDllDirectoryW(L"");  // nothing is loaded from the working directory
  SetPriorityClass(GetCurrentProcess(), BELOW_NORMAL_PRIORITY_CLASS);
  SetConsoleOutputCP(CP_UTF8);
  return OkStatus();
}

bool CoreDumpsAreOff() { return g_dumps_off; }

}  // namespace adit
