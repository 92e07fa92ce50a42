// Any bytes as a receipt: none is accepted that was not signed, and the fields of any parse.
#include <algorithm>
#include <cstdint>

#include "common/base/check.h"
#include "common/wire/limits.h"
#include "common/wire/receipt.h"
#include "tests/common/wire/envelope_samples.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace adit;
  static const crypto::SigningKeyPair key = wire::SampleSigner(3);
  (void)wire::DecodeReceipt({data, size}, {key.public_key});
  // The same bytes as fields under a good signature, so that the parser behind it is reached.
  if (size > wire::kMaxReceiptBytes - 72) return 0;
  Bytes message;
  ByteWriter writer(message);
  writer.Raw(AsBytes("ADR1"));
  writer.U16(1);
  writer.U16(static_cast<uint16_t>(size));
  writer.Raw({data, size});
  const crypto::Signature signature = crypto::Sign("ADR1-receipt", message, key);
  writer.Raw(signature);
  const auto receipt = wire::DecodeReceipt(message, {key.public_key});
  if (receipt.ok()) {
    const auto again = wire::DecodeReceipt(wire::EncodeReceipt(*receipt, key), {key.public_key});
    ADIT_CHECK(again.ok() && *again == *receipt);
  }
  return 0;
}
