#include "agent/spool/spool_names.h"

#include "common/wire/limits.h"

namespace adit::spool_internal {
namespace {

constexpr size_t kGenerationDigits = 8;
constexpr size_t kIdDigits = 32;
constexpr size_t kSeqDigits = 20;
constexpr size_t kStemSize = kGenerationDigits + 1 + kIdDigits + 1 + kSeqDigits;

std::string Padded(uint64_t value, size_t digits) {
  std::string text = std::to_string(value);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::optional<uint64_t> ParseDigits(std::string_view text) {
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > wire::kMaxSequence / 10) return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

}  // namespace

std::string StemOf(const FileKey& key, const wire::Incarnation& incarnation) {
  return Padded(key.generation, kGenerationDigits) + "-" + wire::ToHex(incarnation) + "-" +
         Padded(key.batch_seq, kSeqDigits);
}

std::optional<FileName> ParseFileName(std::string_view name) {
  FileName parsed;
  if (name.ends_with(kSealedSuffix)) {
    parsed.sealed = true;
    name.remove_suffix(kSealedSuffix.size());
  } else if (name.ends_with(kOpenSuffix)) {
    name.remove_suffix(kOpenSuffix.size());
  } else {
    return std::nullopt;
  }
  if (name.size() != kStemSize || name[kGenerationDigits] != '-' ||
      name[kGenerationDigits + 1 + kIdDigits] != '-') {
    return std::nullopt;
  }
  const auto generation = ParseDigits(name.substr(0, kGenerationDigits));
  const auto incarnation =
      wire::FromHex<wire::Incarnation>(name.substr(kGenerationDigits + 1, kIdDigits));
  const auto seq = ParseDigits(name.substr(kStemSize - kSeqDigits));
  if (!generation || *generation == 0 || !incarnation || !seq || *seq == 0) return std::nullopt;
  parsed.key = {static_cast<uint32_t>(*generation), *seq};
  parsed.incarnation = *incarnation;
  return parsed;
}

}  // namespace adit::spool_internal
