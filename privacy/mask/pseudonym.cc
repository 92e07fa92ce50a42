#include "privacy/mask/pseudonym.h"

#include <algorithm>

#include "common/base/clock.h"
#include "privacy/detect/folded_text.h"

namespace adit {
namespace {

constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
constexpr std::string_view kAlphabet = "bcdfghjkmnpqrstv";

bool IsNumberType(FindingType type) {
  switch (type) {
    case FindingType::kPerson:
    case FindingType::kEmail:
    case FindingType::kAddress:
    case FindingType::kLocation:
    case FindingType::kOrganization:
    case FindingType::kUrlCredential:
    case FindingType::kSecret:
    case FindingType::kUsername:
    case FindingType::kHostname:
    case FindingType::kCustom:
      return false;
    default:
      return true;
  }
}

}  // namespace

int64_t KeyPeriod(int64_t wall_us, int period_days) {
  const int64_t length = kMicrosPerDay * std::max(period_days, 1);
  return wall_us >= 0 ? wall_us / length : -((-wall_us + length - 1) / length);
}

crypto::HashKey DerivePeriodKey(const crypto::HashKey& master, KeyPurpose purpose, int64_t period) {
  Bytes message;
  ByteWriter writer(message);
  writer.Text("adit period key");
  writer.U8(static_cast<uint8_t>(purpose));
  writer.U64(static_cast<uint64_t>(period));
  crypto::Digest digest = crypto::KeyedHashOf(master, message);
  crypto::HashKey key;
  std::copy(digest.begin(), digest.end(), key.data());
  crypto::Wipe(digest);
  return key;
}

std::string CanonicalValue(FindingType type, std::string_view value) {
  FoldedText folded;
  if (!folded.Assign(value)) return std::string(value);
  std::string canonical;
  const bool number = IsNumberType(type);
  bool space = false;
  for (const char c : folded.lower()) {
    const bool separator = c == ' ' || c == '\n' || (number && (c == '-' || c == '.' || c == '/' ||
                                                                c == '(' || c == ')'));
    if (separator) {
      space = !canonical.empty();
      continue;
    }
    if (space && !number) canonical.push_back(' ');
    space = false;
    canonical.push_back(c);
  }
  return canonical;
}

std::string Pseudonym(const crypto::HashKey& period_key, FindingType type, std::string_view value) {
  const std::string canonical = CanonicalValue(type, value);
  Bytes message;
  ByteWriter writer(message);
  writer.Text(FindingTypeName(type));
  writer.Text(canonical);
  const crypto::Digest digest = crypto::KeyedHashOf(period_key, message);
  std::string letters;
  for (size_t i = 0; i < kPseudonymLetters / 2; ++i) {
    letters.push_back(kAlphabet[digest[i] & 15]);
    letters.push_back(kAlphabet[digest[i] >> 4]);
  }
  return letters;
}

}  // namespace adit
