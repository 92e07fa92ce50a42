#include "common/config/completions.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <vector>

namespace adit {
namespace {

struct OptionWords {
  std::vector<std::string> names;    // "--seed", "-s"
  std::vector<std::string> choices;  // of its value
  bool takes_value = false;
  bool takes_text = false;  // which may be a file's name
  std::string description;
};

struct CommandWords {
  std::string path;  // "policy lint"; "" for the tool itself
  std::string description;
  std::vector<std::pair<std::string, std::string>> subcommands;  // name, description
  std::vector<OptionWords> options;
  std::vector<std::string> arguments;  // choices of what stands without an option
};

// The first sentence, in one line and without characters the shells would trip over.
std::string OneLine(const std::string& text) {
  size_t end = std::min(text.find_first_of(";\n"), text.find(". "));
  if (end == std::string::npos) end = text.size();
  std::string out;
  for (const char c : text.substr(0, end)) {
    if (c != '\'' && c != '"' && c != '`' && c != '$' && c != '\\' && c != '[' && c != ']') {
      out += c == ':' ? ',' : c;
    }
  }
  return out;
}

// "… {a,b,c}" is how CLI11 words a choice in a type name.
std::vector<std::string> Choices(const CLI::Option& option) {
  std::vector<std::string> choices;
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  const size_t close = type.find('}', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || close == std::string::npos) return choices;
  std::string word;
  for (const char c : type.substr(open + 1, close - open - 1)) {
    if (c == ',') {
      choices.push_back(word);
      word.clear();
    } else if (c != ' ') {
      word += c;
    }
  }
  choices.push_back(word);
  return choices;
}

OptionWords WordsOf(const CLI::Option& option) {
  OptionWords words;
  for (const std::string& name : option.get_lnames()) words.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) words.names.push_back("-" + name);
  words.takes_value = option.get_items_expected_max() > 0;
  words.choices = Choices(option);
  words.takes_text = option.get_type_name().rfind("TEXT", 0) == 0;
  words.description = OneLine(option.get_description());
  return words;
}

// The options a command understands: its own, and those of its parents where it passes them up.
void CollectOptions(const CLI::App& app, CommandWords& command) {
  for (const CLI::Option* option : app.get_options()) {
    OptionWords words = WordsOf(*option);
    if (words.names.empty()) {
      command.arguments.insert(command.arguments.end(), words.choices.begin(), words.choices.end());
    } else {
      command.options.push_back(std::move(words));
    }
  }
  for (const CLI::App* above = &app; above->get_fallthrough() && above->get_parent() != nullptr;) {
    above = above->get_parent();
    for (const CLI::Option* option : above->get_options()) {
      const bool of_every_command = option == above->get_help_ptr();
      if (of_every_command || option->check_lname("version")) continue;
      command.options.push_back(WordsOf(*option));
    }
  }
}

void Collect(const CLI::App& app, const std::string& path, std::vector<CommandWords>& out) {
  CommandWords command;
  command.path = path;
  command.description = OneLine(app.get_description());
  CollectOptions(app, command);
  const auto subcommands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* sub : subcommands) {
    if (!sub->get_name().empty() && !sub->get_group().empty()) {
      command.subcommands.emplace_back(sub->get_name(), OneLine(sub->get_description()));
    }
  }
  out.push_back(std::move(command));
  for (const CLI::App* sub : subcommands) {
    if (sub->get_name().empty() || sub->get_group().empty()) continue;
    Collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
  }
}

std::string Joined(const std::vector<std::string>& words, std::string_view separator = " ") {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

std::string AllWords(const CommandWords& command) {
  std::vector<std::string> words;
  for (const auto& [name, description] : command.subcommands) words.push_back(name);
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  for (const OptionWords& option : command.options) {
    words.insert(words.end(), option.names.begin(), option.names.end());
  }
  return Joined(words);
}

// The loop both shells share: which command stands before the cursor.
std::string FindCommand(const std::vector<CommandWords>& commands) {
  std::string out = "    case \"${command:+$command }$word\" in\n      ";
  std::vector<std::string> paths;
  for (const CommandWords& command : commands) {
    if (!command.path.empty()) paths.push_back("\"" + command.path + "\"");
  }
  return out + Joined(paths, "|") + ") command=\"${command:+$command }$word\" ;;\n    esac\n";
}

std::string Bash(const std::vector<CommandWords>& commands, const std::string& program) {
  const std::string function = "_" + program;
  std::string out =
      "# bash completion for " + program + "; load with: source <(" + program +
      " completions bash)\n" + function +
      "() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" "
      "command=\"\" word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n" +
      FindCommand(commands) + "  done\n  case \"$command $previous\" in\n";
  for (const CommandWords& command : commands) {
    for (const OptionWords& option : command.options) {
      if (!option.takes_value) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : option.names)
        patterns.push_back("\"" + command.path + " " + name + "\"");
      out += "    " + Joined(patterns, "|") + ") ";
      if (!option.choices.empty()) {
        out += "mapfile -t COMPREPLY < <(compgen -W \"" + Joined(option.choices) +
               "\" -- \"$current\"); return ;;\n";
      } else {
        out += option.takes_text
                   ? "mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n"
                   : "COMPREPLY=(); return ;;\n";
      }
    }
  }
  out += "  esac\n  case \"$command\" in\n";
  for (const CommandWords& command : commands) {
    out += "    \"" + command.path + "\") mapfile -t COMPREPLY < <(compgen -W \"" +
           AllWords(command) + "\" -- \"$current\") ;;\n";
  }
  return out +
         "  esac\n"
         "  [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
         "}\ncomplete -o filenames -F " +
         function + " " + program + "\n";
}

