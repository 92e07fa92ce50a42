// Detection and masking of any text: findings lie on character borders and are sorted; what a naive twin
// finds is found; masking holds its promises.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/base/utf8.h"
#include "privacy/scrub/text_masker.h"

namespace {

using adit::Finding;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// Decimal long division, digit by digit, over the letters' two-digit values written out.
bool NaiveIban(std::string_view run) {
  const std::string_view country = run.substr(0, 2);
  const size_t length = country == "DE" ? 22 : country == "FR" ? 27 : country == "PL" ? 28 : country == "NL" ? 18 : 0;
  if (run.size() != length || length == 0 || !IsDigit(run[2]) || !IsDigit(run[3])) return false;
  std::string digits;
  for (const char c : std::string(run.substr(4)) + std::string(run.substr(0, 4))) {
    digits += IsDigit(c) ? std::string(1, c) : std::to_string(c - 'A' + 10);
  }
  int rest = 0;
  for (const char c : digits) rest = (rest * 10 + (c - '0')) % 97;
  return rest == 1;
}

bool Covered(const std::vector<Finding>& findings, size_t begin, size_t end) {
  for (const Finding& finding : findings) {
    if (finding.begin <= begin && finding.end >= end) return true;
  }
  return false;
}

// The twin: every maximal run of capitals and digits between spaces.
void CheckTwin(std::string_view text, const std::vector<Finding>& findings) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && (IsDigit(text[end]) || IsUpper(text[end]))) ++end;
    const bool alone = (at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ');
    if (alone && end - at >= 18 && NaiveIban(text.substr(at, end - at))) ADIT_CHECK(Covered(findings, at, end));
    at = end + 1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Titles and labels are short; of longer texts every 16th is enough and leaves time for more runs.
  if (size > 4096 || (size > 256 && (data[size - 1] & 15) != 0)) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static adit::DetectorSet& detectors = *new adit::DetectorSet;
  std::vector<Finding> findings;
  const bool ok = detectors.Find(text, {}, findings);
  ADIT_CHECK(ok == adit::IsValidUtf8(text));
  if (!ok) return 0;
  size_t before = 0;
  for (const Finding& finding : findings) {
    ADIT_CHECK(finding.begin >= before && finding.begin < finding.end && finding.end <= size);
    ADIT_CHECK(finding.score > 0 && finding.score <= 1.0f);
    before = finding.begin;
  }
  bool ascii = true;
  for (const char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80 && c != '%';
  if (ascii) CheckTwin(text, findings);

  static adit::TextMasker& masker = *new adit::TextMasker(adit::Policy::Default(), {}, true);
  const adit::MaskedText once = masker.Mask(text, {}, nullptr);
  if (once.text != text) {
    const adit::MaskedText twice = masker.Mask(once.text, {}, nullptr);
    ADIT_CHECK(twice.text == once.text);
  }
  return 0;
}
