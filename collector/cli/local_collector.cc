#include "collector/cli/local_collector.h"

#include <chrono>
#include <thread>

#include "common/crypto/key_file.h"

namespace adit::cli {
namespace {

constexpr const char* kServedAddress = "/served-address";
constexpr int64_t kBusyStoreWaitUs = 5 * kMicrosPerSecond;

}  // namespace

Status SaveServedAddress(const std::string& data_directory, const std::string& address,
                         uint16_t port) {
  std::string host = address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  const std::string url = "https://" + host + ":" + std::to_string(port) + "\n";
  return WriteFileAtomically(RealFileSystem(), data_directory + kServedAddress, AsBytes(url));
}

Status ForgetServedAddress(const std::string& data_directory) {
  FileSystem& files = RealFileSystem();
  const std::string path = data_directory + kServedAddress;
  return files.Exists(path) ? files.Remove(path) : OkStatus();
}

Result<ApiTarget> LocalApi(const std::string& data_directory) {
  FileSystem& files = RealFileSystem();
  ADIT_ASSIGN_OR_RETURN(const Bytes served,
                        ReadWholeFile(files, data_directory + kServedAddress, 1 << 10));
  ApiTarget target;
  target.url = std::string(AsText(served));
  while (target.url.ends_with('\n')) target.url.pop_back();
  ADIT_ASSIGN_OR_RETURN(const Bytes authority,
                        ReadWholeFile(files, data_directory + "/keys/authority.pem", 64 << 10));
  target.authority_pem = std::string(AsText(authority));
  ADIT_ASSIGN_OR_RETURN(target.token,
                        crypto::LoadSecretText(files, data_directory + "/keys/admin.token"));
  return target;
}

Result<LocalCollector> OpenLocalCollector(const std::string& data_directory) {
  FileSystem& files = RealFileSystem();
  ADIT_ASSIGN_OR_RETURN(const CollectorSettings settings,
                        LoadCollectorSettings(files, data_directory, {}));
  LocalCollector local;
  const int64_t begin_us = SystemClock().MonotonicMicros();
  while (true) {
    auto opened = CollectorInstance::Open(settings, files, SystemClock(), SystemRandom());
    if (opened.ok()) {
      local.stopped = std::move(opened).value();
      return local;
    }
    if (opened.status().code() != StatusCode::kUnavailable) return opened.status();
    Result<ApiTarget> target = LocalApi(data_directory);
    if (target.ok()) {
      local.running = std::make_unique<ApiTarget>(std::move(target).value());
      return local;
    }
    // A server has the store some moments before it tells where it listens; other commands of this
    // program have it for as long as they take.
    if (SystemClock().MonotonicMicros() - begin_us > kBusyStoreWaitUs) {
      return opened.status().WithContext(target.status().message());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace adit::cli
