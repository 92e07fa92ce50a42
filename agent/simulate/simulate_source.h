// SimulateSource: one person of a simulated workforce as a capture source for the agent.
#pragma once

#include <memory>
#include <string_view>

#include "agent/capture/capture_source.h"
#include "agent/simulate/simulation_options.h"
#include "common/base/clock.h"

namespace adit {

// Plays one person's days with OfferWaiting, so nothing is lost. Events carry the simulated times
// whatever the speed. `clock` must outlive the source.
[[nodiscard]] std::unique_ptr<CaptureSource> MakeSimulateSource(simulate::SimulationSpec spec,
                                                                Clock& clock);

// From the text after "simulate:" (see ParseSimulationSpec).
[[nodiscard]] Result<std::unique_ptr<CaptureSource>> MakeSimulateSource(std::string_view spec,
                                                                        Clock& clock);

}  // namespace adit
