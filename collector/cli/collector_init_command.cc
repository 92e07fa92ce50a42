#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "collector/cli/collector_commands.h"
#include "collector/cli/collector_instance.h"
#include "collector/cli/commands.h"
#include "common/base/clock.h"
#include "common/base/json_text.h"
#include "common/io/file_system.h"
#include "privacy/policy/policy_json.h"

namespace adit::cli {

int FailCollector(const Status& status) {
  std::fprintf(stderr, "adit-collector: %s\n", status.message().c_str());
  return status.code() == StatusCode::kInvalidArgument ? kExitInput : kExitFailed;
}

namespace {

void PrintReport(const InitOptions& options, const InitReport& report, bool json) {
  if (json) {
    std::printf("%s\n", JsonObjectWriter()
                            .Text("data", options.data_directory)
                            .Text("listen", options.listen)
                            .Text("authority", options.data_directory + "/keys/authority.pem")
                            .Text("authority_sha256", report.authority_sha256_hex)
                            .Text("analyst_token", report.analyst_token)
                            .Take()
                            .c_str());
    return;
  }
  std::printf(
      "Made a collector in %s\n\n"
      "  authority          %s/keys/authority.pem\n"
      "  its SHA-256        %s\n"
      "  analyst's token    %s\n\n"
      "The token is shown this once. Next:\n"
      "  adit-collector serve --data %s\n"
      "  adit-collector enrol-token create --data %s --group TEAM --uses 20\n",
      options.data_directory.c_str(), options.data_directory.c_str(),
      report.authority_sha256_hex.c_str(), report.analyst_token.c_str(),
      options.data_directory.c_str(), options.data_directory.c_str());
}

}  // namespace

void AddInitCommand(CLI::App& program, CollectorCommandLine& line) {
  auto options = std::make_shared<InitOptions>();
  auto hosts = std::make_shared<std::vector<std::string>>();
  CLI::App* command = program.add_subcommand(
      "init", "Make keys, certificates and an empty database in a new directory");
  command->footer(
      "Prints an analyst's token once; what it is good for says adit --help.\n"
      "\n"
      "Examples:\n"
      "  adit-collector init --data /var/lib/adit --host collector.example.com --listen "
      "0.0.0.0:8443\n"
      "  adit-collector init --data demo --policy ours.json --json\n"
      "\n"
      "Exit codes: 0 done; 1 the directory is not empty or cannot be written; 2 the command line "
      "is\n"
      "wrong; 3 the policy or an address is wrong. Nothing is left behind when it fails.");
  command->add_option("--data", line.data_directory, "New or empty directory for everything")
      ->required();
  command->add_option(
      "--host", *hosts,
      "Name or address agents and browsers reach it by, repeatable [localhost, 127.0.0.1, ::1]");
  command->add_option("--name", options->name, "Name of this collector [adit]");
  command->add_option("--listen", options->listen, "ADDRESS:PORT to serve on [127.0.0.1:8443]");
  auto policy = std::make_shared<std::string>();
  command->add_option(
      "--policy", *policy,
      "First policy (see adit policy lint); later ones are drafted and approved by two "
      "people [the built-in one]");
  command->add_flag("--json", line.json, "Print one JSON document");
  command->callback([&line, options, hosts, policy] {
    options->data_directory = line.data_directory;
    if (!policy->empty()) {
      const Result<Bytes> text = ReadWholeFile(RealFileSystem(), *policy, kMaxPolicyBytes);
      if (!text.ok()) {
        line.exit_code = FailCollector(text.status().WithContext("--policy"));
        return;
      }
      options->policy = std::string(AsText(*text));
      options->policy_file = *policy;
    }
    if (!hosts->empty()) options->hosts = *hosts;
    const Result<InitReport> report =
        InitCollector(*options, RealFileSystem(), SystemClock(), SystemRandom());
    if (!report.ok()) {
      line.exit_code = FailCollector(report.status());
      return;
    }
    PrintReport(*options, *report, line.json);
  });
}

}  // namespace adit::cli
