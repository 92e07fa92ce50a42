#include <atomic>
#include <thread>
#include <utility>

#include "agent/runtime/service_link.h"
#include "agent/runtime/service_pipe.h"
#include "agent/runtime/stop_signal.h"
#include "common/base/windows_api.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

constexpr std::string_view kSystemSid = "S-1-5-18";
constexpr DWORD kPatienceMs = 5000;
constexpr int kAttempts = 20;

class PipeLink final : public ServiceLink {
 public:
  PipeLink(HANDLE pipe, std::string token)
      : pipe_(pipe), token_(std::move(token)), watching_([this] { Watch(); }) {}
  ~PipeLink() override {
    leaving_ = true;
    // Again and again: the thread may be just before its read.
    while (WaitForSingleObject(ended_, 20) == WAIT_TIMEOUT) CancelIoEx(pipe_, nullptr);
    watching_.join();
    CloseHandle(ended_);
    CloseHandle(pipe_);
  }
  const std::string& token() const override { return token_; }

 private:
  // The service says nothing more: what ends this read is the end of the line.
  void Watch() {
    char byte = 0;
    DWORD got = 0;
    while (ReadFile(pipe_, &byte, 1, &got, nullptr) && got == 1) continue;
    if (!leaving_) RequestStop();
    SetEvent(ended_);
  }

  const HANDLE pipe_;
  const std::string token_;
  const HANDLE ended_ = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  std::atomic<bool> leaving_{false};
  std::thread watching_;
};

// Asked of the pipe: a person may not look into the processes of the system.
std::string OwnerOf(HANDLE pipe) {
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr,
                      nullptr, &descriptor) != ERROR_SUCCESS) {
    return {};
  }
  std::string sid;
  wchar_t* text = nullptr;
  if (owner != nullptr && ConvertSidToStringSidW(owner, &text)) {
    sid = ToUtf8(text);
    LocalFree(text);
  }
  LocalFree(descriptor);
  return sid;
}

bool IsTrustedOwner(const std::string& sid) {
  // Not the system: then a program of the same user, which gains nothing by it (consoles, tests).
  return sid == kSystemSid || (!sid.empty() && sid == OwnSid());
}

Result<std::string> ReadLine(HANDLE pipe) {
  std::string line;
  char byte = 0;
  DWORD got = 0;
  while (line.size() < kMaxServiceLineBytes) {
    if (!ReadFile(pipe, &byte, 1, &got, nullptr) || got != 1) {
      return Unavailable("the service turned this process away; only agents it started may ask");
    }
    if (byte == '\n') return line;
    line += byte;
  }
  return DataLoss("the service's line is longer than 4096 bytes");
}

}  // namespace

Result<std::unique_ptr<ServiceLink>> ConnectToService() {
  HANDLE pipe = INVALID_HANDLE_VALUE;
  for (int i = 0; i < kAttempts; ++i) {
    // Anonymous: whoever answers there cannot act as this user.
    pipe = CreateFileW(kServicePipeName, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                       SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, nullptr);
    if (pipe != INVALID_HANDLE_VALUE) break;
    if (GetLastError() != ERROR_PIPE_BUSY) Sleep(kPatienceMs / kAttempts);
    WaitNamedPipeW(kServicePipeName, kPatienceMs / kAttempts);
  }
  if (pipe == INVALID_HANDLE_VALUE) {
    return Unavailable(
        "the service of adit-agent does not answer; start it, or run without "
        "--service");
  }
  if (!IsTrustedOwner(OwnerOf(pipe))) {
    CloseHandle(pipe);
    return PermissionDenied("the pipe of the service of adit-agent is held by another user");
  }
  Result<std::string> token = ReadLine(pipe);
  if (!token.ok()) {
    CloseHandle(pipe);
    return token.status();
  }
  return std::unique_ptr<ServiceLink>(std::make_unique<PipeLink>(pipe, std::move(*token)));
}

}  // namespace adit
