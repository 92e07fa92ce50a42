// ExtraContext: context words that a policy adds to those of the product, by type.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

#include "privacy/detect/context_words.h"
#include "privacy/detect/finding.h"

namespace adit {

// Words and phrases of up to three words, whole and in any case. Immutable once filled.
class ExtraContext {
 public:
  // Words that speak for values of `type`; they work as the product's own do.
  void AddPositive(FindingType type, std::span<const std::string> words);
  // Words that speak against them.
  void AddNegative(FindingType type, std::span<const std::string> words);

  [[nodiscard]] bool empty() const { return words_.empty(); }
  [[nodiscard]] bool has_negative() const { return has_negative_; }

  struct Word {
    ContextMask context = 0;  // with kStartsPhrase
    uint32_t raises = 0;      // one bit a FindingType, for types without a context of their own
    uint32_t lowers = 0;      // one bit a FindingType
  };
  // By HashWord() or HashPhrase(); all zero when the policy does not name it.
  [[nodiscard]] Word Find(uint32_t hash) const;

 private:
  void Add(std::string_view phrase, const Word& word);

  std::unordered_map<uint32_t, Word> words_;
  bool has_negative_ = false;
};

}  // namespace adit
