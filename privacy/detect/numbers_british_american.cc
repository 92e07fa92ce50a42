// The United Kingdom, Ireland, the United States, Canada, South Africa, Nigeria.
#include <string>

#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool Nhs(std::string_view n) {
  static constexpr int kWeights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  return !AllSame(n) && WeightedSum(n, kWeights, 10) % 11 == 0;
}

bool Nino(std::string_view n) {
  constexpr std::string_view kNever = "DFIQUV";
  if (kNever.find(n[0]) != std::string_view::npos || kNever.find(n[1]) != std::string_view::npos) return false;
  if (n[1] == 'O' || n.back() < 'A' || n.back() > 'D') return false;
  const std::string_view prefix = n.substr(0, 2);
  for (const std::string_view unused : {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}) {
    if (prefix == unused) return false;
  }
  return true;
}

bool Utr(std::string_view n) {
  static constexpr int kWeights[] = {6, 7, 8, 9, 10, 5, 4, 3, 2};
  return !AllSame(n) && "21987654321"[WeightedSum(n.substr(1), kWeights, 9) % 11] == n[0];
}

bool BritishVat(std::string_view n) {
  const std::string_view d = n.substr(2);
  static constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2, 10, 1};
  const int sum = WeightedSum(d.substr(0, 9), kWeights, 9) % 97;
  return sum == 0 || sum == 42 || sum == 55;
}

bool Pps(std::string_view n) {
  static constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2};
  int sum = WeightedSum(n.substr(0, 7), kWeights, 7);
  if (n.size() == 9 && n[8] != 'W' && n[8] != 'T' && n[8] != 'X') sum += 9 * (n[8] - 'A' + 1);
  return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == n[7];
}

bool IrishVat(std::string_view n) {
  const std::string_view d = n.substr(2);
  if (d[1] < '0' || d[1] > '9') {
    const std::string moved = "0" + std::string(d.substr(2, 5)) + d[0] + d[7];
    return Pps(moved);
  }
  return Pps(d);
}

bool Ssn(std::string_view n) {
  const std::string_view area = n.substr(0, 3);
  if (area == "000" || area == "666" || area[0] == '9') return false;
  if (n.substr(3, 2) == "00" || n.substr(5) == "0000" || AllSame(n)) return false;
  // Numbers of advertisements and examples.
  return n != "078051120" && n != "123456789" && n != "219099999" && n.substr(0, 8) != "98765432";
}

bool Itin(std::string_view n) {
  if (n[0] != '9') return false;
  const int group = TwoDigits(n, 3);
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) ||
         (group >= 94 && group <= 99);
}

bool Ein(std::string_view n) {
  const int prefix = TwoDigits(n, 0);
  return prefix != 0 && prefix != 7 && prefix != 8 && prefix != 9 && prefix != 17 && prefix != 18 &&
         prefix != 19 && prefix != 28 && prefix != 29 && prefix != 49 && prefix != 69 && prefix != 70 &&
         prefix != 78 && prefix != 79 && prefix != 89 && prefix != 96 && prefix != 97;
}

bool IsMedicareLetter(char c) {
  constexpr std::string_view kNever = "SLOIBZ";
  return c >= 'A' && c <= 'Z' && kNever.find(c) == std::string_view::npos;
}

// Medicare beneficiary identifier: C A AN N A AN N A A N N.
bool Mbi(std::string_view n) {
  constexpr std::string_view kShape = "CAXNAXNAANN";
  for (size_t i = 0; i < 11; ++i) {
    const bool digit = n[i] >= '0' && n[i] <= '9';
    const bool letter = IsMedicareLetter(n[i]);
    if (kShape[i] == 'C' && (!digit || n[i] == '0')) return false;
    if (kShape[i] == 'N' && !digit) return false;
    if (kShape[i] == 'A' && !letter) return false;
    if (kShape[i] == 'X' && !digit && !letter) return false;
  }
  return true;
}

bool Npi(std::string_view n) {
  return (n[0] == '1' || n[0] == '2') && !AllSame(n) && LuhnValid("80840" + std::string(n));
}

// American Bankers Association: weights 3, 7, 1.
bool Aba(std::string_view n) {
  const int prefix = TwoDigits(n, 0);
  const bool issued = prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix == 80;
  return issued && !AllSame(n) && WeightedSum(n, "371371371") % 10 == 0;
}

bool Sin(std::string_view n) { return n[0] != '0' && !AllSame(n) && LuhnValid(n); }

bool CanadianBusiness(std::string_view n) { return LuhnValid(n.substr(0, 9)); }

bool SouthAfrican(std::string_view n) {
  const int month = TwoDigits(n, 2);
  const bool date = IsDate(1900 + TwoDigits(n, 0), month, TwoDigits(n, 4)) ||
                    IsDate(2000 + TwoDigits(n, 0), month, TwoDigits(n, 4));
  return date && (n[10] == '0' || n[10] == '1' || n[10] == '2') && LuhnValid(n);
}

