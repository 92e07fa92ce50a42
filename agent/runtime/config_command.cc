#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/commands.h"

namespace adit {

void AddConfigCommand(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand(
      "config", "show settings: a commented template, or what is in effect and where it came from");
  const auto effective = std::make_shared<bool>(false);
  const auto reference = std::make_shared<bool>(false);
  command->add_flag("--effective", *effective, "every setting with its value and origin");
  command->add_flag("--reference", *reference, "a table of all settings (Markdown)")
      ->excludes("--effective");
  command->callback([effective, reference, &line] {
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
