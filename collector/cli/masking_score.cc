#include "collector/cli/masking_score.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/base/utf8.h"

namespace adit::cli {
namespace {

std::u32string CodePoints(std::string_view text) {
  std::u32string points;
  for (size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = DecodeUtf8(text, at);
    points.push_back(decoded.code_point);
    at += decoded.size;
  }
  return points;
}

bool IsSpace(char32_t c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0xA0; }

bool OnlySeparators(const std::u32string& text, size_t from, size_t to) {
  if (to > text.size() || to < from || to - from > 4) return false;
  return std::all_of(text.begin() + static_cast<long>(from), text.begin() + static_cast<long>(to),
                     [](char32_t c) { return IsSpace(c) || c == ',' || c == '.'; });
}

std::vector<LabelledSpan> Joined(std::vector<LabelledSpan> spans, const std::u32string& text) {
  std::sort(spans.begin(), spans.end(),
            [](const LabelledSpan& a, const LabelledSpan& b) { return a.start < b.start; });
  std::vector<LabelledSpan> joined;
  for (LabelledSpan& span : spans) {
    if (!joined.empty() && joined.back().type == span.type &&
        (span.start < joined.back().end ||
         (span.type == FindingType::kAddress &&
          OnlySeparators(text, joined.back().end, span.start)))) {
      joined.back().end = std::max(joined.back().end, span.end);
      continue;
    }
    joined.push_back(std::move(span));
  }
  return joined;
}

double IntersectionOverUnion(const LabelledSpan& a, const LabelledSpan& b) {
  const size_t low = std::max(a.start, b.start);
  const size_t high = std::min(a.end, b.end);
  if (high <= low) return 0;
  const size_t all = (a.end - a.start) + (b.end - b.start) - (high - low);
  return static_cast<double>(high - low) / static_cast<double>(all);
}

size_t CoveredCharacters(const LabelledSpan& span, const std::vector<LabelledSpan>& by) {
  size_t covered = 0;
  for (size_t at = span.start; at < span.end; ++at) {
    if (std::any_of(by.begin(), by.end(),
                    [at](const LabelledSpan& s) { return s.start <= at && at < s.end; })) {
      ++covered;
    }
  }
  return covered;
}

size_t CountTokens(const std::u32string& text) {
  size_t tokens = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsSpace(text[i]) && (i == 0 || IsSpace(text[i - 1]))) ++tokens;
  }
  return tokens;
}

void ScoreText(const std::vector<LabelledSpan>& truth, const std::vector<LabelledSpan>& found,
               const ScoreOptions& options, MaskingScore& score) {
  std::vector<bool> found_used(found.size());
  for (const LabelledSpan& want : truth) {
    if (!want.type) continue;
    const bool counted = options.counted.count(*want.type) > 0;
    TypeScore& type = score.types[static_cast<size_t>(*want.type)];
    ++type.truth;
    score.all.truth += counted;
    const size_t length = want.end - want.start;
    const size_t covered = CoveredCharacters(want, found);
    type.truth_masked += covered == length;
    score.all.truth_masked += counted && covered == length;
    if (counted) {
      score.truth_characters += length;
      score.leaked_characters += length - covered;
    }
    for (size_t i = 0; i < found.size(); ++i) {
      if (found_used[i] || found[i].type != want.type ||
          IntersectionOverUnion(found[i], want) < options.iou) {
        continue;
      }
      found_used[i] = true;
      ++type.truth_matched;
      ++type.found_matched;
      score.all.truth_matched += counted;
      score.all.found_matched += counted;
      break;
    }
  }
  for (const LabelledSpan& span : found) {
    if (!span.type) continue;
    ++score.types[static_cast<size_t>(*span.type)].found;
    score.all.found += options.counted.count(*span.type) > 0;
    const bool touches = std::any_of(truth.begin(), truth.end(), [&](const LabelledSpan& want) {
      return want.start < span.end && span.start < want.end;
    });
    score.false_hits += !touches;
  }
}

double Share(size_t part, size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double TypeScore::precision() const { return Share(found_matched, found); }
double TypeScore::recall() const { return Share(truth_matched, truth); }

double TypeScore::f(double beta) const {
  const double p = precision();
  const double r = recall();
  return p + r == 0 ? 0 : (1 + beta * beta) * p * r / (beta * beta * p + r);
}

double MaskingScore::false_hits_per_1000_tokens() const {
  return tokens == 0 ? 0 : 1000.0 * static_cast<double>(false_hits) / static_cast<double>(tokens);
}

std::set<FindingType> ScoreOptions::DefaultCounted() {
  std::set<FindingType> counted;
  for (int i = 0; i < kFindingTypeCount; ++i) counted.insert(static_cast<FindingType>(i));
  counted.erase(FindingType::kLocation);
  counted.erase(FindingType::kOrganization);
  return counted;
}

MaskingScore ScoreMasking(const std::vector<LabelledText>& truth, const std::vector<LabelledText>& masked,
                          const ScoreOptions& options) {
  ADIT_CHECK(truth.size() == masked.size());
  MaskingScore score;
  for (size_t i = 0; i < truth.size(); ++i) {
    const std::u32string text = CodePoints(truth[i].text);
    score.tokens += CountTokens(text);
    ScoreText(Joined(truth[i].spans, text), Joined(masked[i].spans, text), options, score);
  }
  return score;
}

}  // namespace adit::cli
