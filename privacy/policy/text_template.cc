#include "privacy/policy/text_template.h"

#include <array>

#include "common/base/utf8.h"
#include "privacy/mask/pseudonym.h"
#include "privacy/policy/glob.h"

namespace adit {
namespace {

constexpr int kMinConstantLetters = 3;
// Between two slots stands one constant.
constexpr size_t kMaxTemplatePieces = 2 * kMaxTemplateSlots + 1;

bool IsSlotName(std::string_view name) {
  if (name == "*") return true;
  if (name.empty() || name.size() > 32) return false;
  for (const char c : name) {
    const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '-';
    if (!ok) return false;
  }
  return true;
}

bool IsLetter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

}  // namespace

Result<TextTemplate> TextTemplate::Parse(std::string_view text) {
  const std::string quoted = "template \"" + std::string(text) + "\"";
  if (text.size() > kMaxTemplateBytes) {
    return InvalidArgument("a template has at most " + std::to_string(kMaxTemplateBytes) +
                           " bytes");
  }
  TextTemplate made;
  std::string constant;
  size_t slots = 0;
  int letters = 0;
  const auto flush = [&] {
    if (constant.empty()) return;
    made.pieces_.push_back({false, false, constant, FoldCase(constant)});
    constant.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      constant.push_back(c);
      ++i;
      continue;
    }
    if (c == '}')
      return InvalidArgument(quoted + ": \"}\" without \"{\"; write \"}}\" for a brace");
    if (c != '{') {
      constant.push_back(c);
      letters += IsLetter(static_cast<unsigned char>(c)) ? 1 : 0;
      continue;
    }
    const size_t close = text.find('}', i);
    if (close == std::string_view::npos) return InvalidArgument(quoted + ": a slot is not closed");
    std::string_view name = text.substr(i + 1, close - i - 1);
    const bool detect = name.size() > 7 && name.substr(name.size() - 7) == ":detect";
    if (detect) name.remove_suffix(7);
    if (!IsSlotName(name)) {
      return InvalidArgument(quoted + ": slot name \"" + std::string(name) +
                             "\" must be \"*\" or letters, digits, \"_\" and \"-\", at most 32");
    }
    flush();
    if (!made.pieces_.empty() && made.pieces_.back().slot) {
      return InvalidArgument(quoted + ": two slots need constant text between them");
    }
    if (++slots > kMaxTemplateSlots) {
      return InvalidArgument(quoted + ": at most " + std::to_string(kMaxTemplateSlots) + " slots");
    }
    made.pieces_.push_back({true, detect, std::string(name), ""});
    i = close;
  }
  flush();
  if (letters < kMinConstantLetters) {
    return InvalidArgument(quoted +
                           ": needs constant text of at least three letters, else it would "
                           "fit everything");
  }
  return made;
}

std::string SlotStandIn(std::string_view name, std::string_view value,
                        const crypto::HashKey* links) {
  std::string out = "<" + std::string(name);
  // A stand-in stays what it is, so that masking twice changes nothing.
  const bool stand_in =
      value.size() == out.size() + kPseudonymLetters + 2 && value.substr(0, out.size()) == out &&
      value[out.size()] == ':' && value.back() == '>' &&
      value.substr(out.size() + 1, kPseudonymLetters).find_first_not_of("bcdfghjkmnpqrstv") ==
          std::string_view::npos;
  if (stand_in && links != nullptr) return std::string(value);
  if (links != nullptr && name != "*")
    out += ":" + Pseudonym(*links, FindingType::kCustom, FoldCase(value));
  return out + ">";
}

bool TextTemplate::Fit(std::string_view folded, size_t* ends) const {
  size_t position = 0;
  for (size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    if (!piece.slot) {
      // A constant after a slot was searched for below; here it stands at `position`.
      if (folded.compare(position, piece.folded.size(), piece.folded) != 0) return false;
      position += piece.folded.size();
      ends[i] = position;
      continue;
    }
    size_t end = folded.size();
    if (i + 2 == pieces_.size()) {
      // The last constant must end the text: the slot before it takes everything up to there.
      const std::string& last = pieces_[i + 1].folded;
      if (folded.size() < position + 1 + last.size()) return false;
      end = folded.size() - last.size();
    } else if (i + 1 < pieces_.size()) {
      end = folded.find(pieces_[i + 1].folded, position + 1);
      if (end == std::string::npos) return false;
    }
    if (end <= position) return false;
    position = end;
    ends[i] = position;
  }
  return position == folded.size();
}

std::optional<std::string> TextTemplate::Apply(std::string_view text,
                                               const crypto::HashKey* links) const {
  return ApplyFolded(text, FoldCase(text), links);
}

std::optional<std::string> TextTemplate::ApplyFolded(std::string_view text, std::string_view folded,
                                                     const crypto::HashKey* links) const {
  // Stand-ins cost a keyed hash each and most templates do not fit: whether it does comes first.
  std::array<size_t, kMaxTemplatePieces> ends{};
  if (!Fit(folded, ends.data())) return std::nullopt;
  std::string out;
  size_t position = 0;
  for (size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    const std::string_view value = text.substr(position, ends[i] - position);
    if (!piece.slot) {
      out += piece.text;
    } else if (piece.detect) {
      out += value;
    } else {
      out += SlotStandIn(piece.text, value, links);
    }
    position = ends[i];
  }
  return out;
}

}  // namespace adit
