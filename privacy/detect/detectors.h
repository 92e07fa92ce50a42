// The detectors: each reads a scanned text and appends what it takes for personal data. Pure; linear
// in the text; a candidate's score already holds its validation and context.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/detect/scanned_text.h"

namespace adit {

// Rules as counted and explained; names are stable (docs/formats/masking.md). Numbers with a format
// of their own have rules from kFirstNumberRule on, see number_format.h.
enum class DetectRule : uint16_t {
  kEmail, kUrlUserInfo, kUrlQueryValue, kIpv4, kIpv6, kMac, kPhoneInternational, kPhoneNational,
  kPhoneContext, kCard, kIban, kBic, kSecretPrefix, kSecretKeyValue, kSecretEntropy, kOwnUser,
  kOwnHost, kUserPath, kUserContext, kHostContext, kBirthDate, kPersonTitle, kPersonLabel,
  kPersonNames, kPersonGrammar, kPersonDirectory, kAddressStreet, kAddressPostcode, kAddressContext,
  kLongNumber, kAccount, kAnnounced, kOrganizationForm, kCount,
};
inline constexpr uint16_t kFirstNumberRule = 100;
// Rules of policies (custom detectors) start here.
inline constexpr uint16_t kFirstCustomRule = 1000;
// "email", "de.steuer_id", "custom.3".
[[nodiscard]] std::string DetectRuleName(uint16_t rule);

void FindEmails(const ScannedText& text, Candidates& out);
void FindUrlParts(const ScannedText& text, Candidates& out);
void FindNetworkAddresses(const ScannedText& text, Candidates& out);
void FindPhones(const ScannedText& text, Candidates& out);
void FindCards(const ScannedText& text, Candidates& out);
void FindBankNumbers(const ScannedText& text, Candidates& out);
// National, tax, health and social-security numbers, passports, licences, plates (number_format.h).
void FindNumbers(const ScannedText& text, Candidates& out);
void FindSecrets(const ScannedText& text, Candidates& out);
void FindAddresses(const ScannedText& text, Candidates& out);
// Addresses of China, Japan and Korea; part of FindAddresses.
void FindEasternAddresses(const ScannedText& text, Candidates& out);
// Postcodes and labelled addresses; part of FindAddresses.
void FindPostcodes(const ScannedText& text, Candidates& out);
void FindBirthDates(const ScannedText& text, Candidates& out);
// Logins, hosts and accounts that a word before them announces.
void FindLabelled(const ScannedText& text, Candidates& out);
void FindPersons(const ScannedText& text, Candidates& out);
// Persons in scripts without capitals.
void FindCaselessNames(const ScannedText& text, Candidates& out);
// Organisations that their legal form names: "… GmbH", "… Sp. z o.o.".
void FindOrganizations(const ScannedText& text, Candidates& out);
void FindUserPaths(const ScannedText& text, Candidates& out);
// Runs of six digits and more: numbers of orders, customers and accounts that no format explains.
void FindLongNumbers(const ScannedText& text, Candidates& out);

// Names this machine knows about itself; folded and lower case, each of at least three letters.
struct OwnNames {
  std::vector<std::string> users;
  std::vector<std::string> hosts;
};
void FindOwnNames(const ScannedText& text, const OwnNames& names, Candidates& out);

// Helpers shared by the detectors.
inline void AddCandidate(Candidates& out, size_t begin, size_t end, FindingType type, float score,
                         DetectRule rule) {
  out.push_back({.begin = begin, .end = end, .type = type, .score = score,
                 .rule = static_cast<uint16_t>(rule)});
}

// True when the character before `begin` (after `end`) does not continue a word or number there.
[[nodiscard]] bool StartsAtBorder(std::string_view text, size_t begin);
[[nodiscard]] bool EndsAtBorder(std::string_view text, size_t end);

}  // namespace adit
