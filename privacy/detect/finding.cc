#include "privacy/detect/finding.h"

#include <array>

namespace adit {
namespace {

constexpr std::array<std::string_view, kFindingTypeCount> kNames = {
    "PERSON",     "EMAIL",        "PHONE",       "ADDRESS",         "LOCATION",
    "ORGANIZATION", "CARD",       "IBAN",        "BIC",             "ACCOUNT",
    "IP",         "MAC",          "URL_CREDENTIAL", "SECRET",       "DATE_OF_BIRTH",
    "NATIONAL_ID", "TAX_ID",      "HEALTH_ID",   "SOCIAL_SECURITY", "PASSPORT",
    "DRIVER_LICENSE", "VEHICLE_PLATE", "USERNAME", "HOSTNAME",      "CUSTOM"};

}  // namespace

std::string_view FindingTypeName(FindingType type) {
  const auto index = static_cast<size_t>(type);
  return index < kNames.size() ? kNames[index] : std::string_view("CUSTOM");
}

std::optional<FindingType> ParseFindingType(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<FindingType>(i);
  }
  return std::nullopt;
}

}  // namespace adit
