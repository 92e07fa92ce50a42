// SimulationCounts: what happened in simulated runs, for the table of docs/RELIABILITY.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace adit {

// Names are the table's rows, in the order of first use by the printer.
class SimulationCounts {
 public:
  uint64_t& operator[](const std::string& name) { return counts_[name]; }
  [[nodiscard]] uint64_t Get(const std::string& name) const {
    const auto found = counts_.find(name);
    return found == counts_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, uint64_t> counts_;
};

}  // namespace adit
