// Poland, Czechia, Slovakia, Hungary, Bulgaria, Croatia, Slovenia, Turkey.
#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool Pesel(std::string_view n) {
  const int month = TwoDigits(n, 2);
  const int century = month / 20;
  static constexpr int kCenturies[] = {1900, 2000, 2100, 2200, 1800};
  if (!IsDate(kCenturies[century] + TwoDigits(n, 0), month % 20, TwoDigits(n, 4))) return false;
  const int sum = WeightedSum(n.substr(0, 10), "1379137913");
  return (10 - sum % 10) % 10 == Digit(n, 10);
}

bool Nip(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 10);
  static constexpr int kWeights[] = {6, 5, 7, 2, 3, 4, 5, 6, 7};
  return !AllSame(d) && d.substr(0, 3) != "000" && WeightedSum(d.substr(0, 9), kWeights, 9) % 11 == Digit(d, 9);
}

bool Regon(std::string_view n) {
  static constexpr int kShort[] = {8, 9, 2, 3, 4, 5, 6, 7};
  static constexpr int kLong[] = {2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8};
  if (AllSame(n)) return false;
  if (WeightedSum(n.substr(0, 8), kShort, 8) % 11 % 10 != Digit(n, 8)) return false;
  return n.size() == 9 || WeightedSum(n.substr(0, 13), kLong, 13) % 11 % 10 == Digit(n, 13);
}

int CardValue(char c) { return c >= 'A' ? c - 'A' + 10 : c - '0'; }

bool PolishIdCard(std::string_view n) {
  static constexpr int kWeights[] = {7, 3, 1, 9, 7, 3, 1, 7, 3};
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) sum += CardValue(n[i]) * kWeights[i];
  return sum % 10 == 0 && n[0] != 'O';
}

bool PolishPassport(std::string_view n) {
  static constexpr int kWeights[] = {7, 3, 9, 1, 7, 3, 1, 7, 3};
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) sum += CardValue(n[i]) * kWeights[i];
  return sum % 10 == 0;
}

bool RodneCislo(std::string_view n) {
  const int month = TwoDigits(n, 2) % 50 % 20;  // women + 50, overflow of a day + 20
  int year = 1900 + TwoDigits(n, 0);
  if (n.size() == 9) {
    if (year >= 1980) year -= 100;
    return year <= 1953 && IsDate(year, month, TwoDigits(n, 4)) && n.substr(6) != "000";
  }
  if (year < 1954) year += 100;
  if (!IsDate(year, month, TwoDigits(n, 4))) return false;
  unsigned rest = Modulo(n.substr(0, 9), 11);
  if (year < 1985) rest %= 10;
  return rest == static_cast<unsigned>(Digit(n, 9));
}

bool Ico(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 8);
  const int rest = (11 - WeightedSum(d.substr(0, 7), "8765432") % 11) % 10;
  return d[0] != '9' && !AllSame(d) && rest == Digit(d, 7);
}

bool CzechVat(std::string_view n) {
  const std::string_view d = n.substr(2);
  return d.size() == 8 ? Ico(d) : RodneCislo(d);
}

bool SlovakVat(std::string_view n) {
  const std::string_view d = n.substr(2);
  constexpr std::string_view kThird = "234789";
  if (RodneCislo(d)) return true;
  return d[0] != '0' && kThird.find(d[2]) != std::string_view::npos && Modulo(d, 11) == 0;
}

bool Taj(std::string_view n) {
  return !AllSame(n) && WeightedSum(n.substr(0, 8), "37373737") % 10 == Digit(n, 8);
}

