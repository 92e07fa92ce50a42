// India, Australia, Japan, Korea, Singapore, Thailand.
#include <string>

#include "privacy/detect/checksum.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool Aadhaar(std::string_view n) {
  if (n[0] < '2') return false;
  const std::string reversed(n.rbegin(), n.rend());
  return n != reversed && VerhoeffValid(n);
}

bool Pan(std::string_view n) {
  constexpr std::string_view kHolders = "ABCEFGHJKLPT";
  return kHolders.find(n[3]) != std::string_view::npos && n.substr(5, 4) != "0000";
}

bool Gstin(std::string_view n) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const int state = TwoDigits(n, 0);
  if (state < 1 || (state > 38 && state != 97 && state != 99) || n[13] != 'Z' || n[12] == '0') return false;
  int sum = 0;
  for (size_t i = 0; i < 15; ++i) {
    int value = static_cast<int>(kAlphabet.find(n[i]));
    if (i % 2 == 1) {
      value *= 2;
      value = value / 36 + value % 36;
    }
    sum += value;
  }
  return sum % 36 == 0;
}

// The shape alone, for numbers with a mistyped character in a field that asks for them.
bool GstinShape(std::string_view n) {
  const int state = TwoDigits(n, 0);
  return state >= 1 && state <= 38;
}
bool PanShape(std::string_view n) { return n.substr(5, 4) != "0000"; }

bool IndianVoter(std::string_view n) { return !AllSame(n.substr(3)); }

bool Tfn(std::string_view n) {
  static constexpr int kNine[] = {1, 4, 3, 7, 5, 8, 6, 9, 10};
  static constexpr int kEight[] = {10, 7, 8, 4, 6, 3, 5, 1};
  if (AllSame(n)) return false;
  return WeightedSum(n, n.size() == 9 ? kNine : kEight, n.size()) % 11 == 0;
}

bool Abn(std::string_view n) {
  static constexpr int kWeights[] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
  if (n[0] == '0') return false;
  return (WeightedSum(n, kWeights, 11) - 10) % 89 == 0;
}

bool Acn(std::string_view n) {
  static constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2, 1};
  return !AllSame(n) && (10 - WeightedSum(n.substr(0, 8), kWeights, 8) % 10) % 10 == Digit(n, 8);
}

bool AustralianMedicare(std::string_view n) {
  static constexpr int kWeights[] = {1, 3, 7, 9, 1, 3, 7, 9};
  return n[0] >= '2' && n[0] <= '6' && WeightedSum(n.substr(0, 8), kWeights, 8) % 10 == Digit(n, 8);
}

bool MyNumber(std::string_view n) {
  static constexpr int kWeights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  const int rest = WeightedSum(n.substr(0, 11), kWeights, 11) % 11;
  return !AllSame(n) && (rest <= 1 ? 0 : 11 - rest) == Digit(n, 11);
}

bool JapaneseCompany(std::string_view n) {
  int sum = 0;
  for (size_t i = 1; i < 13; ++i) sum += Digit(n, i) * (i % 2 == 1 ? 2 : 1);
  return n[0] != '0' && 9 - sum % 9 == Digit(n, 0);
}

bool KoreanDate(std::string_view n) {
  const int century = n[6] == '9' || n[6] == '0' ? 1800
                      : (n[6] >= '3' && n[6] <= '4') || n[6] == '7' || n[6] == '8' ? 2000
                                                                                  : 1900;
  return IsDate(century + TwoDigits(n, 0), TwoDigits(n, 2), TwoDigits(n, 4));
}

bool Rrn(std::string_view n) {
  static constexpr int kWeights[] = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
  if (n[6] == '0' || n[6] == '9' || !KoreanDate(n) || TwoDigits(n, 7) > 96) return false;
  const int sum = WeightedSum(n.substr(0, 12), kWeights, 12);
  const int check = (11 - sum % 11) % 10;
  if (n[6] >= '5' && n[6] <= '8') return (13 - sum % 11) % 10 == Digit(n, 12);  // foreigners
  return check == Digit(n, 12);
}

// Since October 2020 the last six digits are random.
bool RrnWithoutCheck(std::string_view n) {
  return n[6] >= '1' && n[6] <= '8' && KoreanDate(n) && !AllSame(n.substr(7));
}

bool KoreanCompany(std::string_view n) {
  static constexpr int kWeights[] = {1, 3, 7, 1, 3, 7, 1, 3, 5};
  const int sum = WeightedSum(n.substr(0, 9), kWeights, 9) + Digit(n, 8) * 5 / 10;
  return !AllSame(n) && (10 - sum % 10) % 10 == Digit(n, 9);
}

bool Nric(std::string_view n) {
  static constexpr int kWeights[] = {2, 7, 6, 5, 4, 3, 2};
  int sum = WeightedSum(n.substr(1, 7), kWeights, 7);
  switch (n[0]) {
    case 'S': return "JZIHGFEDCBA"[sum % 11] == n[8];
    case 'T': return "JZIHGFEDCBA"[(sum + 4) % 11] == n[8];
    case 'F': return "XWUTRQPNMLK"[sum % 11] == n[8];
    case 'G': return "XWUTRQPNMLK"[(sum + 4) % 11] == n[8];
    case 'M': return "KLJNPQRTUWX"[(sum + 3) % 11] == n[8];
    default: return false;
  }
}

