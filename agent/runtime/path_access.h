// Path access: who may reach a folder of the agent.
#pragma once

#include <string>

namespace adit {

// Whether users other than the owner and the machine's administrators may read it.
[[nodiscard]] bool IsOpenToOthers(const std::string& path);
[[nodiscard]] bool IsWritable(const std::string& path);
// A command that takes the others' rights away.
[[nodiscard]] std::string ClosingCommand(const std::string& path);

}  // namespace adit
