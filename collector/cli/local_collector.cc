#include "collector/cli/local_collector.h"

#include "common/crypto/key_file.h"

namespace adit::cli {

Result<ApiTarget> LocalApi(const std::string& data_directory) {
  FileSystem& files = RealFileSystem();
  ADIT_ASSIGN_OR_RETURN(const CollectorSettings settings,
                        LoadCollectorSettings(files, data_directory, {}));
  ApiTarget target;
  std::string host = settings.address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  target.url = "https://" + host + ":" + std::to_string(settings.port);
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
  auto opened = CollectorInstance::Open(settings, files, SystemClock(), SystemRandom());
  if (opened.ok()) {
    local.stopped = std::move(opened).value();
    return local;
  }
  if (opened.status().code() != StatusCode::kUnavailable) return opened.status();
  ADIT_ASSIGN_OR_RETURN(ApiTarget target, LocalApi(data_directory));
  local.running = std::make_unique<ApiTarget>(std::move(target));
  return local;
}

}  // namespace adit::cli