bool ThaiId(std::string_view n) {
  int sum = 0;
  for (size_t i = 0; i < 12; ++i) sum += Digit(n, i) * (13 - static_cast<int>(i));
  return n[0] != '0' && n[0] != '9' && (11 - sum % 11) % 10 == Digit(n, 12);
}

constexpr ContextMask kVat = kCtxVat | kCtxTax;

constexpr NumberForm kAadhaar[] = {{"9999 9999 9999", 0.8f}, {"9999-9999-9999", 0.75f}, {"999999999999", 0.35f}};
constexpr NumberForm kPan[] = {{"AAAAA9999A", 0.75f}};
constexpr NumberForm kGstin[] = {{"99AAAAA9999AXZX", 0.95f}};
constexpr NumberForm kPanShape[] = {{"AAAAA9999A"}};
constexpr NumberForm kGstinShape[] = {{"99AAAAA9999AXZX"}};
constexpr NumberForm kVoter[] = {{"AAA9999999"}};
constexpr NumberForm kTfn[] = {{"999_999_999", 0.3f}, {"999999999"}, {"99_999_999"}, {"999_999_99"}};
constexpr NumberForm kAbn[] = {{"99 999 999 999", 0.8f}, {"99_999_999_999", 0.5f}};
constexpr NumberForm kAcn[] = {{"999_999_999"}};
constexpr NumberForm kMedicare[] = {{"9999 99999 9", 0.75f}, {"9999999999"}, {"9999-99999-9", 0.7f}, {"9999 99999 9/9", 0.8f}};
constexpr NumberForm kMyNumber[] = {{"9999_9999_9999", 0.4f}};
constexpr NumberForm kJpCompany[] = {{"9999999999999"}, {"9-9999-9999-9999", 0.5f}};
constexpr NumberForm kRrn[] = {{"999999-9999999", 0.95f}, {"9999999999999", 0.6f}};
constexpr NumberForm kRrnForms2020[] = {{"999999-9999999", 0.75f}, {"9999999999999"}};
constexpr NumberForm kKrCompany[] = {{"999-99-99999", 0.8f}, {"9999999999"}};
constexpr NumberForm kNric[] = {{"A9999999A", 0.75f}};
constexpr NumberForm kThai[] = {{"9-9999-99999-99-9", 0.95f}, {"9 9999 99999 99 9", 0.95f}, {"9999999999999", 0.35f}};

constexpr NumberFormat kFormats[] = {
    {"in.aadhaar", FindingType::kNationalId, "IN", kCtxNational, Aadhaar, kAadhaar, 0.95f},
    {"in.pan", FindingType::kTaxId, "IN", kCtxTax | kCtxCard, Pan, kPan, 0.95f},
    {"in.gstin", FindingType::kTaxId, "IN", kVat, Gstin, kGstin, 1.0f},
    {"in.pan", FindingType::kTaxId, "IN", kCtxTax | kCtxCard, PanShape, kPanShape, 0.8f},
    {"in.gstin", FindingType::kTaxId, "IN", kVat, GstinShape, kGstinShape, 0.85f},
    {"in.voter", FindingType::kNationalId, "IN", kCtxNational, IndianVoter, kVoter, 0.85f},
    {"au.tfn", FindingType::kTaxId, "AU", kCtxTax, Tfn, kTfn, 0.93f},
    {"au.abn", FindingType::kTaxId, "AU", kVat, Abn, kAbn, 0.95f},
    {"au.acn", FindingType::kTaxId, "AU", kVat, Acn, kAcn, 0.85f},
    {"au.medicare", FindingType::kHealthId, "AU", kCtxHealth, AustralianMedicare, kMedicare, 0.93f},
    {"jp.my_number", FindingType::kNationalId, "JP", kCtxNational | kCtxTax, MyNumber, kMyNumber, 0.94f},
    {"jp.company", FindingType::kTaxId, "JP", kVat, JapaneseCompany, kJpCompany, 0.85f},
    {"kr.rrn", FindingType::kNationalId, "KR", kCtxNational, Rrn, kRrn, 0.96f},
    {"kr.rrn", FindingType::kNationalId, "KR", kCtxNational, RrnWithoutCheck, kRrnForms2020, 0.85f},
    {"kr.brn", FindingType::kTaxId, "KR", kVat, KoreanCompany, kKrCompany, 0.9f},
    {"sg.nric", FindingType::kNationalId, "SG", kCtxNational, Nric, kNric, 0.95f},
    {"th.id", FindingType::kNationalId, "TH", kCtxNational | kCtxTax, ThaiId, kThai, 0.95f},
};

}  // namespace

std::span<const NumberFormat> AsiaPacificNumbers() { return kFormats; }

}  // namespace adit
