// Globs: the only pattern language of a policy's scopes ("*", "?", everything else is itself).
#pragma once

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
  [[nodiscard]] bool empty() const { return patterns_.empty(); }
  [[nodiscard]] bool Matches(std::string_view folded_text) const;

 private:
  std::vector<std::string> patterns_;
};

}  // namespace adit
