// Folding: aligned copies, offsets that rise and lie on character borders, ASCII left as it is.
#include <cstdint>
#include <string_view>

#include "common/base/check.h"
#include "common/base/utf8.h"
#include "privacy/detect/folded_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static adit::FoldedText& folded = *new adit::FoldedText;
  const bool valid = folded.Assign(text);
  ADIT_CHECK(valid == adit::IsValidUtf8(text));
  if (!valid) return 0;
  ADIT_CHECK(folded.text().size() == folded.lower().size());
  size_t before = 0;
  for (size_t i = 0; i < folded.text().size(); ++i) {
    const size_t begin = folded.BeginToOriginal(i);
    const size_t end = folded.EndToOriginal(i + 1);
    ADIT_CHECK(begin >= before && begin < end && end <= text.size());
    ADIT_CHECK((static_cast<unsigned char>(text[begin]) & 0xC0) != 0x80);
    ADIT_CHECK(end == text.size() || (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80);
    before = begin;
  }
  return 0;
}
