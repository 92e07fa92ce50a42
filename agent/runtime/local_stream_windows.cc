#include <cstring>
#include <utility>

#include "agent/runtime/local_stream.h"
#include "agent/runtime/service_pipe.h"
#include "common/base/windows_api.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

constexpr DWORD kBufferBytes = 16 * 1024;
constexpr DWORD kConnectPatienceMs = 2000;

// A pipe's name has no folders: the path becomes one word of it.
std::wstring PipeName(const std::string& path) {
  std::wstring name = L"\\\\.\\pipe\\adit-";
  std::wstring word = ToWide(path);
  if (word.size() > 200) word.erase(0, word.size() - 200);
  for (const wchar_t c : word) name += c == L'/' || c == L'\\' || c == L':' ? L'-' : c;
  return name;
}

struct Overlapped {
  OVERLAPPED state{};
  bool pending = false;
  Overlapped() { state.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr); }
  ~Overlapped() { CloseHandle(state.hEvent); }
  Overlapped(const Overlapped&) = delete;
  Overlapped& operator=(const Overlapped&) = delete;
};

// One read is always under way; writes are copied and go out one after the other.
class PipeStream final : public LocalStream {
 public:
  explicit PipeStream(HANDLE pipe) : pipe_(pipe) { StartRead(); }
  ~PipeStream() override {
    CancelIo(pipe_);
    DWORD ignored = 0;
    if (read_.pending) GetOverlappedResult(pipe_, &read_.state, &ignored, TRUE);
    if (write_.pending) GetOverlappedResult(pipe_, &write_.state, &ignored, TRUE);
    CloseHandle(pipe_);
  }

  bool Receive(std::string& input) override {
    if (gone_) return false;
    if (!read_.pending) return StartRead();
    DWORD got = 0;
    if (!GetOverlappedResult(pipe_, &read_.state, &got, FALSE)) {
      if (GetLastError() == ERROR_IO_INCOMPLETE) return true;
      read_.pending = false;
      gone_ = true;
      return false;
    }
    read_.pending = false;
    input.append(buffer_, got);
    StartRead();  // when the peer has left, the next call tells
    return true;
  }

  bool Send(std::string& output) override {
    for (;;) {
      DWORD sent = 0;
      if (write_.pending) {
        if (!GetOverlappedResult(pipe_, &write_.state, &sent, FALSE)) {
          return GetLastError() == ERROR_IO_INCOMPLETE;
        }
        write_.pending = false;
        output.erase(0, sent);
      }
      if (output.empty()) return true;
      sending_ = output.substr(0, kBufferBytes);
      ResetEvent(write_.state.hEvent);
      const BOOL done = WriteFile(pipe_, sending_.data(), static_cast<DWORD>(sending_.size()),
                                  nullptr, &write_.state);
      if (!done && GetLastError() != ERROR_IO_PENDING) return false;
      write_.pending = true;
    }
  }

  bool WaitReadable(int timeout_ms) override {
    if (gone_ || !read_.pending) return true;
    return WaitForSingleObject(read_.state.hEvent,
                               timeout_ms < 0 ? INFINITE : static_cast<DWORD>(timeout_ms)) ==
           WAIT_OBJECT_0;
  }

  void AddEvents(std::vector<HANDLE>& events) const {
    if (read_.pending) events.push_back(read_.state.hEvent);
    if (write_.pending) events.push_back(write_.state.hEvent);
  }

 private:
  bool StartRead() {
    ResetEvent(read_.state.hEvent);
    if (!ReadFile(pipe_, buffer_, sizeof buffer_, nullptr, &read_.state) &&
        GetLastError() != ERROR_IO_PENDING) {
      gone_ = true;
      return false;
    }
    read_.pending = true;
    return true;
  }

  const HANDLE pipe_;
  Overlapped read_;
  Overlapped write_;
  std::string sending_;
  bool gone_ = false;
  char buffer_[kBufferBytes];
};

class PipeListener final : public LocalListener {
 public:
  PipeListener(std::wstring name, SECURITY_ATTRIBUTES rights)
      : name_(std::move(name)), rights_(rights) {}
  ~PipeListener() override {
    if (pipe_ != INVALID_HANDLE_VALUE) {
      CancelIo(pipe_);
      DWORD ignored = 0;
      if (connect_.pending) GetOverlappedResult(pipe_, &connect_.state, &ignored, TRUE);
      CloseHandle(pipe_);
    }
    LocalFree(rights_.lpSecurityDescriptor);
  }

