// The content of an envelope made by an enrolled but hostile agent: signed and encrypted properly, so
// that the bytes reach the inflater and the decoder. The first byte chooses how they are cut and ended.
#include <cstdint>

#include "common/base/check.h"
#include "common/crypto/secret_stream.h"
#include "common/wire/envelope_layout.h"
#include "common/wire/envelope_reader.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit::wire {
namespace {

Bytes Envelope(ByteView plain, uint8_t choice) {
  const crypto::SigningKeyPair signer = SampleSigner();
  const crypto::BoxKeyPair recipient = SampleRecipient();
  EnvelopeHeader header = SampleHeader(1, 1);
  header.recipient_key = crypto::KeyIdOf(recipient.public_key);
  header.signing_key = signer.id();
  header.window_log = 18;
  Bytes bytes = EncodePrefixAndHeader(header);
  const crypto::Digest digest = crypto::HashOf(bytes);
  const Bytes content_key(kContentKeyBytes, 1);
  crypto::SecretStreamWriter stream(DeriveStreamKey(content_key, digest));
  const Bytes sealed = crypto::SealBox(content_key, recipient.public_key);
  ByteWriter writer(bytes);
  writer.U16(static_cast<uint16_t>(sealed.size()));
  writer.Raw(sealed);
  writer.Raw(stream.header());
  const size_t prologue_bytes = bytes.size();
  EnvelopeTrailer trailer;
  trailer.status = static_cast<SealStatus>(choice % 3 + 1);
  trailer.event_count = choice;
  const size_t step = 1 + (size_t{choice} * 37) % 4000;
  do {
    const ByteView part = plain.first(std::min(step, plain.size()));
    plain = plain.subspan(part.size());
    const bool last = plain.empty() && (choice & 0x40) == 0;
    Bytes ciphertext;
    stream.Push(part, FrameAssociatedBytes(digest, trailer.frames, trailer.event_count),
                last ? crypto::StreamTag::kFinal : crypto::StreamTag::kPush, ciphertext);
    const auto length = static_cast<uint32_t>(ciphertext.size());
    writer.U32(length);
    writer.U32(trailer.event_count);
    writer.U32(FrameCrc(length, trailer.event_count, ciphertext));
    writer.Raw(ciphertext);
    ++trailer.frames;
  } while (!plain.empty());
  trailer.body_bytes = bytes.size() - prologue_bytes;
  trailer.body_digest = crypto::HashOf(ByteView(bytes).subspan(prologue_bytes));
  const Bytes end = EncodeEnd(ByteView(bytes).first(prologue_bytes), EncodeTrailer(trailer),
                              trailer.body_digest, signer, crypto::Crc32c(bytes));
  bytes.insert(bytes.end(), end.begin(), end.end());
  return bytes;
}

}  // namespace
}  // namespace adit::wire

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace adit::wire;
  if (size == 0 || size > 256 << 10) return 0;
  static const adit::crypto::SigningKeyPair signer = SampleSigner();
  static const adit::crypto::BoxKeyPair recipient = SampleRecipient();
  const adit::Bytes envelope = Envelope(adit::ByteView(data + 1, size - 1), data[0]);
  const auto verified = VerifyEnvelope(envelope, signer.public_key);
  ADIT_CHECK(verified.ok());
  const auto opened = OpenEnvelope(envelope, *verified, recipient);
  ADIT_CHECK(opened.ok());
  ADIT_CHECK(opened->events.size() + opened->missing == verified->trailer.event_count);
  return 0;
}
