// Notices: what other systems are told: news of a run, silent agents, findings of the second gate.
#pragma once

#include <cstdint>
#include <string>

#include "collector/ingest/envelope_decoder.h"
#include "collector/jobs/group_gate.h"
#include "collector/store/control_store.h"
#include "collector/webhooks/webhooks.h"
#include "common/base/clock.h"

namespace adit::cli {

// Called on the thread of the jobs alone. References must outlive it.
class Notices {
 public:
  Notices(ControlStore& control, const GroupGate& gate, const EnvelopeDecoder& decoder,
          Webhooks& webhooks, Clock& clock)
      : control_(control), gate_(gate), decoder_(decoder), webhooks_(webhooks), clock_(clock), told_us_(clock.WallMicros()) {}

  // What the run says that the one before did not; nothing where the two were made for groups
  // smaller than the gate asks for now.
  void AboutRun(const RunEntry& run);
  // When more agents are silent, or more was found, than last time. Counts only, never which agent.
  void AboutFleet();

 private:
  [[nodiscard]] std::string RulesSince(int64_t from_us);

  ControlStore& control_;
  const GroupGate& gate_;
  const EnvelopeDecoder& decoder_;
  Webhooks& webhooks_;
  Clock& clock_;
  uint64_t silent_told_ = 0;
  uint64_t findings_told_ = 0;
  int64_t told_us_;  // what the gate withheld before was told
};

}  // namespace adit::cli
