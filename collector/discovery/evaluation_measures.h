// The measures Evaluate is made of, each a pure function of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/evaluation.h"

namespace adit::evaluation {

// Precision, recall and their harmonic mean; nothing found and nothing true counts as 1.
[[nodiscard]] PrecisionRecall Harmonic(double hits, double found, double truth);

// Size of a largest one-to-one matching (Kuhn). Overlaps above one half are unique, so that there
// it is what the Hungarian method finds as well.
[[nodiscard]] uint32_t MaximumMatching(const std::vector<std::vector<uint32_t>>& candidates,
                                       uint32_t right);

// Positions of each label's events.
[[nodiscard]] std::vector<std::vector<uint32_t>> EventsOf(const std::vector<uint32_t>& labels,
                                                          uint32_t count);

// A number for each event's (app, window, element, action).
[[nodiscard]] std::vector<uint32_t> RawLabels(const EventLog& log);

// Levenshtein distance over the longer length; sequences are cut at 2,000.
[[nodiscard]] double NormalisedEditDistance(std::vector<uint32_t> a, std::vector<uint32_t> b);

// Hubert and Arabie (1985), kNoLabel being a class.
[[nodiscard]] double AdjustedRand(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

// Frequency x median duration (events where the log has no times) x determinism of each true
// routine.
[[nodiscard]] std::vector<double> TrueWorth(const EventLog& log, const Segmentation& truth);

// Normalised discounted cumulative gain at 10; a true routine counts where it is met first.
[[nodiscard]] double Ndcg10(const std::vector<double>& worth, const std::vector<uint32_t>& majority,
                            const std::vector<uint32_t>& ranking);

}  // namespace adit::evaluation
