#include "privacy/detect/extra_context.h"

#include <algorithm>

#include "privacy/detect/folded_text.h"

namespace adit {
namespace {

// The product's own context of a type; 0 where detectors know none.
ContextMask ContextOf(FindingType type) {
  switch (type) {
    case FindingType::kPerson:
      return kCtxPerson;
    case FindingType::kEmail:
      return kCtxEmail;
    case FindingType::kPhone:
      return kCtxPhone;
    case FindingType::kAddress:
      return kCtxAddress;
    case FindingType::kOrganization:
      return kCtxOrganization;
    case FindingType::kCard:
      return kCtxCard;
    case FindingType::kIban:
    case FindingType::kAccount:
      return kCtxIban;
    case FindingType::kBic:
      return kCtxBic;
    case FindingType::kUrlCredential:
    case FindingType::kSecret:
      return kCtxSecret;
    case FindingType::kDateOfBirth:
      return kCtxBirth;
    case FindingType::kNationalId:
      return kCtxNational;
    case FindingType::kTaxId:
      return kCtxTax;
    case FindingType::kHealthId:
      return kCtxHealth;
    case FindingType::kSocialSecurity:
      return kCtxSocial;
    case FindingType::kPassport:
      return kCtxPassport;
    case FindingType::kDriverLicense:
      return kCtxLicence;
    case FindingType::kVehiclePlate:
      return kCtxPlate;
    case FindingType::kUsername:
      return kCtxUser;
    case FindingType::kHostname:
      return kCtxHost;
    case FindingType::kLocation:
    case FindingType::kIp:
    case FindingType::kMac:
    case FindingType::kCustom:
      return 0;
  }
  return 0;
}

uint32_t BitOf(FindingType type) { return uint32_t{1} << static_cast<int>(type); }

}  // namespace

void ExtraContext::AddPositive(FindingType type, std::span<const std::string> words) {
  const ContextMask context = ContextOf(type);
  for (const std::string& word : words) {
    Add(word, {.context = context, .raises = context == 0 ? BitOf(type) : 0});
  }
}

void ExtraContext::AddNegative(FindingType type, std::span<const std::string> words) {
  has_negative_ = has_negative_ || !words.empty();
  for (const std::string& word : words) Add(word, {.lowers = BitOf(type)});
}

ExtraContext::Word ExtraContext::Find(uint32_t hash) const {
  const auto found = words_.find(hash);
  return found == words_.end() ? Word{} : found->second;
}

void ExtraContext::Add(std::string_view phrase, const Word& word) {
  FoldedText folded;
  if (!folded.Assign(phrase)) return;
  // Words as texts are cut into them: whatever is no letter divides.
  const std::string_view lower = folded.lower();
  uint32_t hash = 0;
  bool first = true;
  for (size_t at = 0; at < lower.size();) {
    const auto is_letter = [](char c) {
      return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    };
    while (at < lower.size() && !is_letter(lower[at])) ++at;
    size_t end = at;
    while (end < lower.size() && is_letter(lower[end])) ++end;
    if (end == at) break;
    const uint32_t next = HashWord(lower.substr(at, end - at));
    if (!first) words_[hash].context |= kStartsPhrase;
    hash = first ? next : HashPhrase(hash, next);
    first = false;
    at = end;
  }
  if (first) return;
  Word& entry = words_[hash];
  entry.context |= word.context;
  entry.raises |= word.raises;
  entry.lowers |= word.lowers;
}

}  // namespace adit
