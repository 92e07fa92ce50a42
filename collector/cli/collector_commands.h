// The commands of adit-collector: each source adds its own.
#pragma once

#include <string>

#include "common/base/status.h"

namespace CLI {
class App;
}

namespace adit::cli {

// What all commands share.
struct CollectorCommandLine {
  std::string data_directory;
  bool json = false;
  int exit_code = 0;
};

void AddInitCommand(CLI::App& program, CollectorCommandLine& line);
void AddServeCommand(CLI::App& program, CollectorCommandLine& line);
void AddTokenCommands(CLI::App& program, CollectorCommandLine& line);
void AddMaintenanceCommands(CLI::App& program,
                            CollectorCommandLine& line);  // mine, backup, audit, policy, …

// authority …, root …
void AddAuthorityCommands(CLI::App& program, CollectorCommandLine& line);
void AddImportSpoolCommand(CLI::App& program, CollectorCommandLine& line);

// Prints "adit-collector: <message>" and gives the exit code for a failure.
[[nodiscard]] int FailCollector(const Status& status);

}  // namespace adit::cli
