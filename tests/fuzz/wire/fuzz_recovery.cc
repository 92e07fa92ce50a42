// Any bytes as what a crash left of an open spool file: what recovery makes of it is an envelope that
// verifies, and recovering that again changes nothing.
#include <cstdint>

#include "common/base/check.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/envelope_writer.h"
#include "tests/common/wire/envelope_samples.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace adit;
  static const crypto::SigningKeyPair signer = wire::SampleSigner();
  if (size > wire::kMaxEnvelopeBytes - wire::kMaxTrailerBytes) return 0;
  const auto recovery = wire::RecoverEnvelope({data, size}, signer, {});
  if (!recovery.ok()) return 0;
  Bytes whole(data, data + recovery->keep_bytes);
  whole.insert(whole.end(), recovery->tail.begin(), recovery->tail.end());
  const auto verified = wire::VerifyEnvelope(whole, signer.public_key);
  ADIT_CHECK(verified.ok() || recovery->already_sealed);
  const auto again = wire::RecoverEnvelope(whole, signer, {});
  ADIT_CHECK(again.ok() && again->already_sealed);
  return 0;
}
