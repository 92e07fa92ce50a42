// Published routine: the stored document of a routine as the value that exports render.
#pragma once

#include <string>

#include "collector/model/routine.h"
#include "common/base/status.h"

namespace adit::api {

// A discovery with the one routine of the document; what the group gate left out is not in it.
// kDataLoss when the document is damaged.
[[nodiscard]] Result<Discovery> ReadPublishedRoutine(const std::string& document_json);

}  // namespace adit::api
