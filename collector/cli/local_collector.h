// LocalCollector: the collector of a data directory on this machine, running or not.
#pragma once

#include <memory>
#include <string>

#include "collector/cli/api_client.h"
#include "collector/cli/collector_instance.h"
#include "common/base/status.h"

namespace adit::cli {

// Exactly one is set: the store can be opened by one process only, so commands go to the running
// collector over its API when there is one.
struct LocalCollector {
  std::unique_ptr<CollectorInstance> stopped;
  std::unique_ptr<ApiTarget> running;  // with the token of the local administration
};

[[nodiscard]] Result<LocalCollector> OpenLocalCollector(const std::string& data_directory);
// The API of the data directory's collector, whether it runs or not.
[[nodiscard]] Result<ApiTarget> LocalApi(const std::string& data_directory);

}  // namespace adit::cli
