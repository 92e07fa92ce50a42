#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/simulate/simulation_log.h"
#include "agent/simulate/simulation_options.h"
#include "agent/simulate/workforce.h"
#include "collector/cli/commands.h"
#include "collector/cli/policy_masking.h"
#include "collector/cli/progress.h"
#include "common/event/replay_json.h"

namespace adit::cli {
namespace {

using simulate::SimulatedEvent;
using simulate::SimulationOptions;
using simulate::Workforce;

constexpr size_t kBufferBytes = 1 << 20;

// A file written through one large buffer; "-" is standard output.
class OutputFile {
 public:
  ~OutputFile() {
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  }
  Status Open(const std::string& path) {
    path_ = path;
    file_ = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
    if (file_ == nullptr) return Unavailable(path + ": " + std::strerror(errno));
    return OkStatus();
  }
  std::string& buffer() { return buffer_; }
  Status FlushAbove(size_t bytes) {
    if (buffer_.size() < bytes) return OkStatus();
    const bool whole = std::fwrite(buffer_.data(), 1, buffer_.size(), file_) == buffer_.size();
    buffer_.clear();
    return whole ? OkStatus() : Unavailable(path_ + ": " + std::strerror(errno));
  }
  Status Close() {
    ADIT_RETURN_IF_ERROR(FlushAbove(0));
    FILE* file = file_;
    file_ = nullptr;
    const bool closed = file == stdout ? std::fflush(file) == 0 : std::fclose(file) == 0;
    return closed ? OkStatus() : Unavailable(path_ + ": " + std::strerror(errno));
  }

