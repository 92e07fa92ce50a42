#include "agent/linux/linux_source.h"
#include "agent/runtime/live_source.h"

namespace adit {

Result<std::unique_ptr<CaptureSource>> MakeLiveSource(Clock& clock) {
  return MakeLinuxSource({}, clock);
}

}  // namespace adit
