// France, Spain, Italy, Portugal, Romania, Brazil; Greece, Cyprus and Malta keep them company.
#include <string>

#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool IsDigitChar(char c) { return c >= '0' && c <= '9'; }

// Thirteen digits and a key of two; Corsica's departments are 2A and 2B.
bool FrenchNir(std::string_view n) {
  std::string digits(n.substr(0, 13));
  if (digits[6] == 'A') {
    digits[6] = '9';
    digits[5] = '1';
  } else if (digits[6] == 'B') {
    digits[6] = '8';
    digits[5] = '1';
  }
  for (const char c : digits) {
    if (!IsDigitChar(c)) return false;
  }
  const char sex = n[0];
  if (sex == '0' || sex == '5' || sex == '6' || sex == '9') return false;
  const int month = TwoDigits(digits, 3);
  if (month == 0 || (month > 12 && month < 20) || (month > 42 && month < 50)) return false;
  return 97 - Modulo(digits, 97) == static_cast<unsigned>(TwoDigits(n, 13));
}

bool FrenchTax(std::string_view n) {
  return n[0] <= '3' && Modulo(n.substr(0, 10), 511) == static_cast<unsigned>(Modulo(n.substr(10), 1000));
}

bool Siren(std::string_view n) { return !AllSame(n) && LuhnValid(n); }

bool Siret(std::string_view n) { return Siren(n.substr(0, 9)) && LuhnValid(n); }

bool FrenchVat(std::string_view n) {
  const std::string_view siren = n.substr(4);
  if (!IsDigitChar(n[2]) || !IsDigitChar(n[3])) return LuhnValid(siren);
  std::string with_twelve(siren);
  with_twelve += "12";
  return Modulo(with_twelve, 97) == static_cast<unsigned>(TwoDigits(n, 2)) && LuhnValid(siren);
}

constexpr std::string_view kDniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool Dni(std::string_view n) {
  if (n.size() == 8) return kDniLetters[Modulo(n.substr(0, 7), 23)] == n[7];
  return kDniLetters[Modulo(n.substr(0, 8), 23)] == n[8]; }

bool Nie(std::string_view n) {
  if (n[0] != 'X' && n[0] != 'Y' && n[0] != 'Z') return false;
  std::string digits(n.substr(0, 8));
  digits[0] = static_cast<char>('0' + (n[0] - 'X'));
  return kDniLetters[Modulo(digits, 23)] == n[8];
}

bool Cif(std::string_view n) {
  constexpr std::string_view kFirst = "ABCDEFGHJNPQRSUVW";
  if (kFirst.find(n[0]) == std::string_view::npos) return false;
  int sum = 0;
  for (size_t i = 1; i <= 7; ++i) {
    int d = Digit(n, i);
    if (i % 2 == 1 && (d *= 2) > 9) d -= 9;
    sum += d;
  }
  const int check = (10 - sum % 10) % 10;
  constexpr std::string_view kLetters = "JABCDEFGHI";
  return IsDigitChar(n[8]) ? n[8] - '0' == check : kLetters[static_cast<size_t>(check)] == n[8];
}

bool SpanishSocial(std::string_view n) {
  std::string digits(n.substr(0, 10));
  if (digits[2] == '0') digits.erase(2, 1);
  return Modulo(digits, 97) == static_cast<unsigned>(TwoDigits(n, 10)) && !AllSame(n);
}

