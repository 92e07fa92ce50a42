// Every size and count the wire formats promise, in one place (docs/formats/envelope.md).
#pragma once

#include <cstddef>
#include <cstdint>

namespace adit::wire {

// Envelope. The hard cap means that no sealed batch ever needs splitting.
inline constexpr size_t kMaxEnvelopeBytes = 1 << 20;
inline constexpr size_t kPrefixBytes = 32;
inline constexpr size_t kMaxHeaderBytes = 4096;
// Enough to parse prefix and header; nothing larger is allocated before they are understood.
inline constexpr size_t kHeaderProbeBytes = kPrefixBytes + kMaxHeaderBytes;
inline constexpr size_t kMaxTrailerBytes = 4096;
inline constexpr size_t kMaxFrameCiphertextBytes = 64 << 10;
inline constexpr size_t kMaxFrames = 16'384;
inline constexpr size_t kMaxLossRanges = 100;  // in one trailer: 34 bytes each
inline constexpr size_t kMaxVersionTextBytes = 128;
// The frames together are padded to a multiple of this, so that their size says little about what a
// person did in a minute. A full batch pays 0.8 % for it.
inline constexpr size_t kPaddingBytes = 4096;

// When the agent seals.
inline constexpr size_t kSealBytes = 256 << 10;
inline constexpr size_t kMinSealBytes = 16 << 10;  // after timeouts the seal size shrinks, not below
inline constexpr int64_t kSealAfterUs = 60'000'000;
inline constexpr size_t kSealEvents = 45'000;
inline constexpr size_t kSealPlainBytes = 6 << 20;

// What a reader inflates at most.
inline constexpr size_t kMaxPlainBytes = 8 << 20;
inline constexpr size_t kMaxEvents = 50'000;
inline constexpr int kMaxWindowLog = 20;
// Above the free allowance the plain text is at most kMaxRatio times the compressed.
inline constexpr size_t kRatioFreeBytes = 1 << 20;
inline constexpr size_t kMaxRatio = 200;

// Sequence numbers beyond this are refused, so that no hostile number leaves room for no other.
inline constexpr uint64_t kMaxSequence = uint64_t{1} << 62;

// Receipt and protocol documents.
inline constexpr size_t kMaxReceiptBytes = 4096;
inline constexpr size_t kMaxEnrolmentBytes = 64 << 10;
inline constexpr size_t kMaxPolicyBytes = 1 << 20;

}  // namespace adit::wire
