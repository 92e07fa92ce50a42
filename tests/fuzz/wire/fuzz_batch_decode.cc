// Any bytes as a stream of event blocks: what decodes is encoded again and decodes to the same.
#include <cstdint>

#include "common/base/check.h"
#include "common/event/batch_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const adit::BatchLimits limits{.events = 20'000, .strings = 20'000,
                                 .expanded_text_bytes = 4 << 20};
  const auto events = adit::DecodeBatch({data, size}, limits);
  if (events.ok()) {
    ADIT_CHECK(events->size() <= limits.events);
    const auto again = adit::DecodeBatch(adit::EncodeBatch(*events));
    ADIT_CHECK(again.ok() && *again == *events);
  }
  return 0;
}
