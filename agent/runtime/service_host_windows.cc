#include <memory>
#include <utility>

#include "agent/runtime/event_log.h"
#include "agent/runtime/service_host.h"
#include "agent/runtime/service_pipe.h"
#include "agent/runtime/session_keeper.h"
#include "agent/runtime/session_process.h"
#include "agent/runtime/stop_signal.h"
#include "common/base/clock.h"
#include "common/base/logger.h"
#include "common/base/windows_api.h"
#include "common/io/file_system.h"

namespace adit {
namespace {

constexpr unsigned kTurnMs = 1000;
constexpr DWORD kStopPatienceMs = 10'000;
wchar_t g_service_name[] = L"AditAgent";

// The control manager calls plain functions.
struct Hosted {
  const Settings* settings = nullptr;
  SERVICE_STATUS_HANDLE status = nullptr;
  HANDLE stop = nullptr;
  Status outcome;
};
Hosted g_hosted;

void Tell(DWORD state, DWORD wait_ms = 0) {
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  status.dwControlsAccepted =
      state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN : 0;
  status.dwWaitHint = wait_ms;
  if (state == SERVICE_STOPPED && !g_hosted.outcome.ok()) {
    status.dwWin32ExitCode = ERROR_SERVICE_SPECIFIC_ERROR;
    status.dwServiceSpecificExitCode = 1;
  }
  SetServiceStatus(g_hosted.status, &status);
}

DWORD WINAPI OnControl(DWORD control, DWORD, void*, void*) {
  if (control != SERVICE_CONTROL_STOP && control != SERVICE_CONTROL_SHUTDOWN) return NO_ERROR;
  Tell(SERVICE_STOP_PENDING, kStopPatienceMs);
  SetEvent(g_hosted.stop);
  return NO_ERROR;
}

// What goes to an agent: the token, which only the system and administrators may read. Read anew
// each time, so that a renewed one is seen.
std::string TokenLine(const Settings& settings) {
  const std::string path = settings.Text("enrol.token_file");
  if (path.empty()) return "\n";
  const Result<Bytes> bytes = ReadWholeFile(RealFileSystem(), path, kMaxServiceLineBytes - 1);
  if (!bytes.ok()) return "\n";
  const std::string_view text = AsText(*bytes);
  return std::string(text.substr(0, text.find_first_of("\r\n"))) + "\n";
}

void WriteNotes(EventLog& log, SessionKeeper& keeper) {
  for (const SessionNote& note : keeper.TakeNotes()) {
    const std::string session = std::to_string(note.session);
    switch (note.kind) {
      case SessionNote::Kind::kStarted:
        log.Write(EventMessage::kAgentStarted, session);
        LogInfo("agent started", {{"session", session}});
        break;
      case SessionNote::Kind::kEnded:
        log.Write(EventMessage::kAgentEnded, session, note.detail);
        LogWarning("agent ended", {{"session", session}, {"how", note.detail}});
        break;
      case SessionNote::Kind::kNotStarted:
        log.Write(EventMessage::kAgentNotStarted, session, note.detail);
        LogWarning("agent not started", {{"session", session}, {"reason", note.detail}});
        break;
    }
  }
}

Status Host(const Settings& settings, HANDLE stop, bool own_alone) {
  EventLog log;
  std::unique_ptr<ServicePipe> pipe;
  const auto launcher = MakeSessionLauncher(own_alone, [&pipe](uint64_t process) {
    if (pipe != nullptr) pipe->Drop(static_cast<unsigned long>(process));
  });
  SessionKeeper keeper(*launcher);
  Result<std::unique_ptr<ServicePipe>> opened =
      ServicePipe::Open([&keeper](unsigned long process, const std::string& sid) {
        return !sid.empty() && keeper.UserOf(process) == sid;
      });
  if (!opened.ok()) {
    log.Write(EventMessage::kServiceFailed, opened.status().message());
    return opened.status();
  }
  pipe = std::move(*opened);
  log.Write(EventMessage::kServiceStarted, ADIT_VERSION);
  while (!IsSignalled(reinterpret_cast<WaitHandle>(stop))) {
    keeper.Tick(SystemClock().MonotonicMicros(), ListDesktopSessions(own_alone));
    WriteNotes(log, keeper);
    unsigned refused = 0;
    pipe->Serve(kTurnMs, stop, TokenLine(settings), refused);
    if (refused > 0) log.Write(EventMessage::kClientRefused, std::to_string(refused));
  }
  keeper.Stop();
  log.Write(EventMessage::kServiceStopped, ADIT_VERSION);
  return OkStatus();
}

void WINAPI ServiceMain(DWORD, wchar_t**) {
  g_hosted.status = RegisterServiceCtrlHandlerExW(g_service_name, OnControl, nullptr);
  if (g_hosted.status == nullptr) return;
  Tell(SERVICE_RUNNING);
  g_hosted.outcome = Host(*g_hosted.settings, g_hosted.stop, false);
  Tell(SERVICE_STOPPED);
}

}  // namespace

bool HasServiceHost() { return true; }

Status RunServiceHost(const Settings& settings, bool in_foreground) {
  if (in_foreground) {
    ADIT_ASSIGN_OR_RETURN(const WaitHandle stop, TerminationSignal());
    return Host(settings, reinterpret_cast<HANDLE>(stop), true);
  }
  g_hosted.settings = &settings;
  g_hosted.stop = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  const SERVICE_TABLE_ENTRYW table[] = {{g_service_name, ServiceMain}, {nullptr, nullptr}};
  if (!StartServiceCtrlDispatcherW(table)) {
    return FailedPrecondition(
        "the service control manager did not start this process; start the service AditAgent, or "
        "use --foreground in a console");
  }
  return g_hosted.outcome;
}

}  // namespace adit
