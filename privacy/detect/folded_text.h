// FoldedText: a shadow copy of a text in which the same writing always has the same bytes, with the
// way back to the original.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

// Detection reads the shadow, masking cuts the original. Folded away: full-width and other digit and
// letter forms, Latin diacritics (composed or combining), zero-width and direction marks, the many
// dashes, spaces and quotes, Cyrillic and Greek look-alikes inside Latin words, percent-encoding.
// What remains is ASCII, except letters of other scripts, which stay UTF-8: so every byte >= 0x80 of
// the shadow belongs to a letter. Follows the idea of Unicode TR 39 skeletons, kept case-sensitive.
//
// Not thread-safe; keeps its buffers between calls.
class FoldedText {
 public:
  // False when `original` is not UTF-8 (RFC 3629); nothing may be read then. Linear time.
  // The view must outlive this object's use.
  [[nodiscard]] bool Assign(std::string_view original);

  [[nodiscard]] std::string_view text() const { return text_; }
  // text() in lower case, byte for byte aligned with it.
  [[nodiscard]] std::string_view lower() const { return lower_; }
  [[nodiscard]] std::string_view original() const { return original_; }
  // The shadow is the original, ASCII, byte for byte.
  [[nodiscard]] bool is_plain() const { return origin_.empty(); }

  // Offset of the original character that byte `folded` of text() came from; size() maps to the end.
  [[nodiscard]] size_t BeginToOriginal(size_t folded) const;
  // End, in the original, of the characters before `folded_end`, with the marks that follow them.
  [[nodiscard]] size_t EndToOriginal(size_t folded_end) const;

 private:
  void AssignAscii();
  void AppendFolded(char32_t code_point, size_t origin);
  void Append(char c, size_t origin);
  void UnmaskLookAlikes();

  std::string_view original_;
  std::string text_;
  std::string lower_;
  std::vector<uint32_t> origin_;  // empty when the shadow equals the original byte for byte
};

}  // namespace adit
