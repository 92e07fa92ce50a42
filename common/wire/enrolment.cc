#include "common/wire/enrolment.h"

#include "common/base/bytes.h"

namespace adit::wire {
namespace {

constexpr std::string_view kTokenPrefix = "adit1:";
constexpr size_t kSecretDigits = 32;
constexpr size_t kFingerprintDigits = 64;

bool IsHex(std::string_view text, size_t digits) {
  return text.size() == digits && HexDecode(text).has_value();
}

}  // namespace

std::string FormatToken(const EnrolmentToken& token) {
  return std::string(kTokenPrefix) + token.secret_hex + ":" + token.authority_sha256_hex;
}

Result<EnrolmentToken> ParseToken(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  text = begin == std::string_view::npos ? std::string_view() : text.substr(begin);
  while (!text.empty() && kSpace.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  const size_t size = kTokenPrefix.size() + kSecretDigits + 1 + kFingerprintDigits;
  const bool right_form = text.size() == size && text.starts_with(kTokenPrefix) &&
                          text[kTokenPrefix.size() + kSecretDigits] == ':';
  const std::string_view secret =
      right_form ? text.substr(kTokenPrefix.size(), kSecretDigits) : std::string_view();
  const std::string_view fingerprint =
      right_form ? text.substr(text.size() - kFingerprintDigits) : std::string_view();
  if (!IsHex(secret, kSecretDigits) || !IsHex(fingerprint, kFingerprintDigits)) {
    return InvalidArgument(
        "enrolment token must be adit1:, 32 hexadecimal digits, a colon and 64 hexadecimal digits, "
        "as 'adit-collector enrol-token' prints it");
  }
  return EnrolmentToken{std::string(secret), std::string(fingerprint)};
}

}  // namespace adit::wire
