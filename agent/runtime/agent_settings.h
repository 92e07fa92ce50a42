// The settings of adit-agent: their schema and where they are read from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/config/settings.h"

namespace adit {

inline constexpr std::string_view kAgentEnvironmentPrefix = "ADIT_AGENT_";

[[nodiscard]] SettingSchema AgentSettingSchema();

struct AgentSettingPlaces {
  std::string config_file;  // empty: $XDG_CONFIG_HOME/adit/agent.conf, which may be missing
  std::vector<std::pair<std::string, std::string>> command_line;
};

// Reads defaults, file, ADIT_AGENT_… variables, command line and /etc/adit/agent.managed.conf,
// which wins (ADIT_AGENT_MANAGED_FILE names another for tests, only when it does not exist).
[[nodiscard]] Result<Settings> LoadAgentSettings(const AgentSettingPlaces& places,
                                                 FileSystem& files);

// Files and folders below the state directory.
struct AgentPaths {
  std::string state;     // "…/adit"
  std::string identity;  // keys and certificate
  std::string spool;
  std::string receipts;  // that came on a medium, to be taken up
  std::string choice;  // person_choice.h
  std::string policy;  // the last good policy from the collector
  std::string floor;   // its version
  std::string scrub_key;    // of this machine, for its fingerprint alone
  std::string period_keys;  // folder of the key of pseudonyms
  std::string collector;  // URL of the enrolment
  std::string alive;      // when the agent last ran
  std::string session;    // session_ordinal.h
  std::string socket;     // control socket
};
[[nodiscard]] AgentPaths PathsOf(const Settings& settings);
// The setting collector.url, else the collector this agent enrolled with; empty when neither is
// known.
[[nodiscard]] std::string CollectorUrl(const Settings& settings, FileSystem& files);

}  // namespace adit
