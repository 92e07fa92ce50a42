// What a program says to a command line that it cannot read.
#pragma once

#include <string>

namespace CLI {
class App;
class Error;
}  // namespace CLI

namespace adit {

// For CLI::App::failure_message: "adit discover: there is no option --ouput; did you mean
// --output?" and where the help is.
[[nodiscard]] std::string UsageMessage(const CLI::App* program, const CLI::Error& error);

}  // namespace adit
