#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/commands.h"
#include "common/config/setting_documents.h"

namespace adit {
namespace {

constexpr SettingsManualSubject kManualSubject = {
    .page = "adit-agent.conf",
    .program = "adit-agent",
    .version = ADIT_VERSION,
    .environment_prefix = kAgentEnvironmentPrefix,
    .files = "~/.config/adit/agent.conf\n"
             "environment (ADIT_AGENT_...)\n"
             "command line (--set name=value)\n"
             "/etc/adit/agent.managed.conf (the administrator's)"};

}  // namespace

void AddConfigCommand(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand(
      "config", "show settings: a commented template, or what is in effect and where it came from");
  const auto effective = std::make_shared<bool>(false);
  const auto reference = std::make_shared<bool>(false);
  command->add_flag("--effective", *effective, "every setting with its value and origin");
  command->add_flag("--reference", *reference, "a table of all settings (Markdown)")
      ->excludes("--effective");
  const auto manual = std::make_shared<bool>(false);
  const auto schema = std::make_shared<bool>(false);
  command->add_flag("--man", *manual, "the manual page adit-agent.conf(5)")
      ->excludes("--effective");
  command->add_flag("--json-schema", *schema, "JSON Schema of all settings")
      ->excludes("--effective");
  command->callback([effective, reference, manual, schema, &line] {
    if (*manual) {
      std::printf("%s", SettingsManual(AgentSettingSchema(), kManualSubject).c_str());
      return;
    }
    if (*schema) {
      std::printf("%s\n", SettingsJsonSchema(AgentSettingSchema(), "adit-agent").c_str());
      return;
    }
    if (*reference) {
      std::printf("%s", SettingsReference(AgentSettingSchema(), kAgentEnvironmentPrefix).c_str());
      return;
    }
    if (!*effective) {
      std::printf("%s", SettingsTemplate(AgentSettingSchema()).c_str());
      return;
    }
    const Result<Settings> settings = line.LoadSettings();
    if (!settings.ok()) {
      line.exit_code = ReportFailure(settings.status(), line.json);
      return;
    }
    std::printf("%s%s",
                line.json ? settings->EffectiveJson().c_str() : settings->EffectiveText().c_str(),
                line.json ? "\n" : "");
  });
}

}  // namespace adit
