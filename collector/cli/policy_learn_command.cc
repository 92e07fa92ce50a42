#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "collector/cli/commands.h"
#include "collector/reconstruct/log_reader.h"
#include "common/base/json_text.h"
#include "privacy/policy/template_learner.h"

namespace adit::cli {
namespace {

struct Arguments {
  std::string log;
  std::string columns;
  size_t min_titles = 5;
  size_t min_people = 5;
};

constexpr const char* kFooter =
    "Reads a UI log (CSV or XES, as `adit discover`) with the titles as they are, on the officer's own machine.\n"
    "Prints the member \"titles\" of a policy: for each application, most constant text first. What varies is a\n"
    "slot. Read every constant word before you sign: agents trust it as far as detectors do not object.\n"
    "\n"
    "Example:\n"
    "  adit policy learn titles.csv > titles.json\n"
    "\n"
    "Exit codes: 0 printed; 2 the command line is wrong; 3 the log cannot be read;\n"
    "4 the log names fewer people than --min-people";

int Failed(const Status& status) {
  std::cerr << "adit policy learn: " << status.message() << "\n";
  return kExitInput;
}

// `number` counts over all applications: ids are unique in a policy.
void Print(const std::string& app, const std::vector<LearntTemplate>& templates, size_t& number) {
  for (const LearntTemplate& learnt : templates) {
    std::string application = "[";
    AppendJsonText(application, app);
    JsonObjectWriter rule;
    rule.Text("id", "learnt-" + std::to_string(++number));
    if (!app.empty()) rule.Raw("application", application + "]");
    rule.Text("template", learnt.text);
    std::cout << (number == 1 ? "\n  " : ",\n  ") << rule.Take();
  }
}

int Run(const Arguments& a) {
  const auto columns = ParseColumnMap(a.columns);
  if (!columns.ok()) return Failed(columns.status());
  ReadOptions options;
  options.columns = *columns;
  const auto log = ReadUiLog(a.log, options, nullptr, nullptr);
  if (!log.ok()) return Failed(log.status());
  std::map<std::string, std::vector<TitleSample>> titles;
  std::set<uint32_t> people;
  for (const LogEvent& event : log->events) {
    people.insert(event.user);
    if (event.window != 0)
      titles[log->strings.At(event.app)].push_back({log->strings.At(event.window), event.user});
  }
  if (people.size() < a.min_people) {
    std::cerr << "adit policy learn: the log names " << people.size() << " people; --min-people "
              << people.size() << " takes words of so few as constant\n";
    return kExitRefused;
  }
  size_t number = 0;
  std::cout << "\"titles\": [";
  for (const auto& [app, samples] : titles)
    Print(app, LearnTemplates(samples, {.min_titles = a.min_titles, .min_users = a.min_people}),
          number);
  std::cout << (number == 0 ? "]" : "\n]") << "\n";
  return std::cout.flush() ? kExitOk : kExitFailed;
}

}  // namespace

void AddPolicyLearn(CLI::App& policy, int& exit_code) {
  CLI::App* part =
      policy.add_subcommand("learn", "Propose title templates from a sample of window titles");
  const auto a = std::make_shared<Arguments>();
  part->add_option("log", a->log, "UI log with window titles")->required();
  part->add_option("--columns", a->columns, "Columns by field, such as window=Title,user=Who");
  part->add_option("--min-titles", a->min_titles,
                   "Different titles a constant word stands in, and a template fits [5]")
      ->check(CLI::Range(2, 1'000'000));
  part->add_option("--min-people", a->min_people, "People a constant word comes from [5]")
      ->check(CLI::Range(1, 1'000'000));
  part->footer(kFooter);
  part->callback([a, &exit_code] { exit_code = Run(*a); });
}

}  // namespace adit::cli