int OmocodeDigit(char c) {
  constexpr std::string_view kLetters = "LMNPQRSTUV";
  if (IsDigitChar(c)) return c - '0';
  const size_t at = kLetters.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool CodiceFiscale(std::string_view n) {
  constexpr std::string_view kMonths = "ABCDEHLMPRST";
  if (kMonths.find(n[8]) == std::string_view::npos) return false;
  int day = OmocodeDigit(n[9]) * 10 + OmocodeDigit(n[10]);
  if (day > 40) day -= 40;
  if (day < 1 || day > 31) return false;
  static constexpr int kOdd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18,
                                 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (size_t i = 0; i < 15; ++i) {
    const int value = IsDigitChar(n[i]) ? n[i] - '0' : n[i] - 'A';
    sum += i % 2 == 0 ? kOdd[value] : value;
  }
  return 'A' + sum % 26 == n[15];
}

bool PartitaIva(std::string_view n) {
  const std::string_view digits = n.substr(n.size() - 11);
  if (Modulo(digits.substr(0, 7), 10'000'000) == 0) return false;
  const int office = Digit(digits, 7) * 100 + TwoDigits(digits, 8);
  const bool known = (office >= 1 && office <= 100) || office == 120 || office == 121 || office == 888 || office == 999;
  return known && LuhnValid(digits);
}

bool PortugueseNif(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 9);
  if (d[0] == '0' || d[0] == '4') return false;
  static constexpr int kWeights[] = {9, 8, 7, 6, 5, 4, 3, 2};
  const int rest = WeightedSum(d.substr(0, 8), kWeights, 8) % 11;
  return (rest < 2 ? 0 : 11 - rest) == Digit(d, 8);
}

bool PortugueseCard(std::string_view n) {
  int sum = 0;
  for (size_t i = 0; i < 12; ++i) {
    int value = IsDigitChar(n[i]) ? n[i] - '0' : n[i] - 'A' + 10;
    if (i % 2 == 0 && (value *= 2) > 9) value -= 9;
    sum += value;
  }
  return sum % 10 == 0;
}

bool PortugueseSocial(std::string_view n) {
  if (n[0] != '1' && n[0] != '2') return false;
  static constexpr int kWeights[] = {29, 23, 19, 17, 13, 11, 7, 5, 3, 2};
  return 9 - WeightedSum(n.substr(0, 10), kWeights, 10) % 10 == Digit(n, 10);
}

bool RomanianCnp(std::string_view n) {
  if (n[0] == '0') return false;
  static constexpr int kWeights[] = {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9};
  const int rest = WeightedSum(n.substr(0, 12), kWeights, 12) % 11;
  const int county = TwoDigits(n, 7);
  const int month = TwoDigits(n, 3);
  const int day = TwoDigits(n, 5);
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (county == 0 || (county > 52 && county != 70 && (county < 80 || county > 83))) return false;
  return (rest == 10 ? 1 : rest) == Digit(n, 12);
}

bool RomanianCui(std::string_view n) {
  const std::string_view digits = n[0] == 'R' ? n.substr(2) : n;
  static constexpr int kWeights[] = {7, 5, 3, 2, 1, 7, 5, 3, 2};
  if (digits[0] == '0') return false;
  const size_t body = digits.size() - 1;
  int sum = 0;
  for (size_t i = 0; i < body; ++i) sum += Digit(digits, i) * kWeights[9 - body + i];
  return sum * 10 % 11 % 10 == Digit(digits, body);
}

