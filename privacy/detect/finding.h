// Finding: a stretch of text that a detector takes for personal data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace adit {

// The types of docs/formats/masking.md; names are frozen ("EMAIL").
enum class FindingType : uint8_t {
  kPerson, kEmail, kPhone, kAddress, kLocation, kOrganization, kCard, kIban, kBic, kAccount, kIp,
  kMac, kUrlCredential, kSecret, kDateOfBirth, kNationalId, kTaxId, kHealthId, kSocialSecurity,
  kPassport, kDriverLicense, kVehiclePlate, kUsername, kHostname, kCustom,
};
inline constexpr int kFindingTypeCount = 25;

[[nodiscard]] std::string_view FindingTypeName(FindingType type);
[[nodiscard]] std::optional<FindingType> ParseFindingType(std::string_view name);

struct Finding {
  size_t begin = 0;  // byte offsets into the original text, on character borders
  size_t end = 0;
  FindingType type = FindingType::kCustom;
  float score = 0;        // 0 to 1
  uint16_t detector = 0;  // index of the detector or rule, for "which rule decided"
  char country[3] = {};   // ISO 3166 alpha-2 of a national number, else empty
};

}  // namespace adit
