// Routines and what they are made of: the values that discovery returns and everything else shows.
//
// Numbers of activities, routines, instances and variants are positions in the vectors of Discovery.
// Times are microseconds, durations seconds; kUnknownDuration where the log has no usable times.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace adit {

inline constexpr uint32_t kNoInstance = std::numeric_limits<uint32_t>::max();
inline constexpr uint32_t kNoActivity = std::numeric_limits<uint32_t>::max();
inline constexpr double kUnknownDuration = -1.0;

// One kind of step: what was done to which element on which screen.
struct Activity {
  std::string name;     // for people: "ERP: edit Customer"
  std::string app;
  std::string window;   // template; a variable part is shown as *
  std::string element;  // template
  std::string action;
  uint64_t count = 0;   // events
};

// One execution of a routine by one person.
struct Instance {
  uint32_t routine = 0;
  uint32_t variant = 0;            // position in Routine::variants
  uint32_t user = 0;               // string number of the log
  uint32_t session = 0;
  std::vector<uint32_t> events;    // positions in EventLog::events, ascending in the person's order
  int64_t start_us = 0;            // kNoTime where unknown
  int64_t end_us = 0;
  double duration_s = kUnknownDuration;  // first to last event without long pauses and without the
                                         // events of other work in between
  double confidence = 0;           // 0..1: how much better the routine explains the events than noise
  bool rework = false;             // a step was repeated that the main path has once
  bool rare_path = false;          // its variant is rare for this routine
  bool slow = false;               // a robust outlier of duration
};

// One way through a routine.
struct Variant {
  std::vector<uint32_t> activities;  // in order, repetitions kept
  uint64_t count = 0;
  double share = 0;                  // of the routine's instances
  double median_duration_s = kUnknownDuration;
  bool exception = false;            // rare, or with rework
};

// An edge of a routine's directly-follows graph; kNoActivity stands for start (from) and end (to).
struct FollowsEdge {
  uint32_t from = kNoActivity;
  uint32_t to = kNoActivity;
  uint64_t count = 0;
  double median_s = kUnknownDuration;
  double p90_s = kUnknownDuration;
  bool changes_app = false;          // its time is waiting between applications
};

// Content that was copied in one step and pasted, or typed again, in another.
struct DataTransfer {
  uint32_t from = 0;  // activity
  uint32_t to = 0;    // activity
  uint64_t count = 0; // instances in which it happens
};

// An identifier last met with one person's work that another person's goes on with.
struct Handover {
  uint32_t from_routine = 0;
  uint32_t from = 0;   // activity, where it was met last
  uint32_t to = 0;     // activity, where the other person meets it first
  uint64_t count = 0;  // instances that go on so
  uint32_t users = 0;  // distinct persons on both sides
  double median_wait_s = kUnknownDuration;  // between the two
};

struct Routine {
  uint32_t id = 0;                     // position in Discovery::routines; 0 is the heaviest
  std::string key;                     // stable name of the routine between runs: 16 hex digits
  std::string name;                    // proposed from its activities
  std::vector<uint32_t> activities;    // in order of mean position
  std::vector<uint32_t> main_path;     // activities of the most common variant
  std::vector<Variant> variants;       // most common first
  uint64_t instances = 0;
  uint64_t events = 0;
  uint32_t users = 0;                  // distinct persons
  uint32_t sessions = 0;
  double median_duration_s = kUnknownDuration;
  double p90_duration_s = kUnknownDuration;
  double total_duration_s = kUnknownDuration;  // over all instances
  int64_t first_us = 0;                // kNoTime where unknown
  int64_t last_us = 0;
  double confidence = 0;               // 0..1
  double determinism = 0;              // 0..1: how far the next step follows from the last one
  double exception_share = 0;          // of instances
  double stability = 0;                // 0..1: evenness over the periods of the log
  double structured_share = 0;         // of steps: input without free typing
  uint64_t handovers = 0;              // instances with an identifier met before with another person
  uint32_t handover_users = 0;         // distinct persons on both sides of them
  std::vector<Handover> handed_over;   // where from and where to; most frequent first
  std::vector<std::string> apps;
  std::vector<FollowsEdge> graph;      // most frequent first
  std::vector<DataTransfer> transfers; // most frequent first
};

// What one run found. Deterministic: same log, same options, same bytes.
struct Discovery {
  std::vector<Activity> activities;
  std::vector<Routine> routines;        // by events explained, heaviest first
  std::vector<Routine> review;          // too slight to be ranked, ids of their own; no instances
  std::vector<Instance> instances;      // by user, then time
  std::vector<uint32_t> event_activity; // one an event of the log
  std::vector<uint32_t> event_session;
  std::vector<uint32_t> event_instance; // kNoInstance: noise
  uint32_t sessions = 0;
  uint32_t users = 0;
  double days = 0;                      // working days with events; 0 where the log has no times
  double bits_noise_only = 0;           // description length with no routine at all
  double bits = 0;                      // description length of the result
  uint64_t undecided_events = 0;        // cut off by a limit, counted as noise
};

}  // namespace adit
