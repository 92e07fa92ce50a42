#include "collector/discovery/pause_buckets.h"

#include <algorithm>

namespace adit {

std::vector<uint8_t> PauseBuckets(const StepLog& log) {
  if (!log.has_times) return {};
  std::vector<int64_t> pauses(log.steps.size(), -1);
  for (const Session& session : log.sessions) {
    for (uint32_t i = session.begin + 1; i < session.end; ++i) {
      if (log.steps[i].time_us == kNoTime || log.steps[i - 1].time_us == kNoTime) continue;
      pauses[i] = std::max<int64_t>(0, log.steps[i].time_us - log.steps[i - 1].time_us);
    }
  }
  constexpr size_t kSample = 200'000;
  std::vector<int64_t> sample;
  const size_t stride = std::max<size_t>(1, pauses.size() / kSample);
  for (size_t i = 0; i < pauses.size(); i += stride) {
    if (pauses[i] >= 0) sample.push_back(pauses[i]);
  }
  if (sample.size() < 20) return {};
  std::sort(sample.begin(), sample.end());
  // The longest pauses are told apart best: the quantiles thin out towards them.
  constexpr double kQuantiles[kPauseBucketCount - 2] = {0.2,  0.4,  0.55, 0.7,  0.8,
                                                        0.87, 0.92, 0.96, 0.98, 0.995};
  std::vector<int64_t> limits;
  for (const double q : kQuantiles)
    limits.push_back(sample[static_cast<size_t>(q * static_cast<double>(sample.size() - 1))]);
  std::vector<uint8_t> out(pauses.size(), 0);
  for (size_t i = 0; i < pauses.size(); ++i) {
    if (pauses[i] < 0) continue;
    out[i] = static_cast<uint8_t>(
        1 + (std::lower_bound(limits.begin(), limits.end(), pauses[i]) - limits.begin()));
  }
  return out;
}

}  // namespace adit
