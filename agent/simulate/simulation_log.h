// What a simulation is written down as: the native UI log with truth columns, and the list of
// planted personal data (docs/formats/simulation.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/simulate/office.h"
#include "agent/simulate/simulated_event.h"
#include "common/event/event_record.h"

namespace adit::simulate {

// "p03": the name of a person in logs.
[[nodiscard]] std::string PersonName(uint32_t person);
// "p03-17": the name of an instance, unique in the log; "" for none.
[[nodiscard]] std::string CaseName(const GroundTruth& truth);

// The event as perfect masking would leave it: planted values become "<EMAIL:3f2a9c>", equal values
// of one workforce alike, and clipboard content a fingerprint. Secret events keep only existence.
[[nodiscard]] EventRecord MaskByTruth(const SimulatedEvent& event, uint64_t seed);

// The characters of a planted value.
[[nodiscard]] std::string PlantedValue(const SimulatedEvent& event, const Plant& plant);

// "seq,ts,user,app,window,element,action,value_hash,case,routine,noise\n".
[[nodiscard]] std::string_view UiLogHeader();
// Appends the line of an event as `masked` has it; its time is the masked record's. `sequence`
// numbers the events of the log from 0.
void AppendUiLogLine(std::string& out, uint64_t sequence, const EventRecord& masked,
                     const GroundTruth& truth, const Office& office);
// The same with the event masked by the truth.
void AppendUiLogLine(std::string& out, uint64_t sequence, const SimulatedEvent& event,
                     const Office& office, uint64_t seed);

// Appends one JSON line for each text of the event that holds planted values: {"id", "text",
// "field", "user", "ts", "spans": [{"start", "end", "type", "value"}]}, offsets in code points;
// readable by `adit mask` and `adit evaluate-masking`.
void AppendPlantLines(std::string& out, uint64_t sequence, const SimulatedEvent& event);

}  // namespace adit::simulate
