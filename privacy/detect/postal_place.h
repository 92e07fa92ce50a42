// Postcodes and the places beside them, in the written forms of many countries.
#pragma once

#include "privacy/detect/scanned_text.h"

namespace adit {

// Token after the postcode that begins at token `i`, or `i` when there is none: "10115", "D-10115",
// "374 52", "00-950", "3610-114", "1234 AB", "SW1A 1AA", "K1A 0B1", "94043-1351". Digits alone are
// only a form, not a finding.
[[nodiscard]] size_t ReadPostcode(const ScannedText& scanned, size_t i);

// True when the postcode in tokens [begin, end) has a form that little else has: more than a run of
// digits.
[[nodiscard]] bool IsTellingPostcode(const ScannedText& scanned, size_t begin, size_t end);

// Token after the name of a place that begins at token `i` ("Freiburg im Breisgau",
// "Stoke-on-Trent", "Kobenhavn O"), or `i`.
[[nodiscard]] size_t ReadPlaceName(const ScannedText& scanned, size_t i);

// Words inside names of places and streets: "im", "sur", "aan", "de".
[[nodiscard]] bool IsPlaceParticle(std::string_view lower);

// "SW1A", "M1": first half of a postcode of the United Kingdom; "1AA": second half.
[[nodiscard]] bool IsOutwardCode(std::string_view code);
[[nodiscard]] bool IsInwardCode(std::string_view code);

}  // namespace adit
