// Default places: where this operating system keeps a program's settings, state and run-time files.
#pragma once

#include <optional>
#include <string>

#include "common/config/settings.h"

namespace adit {

struct DefaultPlaces {
  std::string home;            // for "~/" in settings
  std::string configuration;   // folder of agent.conf
  std::string state;           // folder of keys, spool and choices
  std::string control_socket;  // empty: inside the state folder
  std::string managed_file;    // the administrator's settings, which win
  // The administrator's settings where the system has a store for them (Windows: group policy).
  std::vector<ManagedSetting> managed;
};
[[nodiscard]] DefaultPlaces ReadDefaultPlaces();

// UTF-8.
[[nodiscard]] std::optional<std::string> EnvironmentVariable(const std::string& name);
// The command line's words in UTF-8, without the program's name.
[[nodiscard]] std::vector<std::string> ProgramArguments(int argc, char** argv);

}  // namespace adit
