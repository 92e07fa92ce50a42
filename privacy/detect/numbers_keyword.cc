// Passports, driving licences and vehicle plates: shapes without a check digit, so a word near by (or
// the field's label) has to say what they are.
#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool HasDigits(std::string_view n) {
  size_t digits = 0;
  for (const char c : n) digits += c >= '0' && c <= '9';
  return digits >= 4 && !AllSame(n);
}

bool Plate(std::string_view n) {
  size_t digits = 0;
  size_t letters = 0;
  for (const char c : n) (c >= '0' && c <= '9' ? digits : letters) += 1;
  return digits >= 1 && letters >= 1;
}

// Surname's consonants, birth date, initials: the form of the DVLA.
bool BritishLicence(std::string_view n) {
  const int month = (n[6] - '0') * 10 + (n[7] - '0');
  const int real_month = month > 50 ? month - 50 : month;
  const int day = (n[8] - '0') * 10 + (n[9] - '0');
  for (size_t i = 0; i < 5; ++i) {
    if (n[i] >= '0' && n[i] <= '8') return false;
  }
  return real_month >= 1 && real_month <= 12 && day >= 1 && day <= 31;
}

bool Any(std::string_view n) { return !AllSame(n); }

constexpr NumberForm kPassport[] = {{"999999999"}, {"A99999999"}, {"A9999999"}, {"AA9999999"}, {"AA999999"},
                                    {"99AA99999"}, {"AAA999999"}, {"AAA999999A"}, {"99999999"}, {"9999999"},
                                    {"AA_9999999"}, {"AXXXXXXXX"}, {"A_9999999"}, {"A_99999999"}, {"A999A9999"}, {"AA99999999"},
                                    {"99 9999999"}, {"99_99_999999"}};
constexpr NumberForm kLicence[] = {{"A9999999"}, {"A99999999"}, {"A999999999999"}, {"A99999999999"}, {"A9999999999999"},
                                   {"9999999"}, {"99999999"}, {"999999999"}, {"9999999999"}, {"AA9999999A"},
                                   {"AA999999"}, {"999_99_9999"}, {"99999/99/9999"}, {"A999_999_99_999_9"},
                                   {"XXX99999XX9"}, {"XXXXXXXXXXX"}, {"99_99_999999_99"}, {"A999_9999_9999"}, {"A9999_99999_99999"},
                                   {"999999999999"}, {"AA_99_99999999999"}, {"AA9999999"}, {"U1XXXXXXXA"},
                                   {"999-999-999"}, {"AAA99999999"}, {"9999_99_9999"}};
constexpr NumberForm kBritishLicence[] = {{"XXXXX999999XXXAA", 0.9f}, {"XXXXX 999999 XXXAA", 0.9f}, {"XXXXX999999XX9AA", 0.9f}};
constexpr NumberForm kKrLicence[] = {{"99-99-999999-99", 0.9f}};
constexpr NumberForm kPlate[] = {{"A-AA 9999"}, {"A-A 9999"}, {"AA-AA 9999"}, {"AA-A 9999"}, {"AAA-AA 999"}, {"AAA-A 999"}, {"A-AA 999"}, {"AA-AA 999"}, {"AA-A 999"},
                                 {"AA AA 99A"}, {"A AA 99A"}, {"A AA 999A"}, {"AA A 9999"}, {"AAA A 9999"}, {"AA AA 99"}, {"A AA 99"}, {"A A 9999"}, {"AA9AAA9999"}, {"A9 AAA"}, {"A999AAA"}, {"A99AAA"}, {"AAA 9A"}, {"AAA 99A"}, {"AAA999A"}, {"A-AA-999"}, {"AAA 999AA"}, {"AA9999"}, {"A99999"}, {"99 AA 99"}, {"99 A 999"}, {"99 A 99"}, {"99AAA9999"}, {"AAA999AA"}, {"A-AA 99"}, {"AA-AA 99"}, {"A-A 99"}, {"AA-A 99"}, {"AAA-A 9999"}, {"A-AA 9"}, {"AA-AA 9"}, {"AAA-AA 99"}, {"A AA 9999"}, {"A AA 999"},
                                 {"AA AA 9999"}, {"AA AA 999"}, {"A-AA-9999"}, {"AA-AA-9999"}, {"A-AA9999"}, {"AA-AA9999"}, {"AA-AA999"}, {"A-AA999"},
                                 {"AA99 AAA"}, {"AA99-AAA"}, {"AA99AAA"}, {"A999 AAA"}, {"A99 AAA"}, {"AAA 999A"},
                                 {"AA-999-AA"}, {"AA 999 AA"}, {"AA999AA"}, {"9999 AAA"}, {"9999AAA"}, {"9999-AAA"},
                                 {"99-AA-99"}, {"AA-99-99"}, {"99-99-AA"}, {"AA-99-AA"}, {"99-AAA-9"}, {"9-AAA-99"}, {"AA-999-A"}, {"A-999-AA"}, {"AAA-99-A"},
                                 {"AA 99999"}, {"AA 9999A"}, {"AAA 99999"}, {"AAA 9999"}, {"AA99999"}, {"AAA 99AA"},
                                 {"AAA 999"}, {"AAA999"}, {"AAA-999"}, {"AA-999-99"}, {"9-AAA-999"}, {"1-AAA-999"}, {"AAA-9999"}, {"AAA9A99"}, {"AAA9999"},
                                 {"AA 99 999"}, {"AA 99999"}, {"99 AAA 999"}, {"99 AA 9999"}, {"99 A 9999"}, {"99 AA 999"}, {"99 A 99999"}, {"99 AAA 99"}, {"99AAA999"}, {"99AA999"}, {"99AA9999"}, {"99A9999"},
                                 {"AA 99 AA 9999"}, {"AA99AA9999"}, {"AA-99-AA-9999"}, {"AAA-999AA"}, {"AAA 999 AA"}, {"AA9999AA"}};

constexpr NumberFormat kFormats[] = {
    {"passport", FindingType::kPassport, "", kCtxPassport, HasDigits, kPassport, 0.8f},
    {"driver_license", FindingType::kDriverLicense, "", kCtxLicence, HasDigits, kLicence, 0.82f},
    {"gb.driving_licence", FindingType::kDriverLicense, "GB", kCtxLicence, BritishLicence, kBritishLicence, 0.97f},
    {"kr.driver_license", FindingType::kDriverLicense, "KR", kCtxLicence, Any, kKrLicence, 0.97f},
    {"plate", FindingType::kVehiclePlate, "", kCtxPlate, Plate, kPlate, 0.8f},
};

}  // namespace

std::span<const NumberFormat> KeywordNumbers() { return kFormats; }

}  // namespace adit
