#include "collector/ingest/agent_quota.h"

#include <algorithm>
#include <cmath>

namespace adit {

int AgentQuota::Take(const wire::AgentId& agent, uint64_t bytes) {
  const int64_t now_us = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kMaxAgents) ForgetQuietAgents(now_us);
  const auto [found, added] =
      buckets_.emplace(agent, Buckets{limits_.batches_burst, limits_.bytes_burst, now_us});
  Buckets& b = found->second;
  const double elapsed_s = static_cast<double>(now_us - b.at_us) / kMicrosPerSecond;
  b.batches = std::min(limits_.batches_burst, b.batches + elapsed_s * limits_.batches_per_s);
  b.bytes = std::min(limits_.bytes_burst, b.bytes + elapsed_s * limits_.bytes_per_s);
  b.at_us = now_us;
  const double wanted = static_cast<double>(bytes);
  const double wait_s =
      std::max((1 - b.batches) / limits_.batches_per_s, (wanted - b.bytes) / limits_.bytes_per_s);
  if (wait_s > 0) return std::max(1, static_cast<int>(std::ceil(wait_s)));
  b.batches -= 1;
  b.bytes -= wanted;
  return 0;
}

void AgentQuota::ForgetQuietAgents(int64_t now_us) {
  const double full_s = std::max(limits_.batches_burst / limits_.batches_per_s,
                                 limits_.bytes_burst / limits_.bytes_per_s);
  std::erase_if(buckets_, [&](const auto& entry) {
    return static_cast<double>(now_us - entry.second.at_us) / kMicrosPerSecond > full_s;
  });
}

}  // namespace adit
