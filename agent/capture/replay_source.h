// ReplaySource: plays a file of replay lines as if a desktop sent them.
#pragma once

#include <memory>
#include <string>

#include "agent/capture/capture_source.h"
#include "common/base/clock.h"
#include "common/io/file_system.h"

namespace adit {

struct ReplayOptions {
  std::string path;
  // 0: as fast as the pipeline takes it; 1: real time; 60: a recorded minute a second. Gaps longer
  // than an hour of the recording are played as one hour.
  double speed = 0;
};

// Delivers with OfferWaiting, so nothing is lost. A missing header, a bad or cut-off line ends the
// replay with "FILE:LINE: …" after everything before it was delivered. Levels apply to the events
// as they would to a desktop's. `files` and `clock` must outlive the source.
[[nodiscard]] std::unique_ptr<CaptureSource> MakeReplaySource(ReplayOptions options,
                                                              FileSystem& files, Clock& clock);

// Whether an event is wanted at a level: the one table all sources share.
[[nodiscard]] bool IsWantedAt(CaptureLevel level, ActionType action);

}  // namespace adit
