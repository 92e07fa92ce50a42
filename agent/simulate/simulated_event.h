// SimulatedEvent: an event as a capture source would have seen it, with what only the simulation
// knows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/simulate/case_values.h"
#include "common/event/ui_event.h"

namespace adit::simulate {

// Which text of the event a planted value stands in.
enum class TextPlace : uint8_t { kWindowTitle, kDocument, kElementName, kDetail, kContent };

// A stretch of text that holds personal data: byte offsets [begin, end) into that text.
struct Plant {
  TextPlace place = TextPlace::kWindowTitle;
  uint32_t begin = 0;
  uint32_t end = 0;
  Field field = Field::kNone;
};

// What the event belongs to.
struct GroundTruth {
  uint32_t person = 0;    // from 0
  uint32_t instance = 0;  // 1, 2, … of this person; 0 = no instance of a routine
  int32_t routine = -1;   // number in Office::routines(); -1 = none
};

struct SimulatedEvent {
  UiEvent event;
  GroundTruth truth;
  std::vector<Plant> plants;
};

}  // namespace adit::simulate
