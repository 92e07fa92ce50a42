// What the help of every command ends with.
#pragma once

#include <string_view>

namespace CLI {
class App;
}

namespace adit {

// Appends `codes` ("Exit codes: 0 done; …") to the help of each command of `tree` that tells none
// of its own. Call it when all commands are there: one made later would inherit its parent's text.
void TellExitCodes(CLI::App& tree, std::string_view codes);

}  // namespace adit