std::string Zsh(const std::vector<CommandWords>& commands, const std::string& program) {
  const std::string function = "_" + program;
  std::string out = "#compdef " + program + "\n# zsh completion for " + program + "; save as " +
                    function + " in a folder of $fpath\n" + function +
                    "() {\n"
                    "  local word command=\"\"\n"
                    "  for word in \"${words[@]:1:$((CURRENT-2))}\"; do\n" +
                    FindCommand(commands) + "  done\n  case \"$command ${words[CURRENT-1]}\" in\n";
  for (const CommandWords& command : commands) {
    for (const OptionWords& option : command.options) {
      if (!option.takes_value) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : option.names)
        patterns.push_back("\"" + command.path + " " + name + "\"");
      out += "    " + Joined(patterns, "|") + ") " +
             (!option.choices.empty() ? "compadd -- " + Joined(option.choices)
              : option.takes_text     ? std::string("_files")
                                      : "_message '" + option.description + "'") +
             "; return ;;\n";
    }
  }
  out += "  esac\n  local -a choices\n  case \"$command\" in\n";
  for (const CommandWords& command : commands) {
    out += "    \"" + command.path + "\") choices=(";
    for (const auto& [name, description] : command.subcommands)
      out += " '" + name + ":" + description + "'";
    for (const std::string& word : command.arguments) out += " '" + word + "'";
    for (const OptionWords& option : command.options) {
      for (const std::string& name : option.names)
        out += " '" + name + ":" + option.description + "'";
    }
    out += " ) ;;\n";
  }
  return out + "  esac\n  _describe '" + program +
         "' choices\n  _files\n}\nif [ \"$funcstack[1]\" = \"" + function + "\" ]; then " +
         function + " \"$@\"; else compdef " + function + " " + program + "; fi\n";
}

std::string Fish(const std::vector<CommandWords>& commands, const std::string& program) {
  std::string out = "# fish completion for " + program + "; load with: " + program +
                    " completions fish | source\n";
  for (const CommandWords& command : commands) {
    // Every word of the path was seen, and no deeper subcommand.
    std::vector<std::string> conditions;
    std::string word;
    for (const char c : command.path + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        conditions.push_back("__fish_seen_subcommand_from " + word);
        word.clear();
      }
    }
    std::vector<std::string> deeper;
    for (const auto& [name, description] : command.subcommands) deeper.push_back(name);
    if (!deeper.empty()) conditions.push_back("not __fish_seen_subcommand_from " + Joined(deeper));
    const std::string head =
        "complete -c " + program +
        (conditions.empty() ? "" : " -n '" + Joined(conditions, "; and ") + "'");
    for (const auto& [name, description] : command.subcommands) {
      out += head + " -f -a '" + name + "' -d '" + description + "'\n";
    }
    for (const std::string& choice : command.arguments) out += head + " -f -a '" + choice + "'\n";
    for (const OptionWords& option : command.options) {
      out += head;
      for (const std::string& name : option.names) {
        out += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      if (option.takes_value) out += option.takes_text ? " -r" : " -x";
      if (!option.choices.empty()) out += " -f -a '" + Joined(option.choices) + "'";
      out += " -d '" + option.description + "'\n";
    }
  }
  return out;
}

}  // namespace

std::optional<Shell> ParseShell(std::string_view name) {
  if (name == "bash") return Shell::kBash;
  if (name == "zsh") return Shell::kZsh;
  if (name == "fish") return Shell::kFish;
  return std::nullopt;
}

std::string Completions(const CLI::App& tree, std::string_view program, Shell shell) {
  std::vector<CommandWords> commands;
  Collect(tree, "", commands);
  switch (shell) {
    case Shell::kBash:
      return Bash(commands, std::string(program));
    case Shell::kZsh:
      return Zsh(commands, std::string(program));
    case Shell::kFish:
      break;
  }
  return Fish(commands, std::string(program));
}

void AddCompletionsCommand(CLI::App& tree, std::string_view program, int& exit_code) {
  const std::string name(program);
  CLI::App* command = tree.add_subcommand("completions", "Print the completions of a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Examples:\n  source <(" + name + " completions bash)\n  " + name +
      " completions zsh > ~/.zsh/_" + name + "      (~/.zsh being in $fpath)\n  " + name +
      " completions fish > ~/.config/fish/completions/" + name +
      ".fish\n\nExit codes: 0 done; 1 standard output cannot be written; 2 no such shell");
  command->callback([&tree, name, shell, &exit_code] {
    const std::string script = Completions(tree, name, ParseShell(*shell).value());
    if (std::fputs(script.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return;
    std::perror((name + " completions: standard output").c_str());
    exit_code = 1;
  });
}

}  // namespace adit
