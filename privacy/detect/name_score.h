// How sure a run of words is a person's name: by its own words and by what stands around it.
#pragma once

#include "privacy/detect/detectors.h"
#include "privacy/detect/name_run.h"

namespace adit {

// What kind of text the run stands in.
struct NameSetting {
  bool prose = false;          // sentences, as opposed to titles and labels
  bool capitals_name = false;  // sentences in which no ordinary word has a capital
};

// Score, 0 to 1 (it may leave that range), and the rule that gave it.
[[nodiscard]] float ScoreName(const ScannedText& scanned, const NameRun& run,
                              const NameSetting& setting, DetectRule& rule);

}  // namespace adit
