// Pseudonyms: keyed stand-ins that are equal for equal values inside one period and linkable by
// nobody without the key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"
#include "privacy/detect/finding.h"

namespace adit {

// What keys are for; each purpose and period has a key of its own (BLAKE2b of the master key), so that
// destroying one erases its links and no two uses can be joined. Numbers are frozen.
enum class KeyPurpose : uint8_t { kPseudonym = 1, kContentFingerprint = 2 };

// Ordinal of the period a moment lies in; days >= 1.
[[nodiscard]] int64_t KeyPeriod(int64_t wall_us, int period_days);

[[nodiscard]] crypto::HashKey DerivePeriodKey(const crypto::HashKey& master, KeyPurpose purpose,
                                              int64_t period);

// One form for all spellings of a value: e-mail in lower case, numbers without separators, names folded
// and in lower case with single spaces.
[[nodiscard]] std::string CanonicalValue(FindingType type, std::string_view value);

inline constexpr size_t kPseudonymLetters = 20;

// 20 letters of a 16-letter alphabet without vowels (80 bits): neither word nor number to a detector.
[[nodiscard]] std::string Pseudonym(const crypto::HashKey& period_key, FindingType type,
                                    std::string_view value);

}  // namespace adit
