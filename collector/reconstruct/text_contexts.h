// What surrounds each text of a log: what is done there, where people come from and go to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/reconstruct/templates.h"

namespace adit {

// How often something is met around a text or several. Visits that are near each other count once:
// a case goes to and fro between the same places, which tells no more than going there once.
struct Surroundings {
  uint32_t episodes = 0;
  std::unordered_map<uint32_t, uint32_t> met;  // in how many episodes

  void Add(const Surroundings& other);
};

struct NamedTexts {
  std::vector<uint32_t>
      name;  // of each text: by what others meet it, equal for texts known to be one template
  std::vector<std::vector<std::string>> values;  // what in each text may belong to the case at hand
  std::vector<std::string_view> texts;
};

// `text_of_use` numbers the texts of the uses. That a case's value is met again nearby ("Re:
// budget" after "budget") does not tell its place from others.
[[nodiscard]] std::vector<Surroundings> FindSurroundings(const StringTable& strings,
                                                         const std::vector<TemplateUse>& uses,
                                                         const std::vector<uint32_t>& text_of_use,
                                                         const NamedTexts& named);

// How surely what surrounds two sets of texts differs: the largest log-likelihood ratio (G, twice
// the nats; Dunning 1993) of all that is met around either, less what the best of so many reaches
// by chance. Above 0 they differ.
[[nodiscard]] double Difference(const Surroundings& a, const Surroundings& b);

}  // namespace adit
