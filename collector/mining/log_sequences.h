// SequencesOfLog: the sessions of an event log as weighted sequences for mining.
#pragma once

#include <cstdint>

#include "collector/mining/sequence_database.h"
#include "collector/model/event_log.h"
#include "common/base/status.h"

namespace adit::mining {

struct LogSequenceOptions {
  // A pause of a user longer than this ends his sequence. Logs without times are cut by length only.
  int64_t pause_us = 60'000'000;
  // Sequences are cut at this many events; at least 1. Bounds the cost of low supports.
  uint32_t longest = 100;
};

// One item for every distinct (application, element, action), numbered by first appearance from 1 and
// named "application | element | action"; one sequence for every stretch of a user's events without
// a long pause, in the order of the log; equal sequences are one with a summed weight.
// kResourceExhausted when a limit of SequenceDatabase is met. Deterministic.
[[nodiscard]] Result<SequenceDatabase> SequencesOfLog(const EventLog& log,
                                                      const LogSequenceOptions& options);

}  // namespace adit::mining
