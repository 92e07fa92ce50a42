// Shell completions, generated from the command line's own tree so that they can never be out of
// date.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace adit {

enum class Shell { kBash, kZsh, kFish };

[[nodiscard]] std::optional<Shell> ParseShell(std::string_view name);

// A script that completes the commands of `program` (the name it is called by), their options,
// also those that a command passes up to its parent, and the values of options and arguments that
// take a choice; file names where a text is expected, nothing where a number is.
[[nodiscard]] std::string Completions(const CLI::App& tree, std::string_view program, Shell shell);

// Adds the command `completions` to `tree`, which must outlive the parse; exit code 1 when standard
// output cannot be written.
void AddCompletionsCommand(CLI::App& tree, std::string_view program, int& exit_code);

}  // namespace adit
