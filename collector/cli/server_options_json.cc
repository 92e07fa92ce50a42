#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "collector/cli/api_client.h"
#include "collector/cli/server_options.h"
#include "common/io/file_system.h"

namespace adit::cli {
namespace {

Result<std::string> ReadText(const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(RealFileSystem(), path, 64 << 10));
  std::string text(AsText(bytes));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.pop_back();
  return text;
}

}  // namespace

void AddServerOptions(CLI::App& command, ServerOptions& options) {
  command
      .add_option("--server", options.server, "The collector's address [https://127.0.0.1:8443]")
      ->envname("ADIT_SERVER");
  command.add_option("--token", options.token, "API token; better in ADIT_TOKEN or a file")
      ->envname("ADIT_TOKEN");
  command.add_option("--token-file", options.token_file, "File that holds the API token");
  command.add_option("--ca", options.authority, "The collector's authority (keys/authority.pem)")
      ->envname("ADIT_CA");
}

Result<nlohmann::json> AskServer(const ServerOptions& options, const std::string& method,
                                 const std::string& path) {
  ApiTarget target;
  target.url = options.server;
  target.token = options.token;
  if (!options.token_file.empty()) {
    ADIT_ASSIGN_OR_RETURN(target.token, ReadText(options.token_file));
  }
  if (target.token.empty()) {
    return Unauthenticated(
        "no API token; give --token-file FILE or set ADIT_TOKEN (adit-collector api-token create "
        "makes one)");
  }
  if (!options.authority.empty()) {
    ADIT_ASSIGN_OR_RETURN(target.authority_pem, ReadText(options.authority));
  }
  ADIT_ASSIGN_OR_RETURN(const std::string body, AskApiOrFail(target, method, path, ""));
  nlohmann::json answer = nlohmann::json::parse(body, nullptr, false);
  if (answer.is_discarded()) return Unavailable("the answer of " + options.server + " is no JSON");
  return answer;
}

}  // namespace adit::cli
