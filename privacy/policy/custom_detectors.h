// CustomDetectors: a policy's own patterns and dictionaries, gated by their embedded examples.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "privacy/detect/finding.h"
#include "privacy/policy/policy_document.h"

namespace adit {

// Patterns run on RE2: linear time, bounded memory. Immutable after construction; threads: any.
class CustomDetectors {
 public:
  // Fails when a pattern does not compile, is too large, matches the empty text, misses a
  // must_match example or finds something in a must_not_match example.
  [[nodiscard]] static Result<CustomDetectors> Create(const PolicyDocument& document);

  CustomDetectors(CustomDetectors&&) noexcept;
  CustomDetectors& operator=(CustomDetectors&&) noexcept;
  ~CustomDetectors();

  // Appends findings with score 1; `Finding::detector` is the index of the custom detector, or the
  // number of custom detectors plus the index of the dictionary. False when the engine gave up.
  [[nodiscard]] bool Find(std::string_view text, std::vector<Finding>& findings) const;

 private:
  struct Compiled;
  CustomDetectors();
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace adit
