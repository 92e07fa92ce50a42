#include "common/config/usage_error.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "common/config/nearest_name.h"

namespace adit {
namespace {

// The subcommand that was being read: the deepest one that was named.
const CLI::App* DeepestCommand(const CLI::App* app) {
  while (true) {
    const std::vector<CLI::App*> named = app->get_subcommands();
    if (named.empty()) return app;
    app = named.back();
  }
}

std::string PathOf(const CLI::App* app) {
  std::string path;
  for (; app != nullptr; app = app->get_parent()) {
    std::string name = app->get_name();
    if (app->get_parent() == nullptr) name = name.substr(name.find_last_of("/\\") + 1);
    if (!name.empty()) path = path.empty() ? name : name + " " + path;
  }
  return path;
}

std::vector<std::string> OptionsOf(const CLI::App* app) {
  std::vector<std::string> names;
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    if (!app->get_fallthrough() && app->get_parent() != nullptr) break;
  }
  return names;
}

std::vector<std::string> CommandsOf(const CLI::App* app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_name().empty()) names.push_back(command->get_name());
  }
  return names;
}

std::string Suggestion(const std::vector<std::string>& known, std::string_view word) {
  const std::string nearest = NearestName({known.begin(), known.end()}, word);
  return nearest.empty() ? "" : "; did you mean " + nearest + "?";
}

std::string Listed(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// The first word that belongs nowhere; empty when every word does.
std::string Unexpected(const CLI::App* program, const CLI::App* command) {
  std::vector<std::string> words = command->remaining();
  if (words.empty()) words = program->remaining(true);
  for (const std::string& word : words) {
    if (word.starts_with("-")) return word.substr(0, word.find('='));
  }
  return words.empty() ? std::string() : words.front();
}

std::string Problem(const CLI::App* program, const CLI::App* command, const CLI::Error& error) {
  const std::string word = Unexpected(program, command);
  const std::vector<std::string> commands = CommandsOf(command);
  if (word.starts_with("-")) {
    return "there is no option " + word + Suggestion(OptionsOf(command), word);
  }
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (!commands.empty() && (missing || !word.empty())) {
    if (word.empty()) return "a command is missing; there are " + Listed(commands);
    const std::string suggestion = Suggestion(commands, word);
    return "there is no command " + word +
           (suggestion.empty() ? "; there are " + Listed(commands) : suggestion);
  }
  if (!word.empty()) return "the argument " + word + " is one too many";
  return error.what();
}

}  // namespace

std::string UsageMessage(const CLI::App* program, const CLI::Error& error) {
  const CLI::App* command = DeepestCommand(program);
  const std::string path = PathOf(command);
  return path + ": " + Problem(program, command, error) + "\nSee " + path + " --help\n";
}

}  // namespace adit
