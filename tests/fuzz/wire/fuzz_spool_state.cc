// Any bytes as the spool's state file, also with a right checksum.
#include <cstdint>

#include "agent/spool/spool_state.h"
#include "common/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace adit;
  Bytes bytes(data, data + size);
  (void)spool_internal::DecodeState(bytes);
  ByteWriter(bytes).U32(crypto::Crc32c(bytes));
  const auto state = spool_internal::DecodeState(bytes);
  if (state.ok()) {
    const Bytes once = spool_internal::EncodeState(*state);
    const auto again = spool_internal::DecodeState(once);
    ADIT_CHECK(again.ok() && spool_internal::EncodeState(*again) == once);
  }
  (void)spool_internal::ParseFileName({reinterpret_cast<const char*>(data), size});
  return 0;
}
