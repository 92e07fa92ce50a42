#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "collector/cli/commands.h"
#include "collector/cli/gzip_text.h"
#include "collector/cli/masking_score.h"
#include "collector/cli/offline_masking.h"
#include "collector/cli/progress.h"

namespace adit::cli {
namespace {

struct EvaluateOptions {
  std::string truth;
  std::string masked;
  double iou = 0.5;
  bool json = false;
  int misses = 0;
};

Result<std::vector<LabelledText>> ReadTexts(const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const std::string content, ReadTextFile(path));
  return ParseLabelledFile(content, path);
}

// The lines of OUT in the order of TRUTH; a missing line counts as "nothing found".
std::vector<LabelledText> InOrder(const std::vector<LabelledText>& truth, std::vector<LabelledText> out) {
  std::map<std::string, size_t> by_id;
  for (size_t i = 0; i < out.size(); ++i) by_id[out[i].id] = i;
  std::vector<LabelledText> ordered;
  for (const LabelledText& text : truth) {
    const auto found = by_id.find(text.id);
    ordered.push_back(found == by_id.end() ? LabelledText{} : out[found->second]);
  }
  return ordered;
}

void PrintRow(const std::string& name, const TypeScore& s) {
  std::printf("%-16s %7zu %7zu  %.3f  %.3f  %.3f  %.3f  %.3f\n", name.c_str(), s.truth, s.found,
              s.precision(), s.recall(), s.f(1), s.f(2),
              s.truth == 0 ? 0.0 : static_cast<double>(s.truth_masked) / static_cast<double>(s.truth));
}

void PrintTable(const MaskingScore& score) {
  std::printf("%-16s %7s %7s  %5s  %5s  %5s  %5s  %5s\n", "type", "truth", "found", "prec", "recall", "F1",
              "F2", "masked");
  for (int i = 0; i < kFindingTypeCount; ++i) {
    const TypeScore& type = score.types[static_cast<size_t>(i)];
    if (type.truth + type.found > 0) PrintRow(std::string(FindingTypeName(static_cast<FindingType>(i))), type);
  }
  PrintRow("all counted", score.all);
  std::printf("leaked characters      %zu of %zu (%.4f)\n", score.leaked_characters, score.truth_characters,
              score.truth_characters == 0 ? 0.0
                                          : static_cast<double>(score.leaked_characters) /
                                                static_cast<double>(score.truth_characters));
  std::printf("false hits             %zu in %zu tokens (%.2f per 1,000)\n", score.false_hits, score.tokens,
              score.false_hits_per_1000_tokens());
}

void PrintJson(const MaskingScore& score) {
  std::printf("{\"types\":{");
  bool first = true;
  const auto row = [&first](const std::string& name, const TypeScore& s) {
    std::printf("%s\"%s\":{\"truth\":%zu,\"found\":%zu,\"precision\":%.4f,\"recall\":%.4f,\"f1\":%.4f,"
                "\"f2\":%.4f,\"masked\":%zu}",
                first ? "" : ",", name.c_str(), s.truth, s.found, s.precision(), s.recall(), s.f(1), s.f(2),
                s.truth_masked);
    first = false;
  };
  for (int i = 0; i < kFindingTypeCount; ++i) {
    const TypeScore& type = score.types[static_cast<size_t>(i)];
    if (type.truth + type.found > 0) row(std::string(FindingTypeName(static_cast<FindingType>(i))), type);
  }
  row("ALL", score.all);
  std::printf("},\"truth_characters\":%zu,\"leaked_characters\":%zu,\"false_hits\":%zu,\"tokens\":%zu,"
              "\"false_hits_per_1000_tokens\":%.3f}\n",
              score.truth_characters, score.leaked_characters, score.false_hits, score.tokens,
              score.false_hits_per_1000_tokens());
}

std::string Cut(const std::string& text, size_t start, size_t end) {
  size_t byte = 0;
  size_t from = text.size();
  for (size_t point = 0; byte <= text.size(); ++point) {
    if (point == start) from = byte;
    if (point == end || byte == text.size()) break;
    ++byte;
    while (byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xC0) == 0x80) ++byte;
  }
  return from < byte ? text.substr(from, byte - from) : "";
}

