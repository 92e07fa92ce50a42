// ErrorAnalysis: why found instances differ from the true ones, as text for developers.
#pragma once

#include <string>

#include "collector/model/routine.h"
#include "tests/quality/discovery/labelled_log.h"

namespace adit::quality {

// Three tables: what became of the true instances of each routine (exact; cut at the start or the
// end, with holes, split, merged, with noise, missed), by the largest share of their difference;
// what each found routine truly was; which activities were lost or taken in most often.
[[nodiscard]] std::string AnalyseErrors(const LabelledLog& log, const Discovery& found);

}  // namespace adit::quality
