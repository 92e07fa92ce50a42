// EventRecord: an event after masking, as it is encoded, stored and mined.
//
// On an endpoint only privacy/scrub fills one (inside a MaskedEvent); at the collector the batch
// decoder does.
#pragma once

#include <cstdint>
#include <string>

#include "common/event/event_fields.h"

namespace adit {

// The texts mirror UiEvent's, masked; limits as there. Decoders refuse longer ones.
struct EventRecord {
  EventFields fields;

  std::string app_name;
  std::string app_version;
  std::string app_executable;
  std::string window_title;
  std::string window_role;
  std::string document;
  std::string element_role;
  std::string element_name;
  std::string element_id;
  std::string element_path;
  std::string detail;

  // Keyed BLAKE2b fingerprint of clipboard content: equal contents on one endpoint within one
  // rotation period have equal fingerprints, nobody else can compute them. 0 = none.
  uint64_t content_fingerprint = 0;

  friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

}  // namespace adit