// Labelled stretches that stayed readable and stretches masked without need, for whoever improves rules.
void PrintMisses(const std::vector<LabelledText>& truth, const std::vector<LabelledText>& out, int limit) {
  for (size_t i = 0; i < truth.size() && limit > 0; ++i) {
    std::string line;
    const auto touches = [](const LabelledSpan& a, const std::vector<LabelledSpan>& spans, bool same_type) {
      for (const LabelledSpan& b : spans) {
        if (b.start < a.end && a.start < b.end && (!same_type || b.type == a.type)) return true;
      }
      return false;
    };
    for (const LabelledSpan& span : truth[i].spans) {
      if (span.type && !touches(span, out[i].spans, true)) {
        line += " -" + std::string(FindingTypeName(*span.type)) + ":" + Cut(truth[i].text, span.start, span.end);
      }
    }
    for (const LabelledSpan& span : out[i].spans) {
      if (span.type && !touches(span, truth[i].spans, true)) {
        line += " +" + std::string(FindingTypeName(*span.type)) + "(" + span.rule + "):" +
                Cut(truth[i].text, span.start, span.end);
      }
    }
    if (line.empty()) continue;
    std::printf("%s:%s\n    %s\n", truth[i].id.c_str(), line.c_str(), truth[i].text.c_str());
    --limit;
  }
}

int RunEvaluate(const EvaluateOptions& options) {
  Result<std::vector<LabelledText>> truth = ReadTexts(options.truth);
  if (!truth.ok()) {
    std::cerr << "adit evaluate-masking: " << truth.status().message() << "\n";
    return kExitInput;
  }
  std::vector<LabelledText> out;
  if (options.masked.empty()) {
    OfflineMasking masking(Policy::Default(), false);
    out = *truth;
    Progress progress("mask", out.size(), "texts");
    for (LabelledText& text : out) {
      masking.Mask(text);
      progress.Advance();
    }
  } else {
    Result<std::vector<LabelledText>> read = ReadTexts(options.masked);
    if (!read.ok()) {
      std::cerr << "adit evaluate-masking: " << read.status().message() << "\n";
      return kExitInput;
    }
    out = InOrder(*truth, std::move(*read));
  }
  ScoreOptions score_options;
  score_options.iou = options.iou;
  const MaskingScore score = ScoreMasking(*truth, out, score_options);
  options.json ? PrintJson(score) : PrintTable(score);
  if (options.misses > 0) PrintMisses(*truth, out, options.misses);
  return kExitOk;
}

}  // namespace

void AddEvaluateMaskingCommand(CLI::App& tool, int& exit_code) {
  CLI::App* command = tool.add_subcommand(
      "evaluate-masking",
      "Score masking against labelled texts");
  command->footer(
      "Prints precision, recall, F1 and F2 per type, leaked characters and false hits per 1,000 tokens.\n"
      "TRUTH: JSON lines with \"text\" and \"spans\" (or presidio-research's array), gzip too. OUT: what\n"
      "`adit mask --spans` wrote; without OUT the texts are masked here.\n"
      "\n"
      "Examples:\n"
      "  adit evaluate-masking labelled.jsonl\n"
      "  adit mask --spans < labelled.jsonl > out.jsonl && adit evaluate-masking labelled.jsonl out.jsonl --json");
  auto options = std::make_shared<EvaluateOptions>();
  command->add_option("TRUTH", options->truth, "Labelled texts")->required();
  command->add_option("OUT", options->masked, "Output of adit mask --spans");
  command->add_option("--iou", options->iou, "Overlap (intersection over union) that counts as found")
      ->check(CLI::Range(0.0, 1.0));
  command->add_flag("--json", options->json, "Print one JSON object");
  command->add_option("--misses", options->misses, "Also list up to this many texts with misses or false hits");
  command->callback([options, &exit_code] { exit_code = RunEvaluate(*options); });
}

}  // namespace adit::cli
