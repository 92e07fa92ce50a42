// Germany, Austria, Switzerland, the Netherlands, Belgium, Luxembourg. Checks as published by the
// issuing offices; tests compare them with python-stdnum.
#include <algorithm>

#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool SteuerId(std::string_view n) {
  if (n[0] == '0') return false;
  int counts[10] = {};
  for (size_t i = 0; i < 10; ++i) ++counts[Digit(n, i)];
  int repeated = 0;
  for (const int count : counts) {
    if (count > 3) return false;
    if (count > 1) ++repeated;
  }
  return repeated == 1 && Mod11_10Valid(n);
}

bool GermanVat(std::string_view n) {
  const std::string_view digits = n.substr(2);
  return digits[0] != '0' && Mod11_10Valid(digits);
}

int DigitSumWeighted(std::string_view digits, std::string_view weights) {
  int sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const int product = Digit(digits, i) * (weights[i] - '0');
    sum += product / 10 + product % 10;
  }
  return sum;
}

// Pension number: area, birth date, initial, serial, check (VKVV § 2).
bool Rentenversicherung(std::string_view n) {
  const int day = TwoDigits(n, 2);
  const int month = TwoDigits(n, 4);
  if (month < 1 || month > 12 || day < 1 || (day > 31 && day < 51) || day > 81) return false;
  const int letter = n[8] - 'A' + 1;
  char digits[13];
  std::copy(n.begin(), n.begin() + 8, digits);
  digits[8] = static_cast<char>('0' + letter / 10);
  digits[9] = static_cast<char>('0' + letter % 10);
  std::copy(n.begin() + 9, n.begin() + 11, digits + 10);
  return DigitSumWeighted({digits, 12}, "212571212121") % 10 == n[11] - '0';
}

// Health insurance number: letter and nine digits (SGB V § 290).
bool Krankenversicherung(std::string_view n) {
  const int letter = n[0] - 'A' + 1;
  char digits[10];
  digits[0] = static_cast<char>('0' + letter / 10);
  digits[1] = static_cast<char>('0' + letter % 10);
  std::copy(n.begin() + 1, n.begin() + 9, digits + 2);
  return DigitSumWeighted({digits, 10}, "1212121212") % 10 == n[9] - '0';
}

// Physician's number: weights 4 and 9 over six digits, two digits of the specialty.
bool Arztnummer(std::string_view n) {
  const int sum = WeightedSum(n.substr(0, 6), "494949");
  return (10 - sum % 10) % 10 == Digit(n, 6) && !AllSame(n);
}

bool IcaoDigit(std::string_view n) {
  static constexpr int kWeights[] = {7, 3, 1};
  int sum = 0;
  for (size_t i = 0; i + 1 < n.size(); ++i) {
    const int value = n[i] >= 'A' ? n[i] - 'A' + 10 : n[i] - '0';
    sum += value * kWeights[i % 3];
  }
  return sum % 10 == n.back() - '0';
}

// Letters that German documents use (no vowels, no look-alikes of digits).
bool GermanDocument(std::string_view n) {
  constexpr std::string_view kLetters = "CFGHJKLMNPRTVWXYZ";
  int digits = 0;
  for (const char c : n) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (kLetters.find(c) == std::string_view::npos) {
      return false;
    }
  }
  const bool first = kLetters.find(n[0]) != std::string_view::npos;
  if (n.size() == 10) return first && digits >= 1 && n[9] >= '0' && n[9] <= '9' && IcaoDigit(n);
  return first && digits >= 1;
}

// "T" and eight digits were issued before 2010.
bool OldGermanIdCard(std::string_view n) { return !AllSame(n.substr(1)); }

bool AustrianSocial(std::string_view n) {
  if (n[0] == '0') return false;
  static constexpr int kWeights[] = {3, 7, 9, 0, 5, 8, 4, 2, 1, 6};
  const int check = WeightedSum(n, kWeights, 10) % 11;
  const int month = TwoDigits(n, 6);
  return check == Digit(n, 3) && TwoDigits(n, 4) >= 1 && TwoDigits(n, 4) <= 31 && month >= 1 && month <= 15;
}

// Number of an account for taxes: its first two digits are those of a tax office.
bool AustrianTax(std::string_view n) {
  constexpr std::string_view kOffices =
      "03 04 06 07 08 09 10 12 15 16 18 22 23 29 33 38 41 46 51 52 53 54 57 59 61 65 67 68 69 71 72 "
      "81 82 83 84 90 91 93 97 98";
  return LuhnValid(n) && kOffices.find(n.substr(0, 2)) != std::string_view::npos;
}

