#include <utility>

#include "agent/runtime/service_pipe.h"
#include "common/base/windows_api.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

// System and administrators do everything; people who are logged on at a desktop may connect, and
// are looked at then. Nobody comes over the network.
// The owner, by which clients know the service, is named: the system's choice may be a group.
constexpr wchar_t kRights[] = L"D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;IU)";
constexpr DWORD kWriteMs = 1000;

class SystemServicePipe final : public ServicePipe {
 public:
  explicit SystemServicePipe(
      std::function<bool(unsigned long process, const std::string& sid)> is_expected)
      : is_expected_(std::move(is_expected)),
        connected_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
        written_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
  ~SystemServicePipe() override {
    for (const auto& [process, pipe] : clients_) CloseHandle(pipe);
    if (pipe_ != INVALID_HANDLE_VALUE) {
      CancelIo(pipe_);
      DWORD ignored = 0;
      if (pending_) GetOverlappedResult(pipe_, &connecting_, &ignored, TRUE);
      CloseHandle(pipe_);
    }
    CloseHandle(connected_);
    CloseHandle(written_);
  }

  Status Listen(bool first) {
    SECURITY_ATTRIBUTES rights{sizeof rights, nullptr, FALSE};
    const std::wstring owned = L"O:" + ToWide(OwnSid()) + kRights;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
            owned.c_str(), SDDL_REVISION_1, &rights.lpSecurityDescriptor, nullptr)) {
      return WindowsFailure("cannot restrict the pipe of", "the service", GetLastError());
    }
    pipe_ = CreateNamedPipeW(
        kServicePipeName,
        PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0),
        PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
        PIPE_UNLIMITED_INSTANCES, kMaxServiceLineBytes, kMaxServiceLineBytes, 0, &rights);
    const DWORD error = GetLastError();
    LocalFree(rights.lpSecurityDescriptor);
    if (pipe_ == INVALID_HANDLE_VALUE) {
      return error == ERROR_ACCESS_DENIED || error == ERROR_PIPE_BUSY
                 ? AlreadyExists("the service's pipe is held by another process")
                 : WindowsFailure("cannot make the pipe of", "the service", error);
    }
    connecting_ = {};
    connecting_.hEvent = connected_;
    ResetEvent(connected_);
    pending_ = !ConnectNamedPipe(pipe_, &connecting_) && GetLastError() == ERROR_IO_PENDING;
    if (!pending_) SetEvent(connected_);
    return OkStatus();
  }

  void Serve(unsigned timeout_ms, void* stop, const std::string& line, unsigned& refused) override {
    if (pipe_ == INVALID_HANDLE_VALUE && !Listen(false).ok()) {
      WaitForSingleObject(stop, timeout_ms);
      return;
    }
    const HANDLE events[] = {connected_, stop};
    if (WaitForMultipleObjects(2, events, FALSE, timeout_ms) != WAIT_OBJECT_0) return;
    pending_ = false;
    const HANDLE pipe = std::exchange(pipe_, INVALID_HANDLE_VALUE);
    ULONG process = 0;
    const bool known =
        GetNamedPipeClientProcessId(pipe, &process) && is_expected_(process, SidOfProcess(process));
    if (known && Write(pipe, line)) {
      Drop(process);
      clients_[process] = pipe;
    } else {
      CloseHandle(pipe);
      refused += known ? 0 : 1;
    }
    Listen(false).IgnoreError();  // tried again with the next call
  }

  void Drop(unsigned long process) override {
    const auto found = clients_.find(process);
    if (found == clients_.end()) return;
    CloseHandle(found->second);
    clients_.erase(found);
  }

 private:
  // A client that does not read must not hold the others.
  bool Write(HANDLE pipe, const std::string& line) {
    OVERLAPPED writing{};
    writing.hEvent = written_;
    ResetEvent(written_);
    DWORD sent = 0;
    if (!WriteFile(pipe, line.data(), static_cast<DWORD>(line.size()), nullptr, &writing) &&
        GetLastError() != ERROR_IO_PENDING) {
      return false;
    }
    if (WaitForSingleObject(written_, kWriteMs) != WAIT_OBJECT_0) CancelIo(pipe);
    return GetOverlappedResult(pipe, &writing, &sent, TRUE) && sent == line.size();
  }

  const std::function<bool(unsigned long, const std::string&)> is_expected_;
  const HANDLE connected_;
  const HANDLE written_;
  HANDLE pipe_ = INVALID_HANDLE_VALUE;
  OVERLAPPED connecting_{};
  bool pending_ = false;
  std::map<unsigned long, HANDLE> clients_;
};

}  // namespace

std::string SidOfProcess(unsigned long process_id) {
  const HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process_id);
  if (process == nullptr) return {};
  HANDLE token = nullptr;
  std::string sid;
  if (OpenProcessToken(process, TOKEN_QUERY, &token)) {
    sid = SidOfToken(token);
    CloseHandle(token);
  }
  CloseHandle(process);
  return sid;
}

Result<std::unique_ptr<ServicePipe>> ServicePipe::Open(
    std::function<bool(unsigned long process, const std::string& sid)> is_expected) {
  auto pipe = std::make_unique<SystemServicePipe>(std::move(is_expected));
  ADIT_RETURN_IF_ERROR(pipe->Listen(true));
  return std::unique_ptr<ServicePipe>(std::move(pipe));
}

}  // namespace adit
