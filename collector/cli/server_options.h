// ServerOptions: how a command of `adit` reaches a collector's API.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "common/base/status.h"

namespace CLI {
class App;
}

namespace adit::cli {

struct ServerOptions {
  std::string server = "https://127.0.0.1:8443";
  std::string token;
  std::string token_file;
  std::string authority;
};

// --server, --token, --token-file and --ca, or their environment. `options` must outlive the parse.
void AddServerOptions(CLI::App& command, ServerOptions& options);

// The JSON of a 2xx answer; kUnauthenticated, with what to do, when no token was given.
[[nodiscard]] Result<nlohmann::json> AskServer(const ServerOptions& options,
                                               const std::string& method, const std::string& path);

}  // namespace adit::cli
