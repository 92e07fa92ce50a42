// Matching of identities: the same routine keeps its key from run to run, matched by the steps it
// shares.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/discovery/routine_profile.h"
#include "collector/model/routine.h"
#include "collector/model/routine_identity.h"

namespace adit {

// 16 hex digits that depend on the steps in order, not on numbers of one run.
[[nodiscard]] std::string VariantId(const Discovery& discovery,
                                    const std::vector<uint32_t>& activities);
[[nodiscard]] RoutineIdentity IdentityOf(const Discovery& discovery, const Routine& routine);

// For each current routine the key of the most similar known one, each known key given once, best
// matches first; its own key where nothing is similar enough. All keys differ.
[[nodiscard]] std::vector<std::string> MatchIdentities(const std::vector<RoutineIdentity>& known,
                                                       const std::vector<RoutineIdentity>& current);

}  // namespace adit
