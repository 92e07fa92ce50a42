// Numbers of registers beside the civil one: insured people and their cards, pupils, foreigners,
// voters, physicians, preparers of tax returns. Checks as published by the issuing offices; tests
// compare them with python-stdnum where it knows them.
#include <algorithm>

#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

// Foreigners' number of the Bulgarian ministry of the interior.
bool BulgarianForeigner(std::string_view n) {
  static constexpr int kWeights[] = {21, 19, 17, 13, 11, 9, 7, 3, 1};
  return !AllSame(n) && WeightedSum(n, kWeights, 9) % 10 == Digit(n, 9);
}

// Number of a pupil without a burgerservicenummer: its sum leaves 5, so that it is no such number.
bool DutchPupil(std::string_view n) {
  static constexpr int kWeights[] = {9, 8, 7, 6, 5, 4, 3, 2, -1};
  return n.substr(0, 2) == "10" && WeightedSum(n, kWeights, 9) % 11 == 5;
}

bool BelgianCard(std::string_view n) {
  const unsigned rest = Modulo(n.substr(0, 10), 97);
  return !AllSame(n) && (rest == 0 ? 97 : rest) == static_cast<unsigned>(TwoDigits(n, 10));
}

// Unique pupil number: a letter over the local authority, the school, the year and a serial.
bool BritishPupil(std::string_view n) {
  constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789";
  int sum = 0;
  for (size_t i = 1; i < n.size(); ++i) {
    const size_t value =
        n[i] >= '0' && n[i] <= '9' ? static_cast<size_t>(n[i] - '0') : kAlphabet.find(n[i]);
    if (value == std::string_view::npos) return false;
    sum += static_cast<int>(i + 1) * static_cast<int>(value);
  }
  return n[1] != '0' && kAlphabet[static_cast<size_t>(sum % 23)] == n[0];
}

// Spaniards abroad or under fourteen and foreigners without a NIE: the letter of the DNI.
bool SpanishOtherNif(std::string_view n) {
  constexpr std::string_view kLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
  return (n[0] == 'K' || n[0] == 'L' || n[0] == 'M') &&
         kLetters[Modulo(n.substr(1, 7), 23)] == n[8];
}

bool Luhn(std::string_view n) { return !AllSame(n) && LuhnValid(n); }

// European Health Insurance Card: health ("80"), country and institution, serial, Luhn over all.
bool EuropeanHealthCard(std::string_view n) { return n.substr(0, 2) == "80" && Luhn(n); }

// Personal health number of British Columbia.
bool ColumbianHealth(std::string_view n) {
  static constexpr int kWeights[] = {2, 4, 8, 5, 10, 9, 7, 3};
  const int check = (11 - WeightedSum(n.substr(1, 8), kWeights, 8) % 11) % 11;
  return n[0] == '9' && check == Digit(n, 9);
}

// Ontario: ten digits, and the two letters of the card's version.
bool OntarioHealth(std::string_view n) { return n[0] != '0' && Luhn(n.substr(0, 10)); }

// Quebec: three letters of the surname and one of the given name, birth date (women: month + 50).
bool QuebecHealth(std::string_view n) {
  const int month = TwoDigits(n, 6) % 50;
  return month >= 1 && month <= 12 && TwoDigits(n, 8) >= 1 && TwoDigits(n, 8) <= 31;
}

// Cartão Nacional de Saúde: 1 and 2 for definite, 7 to 9 for provisional numbers.
bool BrazilianHealth(std::string_view n) {
  constexpr std::string_view kFirst = "12789";
  int sum = 0;
  for (size_t i = 0; i < 15; ++i) sum += Digit(n, i) * (15 - static_cast<int>(i));
  return kFirst.find(n[0]) != std::string_view::npos && sum % 11 == 0;
}

// Título eleitoral: eight digits of a serial, two of the state, two check digits.
bool BrazilianVoter(std::string_view n) {
  static constexpr int kSerial[] = {2, 3, 4, 5, 6, 7, 8, 9};
  static constexpr int kState[] = {7, 8, 9};
  const int state = TwoDigits(n, 8);
  if (state < 1 || state > 28) return false;
  // São Paulo and Minas Gerais write 1 for a rest of 0.
  const auto check = [&](int sum) {
    const int rest = sum % 11 % 10;
    return rest == 0 && sum % 11 == 0 && state <= 2 ? 1 : rest;
  };
  const int first = check(WeightedSum(n.substr(0, 8), kSerial, 8));
  return first == Digit(n, 10) && check(WeightedSum(n.substr(8, 3), kState, 3)) == Digit(n, 11);
}

// Numbers with letters, given out from July 2026; those of digits alone have their own rule.
bool BrazilianCompany(std::string_view n) {
  static constexpr int kWeights[] = {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2};
  int first = 0;
  int second = 0;
  for (size_t i = 0; i < 12; ++i) {
    first += (n[i] - '0') * kWeights[i + 1];
    second += (n[i] - '0') * kWeights[i];
  }
  const int a = (11 - first % 11) % 11 % 10;
  const int b = (11 - (second + a * kWeights[12]) % 11) % 11 % 10;
  return a == Digit(n, 12) && b == Digit(n, 13) && n.substr(0, 12) != "000000000000";
}

// Individual healthcare identifier: issuer 800360.
bool AustralianHealth(std::string_view n) { return n.substr(0, 5) == "80036" && LuhnValid(n); }

// Stands for an Aadhaar number.
bool AadhaarStandIn(std::string_view n) {
  const bool palindrome = std::equal(n.begin(), n.begin() + 8, n.rbegin());
  return n[0] >= '2' && !palindrome && VerhoeffValid(n);
}

