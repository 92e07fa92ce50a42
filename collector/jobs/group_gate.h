// GroupGate: nothing leaves the collector that rests on fewer than k distinct people. The one place
// where that is decided.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

#include "collector/model/event_log.h"
#include "collector/model/routine.h"

namespace adit {

// The stricter of two numbers counts: the collector's own setting and the active policy's minimum group
// size. Threads: any.
class GroupGate {
 public:
  static constexpr uint32_t kDefaultMinPeople = 5;
  // `setting`: the collector's own. REQUIRES: setting >= 1.
  explicit GroupGate(uint32_t setting) : setting_(setting) {}

  // What the policy that is active now asks for; 0 = nothing.
  void SetPolicyMinimum(uint32_t people) { policy_ = people; }
  [[nodiscard]] uint32_t min_people() const { return std::max(setting_, policy_.load()); }
  [[nodiscard]] bool MayPublish(uint32_t people) const { return people >= min_people(); }

  struct Gated {
    bool publish = false;  // the routine as a whole
    Routine routine;       // what of it may be shown
    uint64_t hidden_variants = 0;
    uint64_t hidden_instances = 0;  // of those variants; their number is all that is told
    uint32_t min_people = 1;        // the gate's number, for figures that are made later
  };
  // The routine without the variants, graph edges, data transfers, handovers and steps of fewer people. Its main
  // path is the most common variant that enough people share; where none is, the way along the most
  // frequent edges, each of which enough people take. Figures of the whole routine (instances,
  // durations, shares) stay: they rest on all of its people.
  [[nodiscard]] Gated Apply(const Discovery& discovery, const Routine& routine) const;
  // Takes out handovers whose step on the giving side is shown in none of these routines: what is
  // told of the taking side must not tell a step that few people do. All published ones at once.
  static void DropHandoversOfUnseenSteps(std::vector<Gated>& published);

 private:
  const uint32_t setting_;
  std::atomic<uint32_t> policy_{0};
};

}  // namespace adit
