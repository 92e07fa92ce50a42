// LocalCollector: the collector of a data directory on this machine, running or not.
#pragma once

#include <cstdint>
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

// Waits some seconds where the store is in use and nobody says where to ask: a collector may be
// starting.
[[nodiscard]] Result<LocalCollector> OpenLocalCollector(const std::string& data_directory);
// The API of the data directory's running collector, where it said it listens.
[[nodiscard]] Result<ApiTarget> LocalApi(const std::string& data_directory);

// `serve` leaves its address for LocalApi(): --listen may differ from the settings, and port 0 is
// known to it alone. It forgets the address of an earlier life before it listens, and its own at
// its end.
[[nodiscard]] Status SaveServedAddress(const std::string& data_directory,
                                       const std::string& address, uint16_t port);
[[nodiscard]] Status ForgetServedAddress(const std::string& data_directory);

}  // namespace adit::cli
