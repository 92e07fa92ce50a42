#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "collector/cli/commands.h"
#include "collector/cli/offline_masking.h"
#include "collector/cli/progress.h"
#include "common/io/file_system.h"

namespace adit::cli {
namespace {

constexpr uint64_t kMaxPolicyBytes = 4 << 20;
constexpr size_t kMaxLineBytes = 1 << 20;

struct MaskOptions {
  std::string policy;
  bool spans = false;
  bool numbers = false;
};

int RunMask(const MaskOptions& options) {
  std::shared_ptr<const Policy> policy = Policy::Default();
  if (!options.policy.empty()) {
    Result<Bytes> bytes = ReadWholeFile(RealFileSystem(), options.policy, kMaxPolicyBytes);
    if (!bytes.ok()) {
      std::cerr << "adit mask: " << bytes.status().message() << "\n";
      return kExitInput;
    }
    auto read = Policy::FromJson(AsText(*bytes), options.policy);
    if (!read.ok()) {
      std::cerr << "adit mask: " << read.status().message() << "\n";
      return kExitInput;
    }
    policy = *read;
  }
  OfflineMasking masking(policy, options.numbers);
  std::ios::sync_with_stdio(false);
  std::string line;
  // Where a person sees the lines themselves, a count would stand in their way.
  std::unique_ptr<Progress> progress;
  if (isatty(STDIN_FILENO) == 0 && isatty(STDOUT_FILENO) == 0) {
    progress = std::make_unique<Progress>("mask", 0, "texts");
  }
  for (size_t number = 1; std::getline(std::cin, line); ++number) {
    const std::string where = "standard input:" + std::to_string(number);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (line.size() > kMaxLineBytes) {
      std::cerr << "adit mask: " << where << ": longer than 1 MiB\n";
      return kExitInput;
    }
    Result<LabelledText> text = ParseLabelledLine(line, where);
    if (!text.ok()) {
      std::cerr << "adit mask: " << text.status().message() << "\n";
      return kExitInput;
    }
    masking.Mask(*text);
    std::cout << MaskedLine(*text, options.spans) << "\n";
    if (progress) progress->Advance();
  }
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "adit mask: cannot write to standard output\n";
    return kExitFailed;
  }
  return kExitOk;
}

}  // namespace

void AddMaskCommand(CLI::App& tool, int& exit_code) {
  CLI::App* command = tool.add_subcommand(
      "mask", "Mask texts as an endpoint would: JSON lines in, JSON lines out");
  command->footer(
      "In:  {\"id\": \"1\", \"text\": \"Call Ms Meier\", \"field\": \"window_title\", \"context\": {\"label\": \"…\"}}\n"
      "Out: {\"id\": \"1\", \"masked\": \"Call Ms <PERSON>\", \"spans\": […]}; offsets are code points\n"
      "Only \"text\" is needed (docs/formats/masking.md).\n"
      "\n"
      "Example:\n"
      "  echo '{\"text\": \"Invoice of Ms Erika Meier\"}' | adit mask --spans\n"
      "\n"
      "Exit codes: 0 done; 1 standard output cannot be written; 2 the command line is wrong;\n"
      "3 the policy or a line is wrong, which the message names.");
  auto options = std::make_shared<MaskOptions>();
  command->add_option("--policy", options->policy, "Policy file (default: the built-in policy)");
  command->add_flag("--spans", options->spans, "Say what was found: start, end, type, score, rule");
  command->add_flag("--numbers", options->numbers,
                    "Also mask runs of six digits and more, as the agent does");
  command->callback([options, &exit_code] { exit_code = RunMask(*options); });
}

}  // namespace adit::cli
