// Policy trials: what a policy does to expected examples and to a simulated department.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "collector/cli/masking_json.h"
#include "privacy/policy/policy.h"
#include "privacy/scrub/policy_explain.h"

namespace adit::cli {

struct ExampleOutcome {
  size_t examples = 0;
  size_t passed = 0;
  std::vector<std::string> failures;  // "ID: expected …, got …"; texts are those of the corpus
};
// Each text goes through the whole policy in its application and field. Where the line has "masked"
// the result must be equal; where it has spans, none of their characters may be left.
[[nodiscard]] ExampleOutcome TryExamples(const std::shared_ptr<const Policy>& policy,
                                         const std::vector<LabelledText>& texts, int64_t now_us);

struct PolicyDifference {
  std::vector<std::string> removed;  // lines of the plain-language text only the old one has
  std::vector<std::string> added;
  uint64_t events = 0;  // simulated
  uint64_t newly_recorded = 0;
  uint64_t no_longer_recorded = 0;
  std::map<std::string, uint64_t> changed_texts;  // by field
  std::vector<std::string> examples;  // simulated people only: "window_title: old → new"
  [[nodiscard]] bool empty() const;
};
// Replays a simulated department of `events` events under both. Nobody's data is used.
[[nodiscard]] Result<PolicyDifference> ComparePolicies(const std::shared_ptr<const Policy>& before,
                                                       const std::shared_ptr<const Policy>& after,
                                                       uint64_t events, uint64_t seed);

}  // namespace adit::cli
