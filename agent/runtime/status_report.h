// StatusReport: everything `adit-agent status` says, as values, JSON and text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/capture/capture_source.h"
#include "agent/runtime/person_choice.h"
#include "agent/runtime/pipeline.h"
#include "agent/ship/shipper.h"
#include "agent/spool/spool.h"

namespace adit {

struct StatusReport {
  std::string
      state;  // RecordingStateName(), or "outside_hours", "no_source", "revoked", "no_policy"
  std::string reason;  // what to do about it; empty when recording
  std::string level;   // CaptureLevelName()
  std::string source;
  bool source_running = false;
  CaptureCapabilities capabilities;
  std::string policy_id;
  uint64_t policy_version = 0;
  std::string policy_digest_hex;
  std::string policy_source;
  int64_t policy_expires_us = 0;
  std::string information;  // the text for those who are recorded
  PersonChoice choice;
  std::string collector_url;
  bool enrolled = false;
  std::string group;
  int64_t started_us = 0;
  double cpu_share = 0;
  double mean_cpu_share = 0;
  uint64_t resident_bytes = 0;
  PipelineReport pipeline;
  bool has_spool = false;
  SpoolReport spool;
  bool has_shipper = false;
  ShipperReport shipper;
};

[[nodiscard]] std::string StatusJson(const StatusReport& report);
// Several lines for a person.
[[nodiscard]] std::string StatusText(const StatusReport& report);

}  // namespace adit
