// AddressLimits: how many connections each address has, and how fast it opens new ones.
#pragma once

#include <string>

#include "collector/http/connection_count.h"
#include "collector/http/connection_rate.h"
#include "common/base/clock.h"

namespace adit::http {

// Threads: any.
class AddressLimits {
 public:
  AddressLimits(size_t at_once, uint32_t per_second, uint32_t burst)
      : count_(at_once), rate_(per_second, burst) {}
  // False when the address (client_address.h) has its share already.
  [[nodiscard]] bool TryAdd(const std::string& address) {
    return rate_.TryTake(address, NowUs()) && count_.TryAdd(address);
  }
  // REQUIRES for both: a TryAdd of the address that returned true.
  void Remove(const std::string& address) { count_.Remove(address); }
  // The connection turned out to be an agent's.
  void RemoveAgent(const std::string& address) {
    count_.Remove(address);
    rate_.GiveBack(address, NowUs());
  }

 private:
  static int64_t NowUs() { return SystemClock().MonotonicMicros(); }
  ConnectionCount count_;
  ConnectionRate rate_;
};

}  // namespace adit::http
