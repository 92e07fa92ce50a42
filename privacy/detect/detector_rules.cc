#include "privacy/detect/detectors.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

constexpr std::string_view kRuleNames[] = {
    "email", "url.user_info", "url.query_value", "ip.v4", "ip.v6", "mac", "phone.international",
    "phone.national", "phone.context", "card", "iban", "bic", "secret.prefix", "secret.key_value",
    "secret.entropy", "own.user", "own.host", "user.path", "user.context", "host.context",
    "birth_date", "person.title", "person.label", "person.names", "person.grammar",
    "person.directory", "address.street", "address.postcode", "address.context",
    "number.long", "account", "number.announced", "organization.form"};
static_assert(std::size(kRuleNames) == static_cast<size_t>(DetectRule::kCount));

}  // namespace

std::string DetectRuleName(uint16_t rule) {
  if (rule < std::size(kRuleNames)) return std::string(kRuleNames[rule]);
  if (rule >= kFirstCustomRule) return "custom." + std::to_string(rule - kFirstCustomRule);
  const auto formats = AllNumberFormats();
  const size_t format = rule - size_t{kFirstNumberRule};
  if (rule >= kFirstNumberRule && format < formats.size()) return std::string(formats[format]->name);
  return "unknown";
}

void FindLongNumbers(const ScannedText& scanned, Candidates& out) {
  constexpr size_t kMinDigits = 6;
  const std::string_view text = scanned.text();
  for (const Token& token : scanned.tokens()) {
    if (token.kind != TokenKind::kNumber || token.size() < kMinDigits) continue;
    const std::string_view digits = text.substr(token.begin, token.size());
    // Zeros are what the shape style leaves.
    if (digits.find_first_not_of('0') == std::string_view::npos) continue;
    AddCandidate(out, token.begin, token.end, FindingType::kCustom, 0.6f, DetectRule::kLongNumber);
  }
}

bool StartsAtBorder(std::string_view text, size_t begin) {
  if (begin == 0) return true;
  const char before = text[begin - 1];
  if (IsAlnum(before)) return false;
  // Inside "1.234", "12-34", "a_1": part of something longer.
  const bool joins = before == '.' || before == ',' || before == '-' || before == '/' || before == '_';
  if (!joins || begin < 2 || !IsDigit(text[begin - 2])) return true;
  // "1979-12-03,517-28-9530": separated values; a fraction has no hyphen, thousands have no more than
  // three digits a group.
  const size_t stop = text.find_first_not_of("0123456789", begin);
  return before == ',' && stop != std::string_view::npos && text[stop] == '-' && stop > begin + 1;
}

bool EndsAtBorder(std::string_view text, size_t end) {
  if (end >= text.size()) return true;
  const char after = text[end];
  if (IsAlnum(after)) return false;
  const bool joins = after == '.' || after == ',' || after == '-' || after == '/' || after == '_';
  return !(joins && end + 1 < text.size() && IsDigit(text[end + 1]));
}

}  // namespace adit
