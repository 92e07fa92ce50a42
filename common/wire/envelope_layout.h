// Byte layout shared by the writer and the reader of envelopes.
#pragma once

#include <optional>

#include "common/crypto/secret_stream.h"
#include "common/crypto/signature.h"
#include "common/wire/envelope.h"

namespace adit::wire {

inline constexpr std::string_view kEnvelopeMagic = "ADT1";
inline constexpr std::string_view kSignatureContext = "ADT1-sig";
inline constexpr size_t kContentKeyBytes = 32;
inline constexpr size_t kSealedKeyBytes = 80;
inline constexpr size_t kFrameHeaderBytes = 12;  // length, events so far, CRC-32C
inline constexpr size_t kMaxFramePlainBytes =
    kMaxFrameCiphertextBytes - crypto::kSecretStreamOverhead;
inline constexpr uint32_t kSkippableMagic = 0x184D2A50;

[[nodiscard]] Bytes EncodePrefixAndHeader(const EnvelopeHeader& header);
[[nodiscard]] Bytes EncodeTrailer(const EnvelopeTrailer& trailer);  // its fields, without the length
[[nodiscard]] Result<EnvelopeTrailer> DecodeTrailer(ByteView fields);

// Key of the stream: keyed BLAKE2b of "ADT1 stream" | header digest under the sealed content key.
[[nodiscard]] crypto::StreamKey DeriveStreamKey(ByteView content_key,
                                                const crypto::Digest& header_digest);
// header digest | frame number | events so far.
[[nodiscard]] Bytes FrameAssociatedBytes(const crypto::Digest& header_digest, uint32_t frame_number,
                                         uint32_t events);
// CRC-32C of length | events | ciphertext.
[[nodiscard]] uint32_t FrameCrc(uint32_t length, uint32_t events, ByteView ciphertext);
// What the signature covers: prologue | body digest | trailer length and fields.
[[nodiscard]] crypto::SignedMessage SignedPart(ByteView prologue, const crypto::Digest& body_digest,
                                               ByteView trailer);

// Terminator | trailer | signature | CRC of all; `prologue_and_frames` is everything before.
[[nodiscard]] Bytes EncodeEnd(ByteView prologue, ByteView trailer,
                              const crypto::Digest& body_digest,
                              const crypto::SigningKeyPair& signer, uint32_t crc_before);

// How many bytes at the end of an envelope PriorityHint() needs.
inline constexpr size_t kPriorityHintBytes = 5 + 64 + 4;  // the field, the signature, the checksum
// What the trailer says of priority, read from the last bytes alone and unverified: a wrong answer
// changes which file gives way first, nothing else.
[[nodiscard]] BatchPriority PriorityHint(ByteView last_bytes);

// Where the parts of an envelope lie.
struct Layout {
  EnvelopeHeader header;
  size_t header_end = 0;     // end of prefix and header
  ByteView sealed_key;
  crypto::StreamHeader stream_header{};
  size_t frames_begin = 0;   // end of the prologue
  size_t frames_end = 0;     // after the last whole frame
  uint32_t frames = 0;
  uint32_t events = 0;       // events so far of the last whole frame
  // Only when everything after the frames is there and the checksum is right.
  std::optional<EnvelopeTrailer> trailer;
  ByteView trailer_fields;
  crypto::Signature signature{};
};
// `check_frames`: stop at the first frame whose checksum is wrong (recovery) instead of believing the
// lengths. kInvalidArgument when the prologue is not whole.
[[nodiscard]] Result<Layout> ScanLayout(ByteView envelope, bool check_frames);

// How many events a damaged envelope may have held, believing its frame lengths; 0 when not even its
// header is readable. For declaring losses only.
[[nodiscard]] uint32_t EstimateEventCount(ByteView envelope);

}  // namespace adit::wire
