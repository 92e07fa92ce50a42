#include <utility>

#include "agent/runtime/service_pipe.h"
#include "agent/runtime/session_process.h"
#include "common/base/windows_api.h"
#include "common/io/windows_text.h"

// After windows.h.
#include <userenv.h>
#include <wtsapi32.h>

namespace adit {
namespace {

constexpr size_t kMaxSessions = 512;
constexpr DWORD kEndPatienceMs = 8000;  // less than the control manager is told to wait

DWORD OwnSession() {
  DWORD session = 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  return session;
}

std::string UserOfSession(DWORD session) {
  HANDLE token = nullptr;
  if (!WTSQueryUserToken(session, &token)) return {};
  const std::string sid = SidOfToken(token);
  CloseHandle(token);
  return sid;
}

std::wstring OwnPath() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return path;
}

class SystemLauncher final : public SessionLauncher {
 public:
  SystemLauncher(bool own_alone, std::function<void(uint64_t)> on_release)
      : own_alone_(own_alone), on_release_(std::move(on_release)) {}
  // Waits for agents that were asked to end: their program may be about to be replaced or removed.
  ~SystemLauncher() override {
    const ULONGLONG until = GetTickCount64() + kEndPatienceMs;
    for (const HANDLE process : ending_) {
      const ULONGLONG now = GetTickCount64();
      WaitForSingleObject(process, now < until ? static_cast<DWORD>(until - now) : 0);
      CloseHandle(process);
    }
    for (const auto& [id, process] : processes_) CloseHandle(process);
  }

  Result<uint64_t> Launch(const DesktopSession& session) override {
    std::wstring command = L"\"" + OwnPath() + L"\" run --service";
    STARTUPINFOW start{};
    start.cb = sizeof start;
    wchar_t desktop[] = L"winsta0\\default";
    start.lpDesktop = own_alone_ ? nullptr : desktop;
    PROCESS_INFORMATION process{};
    constexpr DWORD kFlags =
        CREATE_UNICODE_ENVIRONMENT | CREATE_NO_WINDOW | BELOW_NORMAL_PRIORITY_CLASS;
    BOOL started = FALSE;
    DWORD error = ERROR_SUCCESS;
    if (own_alone_) {
      started = CreateProcessW(nullptr, command.data(), nullptr, nullptr, FALSE, kFlags, nullptr,
                               nullptr, &start, &process);
      error = GetLastError();
    } else {
      HANDLE token = nullptr;
      if (!WTSQueryUserToken(session.id, &token)) {
        return WindowsFailure("cannot act for the person of session", std::to_string(session.id),
                              GetLastError());
      }
      void* environment = nullptr;
      CreateEnvironmentBlock(&environment, token, FALSE);
      started = CreateProcessAsUserW(token, nullptr, command.data(), nullptr, nullptr, FALSE,
                                     kFlags, environment, nullptr, &start, &process);
      error = GetLastError();
      if (environment != nullptr) DestroyEnvironmentBlock(environment);
      CloseHandle(token);
    }
    if (!started) {
      return WindowsFailure("cannot start the agent of session", std::to_string(session.id), error);
    }
    CloseHandle(process.hThread);
    processes_[process.dwProcessId] = process.hProcess;
    return uint64_t{process.dwProcessId};
  }

  bool HasEnded(uint64_t id, int& exit_code) override {
    const auto found = processes_.find(id);
    if (found == processes_.end()) return true;
    if (WaitForSingleObject(found->second, 0) != WAIT_OBJECT_0) return false;
    DWORD code = 0;
    GetExitCodeProcess(found->second, &code);
    exit_code = static_cast<int>(code);
    Release(id);
    return true;
  }

  void Release(uint64_t id) override {
    on_release_(id);
    const auto found = processes_.find(id);
    if (found == processes_.end()) return;
    ending_.push_back(found->second);
    processes_.erase(found);
    std::erase_if(ending_, [](HANDLE process) {
      if (WaitForSingleObject(process, 0) != WAIT_OBJECT_0) return false;
      CloseHandle(process);
      return true;
    });
  }

 private:
  const bool own_alone_;
  const std::function<void(uint64_t)> on_release_;
  std::vector<HANDLE> ending_;
  std::map<uint64_t, HANDLE> processes_;  // the handle keeps the number from being given again
};

}  // namespace

std::vector<DesktopSession> ListDesktopSessions(bool own_alone) {
  if (own_alone) return {{OwnSession(), OwnSid()}};
  std::vector<DesktopSession> sessions;
  WTS_SESSION_INFOW* found = nullptr;
  DWORD count = 0;
  if (!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &found, &count) || count == 0) {
    // Where sessions are not told there is the one at the screen.
    DesktopSession console{WTSGetActiveConsoleSessionId(), ""};
    if (console.id != 0xFFFFFFFF) console.user = UserOfSession(console.id);
    if (!console.user.empty()) sessions.push_back(std::move(console));
    if (found != nullptr) WTSFreeMemory(found);
    return sessions;
  }
  for (DWORD i = 0; i < count && sessions.size() < kMaxSessions; ++i) {
    // Session 0 has services and no desktop of a person. One who is disconnected comes back.
    const bool of_person = found[i].State == WTSActive || found[i].State == WTSDisconnected;
    if (found[i].SessionId == 0 || !of_person) continue;
    DesktopSession session{found[i].SessionId, UserOfSession(found[i].SessionId)};
    if (!session.user.empty()) sessions.push_back(std::move(session));
  }
  WTSFreeMemory(found);
  return sessions;
}

std::unique_ptr<SessionLauncher> MakeSessionLauncher(
    bool own_alone, std::function<void(uint64_t process)> on_release) {
  return std::make_unique<SystemLauncher>(own_alone, std::move(on_release));
}

}  // namespace adit
