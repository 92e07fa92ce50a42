// Sweden, Finland, Denmark, Norway; Estonia, Latvia, Lithuania.
#include <string>

#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool Personnummer(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 10);
  int day = TwoDigits(d, 4);
  if (day > 60) day -= 60;  // coordination number
  const int year = n.size() == 12 ? TwoDigits(n, 0) * 100 + TwoDigits(n, 2) : 2000 + TwoDigits(d, 0);
  if (n.size() == 12 && (year < 1840 || year > 2100)) return false;
  const int month = TwoDigits(d, 2);
  // Without the century a 29 February may be of another one.
  return IsDate(n.size() == 12 ? year : 2000, month, day) && LuhnValid(d);
}

bool SwedishCompany(std::string_view n) { return n[2] >= '2' && LuhnValid(n); }

bool SwedishVat(std::string_view n) { return n.substr(12) != "00" && LuhnValid(n.substr(2, 10)); }

bool Hetu(std::string_view n) {
  constexpr std::string_view kSigns = "+-ABCDEFUVWXY";
  if (kSigns.find(n[6]) == std::string_view::npos) return false;
  const int century = n[6] == '+' ? 1800 : n[6] >= 'A' && n[6] <= 'F' ? 2000 : 1900;
  if (!IsDate(century + TwoDigits(n, 4), TwoDigits(n, 2), TwoDigits(n, 0))) return false;
  for (size_t i = 7; i < 10; ++i) {
    if (n[i] < '0' || n[i] > '9') return false;
  }
  const std::string number = std::string(n.substr(0, 6)) + std::string(n.substr(7, 3));
  if (Modulo(number.substr(6), 1000) < 2) return false;
  return "0123456789ABCDEFHJKLMNPRSTUVWXY"[Modulo(number, 31)] == n[10];
}

bool FinnishCompany(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 8);
  static constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1};
  return !AllSame(d) && WeightedSum(d, kWeights, 8) % 11 == 0;
}

// The check digit is no longer guaranteed since 2007; the date and the century digit remain.
bool Cpr(std::string_view n) {
  const int century_digit = Digit(n, 6);
  const int yy = TwoDigits(n, 4);
  int year = 1900 + yy;
  if (century_digit == 4 || century_digit == 9) {
    if (yy < 37) year = 2000 + yy;
  } else if (century_digit >= 5) {
    year = yy < 58 ? 2000 + yy : 1800 + yy;
  }
  return IsDate(year, TwoDigits(n, 2), TwoDigits(n, 0)) && n.substr(6) != "0000";
}

bool DanishVat(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 8);
  static constexpr int kWeights[] = {2, 7, 6, 5, 4, 3, 2, 1};
  return d[0] != '0' && WeightedSum(d, kWeights, 8) % 11 == 0;
}

