// Globs: the only pattern language of a policy's scopes ("*", "?", everything else is itself).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

inline constexpr size_t kMaxGlobBytes = 256;

// Letters of the Latin, Greek and Cyrillic alphabets in lower case, everything else as it is: how
// policies compare names. Offsets stay: no letter changes its length in bytes.
[[nodiscard]] std::string FoldCase(std::string_view text);

// `*` is any run of characters, `?` one character. Both sides must be folded. Time is at most
// pattern × text; a pattern has at most kMaxGlobBytes.
[[nodiscard]] bool GlobMatches(std::string_view folded_pattern, std::string_view folded_text);

// A list of globs; an empty list matches nothing.
class GlobList {
 public:
  GlobList() = default;
  explicit GlobList(const std::vector<std::string>& patterns);
  [[nodiscard]] bool empty() const { return globs_.empty(); }
  [[nodiscard]] bool Matches(std::string_view folded_text) const;

 private:
  // Nearly all globs are a word with a star before or behind it, which is found far sooner than a
  // pattern is walked through.
  enum class Form : uint8_t { kExact, kBeginning, kEnd, kInside, kPattern };
  struct Glob {
    Form form = Form::kPattern;
    std::string text;  // folded; without the stars, but of a kPattern
  };
  [[nodiscard]] static Glob GlobOf(const std::string& folded_pattern);

  std::vector<Glob> globs_;
};

}  // namespace adit
