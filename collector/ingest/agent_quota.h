// AgentQuota: how much each agent may send, so that one agent's flood never starves the others.
#pragma once

#include <cstdint>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "common/base/clock.h"
#include "common/wire/ids.h"

namespace adit {

// Two token buckets an agent. A backlog of a week away drains in minutes within them.
struct QuotaLimits {
  double batches_per_s = 50;
  double batches_burst = 200;
  double bytes_per_s = 8 << 20;
  double bytes_burst = 64 << 20;
};

struct AgentIdHash {
  // Agent ids are random.
  size_t operator()(const wire::AgentId& id) const {
    size_t hash = 0;
    std::memcpy(&hash, id.value().data(), sizeof hash);
    return hash;
  }
};

// Threads: any. Agents that have been quiet until their buckets are full are forgotten.
class AgentQuota {
 public:
  AgentQuota(const QuotaLimits& limits, Clock& clock) : limits_(limits), clock_(clock) {}
  // 0: taken. Else nothing was taken and this many seconds, at least 1, should pass first.
  [[nodiscard]] int Take(const wire::AgentId& agent, uint64_t bytes);

 private:
  struct Buckets {
    double batches = 0;
    double bytes = 0;
    int64_t at_us = 0;
  };
  static constexpr size_t kMaxAgents = 100'000;
  void ForgetQuietAgents(int64_t now_us);

  const QuotaLimits limits_;
  Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<wire::AgentId, Buckets, AgentIdHash> buckets_;  // guarded by mutex_
};

}  // namespace adit
