// Any text as each of the protocol's JSON messages; what is understood comes back the same.
#include <cstdint>
#include <string_view>

#include "common/base/check.h"
#include "common/wire/enrolment.h"
#include "common/wire/ids.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace adit::wire;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto request = DecodeEnrolmentRequest(text); request.ok()) {
    const std::string once = EncodeEnrolmentRequest(*request);
    ADIT_CHECK(EncodeEnrolmentRequest(*DecodeEnrolmentRequest(once)) == once);
  }
  if (const auto answer = DecodeEnrolmentAnswer(text); answer.ok()) {
    const std::string once = EncodeEnrolmentAnswer(*answer);
    ADIT_CHECK(EncodeEnrolmentAnswer(*DecodeEnrolmentAnswer(once)) == once);
  }
  (void)DecodeProtocolError(text);
  (void)ParseToken(text);
  if (const auto address = ParseBatchPath(text)) {
    ADIT_CHECK(BatchPath(address->agent, address->incarnation, address->batch_seq) == text);
  }
  return 0;
}
