// Made-up identifiers with valid check digits that belong to nobody: reserved ranges where the
// issuing body reserves one, otherwise random numbers of the right form.
#pragma once

#include <string>
#include <string_view>

#include "common/base/random.h"

namespace adit::simulate {

// n random digits, the first not 0.
[[nodiscard]] std::string Digits(Random& random, int n);

// Lower-case letters and digits.
[[nodiscard]] std::string Token(Random& random, int n);

// ISO 13616 IBAN of DE, FR, ES, GB, NL, PL, AT, CH or IT with valid mod-97 check digits (ISO 7064).
[[nodiscard]] std::string MakeIban(Random& random);
// 16-digit card number, valid by Luhn (ISO/IEC 7812).
[[nodiscard]] std::string MakeCard(Random& random);
// Numbers the regulators keep free for fiction (NANP 555-01xx, Ofcom, Arcep, Bundesnetzagentur),
// written in one of several ways.
[[nodiscard]] std::string MakePhone(Random& random);
// RFC 5737 documentation addresses and RFC 1918 private ones.
[[nodiscard]] std::string MakeIp(Random& random);
// Locally administered MAC address.
[[nodiscard]] std::string MakeMac(Random& random);
// API key with a well-known prefix and high entropy.
[[nodiscard]] std::string MakeSecret(Random& random);
// National number: DE tax id, ES DNI, NL BSN, PL PESEL, FR NIR or CH AHV, check digits valid.
// `country` receives its ISO code.
[[nodiscard]] std::string MakeNationalId(Random& random, std::string_view& country);

}  // namespace adit::simulate
