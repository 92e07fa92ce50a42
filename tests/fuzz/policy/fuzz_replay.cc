// Any line as an event: refused, or read and written back to the same event.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/event/replay_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  (void)adit::CheckReplayHeader(line);
  const adit::Result<adit::UiEvent> event = adit::ParseReplayLine(line);
  if (!event.ok()) return 0;
  const std::string written = adit::ToReplayLine(*event);
  const adit::Result<adit::UiEvent> again = adit::ParseReplayLine(written);
  if (!again.ok() || adit::ToReplayLine(*again) != written) std::abort();
  return 0;
}
