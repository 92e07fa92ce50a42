#include <cstdlib>

#include "agent/runtime/default_places.h"

namespace adit {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string Home() {
  const std::string home = Variable("HOME");
  return home.empty() ? "/" : home;
}

std::string DirectoryOf(const char* variable, const char* below_home) {
  const std::string directory = Variable(variable);
  return (directory.empty() || directory[0] != '/' ? Home() + below_home : directory) + "/adit";
}

}  // namespace

DefaultPlaces ReadDefaultPlaces() {
  DefaultPlaces places;
  places.home = Home();
  places.configuration = DirectoryOf("XDG_CONFIG_HOME", "/.config");
  places.state = DirectoryOf("XDG_STATE_HOME", "/.local/state");
  const std::string runtime = Variable("XDG_RUNTIME_DIR");
  if (!runtime.empty()) places.control_socket = runtime + "/adit-agent.sock";
  places.managed_file = "/etc/adit/agent.managed.conf";
  return places;
}

std::optional<std::string> EnvironmentVariable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (!value) return std::nullopt;
  return std::string(value);
}

std::vector<std::string> ProgramArguments(int argc, char** argv) {
  return {argv + (argc > 0 ? 1 : 0), argv + argc};
}

}  // namespace adit