bool SouthAfricanTax(std::string_view n) {
  constexpr std::string_view kFirst = "01239";
  return kFirst.find(n[0]) != std::string_view::npos && !AllSame(n) && LuhnValid(n);
}

bool Any(std::string_view n) { return !AllSame(n); }

constexpr ContextMask kVat = kCtxVat | kCtxTax;

constexpr NumberForm kNhs[] = {{"999 999 9999", 0.55f}, {"999-999-9999", 0.5f}, {"9999999999", 0.3f}};
constexpr NumberForm kNino[] = {{"AA999999A", 0.85f}, {"AA 99 99 99 A", 0.95f}, {"AA_999999_A", 0.85f}, {"AA-99-99-99-A", 0.95f}, {"AA 999999A", 0.9f}};
constexpr NumberForm kUtr[] = {{"99999_99999"}};
constexpr NumberForm kGbVat[] = {{"GB_999999999", 0.9f}, {"GB_999_9999_99", 0.95f}, {"GB_999999999999", 0.9f}};
constexpr NumberForm kPps[] = {{"9999999A", 0.6f}, {"9999999AA", 0.7f}, {"9999999 A", 0.5f}};
constexpr NumberForm kIrishVat[] = {{"IE_9X99999A", 0.9f}, {"IE_9999999AA", 0.95f}};
constexpr NumberForm kSsn[] = {{"999-99-9999", 0.85f}, {"999 99 9999", 0.55f}, {"999.99.9999", 0.5f}, {"999-999999"}, {"99999-9999"}, {"999999999"}};
constexpr NumberForm kItin[] = {{"999-99-9999", 0.8f}, {"999_99_9999", 0.3f}, {"999-999999", 0.3f}, {"99999-9999", 0.3f}};
constexpr NumberForm kEin[] = {{"99-9999999"}};
constexpr NumberForm kMbi[] = {{"9XXXXXXXXXX", 0.7f}, {"9XX" "X-XX" "X-XXXX", 0.8f}};
constexpr NumberForm kNpi[] = {{"9999999999"}, {"9999_999_999"}};
constexpr NumberForm kAba[] = {{"999999999"}, {"9999-9999-9"}};
constexpr NumberForm kSin[] = {{"999-999-999", 0.6f}, {"999 999 999", 0.5f}, {"999999999"}};
constexpr NumberForm kCaBusiness[] = {{"999999999AA9999", 0.9f}, {"99999_9999_AA_9999", 0.9f}};
constexpr NumberForm kZa[] = {{"9999999999999", 0.7f}, {"999999_9999_999", 0.85f}, {"999999_9999_99_9", 0.85f}};
constexpr NumberForm kZaTax[] = {{"9999_999_99_9"}};
constexpr NumberForm kNin[] = {{"99999999999"}};

constexpr NumberFormat kFormats[] = {
    {"gb.nhs", FindingType::kHealthId, "GB", kCtxHealth, Nhs, kNhs, 0.95f},
    {"gb.nino", FindingType::kSocialSecurity, "GB", kCtxSocial | kCtxTax | kCtxNational, Nino, kNino, 0.97f},
    {"gb.utr", FindingType::kTaxId, "GB", kCtxTax, Utr, kUtr, 0.9f},
    {"gb.vat", FindingType::kTaxId, "GB", kVat, BritishVat, kGbVat, 0.95f},
    {"ie.pps", FindingType::kNationalId, "IE", kCtxSocial | kCtxNational | kCtxTax, Pps, kPps, 0.95f},
    {"ie.vat", FindingType::kTaxId, "IE", kVat, IrishVat, kIrishVat, 0.95f},
    {"us.ssn", FindingType::kNationalId, "US", kCtxSocial | kCtxNational | kCtxTax, Ssn, kSsn, 0.84f},
    {"us.itin", FindingType::kTaxId, "US", kCtxTax | kCtxSocial, Itin, kItin, 0.92f},
    {"us.ein", FindingType::kTaxId, "US", kCtxTax, Ein, kEin, 0.85f},
    {"us.mbi", FindingType::kHealthId, "US", kCtxHealth, Mbi, kMbi, 0.95f},
    {"us.npi", FindingType::kHealthId, "US", kCtxHealth, Npi, kNpi, 0.85f},
    {"us.aba", FindingType::kAccount, "US", kCtxIban, Aba, kAba, 0.85f},
    {"ca.sin", FindingType::kSocialSecurity, "CA", kCtxSocial | kCtxTax, Sin, kSin, 0.92f},
    {"ca.bn", FindingType::kTaxId, "CA", kVat, CanadianBusiness, kCaBusiness, 0.95f},
    {"za.id", FindingType::kNationalId, "ZA", kCtxNational, SouthAfrican, kZa, 0.96f},
    {"za.tin", FindingType::kTaxId, "ZA", kCtxTax, SouthAfricanTax, kZaTax, 0.85f},
    {"ng.nin", FindingType::kNationalId, "NG", kCtxNational, Any, kNin, 0.8f},
};

}  // namespace

std::span<const NumberFormat> BritishAndAmericanNumbers() { return kFormats; }

}  // namespace adit
