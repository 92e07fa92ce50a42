#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "collector/cli/commands.h"
#include "collector/cli/progress.h"
#include "collector/mining/pattern_miner.h"
#include "collector/mining/spmf_reader.h"
#include "collector/mining/spmf_writer.h"
#include "common/base/clock.h"

namespace adit::cli {
namespace {

struct Arguments {
  std::string file;
  std::string kind = "frequent";
  std::string support;
  std::string out;
  uint64_t top_k = 0;
  uint32_t max_gap = 0;
  uint32_t max_span = 0;
  uint32_t min_length = 1;
  uint32_t max_length = 0;
  unsigned threads = 1;
  uint64_t max_patterns = 0;
  uint64_t memory_mib = 4096;
  double seconds = 0;
  bool sequence_ids = false;
  bool count = false;
  bool json = false;
};

int Fail(const Status& status) {
  std::fprintf(stderr, "adit mine: %s\n", status.message().c_str());
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kDataLoss:
    case StatusCode::kResourceExhausted:
      return kExitInput;
    default:
      return kExitFailed;
  }
}

// "120" is a count; "0.01" and "1%" are shares of all sequences.
Result<uint64_t> ParseSupport(const std::string& text, const mining::SequenceDatabase& database) {
  const auto wrong = [&] {
    return InvalidArgument("--min-support " + text +
                           ": expected a count of at least 1 (120), or a share above 0 and at most "
                           "1 (0.01 or 1%)");
  };
  const bool percent = !text.empty() && text.back() == '%';
  const char* const end = text.data() + text.size() - (percent ? 1 : 0);
  if (!percent && text.find_first_not_of("0123456789") == std::string::npos) {
    uint64_t count = 0;
    const auto read = std::from_chars(text.data(), end, count);
    if (read.ec != std::errc() || count == 0) return wrong();
    return count;
  }
  double share = 0;
  const auto read = std::from_chars(text.data(), end, share);
  if (read.ec != std::errc() || read.ptr != end) return wrong();
  auto support = mining::AbsoluteSupport(database, percent ? share / 100 : share);
  if (!support.ok()) return wrong();
  return support;
}

Result<mining::MiningParameters> ToParameters(const Arguments& arguments,
                                              const mining::SequenceDatabase& database) {
  static const std::map<std::string, mining::PatternKind> kKinds = {
      {"frequent", mining::PatternKind::kFrequent},
      {"closed", mining::PatternKind::kClosed},
      {"maximal", mining::PatternKind::kMaximal}};
  mining::MiningParameters parameters;
  parameters.kind = kKinds.at(arguments.kind);
  if (!arguments.support.empty()) {
    ADIT_ASSIGN_OR_RETURN(parameters.min_support, ParseSupport(arguments.support, database));
  }
  parameters.top_k = arguments.top_k;
  parameters.max_gap = arguments.max_gap;
  parameters.max_span = arguments.max_span;
  parameters.min_length = arguments.min_length;
  parameters.max_length = arguments.max_length;
  parameters.threads = arguments.threads;
  parameters.max_patterns = arguments.max_patterns;
  parameters.memory_bytes = arguments.memory_mib << 20;
  parameters.time_micros = static_cast<int64_t>(arguments.seconds * kMicrosPerSecond);
  parameters.occurrences = arguments.sequence_ids;
  return parameters;
}

// Standard output through its own stream, so that redirections and the summary keep their order.
class StandardOutput final : public AppendFile {
 public:
  Status Append(ByteView bytes) override {
    const bool whole = std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size();
    return whole ? OkStatus() : Unavailable("cannot write to standard output");
  }
  Status Sync() override { return OkStatus(); }
  Status Close() override {
    return std::fflush(stdout) == 0 ? OkStatus() : Unavailable("cannot write to standard output");
  }
};

// The patterns' file; an older one is replaced only when the new one is whole.
class PatternFile {
 public:
  Status Open(const std::string& path, bool sequence_ids) {
    path_ = path;
    to_stdout_ = path == "-";
    FileSystem& files = RealFileSystem();
    if (to_stdout_) {
      file_ = std::make_unique<StandardOutput>();
    } else {
      temporary_ = path + ".new";
      if (files.Exists(temporary_)) ADIT_RETURN_IF_ERROR(files.Remove(temporary_));
      ADIT_ASSIGN_OR_RETURN(file_, files.Create(temporary_));
    }
    writer_ = std::make_unique<mining::SpmfWriter>(*file_, sequence_ids);
    return OkStatus();
  }
  bool Write(const mining::Pattern& pattern) { return writer_->Write(pattern); }
  Status Close() {
    const Status written = writer_->Finish();
    if (!written.ok() || to_stdout_) return written;
    return RealFileSystem().Rename(temporary_, path_);
  }
  [[nodiscard]] uint64_t bytes_written() const { return writer_->bytes_written(); }