 private:
  std::string path_;
  FILE* file_ = nullptr;
  std::string buffer_;
};

struct Arguments {
  std::string profile = "office";
  std::vector<std::pair<std::string, std::string>> settings;  // key, value, as given
  std::string out;
  std::string truth;
  std::string replay;
  std::string policy;  // "" = masked by the truth
  uint64_t limit = 0;
  bool json = false;
};

struct Tally {
  uint64_t events = 0;
  uint64_t routine_events = 0;
  uint64_t instances = 0;
  uint64_t plants = 0;
};

// Events a person leaves on a working day, for the progress bar only.
constexpr uint64_t kTypicalEventsADay = 4500;

// The merged stream into the UI log and the list of planted values, whichever is wanted.
Status WriteLog(Workforce& workforce, const Arguments& arguments, PolicyMasking* policy,
                Tally& tally) {
  OutputFile log;
  OutputFile truth;
  if (!arguments.out.empty()) {
    ADIT_RETURN_IF_ERROR(log.Open(arguments.out));
    log.buffer() = simulate::UiLogHeader();
  }
  if (!arguments.truth.empty()) ADIT_RETURN_IF_ERROR(truth.Open(arguments.truth));
  const SimulationOptions& options = workforce.options();
  const uint64_t expected = uint64_t{options.people} * options.days * kTypicalEventsADay;
  Progress progress("simulate",
                    arguments.limit > 0 ? std::min(arguments.limit, expected) : expected, "events");
  std::vector<uint32_t> instances(options.people);  // highest number seen of each person
  SimulatedEvent event;
  while ((arguments.limit == 0 || tally.events < arguments.limit) && workforce.Next(event)) {
    if (!arguments.out.empty()) {
      std::optional<EventRecord> masked =
          policy != nullptr ? policy->Mask(event) : simulate::MaskByTruth(event, options.seed);
      if (masked) {
        simulate::AppendUiLogLine(log.buffer(), tally.events, *masked, event.truth,
                                  workforce.office());
      }
      ADIT_RETURN_IF_ERROR(log.FlushAbove(kBufferBytes));
    }
    if (!arguments.truth.empty()) {
      simulate::AppendPlantLines(truth.buffer(), tally.events, event);
      ADIT_RETURN_IF_ERROR(truth.FlushAbove(kBufferBytes));
    }
    ++tally.events;
    tally.plants += event.plants.size();
    if (event.truth.routine >= 0) ++tally.routine_events;
    uint32_t& highest = instances[event.truth.person];
    highest = std::max(highest, event.truth.instance);
    progress.Advance();
  }
  for (const uint32_t highest : instances) tally.instances += highest;
  if (!arguments.out.empty()) ADIT_RETURN_IF_ERROR(log.Close());
  if (!arguments.truth.empty()) ADIT_RETURN_IF_ERROR(truth.Close());
  return OkStatus();
}

// One replay file a person, with the truth in a key the agent skips.
Status WriteReplays(const Workforce& workforce, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Unavailable(folder + ": " + error.message());
  const SimulationOptions& options = workforce.options();
  Progress progress("write replays", options.people, "people");
  for (uint32_t number = 0; number < options.people; ++number) {
    OutputFile file;
    ADIT_RETURN_IF_ERROR(file.Open(folder + "/" + simulate::PersonName(number) + ".replay.jsonl"));
    file.buffer().append(kReplayHeader).append("\n");
    const auto person = workforce.MakePerson(number);
    SimulatedEvent event;
    while (person->Next(event)) {
      event.event.fields.sequence = 0;
      std::string line = ToReplayLine(event.event);
      line.pop_back();
      line += ",\"truth\":{\"case\":\"" + simulate::CaseName(event.truth) + "\",\"routine\":\"";
      if (event.truth.routine >= 0) {
        line += workforce.office().routines()[static_cast<size_t>(event.truth.routine)].name;
      }
      file.buffer().append(line).append("\"}}\n");
      ADIT_RETURN_IF_ERROR(file.FlushAbove(kBufferBytes));
    }
    ADIT_RETURN_IF_ERROR(file.Close());
    progress.Advance();
  }
  return OkStatus();
}

void PrintTally(const Arguments& arguments, const SimulationOptions& options, const Tally& tally) {
  const double share = tally.events == 0 ? 0
                                         : static_cast<double>(tally.routine_events) /
                                               static_cast<double>(tally.events);
  // The log itself may be on standard output.
  FILE* out = arguments.out == "-" || arguments.truth == "-" ? stderr : stdout;
  if (arguments.json) {
    std::fprintf(out,
                 "{\"profile\":\"%s\",\"seed\":%llu,\"people\":%u,\"days\":%u,\"events\":%llu,"
                 "\"routine_share\":%.4f,\"instances\":%llu,\"planted\":%llu}\n",
                 options.profile.c_str(), static_cast<unsigned long long>(options.seed),
                 options.people, options.days, static_cast<unsigned long long>(tally.events), share,
                 static_cast<unsigned long long>(tally.instances),
                 static_cast<unsigned long long>(tally.plants));
    return;
  }
  std::fprintf(out,
               "%s events of %u people on %u days (%s, seed %llu): %s instances of routines with "
               "%.0f %% of the events; personal data planted %s times\n",
               WithSeparators(tally.events).c_str(), options.people, options.days,
               options.profile.c_str(), static_cast<unsigned long long>(options.seed),
               WithSeparators(tally.instances).c_str(), share * 100,
               WithSeparators(tally.plants).c_str());
}

int Run(const Arguments& arguments) {
  auto options = simulate::ProfileOptions(arguments.profile);
  if (!options) {
    std::fprintf(stderr, "adit simulate: --profile %s: expected easy, office or hard\n",
                 arguments.profile.c_str());
    return kExitUsage;
  }
  for (const auto& [key, value] : arguments.settings) {
    const Status set = simulate::SetSimulationOption(*options, key, value);
    if (set.ok()) continue;
    std::fprintf(stderr, "adit simulate: %s\n", set.message().c_str());
    return kExitUsage;
  }
  auto workforce = Workforce::Create(*options);
  if (!workforce.ok()) {
    std::fprintf(stderr, "adit simulate: %s\n", workforce.status().message().c_str());
    return kExitUsage;
  }
  if (arguments.out.empty() && arguments.truth.empty() && arguments.replay.empty()) {
    std::fprintf(stderr, "adit simulate: nothing to write: give --out, --truth or --replay\n");
    return kExitUsage;
  }
  if (arguments.out == "-" && arguments.truth == "-") {
    std::fprintf(stderr, "adit simulate: --out and --truth cannot both be standard output\n");
    return kExitUsage;
  }
  std::unique_ptr<PolicyMasking> policy;
  if (!arguments.policy.empty()) {
    auto opened = PolicyMasking::Open(arguments.policy, **workforce);
    if (!opened.ok()) {
      std::fprintf(stderr, "adit simulate: %s\n", opened.status().message().c_str());
      return kExitInput;
    }
    policy = std::move(*opened);
  }
  Tally tally;
  Status written = OkStatus();
  if (!arguments.out.empty() || !arguments.truth.empty()) {
    written = WriteLog(**workforce, arguments, policy.get(), tally);
  }
  if (written.ok() && !arguments.replay.empty())
    written = WriteReplays(**workforce, arguments.replay);
  if (!written.ok()) {
    std::fprintf(stderr, "adit simulate: %s\n", written.message().c_str());
    return kExitFailed;
  }
  if (tally.events > 0) PrintTally(arguments, *options, tally);
  return kExitOk;
}

}  // namespace

void AddSimulateCommand(CLI::App& tool, int& exit_code) {
  CLI::App* command = tool.add_subcommand(
      "simulate", "Make the log of a workforce that does not exist, with the truth beside it");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("--out", arguments->out,
                      "Write the UI log here (CSV with truth columns; - is standard output)");
  command->add_option("--truth", arguments->truth,
                      "Write where personal data was planted here (JSON lines)");
  command->add_option("--replay", arguments->replay,
                      "Write one raw replay file a person into this folder, for adit-agent");
  command->add_option("--profile", arguments->profile, "How hard the log is to understand")
      ->check(CLI::IsMember({"easy", "office", "hard"}))
      ->capture_default_str();
  command->add_option(
      "--policy", arguments->policy,
      "Mask the UI log by this policy as the agent would (a file, or default for the shipped "
      "one) instead of by the truth");
  const auto setting = [&](const std::string& key, const std::string& help) {
    return command->add_option_function<std::string>(
        "--" + key,
        [arguments, key](const std::string& value) {
          arguments->settings.emplace_back(key, value);
        },
        help);
  };
  setting("seed", "The same seed gives the same log for ever [1]");
  setting("people", "How many people [10]");
  setting("days", "How many working days [5]");
  setting("routine-share", "Share of the events that belong to routines");
  setting("noise", "Share of foreign events within instances");
  setting("interleaving", "Share of instances that overlap another one");
  setting("variants", "How much instances differ: 0 never, 0.5 as written, 1 twice as much");
  setting("errors", "Chance that a field is filled wrongly and mended");
  setting("batching", "Chance that the same routine follows at once");
  setting("redundancy", "Chance of the redundant raw events recorders write");
  setting("language", "Labels of the screens: en, de, fr or es [en]");
  setting("start", "First day [2026-03-02]");
  command->add_option("--events", arguments->limit, "Stop after so many events");
  command->add_flag("--json", arguments->json, "Print the summary as JSON");
  command->footer(
      "Nobody's data: names are combined from word lists, numbers are made up with valid check "
      "digits.\n"
      "Shares go from 0 to 1; what is not given comes from the profile "
      "(docs/formats/simulation.md).\n"
      "Examples:\n"
      "  adit simulate --seed 7 --profile hard --out hard7.csv\n"
      "  adit simulate --people 300 --days 250 --events 10000000 --out large.csv\n"
      "  adit simulate --replay week/ --truth planted.jsonl && adit-agent run --source "
      "replay:week/p03.replay.jsonl");
  command->callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace adit::cli