bool AustrianVat(std::string_view n) {
  const std::string_view digits = n.substr(3);
  int sum = 0;
  for (size_t i = 0; i < 7; ++i) {
    const int product = Digit(digits, i) * (i % 2 == 0 ? 1 : 2);
    sum += product / 10 + product % 10;
  }
  return (96 - sum) % 10 == Digit(digits, 7);
}

bool SwissAhv(std::string_view n) { return EanValid(n); }

bool SwissUid(std::string_view n) {
  static constexpr int kWeights[] = {5, 4, 3, 2, 7, 6, 5, 4};
  const std::string_view digits = n.substr(3, 9);
  const int check = (11 - WeightedSum(digits.substr(0, 8), kWeights, 8) % 11) % 11;
  return check == Digit(digits, 8);
}

bool Bsn(std::string_view n) {
  static constexpr int kWeights[] = {9, 8, 7, 6, 5, 4, 3, 2, -1};
  return !AllSame(n) && WeightedSum(n, kWeights, 9) % 11 == 0;
}

bool DutchVat(std::string_view n) {
  const std::string_view bsn = n.substr(2, 9);
  return Bsn(bsn) || Mod97Alnum(n) == 1;
}

bool BelgianNational(std::string_view n) {
  if (AllSame(n)) return false;
  const unsigned check = static_cast<unsigned>(TwoDigits(n, 9));
  const unsigned before = Modulo(n.substr(0, 9), 97);
  const unsigned after = (before + 2 * (1'000'000'000u % 97)) % 97;  // born from 2000 on: a leading 2
  const int month = TwoDigits(n, 2) % 20;
  if (month > 12 || TwoDigits(n, 4) > 31) return false;
  return check == 97 - before || (check == 97 - after && TwoDigits(n, 0) <= 40);
}

bool BelgianVat(std::string_view n) {
  const std::string_view digits = n.substr(n[0] == 'B' ? 2 : 0);
  return (Modulo(digits.substr(0, 8), 97) + static_cast<unsigned>(TwoDigits(digits, 8))) % 97 == 0;
}

bool Luxembourg(std::string_view n) {
  if (!IsDate(TwoDigits(n, 0) * 100 + TwoDigits(n, 2), TwoDigits(n, 4), TwoDigits(n, 6))) return false;
  char verhoeff[12];
  std::copy(n.begin(), n.begin() + 11, verhoeff);
  verhoeff[11] = n[12];
  return LuhnValid(n.substr(0, 12)) && VerhoeffValid({verhoeff, 12});
}

bool LuxembourgVat(std::string_view n) {
  const std::string_view digits = n.substr(2);
  return Modulo(digits.substr(0, 6), 89) == static_cast<unsigned>(TwoDigits(digits, 6));
}

bool Any(std::string_view n) { return !AllSame(n); }

constexpr ContextMask kIdentity = kCtxNational;
constexpr ContextMask kVat = kCtxVat | kCtxTax;

constexpr NumberForm kSteuerId[] = {{"99_999_999_999", 0.6f}, {"999_999_999_99", 0.5f}};
constexpr NumberForm kSteuerNummer[] = {{"99/999/99999"}, {"999/999/99999"}, {"999/9999/9999"}, {"9999999999999"},
                                        {"99 999 99999"}, {"999 999 99999"}, {"9999999999"}, {"99999999999"}, {"99/9999/9999"}, {"99/999/9999"}, {"999/9999/99999"}, {"99999/99999"}, {"9999 999 99999"}};
constexpr NumberForm kGermanVat[] = {{"DE_999999999", 0.9f}, {"DE_999_999_999", 0.9f}};
constexpr NumberForm kRvnr[] = {{"99_999999_A_999", 0.9f}, {"99999999A999", 0.9f}, {"99_99_99_99_A_999", 0.9f}};
constexpr NumberForm kKvnr[] = {{"A999999999", 0.6f}, {"A_999_999_999", 0.7f}};
constexpr NumberForm kLanr[] = {{"999999999"}, {"9999999 99"}};
constexpr NumberForm kGermanId[] = {{"AXXXXXXXX"}, {"AXXXXXXXX9"}};
constexpr NumberForm kOldGermanId[] = {{"T99999999"}};
constexpr NumberForm kAustrianSocial[] = {{"9999_999999", 0.55f}};
constexpr NumberForm kAustrianTax[] = {{"99-999/9999", 0.6f}, {"99_999_9999"}, {"999999999"}};
constexpr NumberForm kAustrianVat[] = {{"ATU_99999999", 0.9f}};
constexpr NumberForm kAhv[] = {{"756.9999.9999.99", 1.0f}, {"756_9999_9999_99", 0.9f}};
constexpr NumberForm kSwissUid[] = {{"CHE_999_999_999", 0.9f}, {"CHE-999.999.999", 0.95f}};
constexpr NumberForm kBsn[] = {{"999999999", 0.2f}, {"9999.99.999", 0.7f}, {"999_999_999", 0.3f}};
constexpr NumberForm kDutchVat[] = {{"NL999999999B99", 0.95f}, {"NL 999999999 B 99", 0.95f}, {"NL_9999_99_999_B_99", 0.95f}};
constexpr NumberForm kBelgian[] = {{"99.99.99-999.99", 1.0f}, {"99999999999", 0.5f}, {"99_99_99_999_99", 0.8f}, {"999999-999.99", 0.8f}, {"999999 999 99", 0.8f}};
constexpr NumberForm kBelgianVat[] = {{"BE_0999_999_999", 0.9f}, {"BE_1999_999_999", 0.9f}, {"BE0999999999", 0.9f}, {"0999.999.999", 0.7f}};
constexpr NumberForm kLux[] = {{"9999_999999999", 0.85f}, {"9999999999999", 0.85f}, {"9999 99 99 99999", 0.85f}};
constexpr NumberForm kLuxVat[] = {{"LU_99999999", 0.9f}};

constexpr NumberFormat kFormats[] = {
    {"de.steuer_id", FindingType::kTaxId, "DE", kCtxTax | kCtxNational, SteuerId, kSteuerId},
    {"de.steuernummer", FindingType::kTaxId, "DE", kCtxTax, Any, kSteuerNummer, 0.7f},
    {"de.ust_id", FindingType::kTaxId, "DE", kVat, GermanVat, kGermanVat, 0.95f},
    {"de.rentenversicherung", FindingType::kSocialSecurity, "DE", kCtxSocial | kCtxHealth, Rentenversicherung, kRvnr, 0.95f},
    {"de.krankenversicherung", FindingType::kHealthId, "DE", kCtxHealth | kCtxSocial, Krankenversicherung, kKvnr, 0.95f},
    {"de.arztnummer", FindingType::kHealthId, "DE", kCtxHealth, Arztnummer, kLanr, 0.8f},
    {"de.personalausweis", FindingType::kNationalId, "DE", kIdentity, GermanDocument, kGermanId, 0.85f},
    {"de.personalausweis_alt", FindingType::kNationalId, "DE", kIdentity, OldGermanIdCard, kOldGermanId, 0.85f},
    {"de.reisepass", FindingType::kPassport, "DE", kCtxPassport, GermanDocument, kGermanId, 0.86f},
    {"at.sozialversicherung", FindingType::kSocialSecurity, "AT", kCtxSocial | kCtxHealth, AustrianSocial, kAustrianSocial, 0.92f},
    {"at.abgabenkonto", FindingType::kTaxId, "AT", kCtxTax, AustrianTax, kAustrianTax},
    {"at.uid", FindingType::kTaxId, "AT", kVat, AustrianVat, kAustrianVat, 0.95f},
    {"ch.ahv", FindingType::kSocialSecurity, "CH", kCtxSocial | kCtxNational, SwissAhv, kAhv, 1.0f},
    {"ch.uid", FindingType::kTaxId, "CH", kVat, SwissUid, kSwissUid, 0.95f},
    {"nl.bsn", FindingType::kNationalId, "NL", kCtxNational | kCtxSocial | kCtxTax, Bsn, kBsn, 0.85f},
    {"nl.btw", FindingType::kTaxId, "NL", kVat, DutchVat, kDutchVat, 0.95f},
    {"be.rijksregister", FindingType::kNationalId, "BE", kCtxNational | kCtxSocial | kCtxHealth, BelgianNational, kBelgian, 0.95f},
    {"be.btw", FindingType::kTaxId, "BE", kVat, BelgianVat, kBelgianVat, 0.95f},
    {"lu.matricule", FindingType::kNationalId, "LU", kCtxNational | kCtxSocial | kCtxPlate, Luxembourg, kLux, 0.95f},
    {"lu.tva", FindingType::kTaxId, "LU", kVat, LuxembourgVat, kLuxVat, 0.95f},
};

}  // namespace

std::span<const NumberFormat> GermanicNumbers() { return kFormats; }

}  // namespace adit