 private:
  std::string path_;
  std::string temporary_;
  bool to_stdout_ = false;
  std::unique_ptr<AppendFile> file_;
  std::unique_ptr<mining::SpmfWriter> writer_;
};

struct Timing {
  int64_t read_us = 0;
  int64_t mine_us = 0;
};

void Summarise(const Arguments& arguments, const mining::SequenceDatabase& database,
               const mining::MiningOutcome& outcome, uint64_t min_support, uint64_t bytes_written,
               const Timing& timing) {
  FILE* out = arguments.out == "-" ? stderr : stdout;
  const auto as_number = [](uint64_t value) { return static_cast<unsigned long long>(value); };
  const double read_s = static_cast<double>(timing.read_us) / kMicrosPerSecond;
  const double mine_s = static_cast<double>(timing.mine_us) / kMicrosPerSecond;
  if (arguments.json) {
    std::fprintf(out,
                 "{\"patterns\":%llu,\"kind\":\"%s\",\"min_support\":%llu,\"sequences\":%llu,"
                 "\"partial\":%s,\"stopped_by\":\"%s\",\"bytes_written\":%llu,"
                 "\"read_seconds\":%.4f,\"mine_seconds\":%.4f,\"working_memory_bytes\":%llu}\n",
                 as_number(outcome.patterns), arguments.kind.c_str(), as_number(min_support),
                 as_number(database.total_weight()), outcome.partial() ? "true" : "false",
                 mining::StopReasonName(outcome.stop), as_number(bytes_written), read_s, mine_s,
                 as_number(outcome.peak_memory_bytes));
  } else {
    std::fprintf(
        out, "%s %s patterns of support %s and more in %s sequences; read %.3f s, mined %.3f s\n",
        WithSeparators(outcome.patterns).c_str(), arguments.kind.c_str(),
        WithSeparators(min_support).c_str(), WithSeparators(database.total_weight()).c_str(),
        read_s, mine_s);
  }
  if (outcome.partial()) {
    std::fprintf(stderr, "adit mine: the result is partial, stopped by: %s\n",
                 mining::StopReasonName(outcome.stop));
  }
}

int Run(const Arguments& arguments) {
  if (arguments.out.empty() && !arguments.count) {
    std::fprintf(stderr, "adit mine: nothing to write: give --out FILE or --count\n");
    return kExitUsage;
  }
  if (arguments.support.empty() && arguments.top_k == 0) {
    std::fprintf(stderr, "adit mine: give --min-support or --top-k\n");
    return kExitUsage;
  }
  Timing timing;
  const int64_t started = SystemClock().MonotonicMicros();
  const auto database = mining::ReadSpmfFile(RealFileSystem(), arguments.file);
  if (!database.ok()) return Fail(database.status());
  timing.read_us = SystemClock().MonotonicMicros() - started;
  auto parameters = ToParameters(arguments, *database);
  if (!parameters.ok()) {
    std::fprintf(stderr, "adit mine: %s\n", parameters.status().message().c_str());
    return kExitUsage;
  }
  Progress progress("mine", 1000, "thousandths");
  parameters->progress = [&](double done, uint64_t) {
    progress.SetDone(static_cast<uint64_t>(done * 1000));
  };
  PatternFile file;
  if (!arguments.count) {
    const Status opened = file.Open(arguments.out, arguments.sequence_ids);
    if (!opened.ok()) return Fail(opened.WithContext("--out"));
  }
  const auto outcome = mining::Mine(*database, *parameters, [&](const mining::Pattern& pattern) {
    return arguments.count || file.Write(pattern);
  });
  if (!outcome.ok()) {
    std::fprintf(stderr, "adit mine: %s\n", outcome.status().message().c_str());
    return kExitUsage;
  }
  if (!arguments.count) {
    const Status closed = file.Close();
    if (!closed.ok()) {
      std::fprintf(stderr, "adit mine: %s\n", closed.message().c_str());
      return kExitFailed;
    }
  }
  progress.Finish();
  timing.mine_us = SystemClock().MonotonicMicros() - started - timing.read_us;
  Summarise(arguments, *database, *outcome, parameters->min_support,
            arguments.count ? 0 : file.bytes_written(), timing);
  return kExitOk;
}

}  // namespace

