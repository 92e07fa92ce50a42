#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/commands.h"
#include "common/config/policy_documents.h"
#include "common/config/setting_documents.h"

namespace adit {
namespace {

constexpr SettingsManualSubject kManualSubject = {
    .page = "adit-agent.conf",
    .program = "adit-agent",
    .version = ADIT_VERSION,
    .environment_prefix = kAgentEnvironmentPrefix,
    .files =
        "~/.config/adit/agent.conf\n"
        "environment (ADIT_AGENT_...)\n"
        "command line (--set name=value)\n"
        "/etc/adit/agent.managed.conf (the administrator's)"};

constexpr SettingsPolicySubject kPolicySubject = {
    .program = "adit-agent",
    .description =
        "Settings of adit-agent, which records how work moves between applications, "
        "masked before it is kept.",
    .version = ADIT_VERSION,
    .registry_key = "SOFTWARE\\Policies\\Adit\\Agent",
    .domain = "org.adit.agent"};

struct SettingsDocument {
  const char* flag;
  const char* help;
  std::string (*text)();
};

// All are written from the one schema.
constexpr SettingsDocument kDocuments[] = {
    {"--reference", "a table of all settings (Markdown)",
     [] { return SettingsReference(AgentSettingSchema(), kAgentEnvironmentPrefix); }},
    {"--man", "the manual page adit-agent.conf(5)",
     [] { return SettingsManual(AgentSettingSchema(), kManualSubject); }},
    {"--json-schema", "JSON Schema of all settings",
     [] { return SettingsJsonSchema(AgentSettingSchema(), "adit-agent") + "\n"; }},
    {"--admx", "definitions for Windows group policy and Intune",
     [] { return SettingsAdmx(AgentSettingSchema(), kPolicySubject); }},
    {"--adml", "their English texts",
     [] { return SettingsAdml(AgentSettingSchema(), kPolicySubject); }},
    {"--preference-manifest", "preference manifest for macOS profiles",
     [] { return SettingsPreferenceManifest(AgentSettingSchema(), kPolicySubject); }},
    {"--jamf-schema", "schema for Jamf Pro's custom settings",
     [] { return SettingsJamfSchema(AgentSettingSchema(), kPolicySubject) + "\n"; }},
};

}  // namespace

void AddConfigCommand(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand(
      "config", "show settings: a commented template, or what is in effect and where it came from");
  command->footer(
      "Examples:\n"
      "  adit-agent config > ~/.config/adit/agent.conf    a template to edit\n"
      "  adit-agent config --effective                    values, and where each came from\n"
      "  adit-agent --json config --effective");
  const auto effective = std::make_shared<bool>(false);
  command->add_flag("--effective", *effective, "every setting with its value and origin");
  const auto chosen = std::make_shared<const SettingsDocument*>(nullptr);
  for (const SettingsDocument& document : kDocuments) {
    command
        ->add_flag_callback(
            document.flag, [chosen, &document] { *chosen = &document; }, document.help)
        ->excludes("--effective");
  }
  command->callback([effective, chosen, &line] {
    if (*chosen != nullptr) {
      std::printf("%s", (*chosen)->text().c_str());
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
