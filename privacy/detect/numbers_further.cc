// Mexico, Argentina, Chile, China, Russia, Ukraine, Israel: countries beyond those that the product
// is sold in, whose numbers stand in the documents of its users all the same.
#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool BirthDate(std::string_view n, size_t at, bool century) {
  const int year =
      century ? TwoDigits(n, at) * 100 + TwoDigits(n, at + 2) : 2000 + TwoDigits(n, at);
  const size_t month = at + (century ? 4 : 2);
  return year >= 1880 && year < 2100 && IsDate(year, TwoDigits(n, month), TwoDigits(n, month + 2));
}

// GB 11643-1999; ISO 7064 mod 11-2.
bool ChineseId(std::string_view n) {
  if (n[0] == '0' || n[0] == '9' || !BirthDate(n, 6, true)) return false;
  int check = 0;
  for (size_t i = 0; i < 17; ++i) {
    if (n[i] < '0' || n[i] > '9') return false;
    check = (check + Digit(n, i)) * 2 % 11;
  }
  const int last = (12 - check) % 11;
  return last == 10 ? n[17] == 'X' : n[17] == static_cast<char>('0' + last);
}

// Acuerdo RENAPO: weights 18 to 2 over an alphabet with N with tilde, which folding leaves out
// here.
bool Curp(std::string_view n) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMN?OPQRSTUVWXYZ";
  if (!BirthDate(n, 4, false) || (n[10] != 'H' && n[10] != 'M' && n[10] != 'X')) return false;
  int sum = 0;
  for (size_t i = 0; i < 17; ++i)
    sum += static_cast<int>(kAlphabet.find(n[i])) * (18 - static_cast<int>(i));
  return (10 - sum % 10) % 10 == n[17] - '0';
}
bool CurpShape(std::string_view n) {
  return BirthDate(n, 4, false) && (n[10] == 'H' || n[10] == 'M' || n[10] == 'X');
}
bool Rfc(std::string_view n) { return BirthDate(n, n.size() - 9, false); }

bool Cuit(std::string_view n) {
  static constexpr int kWeights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  const int type = TwoDigits(n, 0);
  if (type < 20 || type > 34 || (type > 27 && type < 30)) return false;
  const int check = 11 - WeightedSum(n, kWeights, 10) % 11;
  return (check == 11 ? 0 : check == 10 ? 9 : check) == Digit(n, 10);
}

bool Rut(std::string_view n) {
  int sum = 0;
  int weight = 2;
  for (size_t i = n.size() - 1; i-- > 0;) {
    if (n[i] < '0' || n[i] > '9') return false;
    sum += Digit(n, i) * weight;
    weight = weight == 7 ? 2 : weight + 1;
  }
  const int check = 11 - sum % 11;
  const char last = check == 11 ? '0' : check == 10 ? 'K' : static_cast<char>('0' + check);
  return n.back() == last;
}

bool RussianInn(std::string_view n) {
  static constexpr int kTen[] = {2, 4, 10, 3, 5, 9, 4, 6, 8};
  static constexpr int kEleven[] = {7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  static constexpr int kTwelve[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  if (AllSame(n)) return false;
  if (n.size() == 10) return WeightedSum(n, kTen, 9) % 11 % 10 == Digit(n, 9);
  return WeightedSum(n, kEleven, 10) % 11 % 10 == Digit(n, 10) &&
         WeightedSum(n, kTwelve, 11) % 11 % 10 == Digit(n, 11);
}

bool Snils(std::string_view n) {
  static constexpr int kWeights[] = {9, 8, 7, 6, 5, 4, 3, 2, 1};
  return !AllSame(n) && WeightedSum(n, kWeights, 9) % 101 % 100 == TwoDigits(n, 9);
}

bool Rnokpp(std::string_view n) {
  static constexpr int kWeights[] = {-1, 5, 7, 9, 4, 6, 10, 5, 7};
  const int sum = WeightedSum(n, kWeights, 9);
  return !AllSame(n) && sum >= 0 && sum % 11 % 10 == Digit(n, 9);
}

bool IsraeliId(std::string_view n) { return !AllSame(n) && LuhnValid(n); }

constexpr ContextMask kVat = kCtxVat | kCtxTax;

constexpr NumberForm kCnId[] = {{"99999999999999999X", 0.95f}};
constexpr NumberForm kCurp[] = {{"AAAA999999AAAAAAX9", 0.95f}};
constexpr NumberForm kCurpShape[] = {{"AAAA999999AAAAAAX9", 0.8f}};
constexpr NumberForm kRfc[] = {{"AAAA999999XXX"}, {"AAA999999XXX"}};
constexpr NumberForm kCuit[] = {{"99-99999999-9", 0.85f}, {"99999999999"}};
constexpr NumberForm kRut[] = {{"99.999.999-X", 0.85f}, {"9.999.999-X", 0.8f}, {"99999999-X"}};
constexpr NumberForm kInn[] = {{"999999999999"}, {"9999999999"}};
constexpr NumberForm kSnils[] = {{"999-999-999 99", 0.9f}, {"99999999999"}};
constexpr NumberForm kRnokpp[] = {{"9999999999"}};
constexpr NumberForm kIl[] = {{"999999999"}, {"99999999-9"}};

constexpr NumberFormat kFormats[] = {
    {"cn.ric", FindingType::kNationalId, "CN", kCtxNational, ChineseId, kCnId, 1.0f},
    {"mx.curp", FindingType::kNationalId, "MX", kCtxNational, Curp, kCurp, 1.0f},
    {"mx.curp", FindingType::kNationalId, "MX", kCtxNational, CurpShape, kCurpShape, 0.9f},
    {"mx.rfc", FindingType::kTaxId, "MX", kVat, Rfc, kRfc, 0.9f},
    {"ar.cuit", FindingType::kTaxId, "AR", kVat, Cuit, kCuit, 0.95f},
    {"cl.rut", FindingType::kNationalId, "CL", kCtxNational | kVat, Rut, kRut, 0.95f},
    {"ru.inn", FindingType::kTaxId, "RU", kVat, RussianInn, kInn, 0.95f},
    {"ru.snils", FindingType::kSocialSecurity, "RU", kCtxSocial | kCtxNational, Snils, kSnils,
     0.95f},
    {"ua.rnokpp", FindingType::kTaxId, "UA", kVat | kCtxNational, Rnokpp, kRnokpp, 0.9f},
    {"il.id", FindingType::kNationalId, "IL", kCtxNational, IsraeliId, kIl, 0.9f},
};

}  // namespace

std::span<const NumberFormat> FurtherNumbers() { return kFormats; }

}  // namespace adit
