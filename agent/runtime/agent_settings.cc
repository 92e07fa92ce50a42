#include "agent/runtime/agent_settings.h"

#include "agent/runtime/default_places.h"

namespace adit {
namespace {

constexpr SettingSpec kSpecs[] = {
    {"agent.source", SettingType::kText, "", "desktop", 0, 0, "",
     "What is recorded: desktop, replay:FILE[?speed=N], simulate:seed=N,profile=NAME,person=N."},
    {"agent.state_directory", SettingType::kPath, "", "", 0, 0, "",
     "Keys, spool and choices; empty: $XDG_STATE_HOME/adit."},
    {"agent.control_socket", SettingType::kPath, "", "", 0, 0, "",
     "Socket of status, pause and preview; empty: $XDG_RUNTIME_DIR/adit-agent.sock, else in the "
     "state "
     "directory."},
    {"capture.function_keys", SettingType::kFlag, "", "false", 0, 0, "",
     "Record F1 to F24 and Escape pressed alone (X11). The X server then hands every key to the agent, "
     "which leaves all others behind unnamed."},
    {"collector.url", SettingType::kText, "", "", 0, 0, "",
     "Where sealed batches go, https://HOST[:PORT]; empty: the collector of the enrolment."},
    {"collector.start_spread_s", SettingType::kInteger, "s", "0", 0, 3600, "",
     "Random wait before the first contact, so that a site that powers up does not arrive at "
     "once."},
    {"enrol.token_file", SettingType::kPath, "", "", 0, 0, "",
     "File with the enrolment token; read anew at each attempt."},
    {"policy.file", SettingType::kPath, "", "", 0, 0, "",
     "A policy from this machine's administrator; empty: the collector's, else the built-in one."},
    {"policy.keys", SettingType::kText, "", "", 0, 0, "",
     "Public keys (64 hex digits, separated by commas) whose signature a policy file needs."},
    {"policy.require_signature", SettingType::kFlag, "", "false", 0, 0, "",
     "Refuse a policy file without a trusted signature."},
    {"privacy.directory_file", SettingType::kPath, "", "", 0, 0, "",
     "Names of the organisation's people, one a line (UTF-8), masked wherever they stand; without the "
     "file the agent does not start."},
    {"preview.records", SettingType::kInteger, "records", "200", 0, 5000, "",
     "Masked records kept in memory for preview."},
    {"queue.events", SettingType::kInteger, "events", "4096", 256, 65536, "",
     "Events waiting for masking; what does not fit becomes a gap event."},
    {"spool.quota_mib", SettingType::kInteger, "MiB", "256", 2, 65536, "",
     "Most disk space the spool takes; beyond it the oldest batch of the lowest priority is dropped "
     "and declared lost."},
    {"spool.keep_free_mib", SettingType::kInteger, "MiB", "1024", 0, 1048576, "",
     "Disk space that stays free whatever happens."},
    {"spool.seal_after_s", SettingType::kInteger, "s", "60", 1, 3600, "",
     "A batch is sealed and sent at the latest after this time."},
    {"guard.enabled", SettingType::kFlag, "", "true", 0, 0, "",
     "Look at less when the limits below are met."},
    {"guard.cpu_percent", SettingType::kNumber, "% of one core", "5", 0.1, 100, "",
     "Mean over ten seconds above which the agent looks at less."},
    {"guard.memory_mib", SettingType::kInteger, "MiB", "48", 8, 1024, "",
     "Resident memory above which the agent looks at less."},
    {"log.level", SettingType::kChoice, "", "info", 0, 0, "debug|info|warning|error",
     "Least important log line that is written."},
    {"log.format", SettingType::kChoice, "", "text", 0, 0, "text|json", "Form of log lines."},
};

}  // namespace

SettingSchema AgentSettingSchema() { return kSpecs; }

Result<Settings> LoadAgentSettings(const AgentSettingPlaces& places, FileSystem& files) {
  DefaultPlaces defaults = ReadDefaultPlaces();
  SettingPlaces all;
  all.file_must_exist = !places.config_file.empty();
  all.file = all.file_must_exist ? places.config_file : defaults.configuration + "/agent.conf";
  all.environment_prefix = kAgentEnvironmentPrefix;
  all.environment = EnvironmentVariable;
  all.command_line = places.command_line;
  all.managed_file = defaults.managed_file;
  all.managed = std::move(defaults.managed);
  // An administrator's file cannot be swapped by a variable; a machine without one may name one.
  const std::string other = EnvironmentVariable("ADIT_AGENT_MANAGED_FILE").value_or("");
  if (!other.empty() && !files.Exists(all.managed_file)) all.managed_file = other;
  all.home = defaults.home;
  return Settings::Load(kSpecs, all, files);
}

AgentPaths PathsOf(const Settings& settings) {
  AgentPaths paths;
  paths.state = settings.Text("agent.state_directory");
  const DefaultPlaces defaults = ReadDefaultPlaces();
  if (paths.state.empty()) paths.state = defaults.state;
  paths.identity = paths.state + "/identity";
  paths.spool = paths.state + "/spool";
  paths.receipts = paths.state + "/receipts";
  paths.choice = paths.state + "/choice";
  paths.policy = paths.state + "/policy";
  paths.floor = paths.state + "/policy.floor";
  paths.scrub_key = paths.state + "/scrub.key";
  paths.period_keys = paths.state + "/period-keys";
  paths.collector = paths.state + "/collector";
  paths.alive = paths.state + "/alive";
  paths.session = paths.state + "/session";
  paths.socket = settings.Text("agent.control_socket");
  if (paths.socket.empty()) {
    const bool own_state = !settings.Text("agent.state_directory").empty();
    // Two agents with state directories of their own must not share a socket.
    paths.socket = defaults.control_socket.empty() || own_state ? paths.state + "/control.sock"
                                                                : defaults.control_socket;
  }
  return paths;
}

std::string CollectorUrl(const Settings& settings, FileSystem& files) {
  if (!settings.Text("collector.url").empty()) return settings.Text("collector.url");
  const Result<Bytes> bytes = ReadWholeFile(files, PathsOf(settings).collector, 4096);
  if (!bytes.ok()) return "";
  std::string url(AsText(*bytes));
  while (!url.empty() && url.back() == '\n') url.pop_back();
  return url;
}

}  // namespace adit
