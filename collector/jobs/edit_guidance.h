// EditGuidance: analysts' judgements and marks in the form in which discovery follows them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "collector/discovery/guidance.h"
#include "collector/model/edit.h"
#include "collector/store/control_store.h"

namespace adit {

// The newest document of kind "routine" of a key, whichever run it is of.
using FindRoutineDocument =
    std::function<Result<std::optional<RunDocument>>(const std::string& key)>;

// `active` as ActiveEdits() gives them: of several judgements of a routine the last counts. The
// ways of a confirmed routine are those its document shows, without steps that merges brought in.
// What `known` has no identity of is passed over: the routine of a split is found when the one it
// was split from is, so that one is kept as well.
[[nodiscard]] Result<Guidance> GuidanceOf(const std::vector<Edit>& active,
                                          const std::vector<RoutineIdentity>& known,
                                          const FindRoutineDocument& find);

// Hexadecimal, for manifests: equal guidance has equal digests.
[[nodiscard]] std::string DigestOf(const Guidance& guidance);

}  // namespace adit
