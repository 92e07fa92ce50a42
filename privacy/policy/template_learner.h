// TemplateLearner: title templates of an application from a sample of its titles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace adit {

// One window title that was seen.
struct TitleSample {
  std::string title;
  uint32_t user = 0;  // any number a person; all alike where the sample does not say
};

struct LearnOptions {
  size_t min_titles = 5;  // different titles that a template must fit, and a constant word stand in
  size_t min_users = 1;   // people a constant word must come from: nobody's name is in every title
                          // of five people, but one's own name is in every title of one
};

struct LearntTemplate {
  std::string text;     // as policies write it: "Invoice {number} - Contoso ERP"
  size_t titles = 0;    // different titles that it fits
  size_t examples = 0;  // windows seen with these titles
};

// What stays the same is constant text, what varies is a slot. A word is constant when it stands in
// enough different titles of enough people; a word in which the detectors find personal data in a
// tenth of its titles never is. Titles without a slot come back whole when they were seen often and hold constant words only.
// Most constant text first, as the first template that fits counts. Every template parses. The
// order of the samples does not matter. Time is linear in the sample but for sorting it.
[[nodiscard]] std::vector<LearntTemplate> LearnTemplates(std::span<const TitleSample> samples,
                                                         const LearnOptions& options = {});

}  // namespace adit
