// ScrubReport: what the scrub step dropped and masked, as counts; never content.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace adit {

struct ScrubReport {
  uint64_t events = 0;     // handed in
  uint64_t recorded = 0;   // left with their texts masked
  uint64_t existence = 0;  // left without any text
  uint64_t dropped = 0;    // left nothing; events = recorded + existence + dropped

  // Events by the policy rule that dropped them or left only their existence.
  std::map<std::string, uint64_t> events_by_rule;
  // Texts by the policy rule that emptied or masked them whole before any detector ran.
  std::map<std::string, uint64_t> texts_by_rule;
  // Findings masked, by detector ("iban", "person.title", "custom_detectors[order]").
  std::map<std::string, uint64_t> findings_by_rule;

  // Values masked whole because …
  uint64_t invalid_texts = 0;    // they were not UTF-8
  uint64_t oversize_texts = 0;   // they were longer than the limits of UiEvent
  uint64_t detector_failures = 0;  // a detector gave up, or took too long
  uint64_t residues = 0;         // … the masked text still held a finding
};

}  // namespace adit
