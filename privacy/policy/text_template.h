// TextTemplate: text whose constant parts are trusted and whose variable parts never leave.
//
// "Rechnung {number} - Contoso ERP": constant text must match exactly (case-insensitively), a slot
// matches one or more characters and is shown as "<number>". "{name:detect}" keeps the slot's text
// for the detectors instead. "{*}" is a slot without a name, shown as "<*>". "{{" is a brace.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/hash.h"

namespace adit {

inline constexpr size_t kMaxTemplateBytes = 512;
inline constexpr size_t kMaxTemplateSlots = 16;

// "<name>", or with a key "<name:PSEUDONYM>".
[[nodiscard]] std::string SlotStandIn(std::string_view name, std::string_view value,
                                      const crypto::HashKey* links);

class TextTemplate {
 public:
  // Fails for an unclosed slot, two adjacent slots, a bad slot name, no constant text of at least
  // three letters, or a limit.
  [[nodiscard]] static Result<TextTemplate> Parse(std::string_view text);

  // The text with its slots replaced when it fits, else nothing. Leftmost-shortest slots; time is
  // at most pieces × text. With `links`, a period's key, a slot shows as "<number:PSEUDONYM>":
  // equal for equal values.
  [[nodiscard]] std::optional<std::string> Apply(std::string_view text,
                                                 const crypto::HashKey* links = nullptr) const;
  // The same for whoever tries several templates. REQUIRES: `folded` is FoldCase(text).
  [[nodiscard]] std::optional<std::string> ApplyFolded(std::string_view text,
                                                       std::string_view folded,
                                                       const crypto::HashKey* links) const;

 private:
  struct Piece {
    bool slot = false;
    bool detect = false;
    std::string text;    // constant as written, or the slot's name
    std::string folded;  // constant, folded
  };
  // Where each piece ends in `folded`; false when the text does not fit.
  [[nodiscard]] bool Fit(std::string_view folded, size_t* ends) const;

  std::vector<Piece> pieces_;
};

}  // namespace adit
