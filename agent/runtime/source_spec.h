// SourceSpec: "desktop", "replay:FILE?speed=2", "simulate:seed=1,profile=office,person=3" as values,
// and the sources they name.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "agent/capture/capture_source.h"
#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/io/file_system.h"

namespace adit {

enum class SourceKind : uint8_t { kDesktop, kReplay, kSimulate };

struct SourceSpec {
  SourceKind kind = SourceKind::kDesktop;
  std::string path;      // kReplay
  double speed = 0;      // kReplay; 0: as fast as the pipeline takes it
  std::string simulate;  // kSimulate: what stands after "simulate:", without skip
  uint64_t skip = 0;     // kReplay, kSimulate: events to pass over, to go on after an interruption
  bool function_keys = false;  // kLinux

  // A recording or simulation: its times are its own, it waits instead of losing, and it ends.
  [[nodiscard]] bool is_recorded() const { return kind != SourceKind::kDesktop; }
};

// "desktop" is this system's own; its name ("linux", "windows") says the same. kInvalidArgument names
// the part that is wrong and the forms there are.
[[nodiscard]] Result<SourceSpec> ParseSourceSpec(std::string_view text);

// `files` and `clock` must outlive the source.
[[nodiscard]] Result<std::unique_ptr<CaptureSource>> MakeSource(const SourceSpec& spec,
                                                                FileSystem& files, Clock& clock);

}  // namespace adit