int BrazilCheck(std::string_view digits, size_t count, int first_weight, int last_weight) {
  int sum = 0;
  int weight = first_weight;
  for (size_t i = 0; i < count; ++i) {
    sum += Digit(digits, i) * weight;
    weight = weight == 2 ? last_weight : weight - 1;
  }
  const int rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

bool Cpf(std::string_view n) {
  if (AllSame(n)) return false;
  return BrazilCheck(n, 9, 10, 9) == Digit(n, 9) && BrazilCheck(n, 10, 11, 9) == Digit(n, 10);
}

bool Cnpj(std::string_view n) {
  if (AllSame(n)) return false;
  return BrazilCheck(n, 12, 5, 9) == Digit(n, 12) && BrazilCheck(n, 13, 6, 9) == Digit(n, 13);
}

bool Pis(std::string_view n) {
  return !AllSame(n) && BrazilCheck(n, 10, 3, 9) == Digit(n, 10);
}

bool Amka(std::string_view n) {
  const int day = TwoDigits(n, 0);
  const int month = TwoDigits(n, 2);
  return day >= 1 && day <= 31 && month >= 1 && month <= 12 && LuhnValid(n);
}

bool Afm(std::string_view n) {
  const std::string_view d = n.substr(n.size() - 9);
  int sum = 0;
  for (size_t i = 0; i < 8; ++i) sum = sum * 2 + Digit(d, i);
  return !AllSame(d) && sum * 2 % 11 % 10 == Digit(d, 8);
}

bool CypriotTax(std::string_view n) {
  static constexpr int kOdd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
  const std::string_view d = n.substr(n.size() - 9);
  if (d.substr(0, 2) == "12") return false;
  int sum = 0;
  for (size_t i = 0; i < 8; ++i) sum += i % 2 == 0 ? kOdd[Digit(d, i)] : Digit(d, i);
  return 'A' + sum % 26 == d[8];
}

bool MalteseVat(std::string_view n) {
  static constexpr int kWeights[] = {3, 4, 6, 7, 8, 9, 10, 1};
  return WeightedSum(n.substr(2), kWeights, 8) % 37 == 0 && n[2] != '0';
}

bool MalteseId(std::string_view n) {
  constexpr std::string_view kLetters = "MGAPLHBZ";
  return kLetters.find(n.back()) != std::string_view::npos && !AllSame(n.substr(0, n.size() - 1));
}

constexpr ContextMask kIdentity = kCtxNational | kCtxTax;
constexpr ContextMask kVat = kCtxVat | kCtxTax;

constexpr NumberForm kNir[] = {{"9_99_99_9X_999_999_99", 0.95f}, {"999999X99999999", 0.9f}};
constexpr NumberForm kFrenchTax[] = {{"99 99 999 999 999", 0.7f}, {"9999999999999", 0.55f}};
constexpr NumberForm kSiren[] = {{"999_999_999"}};
constexpr NumberForm kSiret[] = {{"999_999_999_99999"}};
constexpr NumberForm kFrenchVat[] = {{"FR_XX_999999999", 0.9f}, {"FR_XX_999_999_999", 0.9f}};
constexpr NumberForm kDni[] = {{"99999999_A", 0.85f}, {"99.999.999_A", 0.85f}, {"99.999.999-A", 0.9f}, {"9999999_A"}};
constexpr NumberForm kNie[] = {{"A_9999999_A", 0.85f}, {"A-9999999-A", 0.9f}, {"A9999999-A", 0.9f}};
constexpr NumberForm kCif[] = {{"A99999999", 0.5f}, {"A9999999A", 0.6f}, {"A-99999999", 0.6f}, {"A-9999999-X", 0.7f}};
constexpr NumberForm kEsVat[] = {{"ESX9999999X", 0.85f}};
constexpr NumberForm kNuss[] = {{"99_99999999_99", 0.7f}, {"99_9999999999", 0.6f}, {"999999999999", 0.5f}};
constexpr NumberForm kCf[] = {{"AAAAAAOOAOOAOOOA", 1.0f}, {"AAA_AAA_OOAOO_AOOOA", 1.0f}};
constexpr NumberForm kPartitaIva[] = {{"99999999999", 0.3f}, {"IT_99999999999", 0.9f}};
constexpr NumberForm kPtNif[] = {{"999_999_999", 0.3f}, {"PT_999999999", 0.9f}};
constexpr NumberForm kPtCard[] = {{"99999999_9_AA9", 0.9f}, {"99999999 9AA9", 0.9f}, {"999999999AA9", 0.9f}};
constexpr NumberForm kPtSocial[] = {{"99999999999", 0.3f}};
constexpr NumberForm kCnp[] = {{"9999999999999", 0.7f}, {"9_999999_999999", 0.8f}};
constexpr NumberForm kCui[] = {{"RO_99999999", 0.9f}, {"RO_9999999", 0.85f}, {"RO_999999", 0.7f}, {"99999999"}, {"9999999"}};
constexpr NumberForm kCpf[] = {{"999.999.999-99", 1.0f}, {"999_999_999_99", 0.7f}};
constexpr NumberForm kCnpj[] = {{"99.999.999/9999-99", 1.0f}, {"99999999999999", 0.7f}};
constexpr NumberForm kPis[] = {{"999.99999.99-9", 0.9f}, {"99999999999", 0.3f}};
constexpr NumberForm kAmka[] = {{"999999_99999", 0.45f}};
constexpr NumberForm kAfm[] = {{"999999999"}, {"EL_999999999", 0.9f}, {"GR_999999999", 0.85f}};
constexpr NumberForm kCyprus[] = {{"99999999A", 0.45f}, {"CY_99999999A", 0.9f}};
constexpr NumberForm kMaltaVat[] = {{"MT_99999999", 0.9f}, {"MT_9999_9999", 0.9f}};
constexpr NumberForm kMaltaId[] = {{"9999999_A"}, {"999999_A"}};

constexpr NumberFormat kFormats[] = {
    {"fr.nir", FindingType::kSocialSecurity, "FR", kCtxSocial | kCtxHealth | kCtxNational, FrenchNir, kNir, 0.95f},
    {"fr.spi", FindingType::kTaxId, "FR", kCtxTax, FrenchTax, kFrenchTax, 0.9f},
    {"fr.siren", FindingType::kTaxId, "FR", kCtxVat, Siren, kSiren, 0.8f},
    {"fr.siret", FindingType::kTaxId, "FR", kCtxVat, Siret, kSiret, 0.85f},
    {"fr.tva", FindingType::kTaxId, "FR", kVat, FrenchVat, kFrenchVat, 0.95f},
    {"es.dni", FindingType::kNationalId, "ES", kIdentity, Dni, kDni, 0.95f},
    {"es.nie", FindingType::kNationalId, "ES", kIdentity, Nie, kNie, 0.95f},
    {"es.cif", FindingType::kTaxId, "ES", kVat, Cif, kCif, 0.9f},
    {"es.iva", FindingType::kTaxId, "ES", kVat, [](std::string_view n) {
       const std::string_view rest = n.substr(2);
       if (rest[0] >= '0' && rest[0] <= '9') return !IsDigitChar(rest[8]) && Dni(rest);
       return Nie(rest) || Cif(rest);
     }, kEsVat, 0.95f},
    {"es.nuss", FindingType::kSocialSecurity, "ES", kCtxSocial, SpanishSocial, kNuss, 0.92f},
    {"it.codice_fiscale", FindingType::kTaxId, "IT", kCtxTax | kCtxNational, CodiceFiscale, kCf, 1.0f},
    {"it.partita_iva", FindingType::kTaxId, "IT", kVat, PartitaIva, kPartitaIva, 0.9f},
    {"pt.nif", FindingType::kTaxId, "PT", kVat | kCtxNational, PortugueseNif, kPtNif, 0.88f},
    {"pt.cartao_cidadao", FindingType::kNationalId, "PT", kIdentity, PortugueseCard, kPtCard, 0.95f},
    {"pt.niss", FindingType::kSocialSecurity, "PT", kCtxSocial, PortugueseSocial, kPtSocial, 0.9f},
    {"ro.cnp", FindingType::kNationalId, "RO", kCtxNational, RomanianCnp, kCnp, 0.95f},
    {"ro.cui", FindingType::kTaxId, "RO", kVat, RomanianCui, kCui, 0.85f},
    {"br.cpf", FindingType::kTaxId, "BR", kCtxTax | kCtxNational, Cpf, kCpf, 0.95f},
    {"br.cnpj", FindingType::kTaxId, "BR", kCtxTax | kCtxVat, Cnpj, kCnpj, 0.95f},
    {"br.pis", FindingType::kSocialSecurity, "BR", kCtxSocial, Pis, kPis, 0.9f},
    {"gr.amka", FindingType::kSocialSecurity, "GR", kCtxSocial | kCtxNational | kCtxHealth, Amka, kAmka, 0.9f},
    {"gr.afm", FindingType::kTaxId, "GR", kVat, Afm, kAfm, 0.88f},
    {"cy.tin", FindingType::kTaxId, "CY", kVat, CypriotTax, kCyprus, 0.9f},
    {"mt.vat", FindingType::kTaxId, "MT", kVat, MalteseVat, kMaltaVat, 0.95f},
    {"mt.id", FindingType::kNationalId, "MT", kIdentity, MalteseId, kMaltaId, 0.8f},
};

}  // namespace

std::span<const NumberFormat> RomanceNumbers() { return kFormats; }

}  // namespace adit