// Child in adoption: area 9, group 93.
bool Atin(std::string_view n) { return n[0] == '9' && n.substr(3, 2) == "93"; }

// Helper numbers of Norwegian hospitals begin with 8 or 9 and have the check digits of the others.
bool NorwegianHelp(std::string_view n) {
  static constexpr int kFirst[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
  static constexpr int kSecond[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
  return n[0] >= '8' && !AllSame(n) && WeightedSum(n, kFirst, 10) % 11 == 0 &&
         WeightedSum(n, kSecond, 11) % 11 == 0;
}

bool Any(std::string_view n) { return !AllSame(n); }

constexpr ContextMask kVat = kCtxVat | kCtxTax;
constexpr ContextMask kInsured = kCtxHealth | kCtxSocial;

constexpr NumberForm kTenDigits[] = {{"9999999999"}};
constexpr NumberForm kPupil[] = {{"999999999"}};
constexpr NumberForm kBelgianCard[] = {{"999-9999999-99", 0.8f}, {"999999999999"}};
constexpr NumberForm kUpn[] = {{"A99999999999X"}};
constexpr NumberForm kOtherNif[] = {{"K9999999A", 0.6f}, {"L9999999A", 0.6f}, {"M9999999A", 0.6f}};
constexpr NumberForm kCard20[] = {
    {"99999999999999999999"}, {"9999 9999 9999 9999 9999"}, {"99_999_99999_999999999_9"}};
constexpr NumberForm kPhn[] = {{"9999_999_999"}};
constexpr NumberForm kOntario[] = {
    {"9999_999_999_AA", 0.6f}, {"9999999999AA", 0.6f}, {"9999_999_999"}};
constexpr NumberForm kQuebec[] = {{"AAAA_9999_9999", 0.6f}};
constexpr NumberForm kRpps[] = {{"99999999999"}};
constexpr NumberForm kCns[] = {{"999_9999_9999_9999", 0.55f}};
constexpr NumberForm kVoter[] = {{"9999_9999_9999"}};
constexpr NumberForm kCnpj[] = {{"XX.XX" "X.XX" "X/XXXX-99", 0.9f}, {"XXXXXXXXXXXX99"}};
constexpr NumberForm kIhi[] = {{"9999_9999_9999_9999", 0.7f}};
constexpr NumberForm kVid[] = {{"9999_9999_9999_9999"}};
constexpr NumberForm kAtin[] = {{"999-99-9999", 0.6f}, {"999999999"}};
constexpr NumberForm kPtin[] = {{"P99999999"}, {"P-99999999"}};
constexpr NumberForm kNorwegian[] = {{"999999_99999", 0.5f}};
constexpr NumberForm kTwelveDigits[] = {{"999999999999"}};

constexpr NumberFormat kFormats[] = {
    {"bg.lnch", FindingType::kNationalId, "BG", kCtxNational, BulgarianForeigner, kTenDigits, 0.9f},
    {"nl.onderwijsnummer", FindingType::kNationalId, "NL", kCtxNational, DutchPupil, kPupil, 0.9f},
    {"be.identiteitskaart", FindingType::kNationalId, "BE", kCtxNational, BelgianCard, kBelgianCard,
     0.93f},
    {"gb.upn", FindingType::kNationalId, "GB", kCtxNational, BritishPupil, kUpn, 0.93f},
    {"es.nif", FindingType::kTaxId, "ES", kVat | kCtxNational, SpanishOtherNif, kOtherNif, 0.95f},
    {"eu.ehic", FindingType::kHealthId, "", kInsured, EuropeanHealthCard, kCard20, 0.95f},
    {"fr.rpps", FindingType::kHealthId, "FR", kCtxHealth, Luhn, kRpps, 0.85f},
    {"no.hjelpenummer", FindingType::kHealthId, "NO", kCtxNational | kCtxHealth, NorwegianHelp,
     kNorwegian, 0.93f},
    {"ca.bc_phn", FindingType::kHealthId, "CA", kCtxHealth, ColumbianHealth, kPhn, 0.93f},
    {"ca.on_health", FindingType::kHealthId, "CA", kCtxHealth, OntarioHealth, kOntario, 0.9f},
    {"ca.qc_health", FindingType::kHealthId, "CA", kCtxHealth, QuebecHealth, kQuebec, 0.93f},
    {"br.cns", FindingType::kHealthId, "BR", kCtxHealth, BrazilianHealth, kCns, 0.95f},
    {"br.titulo_eleitoral", FindingType::kNationalId, "BR", kCtxNational, BrazilianVoter, kVoter,
     0.93f},
    {"br.cnpj", FindingType::kTaxId, "BR", kVat, BrazilianCompany, kCnpj, 0.95f},
    {"au.ihi", FindingType::kHealthId, "AU", kCtxHealth, AustralianHealth, kIhi, 0.95f},
    {"in.vid", FindingType::kNationalId, "IN", kCtxNational, AadhaarStandIn, kVid, 0.93f},
    {"us.atin", FindingType::kTaxId, "US", kCtxTax | kCtxSocial, Atin, kAtin, 0.9f},
    {"us.ptin", FindingType::kTaxId, "US", kCtxTax, Any, kPtin, 0.85f},
    {"fi.veronumero", FindingType::kTaxId, "FI", kCtxTax, Any, kTwelveDigits, 0.8f},
};

}  // namespace

std::span<const NumberFormat> RegisterNumbers() { return kFormats; }

}  // namespace adit
