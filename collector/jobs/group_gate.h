// GroupGate: nothing leaves the collector that rests on fewer than k distinct people. The one place
// where that is decided.
#pragma once

#include <cstdint>

#include "collector/model/event_log.h"
#include "collector/model/routine.h"

namespace adit {

class GroupGate {
 public:
  static constexpr uint32_t kDefaultMinPeople = 5;
  // REQUIRES: min_people >= 1.
  explicit GroupGate(uint32_t min_people) : min_people_(min_people) {}

  [[nodiscard]] uint32_t min_people() const { return min_people_; }
  [[nodiscard]] bool MayPublish(uint32_t people) const { return people >= min_people_; }

  struct Gated {
    bool publish = false;  // the routine as a whole
    Routine routine;       // what of it may be shown
    uint64_t hidden_variants = 0;
    uint64_t hidden_instances = 0;  // of those variants; their number is all that is told
  };
  // The routine without the variants, graph edges and data transfers of fewer people. Figures of
  // the whole routine (instances, durations, shares) stay: they rest on all of its people.
  [[nodiscard]] Gated Apply(const Discovery& discovery, const Routine& routine) const;

 private:
  const uint32_t min_people_;
};

}  // namespace adit
