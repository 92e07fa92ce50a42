// Shell completions, generated from the command line's own tree so that they can never be out of
// date.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace adit::cli {

enum class Shell { kBash, kZsh, kFish };

[[nodiscard]] std::optional<Shell> ParseShell(std::string_view name);

// A script that completes subcommands, their options and, for options that take a choice, its
// values; file names everywhere else.
[[nodiscard]] std::string Completions(const CLI::App& tool, Shell shell);

void AddCompletionsCommand(CLI::App& tool, int& exit_code);

}  // namespace adit::cli
