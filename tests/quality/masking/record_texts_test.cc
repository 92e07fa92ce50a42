// Floors on texts with a form of their own (tests/quality/record_texts): headers of mails, JSON, CSV,
// lines of logs, chats, forms in capitals, clinical notes, addresses, dates of birth, fourteen
// languages; and on texts of applications in which nothing is personal. Rules were generalised from
// the development half alone; the other half was written before the engine was tried on it.
#include <gtest/gtest.h>

#include <fstream>

#include "common/base/utf8.h"
#include "tests/quality/masking/score_texts.h"

namespace adit::cli {
namespace {

// "\n" and "\\" as in C.
std::string Unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    if (escape) ++i;
    out += escape && text[i] == 'n' ? '\n' : text[i];
  }
  return out;
}

// "…[[TYPE|value]]…": text and spans. Braces are left to JSON.
void ReadMarkup(std::string_view markup, LabelledText& out) {
  size_t code_points = 0;
  const auto append = [&](std::string_view part) {
    const std::string text = Unescaped(part);
    code_points += CountCodePoints(text);
    out.text += text;
  };
  while (!markup.empty()) {
    const size_t open = std::min(markup.find("[["), markup.size());
    // "[[[IP|…]]": the first bracket belongs to the text.
    const size_t skip = markup.substr(open, 3) == "[[[" ? 1 : 0;
    append(markup.substr(0, open + skip));
    markup.remove_prefix(open + skip);
    if (markup.empty()) break;
    const size_t bar = markup.find('|');
    const size_t close = markup.find("]]");
    ASSERT_LT(bar, close) << markup;
    LabelledSpan span{.start = code_points};
    span.type = ParseFindingType(markup.substr(2, bar - 2));
    ASSERT_TRUE(span.type.has_value()) << markup;
    append(markup.substr(bar + 1, close - bar - 1));
    span.end = code_points;
    out.spans.push_back(span);
    markup.remove_prefix(close + 2);
  }
}

// Lines of (kind,) field and text, divided by tabs.
std::vector<LabelledText> ReadTexts(const std::string& name, bool kinds) {
  std::ifstream file(ADIT_SOURCE_DIR "/tests/quality/record_texts/" + name);
  std::vector<LabelledText> texts;
  for (std::string line; std::getline(file, line);) {
    if (kinds) line.erase(0, line.find('\t') + 1);
    const size_t tab = line.find('\t');
    LabelledText text;
    text.id = std::to_string(texts.size());
    text.field = line.substr(0, tab);
    ReadMarkup(std::string_view(line).substr(tab + 1), text);
    texts.push_back(text);
  }
  return texts;
}

TEST(RecordTexts, HeldOutHalfReachesTheFloors) {
  const auto texts = ReadTexts("held_out.tsv", true);
  ASSERT_GE(texts.size(), 65u);
  const MaskingScore score = ScoreTexts(texts);
  ExpectAtLeast(score, FindingType::kPerson, 0.91, 0.95);
  ExpectAtLeast(score, FindingType::kPhone, 0.95, 0.90);
  ExpectAtLeast(score, FindingType::kAddress, 0.92, 0.95);
  EXPECT_GE(score.all.f(2), 0.91);
  EXPECT_LE(score.false_hits_per_1000_tokens(), 3.0);
}

TEST(RecordTexts, DevelopmentHalfStaysLearnt) {
  const MaskingScore score = ScoreTexts(ReadTexts("development.tsv", true));
  ExpectAtLeast(score, FindingType::kPerson, 0.90, 0.93);
  EXPECT_GE(score.all.f(2), 0.92);
}

TEST(RecordTexts, ImpersonalTextsStay) {
  const auto texts = ReadTexts("impersonal.tsv", false);
  ASSERT_GE(texts.size(), 220u);
  EXPECT_LE(ScoreTexts(texts).false_hits_per_1000_tokens(), 3.0);
}

}  // namespace
}  // namespace adit::cli