bool Fodselsnummer(std::string_view n) {
  static constexpr int kFirst[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
  static constexpr int kSecond[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
  int day = TwoDigits(n, 0);
  if (day > 40) day -= 40;  // D number
  int month = TwoDigits(n, 2);
  if (month > 40) month -= 40;
  if (day < 1 || day > 31 || month < 1 || month > 12) return false;
  const int year = TwoDigits(n, 4);
  const int individual = Digit(n, 6) * 100 + TwoDigits(n, 7);
  if (individual >= 500 && year >= 40 && !(individual < 750 && year >= 54) && individual < 900) return false;
  return WeightedSum(n.substr(0, 10), kFirst, 10) % 11 == 0 && WeightedSum(n, kSecond, 11) % 11 == 0;
}

bool NorwegianCompany(std::string_view n) {
  const std::string_view d = n.substr(n[0] == 'N' ? 2 : 0, 9);
  static constexpr int kWeights[] = {3, 2, 7, 6, 5, 4, 3, 2, 1};
  return !AllSame(d) && WeightedSum(d, kWeights, 9) % 11 == 0;
}

// Estonia and Lithuania share one scheme.
bool Isikukood(std::string_view n) {
  if (n[0] == '0' || n[0] == '9') return false;
  const int century = 1800 + (Digit(n, 0) - 1) / 2 * 100;
  if (!IsDate(century + TwoDigits(n, 1), TwoDigits(n, 3), TwoDigits(n, 5))) return false;
  int check = WeightedSum(n.substr(0, 10), "1234567891") % 11;
  if (check == 10) check = WeightedSum(n.substr(0, 10), "3456789123") % 11 % 10;
  return check == Digit(n, 10);
}

bool LatvianCode(std::string_view n) {
  if (n.substr(0, 2) == "32") return true;  // without a birth date, since 2017
  const int century = 1800 + Digit(n, 6) * 100;
  if (Digit(n, 6) > 2 || !IsDate(century + TwoDigits(n, 4), TwoDigits(n, 2), TwoDigits(n, 0))) return false;
  static constexpr int kWeights[] = {10, 5, 8, 4, 2, 1, 6, 3, 7, 9};
  return (1 + WeightedSum(n.substr(0, 10), kWeights, 10)) % 11 % 10 == Digit(n, 10);
}

bool EstonianVat(std::string_view n) {
  return WeightedSum(n.substr(2), "371371371") % 10 == 0;
}

bool LatvianVat(std::string_view n) {
  static constexpr int kWeights[] = {9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1};
  const std::string_view d = n.substr(2);
  return d[0] > '3' ? WeightedSum(d, kWeights, 11) % 11 == 3 : LatvianCode(d);
}

bool LithuanianVat(std::string_view n) {
  const std::string_view d = n.substr(2);
  const size_t body = d.size() - 1;
  const auto sum = [&](int start) {
    int total = 0;
    for (size_t i = 0; i < body; ++i) total += Digit(d, i) * ((static_cast<int>(i) + start) % 9 + 1);
    return total;
  };
  if (d[body - 1] != '1') return false;
  int check = sum(0) % 11;
  if (check == 10) check = sum(2) % 11 % 10;
  return check == Digit(d, body);
}

constexpr ContextMask kIdentity = kCtxNational | kCtxSocial | kCtxHealth;
constexpr ContextMask kVat = kCtxVat | kCtxTax;

constexpr NumberForm kPnr[] = {{"999999-9999", 0.8f}, {"99999999-9999", 0.95f}, {"999999+9999", 0.9f}, {"99999999+9999", 0.9f}, {"999999999999", 0.7f}, {"9999999999", 0.35f}, {"999999 9999", 0.45f}};
constexpr NumberForm kOrgnr[] = {{"999999-9999", 0.55f}, {"9999999999"}};
constexpr NumberForm kSwedishVat[] = {{"SE_999999999999", 0.9f}};
constexpr NumberForm kHetu[] = {{"999999~999X", 0.95f}};
constexpr NumberForm kFiCompany[] = {{"9999999-9", 0.6f}, {"FI_99999999", 0.9f}};
constexpr NumberForm kCpr[] = {{"999999-9999", 0.6f}, {"9999999999"}, {"999999 9999"}};
constexpr NumberForm kDkVat[] = {{"DK_99999999", 0.9f}, {"99999999"}, {"DK_99_99_99_99", 0.9f}};
constexpr NumberForm kFnr[] = {{"999999_99999", 0.75f}};
constexpr NumberForm kNoCompany[] = {{"999_999_999"}, {"NO_999999999", 0.85f}, {"999_999_999MVA", 0.95f}, {"999 999 999 MVA", 0.95f}, {"NO_999_999_999_MVA", 0.95f}};
constexpr NumberForm kEstonian[] = {{"99999999999", 0.5f}};
constexpr NumberForm kLatvian[] = {{"999999-99999", 0.9f}, {"99999999999", 0.3f}};
constexpr NumberForm kEeVat[] = {{"EE_999999999", 0.9f}};
constexpr NumberForm kLvVat[] = {{"LV_99999999999", 0.9f}};
constexpr NumberForm kLtVat[] = {{"LT_999999999", 0.9f}, {"LT_999999999999", 0.9f}};

constexpr NumberFormat kFormats[] = {
    {"se.personnummer", FindingType::kNationalId, "SE", kIdentity, Personnummer, kPnr, 0.95f},
    {"se.organisationsnummer", FindingType::kTaxId, "SE", kVat, SwedishCompany, kOrgnr, 0.9f},
    {"se.moms", FindingType::kTaxId, "SE", kVat, SwedishVat, kSwedishVat, 0.95f},
    {"fi.hetu", FindingType::kNationalId, "FI", kIdentity, Hetu, kHetu, 1.0f},
    {"fi.y_tunnus", FindingType::kTaxId, "FI", kVat, FinnishCompany, kFiCompany, 0.9f},
    {"dk.cpr", FindingType::kNationalId, "DK", kIdentity, Cpr, kCpr, 0.93f},
    {"dk.cvr", FindingType::kTaxId, "DK", kVat, DanishVat, kDkVat, 0.9f},
    {"no.fodselsnummer", FindingType::kNationalId, "NO", kIdentity, Fodselsnummer, kFnr, 0.96f},
    {"no.orgnr", FindingType::kTaxId, "NO", kVat, NorwegianCompany, kNoCompany, 0.9f},
    {"ee.isikukood", FindingType::kNationalId, "EE", kIdentity, Isikukood, kEstonian, 0.94f},
    {"lt.asmens_kodas", FindingType::kNationalId, "LT", kIdentity, Isikukood, kEstonian, 0.94f},
    {"lv.personas_kods", FindingType::kNationalId, "LV", kIdentity, LatvianCode, kLatvian, 0.94f},
    {"ee.kmkr", FindingType::kTaxId, "EE", kVat, EstonianVat, kEeVat, 0.95f},
    {"lv.pvn", FindingType::kTaxId, "LV", kVat, LatvianVat, kLvVat, 0.95f},
    {"lt.pvm", FindingType::kTaxId, "LT", kVat, LithuanianVat, kLtVat, 0.95f},
};

}  // namespace

std::span<const NumberFormat> NordicAndBalticNumbers() { return kFormats; }

}  // namespace adit