  // False when the pipe cannot be made; GetLastError tells.
  bool Open(bool first) {
    pipe_ = CreateNamedPipeW(
        name_.c_str(),
        PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0),
        PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
        PIPE_UNLIMITED_INSTANCES, kBufferBytes, kBufferBytes, 0, &rights_);
    if (pipe_ == INVALID_HANDLE_VALUE) return false;
    ResetEvent(connect_.state.hEvent);
    connect_.pending = true;
    if (!ConnectNamedPipe(pipe_, &connect_.state)) {
      const DWORD error = GetLastError();
      if (error == ERROR_PIPE_CONNECTED) SetEvent(connect_.state.hEvent);
      connected_ = error == ERROR_PIPE_CONNECTED;
      if (error != ERROR_PIPE_CONNECTED && error != ERROR_IO_PENDING) return false;
    }
    return true;
  }

  void Wait(const std::vector<Waiting>& streams, int timeout_ms, WaitHandle wake) override {
    std::vector<HANDLE> events{connect_.state.hEvent};
    if (wake != kNoWaitHandle) events.push_back(reinterpret_cast<HANDLE>(wake));
    for (const Waiting& one : streams) static_cast<PipeStream*>(one.stream)->AddEvents(events);
    if (events.size() > MAXIMUM_WAIT_OBJECTS) events.resize(MAXIMUM_WAIT_OBJECTS);
    WaitForMultipleObjects(static_cast<DWORD>(events.size()), events.data(), FALSE,
                           static_cast<DWORD>(timeout_ms));
  }

  std::unique_ptr<LocalStream> Accept(bool& foreign) override {
    if (pipe_ == INVALID_HANDLE_VALUE && !Open(false)) return nullptr;
    DWORD ignored = 0;
    if (!connected_ && !GetOverlappedResult(pipe_, &connect_.state, &ignored, FALSE)) {
      return nullptr;
    }
    connect_.pending = false;
    connected_ = false;
    const HANDLE pipe = std::exchange(pipe_, INVALID_HANDLE_VALUE);
    ULONG client = 0;
    foreign = !GetNamedPipeClientProcessId(pipe, &client) || SidOfProcess(client) != OwnSid();
    Open(false);
    return std::make_unique<PipeStream>(pipe);
  }

 private:
  const std::wstring name_;
  SECURITY_ATTRIBUTES rights_;
  HANDLE pipe_ = INVALID_HANDLE_VALUE;
  Overlapped connect_;
  bool connected_ = false;
};

}  // namespace

Result<std::unique_ptr<LocalListener>> LocalListener::Listen(const std::string& path) {
  SECURITY_ATTRIBUTES rights{sizeof rights, nullptr, FALSE};
  const std::wstring own = L"D:P(A;;GA;;;" + ToWide(OwnSid()) + L")";
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
          own.c_str(), SDDL_REVISION_1, &rights.lpSecurityDescriptor, nullptr)) {
    return WindowsFailure("cannot restrict the control pipe of", path, GetLastError());
  }
  auto listener = std::make_unique<PipeListener>(PipeName(path), rights);
  if (listener->Open(true)) return std::unique_ptr<LocalListener>(std::move(listener));
  const DWORD error = GetLastError();
  if (error == ERROR_ACCESS_DENIED || error == ERROR_PIPE_BUSY) {
    return AlreadyExists("control pipe of " + path +
                         ": another adit-agent is running; stop it or set agent.state_directory");
  }
  return WindowsFailure("cannot make the control pipe of", path, error);
}

Result<std::unique_ptr<LocalStream>> ConnectLocal(const std::string& path) {
  const std::wstring name = PipeName(path);
  HANDLE pipe = INVALID_HANDLE_VALUE;
  for (int i = 0; i < 3; ++i) {
    // Anonymous: whoever answers there cannot act as this user.
    pipe = CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, nullptr);
    if (pipe != INVALID_HANDLE_VALUE || GetLastError() != ERROR_PIPE_BUSY) break;
    WaitNamedPipeW(name.c_str(), kConnectPatienceMs);
  }
  if (pipe == INVALID_HANDLE_VALUE) {
    if (GetLastError() == ERROR_ACCESS_DENIED) {
      return PermissionDenied("control pipe of " + path + ": belongs to another user");
    }
    return Unavailable("no agent is running (" + path + "); start it with `adit-agent run`");
  }
  ULONG server = 0;
  if (!GetNamedPipeServerProcessId(pipe, &server) || SidOfProcess(server) != OwnSid()) {
    CloseHandle(pipe);
    return PermissionDenied("control pipe of " + path + ": belongs to another user");
  }
  return std::unique_ptr<LocalStream>(std::make_unique<PipeStream>(pipe));
}

}  // namespace adit
