// Any bytes as the start of an envelope: what parses is written back and parses to the same.
#include <cstdint>

#include "common/base/check.h"
#include "common/wire/envelope_layout.h"
#include "common/wire/envelope_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const adit::ByteView bytes(data, size);
  const auto parsed = adit::wire::ParseEnvelopeHeader(bytes);
  if (parsed.ok()) {
    const adit::Bytes again = adit::wire::EncodePrefixAndHeader(parsed->header);
    const auto reparsed = adit::wire::ParseEnvelopeHeader(again);
    ADIT_CHECK(reparsed.ok() && reparsed->header == parsed->header);
  }
  (void)adit::wire::ReadUnverifiedEnvelope(bytes);
  (void)adit::wire::EstimateEventCount(bytes);
  return 0;
}