void AddMineCommand(CLI::App& tool, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      tool.add_subcommand("mine",
                          "Sequential patterns of an SPMF sequence file: frequent, closed, "
                          "maximal, with gap and span limits");
  command->footer(
      "FILE holds one sequence a line, items separated by spaces, -1 after each element and -2 at "
      "the end\n"
      "(docs/formats/sequences.md). Patterns are written in the same form with #SUP: and their "
      "support.\n"
      "\n"
      "Examples:\n"
      "  adit mine kosarak.txt.gz --min-support 0.2% --out patterns.txt\n"
      "  adit mine log.spmf --patterns closed --max-gap 3 --min-support 50 --count\n"
      "  adit mine log.spmf --top-k 20 --out -");
  command->add_option("file", arguments->file, "Sequences as SPMF text, plain or gzip")->required();
  command->add_option("--patterns", arguments->kind, "Which patterns")
      ->check(CLI::IsMember({"frequent", "closed", "maximal"}))
      ->capture_default_str();
  command->add_option("--min-support", arguments->support,
                      "Least number of sequences (120) or share of them (0.01 or 1%)");
  command->add_option("--top-k", arguments->top_k,
                      "Only the K patterns of highest support; --min-support is then optional");
  command->add_option("--max-gap", arguments->max_gap,
                      "Positions of consecutive elements differ by at most this; 1 = adjacent");
  command->add_option("--max-span", arguments->max_span,
                      "Last position minus first is at most this");
  command->add_option("--min-length", arguments->min_length, "Least number of items")
      ->capture_default_str();
  command->add_option("--max-length", arguments->max_length, "Largest number of items");
  command->add_option("--threads", arguments->threads, "Threads; the result does not depend on it")
      ->capture_default_str();
  command->add_option("--out", arguments->out, "Where to write the patterns; - = standard output");
  command->add_flag("--count", arguments->count, "Only count the patterns");
  command->add_flag("--sequence-ids", arguments->sequence_ids,
                    "Add #SID: and the numbers of the supporting sequences (0 = first)");
  command->add_option("--max-patterns", arguments->max_patterns, "Stop after this many patterns");
  command
      ->add_option("--memory", arguments->memory_mib,
                   "Stop at this much working memory, MiB; 0 = no limit")
      ->capture_default_str()
      ->check(CLI::Range(uint64_t{0}, uint64_t{1} << 30));
  command->add_option("--seconds", arguments->seconds, "Stop after this time")
      ->check(CLI::Range(0.0, 1e9));
  command->add_flag("--json", arguments->json, "Print the summary as one JSON document");
  command->callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace adit::cli
