// StepLog: a log as steps of sessions, the form in which routines are learnt.
//
// A step is one action of a person; what a recorder wrote about it in several events (focus, click,
// text changed) is one step. Every event belongs to at most one step; events without content
// (locks, idle times) belong to none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/model/event_log.h"

namespace adit {

// What a step does to what; equal labels are the same activity. Numbers are entries of the
// StepLog's texts.
struct StepLabel {
  uint32_t app = 0;
  uint32_t window = 0;   // template
  uint32_t element = 0;  // template
  uint32_t action = 0;
};

struct Step {
  uint32_t label = 0;
  uint32_t first_key = 0;     // its keys: keys[first_key, next step's first_key)
  uint32_t first_event = 0;   // its events: event_order[first_event, next step's first_event)
  int64_t time_us = kNoTime;  // of its last event
};

// Steps [begin, end) of one person.
struct Session {
  uint32_t user = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
};

struct StepLog {
  StringTable texts;
  std::vector<StepLabel> labels;
  std::vector<Step> steps;  // by session
  std::vector<uint32_t>
      keys;  // what ties steps of one case together: copied content, identifiers and
             // names in titles; equal numbers = equal content; only specific ones
  std::vector<uint32_t> event_order;  // positions in the log, grouped by step
  std::vector<Session> sessions;  // by user, then order; no pause of hours inside: work goes on in
                                  // one after a break, and no instance is in two
  std::vector<Session>
      sittings;  // the same steps, cut at locks, idle times and shorter pauses as well
  std::vector<uint32_t> event_label;  // an entry an event of the log, also for events outside steps
  std::vector<uint32_t> event_sitting;
  bool has_times = false;  // usable ones
  uint32_t users = 0;

  [[nodiscard]] uint32_t KeysEnd(uint32_t step) const {
    return step + 1 < steps.size() ? steps[step + 1].first_key : static_cast<uint32_t>(keys.size());
  }
  [[nodiscard]] uint32_t EventsEnd(uint32_t step) const {
    return step + 1 < steps.size() ? steps[step + 1].first_event
                                   : static_cast<uint32_t>(event_order.size());
  }
};

struct StepOptions {
  bool ignore_time = false;
  bool merge_redundancy = true;
  bool learn_templates = true;
  int64_t session_gap_us = 120LL * 60 * 1'000'000;  // a longer pause ends a session
  int64_t sitting_gap_us = 30LL * 60 * 1'000'000;
  // A longer session is cut: whole ones are learnt from, and a log without times may be one of
  // millions.
  uint32_t max_session_steps = 50'000;
};

// Orders each person's events (by the recorder's numbers; by time where numbers repeat), cuts
// sessions and merges redundancy. An event without a user belongs to the person before it.
// Deterministic; O(n log n).
[[nodiscard]] StepLog BuildSteps(const EventLog& log, const StepOptions& options);

}  // namespace adit