bool HungarianTax(std::string_view n) {
  static constexpr int kWeights[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  return n[0] == '8' && WeightedSum(n.substr(0, 9), kWeights, 9) % 11 == Digit(n, 9);
}

bool HungarianVat(std::string_view n) {
  const std::string_view d = n.substr(n[0] == 'H' ? 2 : 0, 8);
  static constexpr int kWeights[] = {9, 7, 3, 1, 9, 7, 3, 1};
  return !AllSame(d) && WeightedSum(d, kWeights, 8) % 10 == 0;
}

bool HungarianPersonal(std::string_view n) {
  if (n[0] < '1' || n[0] > '8') return false;
  static constexpr int kOld[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  static constexpr int kNew[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  const int month = TwoDigits(n, 3);
  if (month < 1 || month > 12 || TwoDigits(n, 5) < 1 || TwoDigits(n, 5) > 31) return false;
  return WeightedSum(n.substr(0, 10), kOld, 10) % 11 == Digit(n, 10) ||
         WeightedSum(n.substr(0, 10), kNew, 10) % 11 == Digit(n, 10);
}

bool Egn(std::string_view n) {
  static constexpr int kWeights[] = {2, 4, 8, 5, 10, 9, 7, 3, 6};
  int month = TwoDigits(n, 2);
  int year = 1900 + TwoDigits(n, 0);
  if (month > 40) {
    year += 100;
    month -= 40;
  } else if (month > 20) {
    year -= 100;
    month -= 20;
  }
  return IsDate(year, month, TwoDigits(n, 4)) &&
         WeightedSum(n.substr(0, 9), kWeights, 9) % 11 % 10 == Digit(n, 9);
}

bool BulgarianVat(std::string_view n) {
  const std::string_view d = n.substr(2);
  if (d.size() == 10) return Egn(d);
  int sum = 0;
  for (int i = 0; i < 8; ++i) sum += (i + 1) * Digit(d, static_cast<size_t>(i));
  int check = sum % 11;
  if (check == 10) {
    sum = 0;
    for (int i = 0; i < 8; ++i) sum += (i + 3) * Digit(d, static_cast<size_t>(i));
    check = sum % 11 % 10;
  }
  return check == Digit(d, 8);
}

bool Oib(std::string_view n) { return !AllSame(n) && Mod11_10Valid(n); }
bool CroatianVat(std::string_view n) { return Oib(n.substr(2)); }

// Unique master citizen number of the successor states of Yugoslavia.
bool Emso(std::string_view n) {
  static constexpr int kWeights[] = {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  const int full = n[4] == '0' ? 2000 + TwoDigits(n, 5) : 1000 + Digit(n, 4) * 100 + TwoDigits(n, 5);
  if (!IsDate(full, TwoDigits(n, 2), TwoDigits(n, 0))) return false;
  const int rest = WeightedSum(n.substr(0, 12), kWeights, 12) % 11;
  return (11 - rest) % 11 % 10 == Digit(n, 12);
}

bool SlovenianTax(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 8);
  if (d[0] == '0') return false;
  const int check = 11 - WeightedSum(d.substr(0, 7), "8765432") % 11;
  return check != 11 && check % 10 == Digit(d, 7);
}

bool Tckn(std::string_view n) {
  if (n[0] == '0') return false;
  int odd = 0;
  int even = 0;
  for (size_t i = 0; i < 9; ++i) (i % 2 == 0 ? odd : even) += Digit(n, i);
  const int tenth = ((odd * 7 - even) % 10 + 10) % 10;
  return tenth == Digit(n, 9) && (odd + even + tenth) % 10 == Digit(n, 10);
}

bool Vkn(std::string_view n) {
  int sum = 0;
  for (int i = 0; i < 9; ++i) {
    const int c = (Digit(n, static_cast<size_t>(i)) + 9 - i) % 10;
    if (c == 0) continue;
    int power = 1;
    for (int k = 0; k < 9 - i; ++k) power = power * 2 % 9;
    const int v = c * power % 9;
    sum += v == 0 ? 9 : v;
  }
  return !AllSame(n) && (10 - sum % 10) % 10 == Digit(n, 9);
}

constexpr ContextMask kIdentity = kCtxNational | kCtxSocial;
constexpr ContextMask kVat = kCtxVat | kCtxTax;

constexpr NumberForm kPesel[] = {{"99999999999", 0.5f}};
constexpr NumberForm kNip[] = {{"999-999-99-99", 0.9f}, {"999-99-99-999", 0.9f}, {"9999999999"}, {"999_999_99_99", 0.6f}, {"PL_9999999999", 0.9f}, {"PL_999_999_99_99", 0.9f}};
constexpr NumberForm kRegon[] = {{"999999999"}, {"99999999999999", 0.3f}};
constexpr NumberForm kPolishCard[] = {{"AAA_999999", 0.5f}};
constexpr NumberForm kPolishPassport[] = {{"AA_9999999"}};
constexpr NumberForm kRodne[] = {{"999999/9999", 0.95f}, {"9999999999"}, {"999999/999", 0.7f}, {"999999999"}, {"999999 9999", 0.4f}};
constexpr NumberForm kIco[] = {{"99999999"}};
constexpr NumberForm kCzVat[] = {{"CZ_99999999", 0.9f}, {"CZ_999999999", 0.8f}, {"CZ_9999999999", 0.9f}};
constexpr NumberForm kSkVat[] = {{"SK_9999999999", 0.9f}};
constexpr NumberForm kTaj[] = {{"999_999_999", 0.25f}};
constexpr NumberForm kHuTax[] = {{"9999999999"}};
constexpr NumberForm kHuVat[] = {{"HU_99999999", 0.9f}, {"99999999-9-99", 0.9f}};
constexpr NumberForm kHuPersonal[] = {{"9-999999-9999", 0.9f}, {"9_999999_9999", 0.45f}};
constexpr NumberForm kEgn[] = {{"9999999999", 0.4f}};
constexpr NumberForm kBgVat[] = {{"BG_999999999", 0.9f}, {"BG_9999999999", 0.9f}};
constexpr NumberForm kOib[] = {{"99999999999", 0.35f}};
constexpr NumberForm kHrVat[] = {{"HR_99999999999", 0.95f}};
constexpr NumberForm kEmso[] = {{"9999999999999", 0.7f}};
constexpr NumberForm kSiTax[] = {{"99999999"}, {"SI_99999999", 0.9f}};
constexpr NumberForm kTckn[] = {{"99999999999", 0.55f}, {"999_999_999_99", 0.6f}};
constexpr NumberForm kVkn[] = {{"9999999999"}};

constexpr NumberFormat kFormats[] = {
    {"pl.pesel", FindingType::kNationalId, "PL", kIdentity | kCtxHealth | kCtxTax, Pesel, kPesel, 0.95f},
    {"pl.nip", FindingType::kTaxId, "PL", kVat, Nip, kNip, 0.93f},
    {"pl.regon", FindingType::kTaxId, "PL", kVat, Regon, kRegon, 0.85f},
    {"pl.dowod", FindingType::kNationalId, "PL", kCtxNational, PolishIdCard, kPolishCard, 0.93f},
    {"pl.paszport", FindingType::kPassport, "PL", kCtxPassport, PolishPassport, kPolishPassport, 0.93f},
    {"cz.rodne_cislo", FindingType::kNationalId, "CZ", kIdentity, RodneCislo, kRodne, 0.93f},
    {"cz.ico", FindingType::kTaxId, "CZ", kVat, Ico, kIco, 0.8f},
    {"cz.dic", FindingType::kTaxId, "CZ", kVat, CzechVat, kCzVat, 0.95f},
    {"sk.ic_dph", FindingType::kTaxId, "SK", kVat, SlovakVat, kSkVat, 0.95f},
    {"hu.taj", FindingType::kSocialSecurity, "HU", kCtxSocial | kCtxHealth, Taj, kTaj, 0.9f},
    {"hu.adoazonosito", FindingType::kTaxId, "HU", kVat, HungarianTax, kHuTax, 0.93f},
    {"hu.adoszam", FindingType::kTaxId, "HU", kVat, HungarianVat, kHuVat, 0.95f},
    {"hu.szemelyi", FindingType::kNationalId, "HU", kCtxNational, HungarianPersonal, kHuPersonal, 0.93f},
    {"bg.egn", FindingType::kNationalId, "BG", kCtxNational, Egn, kEgn, 0.93f},
    {"bg.dds", FindingType::kTaxId, "BG", kVat, BulgarianVat, kBgVat, 0.95f},
    {"hr.oib", FindingType::kTaxId, "HR", kCtxNational | kVat, Oib, kOib, 0.94f},
    {"hr.pdv", FindingType::kTaxId, "HR", kVat, CroatianVat, kHrVat, 0.95f},
    {"si.emso", FindingType::kNationalId, "SI", kCtxNational, Emso, kEmso, 0.95f},
    {"si.ddv", FindingType::kTaxId, "SI", kVat, SlovenianTax, kSiTax, 0.9f},
    {"tr.tckn", FindingType::kNationalId, "TR", kCtxNational, Tckn, kTckn, 0.95f},
    {"tr.vkn", FindingType::kTaxId, "TR", kVat, Vkn, kVkn, 0.9f},
};

}  // namespace

std::span<const NumberFormat> EasternEuropeanNumbers() { return kFormats; }

}  // namespace adit
