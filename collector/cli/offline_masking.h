// OfflineMasking: masks labelled texts as the agent would mask them, for `adit mask` and the quality
// tests.
#pragma once

#include <memory>
#include <string>

#include "collector/cli/masking_json.h"
#include "privacy/scrub/text_masker.h"

namespace adit::cli {

class OfflineMasking {
 public:
  // `long_numbers` as in TextMasker: on an endpoint runs of six digits go as well.
  OfflineMasking(std::shared_ptr<const Policy> policy, bool long_numbers);
  // Fills `masked` and replaces `spans` by what was found.
  void Mask(LabelledText& text);

 private:
  std::shared_ptr<const Policy> policy_;
  TextMasker masker_;
};

}  // namespace adit::cli
