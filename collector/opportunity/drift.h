// FindDrift: what changed in the routines between two periods of one log, and whether that is more
// than chance. docs/formats/drift.md holds the method.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "common/base/status.h"

namespace adit {

struct TimeSpan {
  int64_t from_us = 0;   // inclusive
  int64_t until_us = 0;  // exclusive

  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

struct DriftPeriods {
  TimeSpan before;
  TimeSpan now;

  friend bool operator==(const DriftPeriods&, const DriftPeriods&) = default;
};

// The log's days with events in two halves, the newer one not the smaller. kFailedPrecondition,
// with what is missing, for a log without times or of fewer than four days.
[[nodiscard]] Result<DriftPeriods> HalvesOf(const EventLog& log);

enum class DriftKind : uint8_t {
  kAppeared,  // hardly ever before
  kVanished,  // hardly ever now
  kOftener,
  kRarer,
  kSlower,
  kFaster,
  kMainPath,    // another way is the most common one
  kExceptions,  // their share rose or fell
};
[[nodiscard]] std::string_view DriftKindName(DriftKind kind);

// Of the people who were observed in both periods.
struct PeriodFigures {
  uint64_t instances = 0;
  uint32_t people = 0;
  double per_person_day = 0;  // instances
  double median_s = kUnknownDuration;
  double p90_s = kUnknownDuration;
  double exception_share = 0;
};

inline constexpr uint32_t kNoVariant = UINT32_MAX;

// One way through the routine in both periods.
struct WayDrift {
  uint32_t variant = kNoVariant;  // position in Routine::variants
  uint64_t before = 0;            // instances
  uint64_t now = 0;
  uint32_t people_before = 0;
  uint32_t people_now = 0;
  uint32_t people = 0;  // in either
};

struct DriftFinding {
  DriftKind kind = DriftKind::kAppeared;
  double before = 0;  // a rate, a median, a share
  double now = 0;
  double effect = 1;  // factor, or change of a share, as the least favourable reading has it
  double p = 1;
};

struct RoutineDrift {
  uint32_t routine = 0;
  PeriodFigures before;
  PeriodFigures now;
  WayDrift way_before;  // the most common one then
  WayDrift way_now;
  std::vector<DriftFinding> findings;
};

struct DriftReport {
  DriftPeriods periods;
  uint32_t people = 0;  // observed in both
  uint32_t days_before = 0;
  uint32_t days_now = 0;
  std::vector<RoutineDrift> routines;  // as in the discovery
};

struct DriftOptions {
  double alpha = 0.01;            // that anything at all is called drift when nothing changed
  uint64_t least_instances = 20;  // in each period, for durations, ways and exceptions
  uint64_t least_appearing = 10;  // in the period that has the routine
  double vanishing = 0.1;         // of the other period's rate
  double rate_factor = 1.5;
  double duration_factor = 1.2;
  double way_change = 0.2;  // of the share of a way
  double exception_change = 0.1;
};

// `discovery` is of this log. Only people with events in both periods are compared, so that agents
// that are rolled out, joiners and leavers are no drift. Deterministic.
[[nodiscard]] DriftReport FindDrift(const EventLog& log, const Discovery& discovery,
                                    const DriftPeriods& periods, const DriftOptions& options);

}  // namespace adit
