#include "common/wire/envelope_layout.h"

#include <algorithm>
#include <cstring>

#include "common/base/utf8.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/tlv.h"

namespace adit::wire {
namespace {

// Types of docs/formats/envelope.md.
enum HeaderField : uint16_t {
  kAgent = 0x8001,
  kIncarnation = 0x8002,
  kBatchSeq = 0x8003,
  kFirstEvent = 0x8004,
  kPolicy = 0x8005,
  kRecipientKey = 0x8006,
  kSigningKey = 0x8007,
  kPreviousDigest = 0x8008,
  kZstd = 0x8009,
  kClock = 0x000A,
  kAgentVersion = 0x000B,
  kOsVersion = 0x000C,
  kCapabilities = 0x000D,
  kDegradation = 0x000E,
};
enum TrailerField : uint16_t {
  kStatus = 0x8001,
  kFrames = 0x8002,
  kBodyBytes = 0x8003,
  kEventCount = 0x8004,
  kBodyDigest = 0x8005,
  kLosses = 0x8006,
  kTimes = 0x0007,
  kPriority = 0x0008,  // last: PriorityHint() finds it from the end
};

constexpr size_t kLossBytes = 2 + 16 + 8 + 8;
constexpr uint32_t kCriticalFlags = 0x0000FFFF;

// Values of later versions are no reason to let a file go early.
BatchPriority PriorityOf(uint8_t value) {
  const bool known = value >= static_cast<uint8_t>(BatchPriority::kLow) &&
                     value <= static_cast<uint8_t>(BatchPriority::kHigh);
  return known ? static_cast<BatchPriority>(value) : BatchPriority::kNormal;
}

Status BadEnvelope(std::string_view what) { return InvalidArgument("envelope: " + std::string(what)); }

Status CheckText(std::string_view text, const char* name) {
  if (text.size() > kMaxVersionTextBytes || !IsValidUtf8(text)) {
    return BadEnvelope(std::string(name) + " is not UTF-8 of at most 128 bytes");
  }
  return OkStatus();
}

Status DecodeOptionalFields(const TlvFields& fields, EnvelopeHeader& header) {
  if (const auto clock = fields.Find(kClock)) {
    if (clock->size() != 32) return BadEnvelope("clock must have 32 bytes");
    ByteReader reader(*clock);
    header.wall_us = static_cast<int64_t>(reader.U64());
    header.monotonic_us = static_cast<int64_t>(reader.U64());
    Bytes16 boot;
    std::ranges::copy(reader.Raw(16), boot.begin());
    header.boot_id = BootId(boot);
  }
  if (const auto text = fields.Find(kAgentVersion)) header.agent_version = AsText(*text);
  if (const auto text = fields.Find(kOsVersion)) header.os_version = AsText(*text);
  ADIT_RETURN_IF_ERROR(CheckText(header.agent_version, "agent version"));
  ADIT_RETURN_IF_ERROR(CheckText(header.os_version, "os version"));
  if (const auto bits = fields.Find(kCapabilities)) {
    if (bits->size() != 8) return BadEnvelope("capabilities must have 8 bytes");
    header.capabilities = ByteReader(*bits).U64();
  }
  if (const auto level = fields.Find(kDegradation)) {
    if (level->size() != 1) return BadEnvelope("degradation level must have 1 byte");
    header.degradation_level = (*level)[0];
  }
  return OkStatus();
}

template <typename Id>
Status NeedId(const TlvFields& fields, uint16_t type, Id& id) {
  Bytes16 value;
  ADIT_RETURN_IF_ERROR(fields.NeedArray(type, value));
  id = Id(value);
  return OkStatus();
}

Status DecodeHeaderFields(ByteView bytes, EnvelopeHeader& header) {
  Result<TlvFields> parsed = TlvFields::Parse(
      bytes, "envelope header",
      {kAgent, kIncarnation, kBatchSeq, kFirstEvent, kPolicy, kRecipientKey, kSigningKey,
       kPreviousDigest, kZstd, kClock, kAgentVersion, kOsVersion, kCapabilities, kDegradation});
  if (!parsed.ok()) return parsed.status();
  const TlvFields& fields = *parsed;
  ADIT_RETURN_IF_ERROR(NeedId(fields, kAgent, header.agent));
  ADIT_RETURN_IF_ERROR(NeedId(fields, kIncarnation, header.incarnation));
  const Result<uint64_t> batch = fields.NeedU64(kBatchSeq);
  if (!batch.ok()) return batch.status();
  const Result<uint64_t> first = fields.NeedU64(kFirstEvent);
  if (!first.ok()) return first.status();
  if (*batch == 0 || *batch > kMaxSequence || *first == 0 || *first > kMaxSequence) {
    return BadEnvelope("a sequence number is not 1 to 2^62");
  }
  header.batch_seq = *batch;
  header.first_event_seq = *first;
  const Result<ByteView> policy = fields.Need(kPolicy, 40);
  if (!policy.ok()) return policy.status();
  header.policy_version = ByteReader(policy->first(8)).U64();
  std::ranges::copy(policy->subspan(8), header.policy_digest.begin());
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kRecipientKey, header.recipient_key));
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kSigningKey, header.signing_key));
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kPreviousDigest, header.previous_digest));
  const Result<ByteView> zstd = fields.Need(kZstd, 5);
  if (!zstd.ok()) return zstd.status();
  header.zstd_dictionary = ByteReader(zstd->first(4)).U32();
  header.window_log = (*zstd)[4];
  if (header.zstd_dictionary != 0) return BadEnvelope("unknown zstd dictionary");
  if (header.window_log > kMaxWindowLog) return BadEnvelope("zstd window is above 2^20");
  return DecodeOptionalFields(fields, header);
}

}  // namespace

std::string_view LossReasonName(LossReason reason) {
  switch (reason) {
    case LossReason::kOverflow: return "overflow";
    case LossReason::kPolicy: return "policy";
    case LossReason::kCrashWindow: return "crash_window";
    case LossReason::kQuarantine: return "quarantine";
    case LossReason::kDiskFull: return "disk_full";
    case LossReason::kStorageFailed: return "storage_failed";
    case LossReason::kUndecodable: return "undecodable";
    case LossReason::kHistoryLost: return "history_lost";
  }
  return "unknown";
}

Bytes EncodePrefixAndHeader(const EnvelopeHeader& h) {
  Bytes fields;
  TlvWriter tlv(fields);
  tlv.Raw(kAgent, h.agent.value());
  tlv.Raw(kIncarnation, h.incarnation.value());
  tlv.U64(kBatchSeq, h.batch_seq);
  tlv.U64(kFirstEvent, h.first_event_seq);
  Bytes value;
  ByteWriter(value).U64(h.policy_version);
  ByteWriter(value).Raw(h.policy_digest);
  tlv.Raw(kPolicy, value);
  tlv.Raw(kRecipientKey, h.recipient_key);
  tlv.Raw(kSigningKey, h.signing_key);
  tlv.Raw(kPreviousDigest, h.previous_digest);
  value.clear();
  ByteWriter(value).U32(h.zstd_dictionary);
  ByteWriter(value).U8(h.window_log);
  tlv.Raw(kZstd, value);
  value.clear();
  ByteWriter(value).U64(static_cast<uint64_t>(h.wall_us));
  ByteWriter(value).U64(static_cast<uint64_t>(h.monotonic_us));
  ByteWriter(value).Raw(h.boot_id.value());
  tlv.Raw(kClock, value);
  tlv.Text(kAgentVersion, h.agent_version);
  tlv.Text(kOsVersion, h.os_version);
  tlv.U64(kCapabilities, h.capabilities);
  tlv.U8(kDegradation, h.degradation_level);

  Bytes out;
  ByteWriter writer(out);
  writer.Raw(AsBytes(kEnvelopeMagic));
  writer.U8(kEnvelopeMajor);
  writer.U8(kEnvelopeMinor);
  writer.U16(static_cast<uint16_t>(fields.size()));
  writer.U32(0);  // flags
  writer.U16(h.suite);
  writer.U16(h.event_schema);
  writer.Raw(h.batch_uuid.value());
  writer.Raw(fields);
  return out;
}

Result<ParsedHeader> ParseEnvelopeHeader(ByteView start) {
  ByteReader reader(start);
  const ByteView magic = reader.Raw(kEnvelopeMagic.size());
  const uint8_t major = reader.U8();
  (void)reader.U8();  // a newer minor version only adds fields that may be skipped
  const uint16_t header_bytes = reader.U16();
  const uint32_t flags = reader.U32();
  ParsedHeader parsed;
  parsed.header.suite = reader.U16();
  parsed.header.event_schema = reader.U16();
  const ByteView uuid = reader.Raw(16);
  if (!reader.ok() || AsText(magic) != kEnvelopeMagic) {
    return BadEnvelope("does not start with ADT1");
  }
  if (major != kEnvelopeMajor) {
    return BadEnvelope("format version " + std::to_string(major) + " is not supported (1 is)");
  }
  if ((flags & kCriticalFlags) != 0) return BadEnvelope("unknown critical flag");
  if (parsed.header.suite != kSuite1) return BadEnvelope("unknown cipher suite");
  if (parsed.header.event_schema != kEventSchema) {
    return BadEnvelope("event schema " + std::to_string(parsed.header.event_schema) +
                       " is not supported (1 is)");
  }
  if (header_bytes > kMaxHeaderBytes) return BadEnvelope("header is longer than 4096 bytes");
  const ByteView fields = reader.Raw(header_bytes);
  if (!reader.ok()) return BadEnvelope("header is cut short");
  Bytes16 id;
  std::ranges::copy(uuid, id.begin());
  parsed.header.batch_uuid = BatchUuid(id);
  ADIT_RETURN_IF_ERROR(DecodeHeaderFields(fields, parsed.header));
  parsed.bytes = kPrefixBytes + header_bytes;
  return parsed;
}

Bytes EncodeTrailer(const EnvelopeTrailer& t) {
  Bytes out;
  TlvWriter tlv(out);
  tlv.U8(kStatus, static_cast<uint8_t>(t.status));
  tlv.U32(kFrames, t.frames);
  tlv.U64(kBodyBytes, t.body_bytes);
  tlv.U32(kEventCount, t.event_count);
  tlv.Raw(kBodyDigest, t.body_digest);
  if (!t.losses.empty()) {
    Bytes losses;
    ByteWriter writer(losses);
    for (const LossRange& loss : t.losses) {
      writer.U16(static_cast<uint16_t>(loss.reason));
      writer.Raw(loss.incarnation.value());
      writer.U64(loss.first);
      writer.U64(loss.count);
    }
    tlv.Raw(kLosses, losses);
  }
  Bytes times;
  ByteWriter(times).U64(static_cast<uint64_t>(t.first_wall_us));
  ByteWriter(times).U64(static_cast<uint64_t>(t.last_wall_us));
  tlv.Raw(kTimes, times);
  if (t.priority != BatchPriority::kNormal) tlv.U8(kPriority, static_cast<uint8_t>(t.priority));
  return out;
}

Result<EnvelopeTrailer> DecodeTrailer(ByteView bytes) {
  Result<TlvFields> parsed =
      TlvFields::Parse(bytes, "envelope trailer",
                       {kStatus, kFrames, kBodyBytes, kEventCount, kBodyDigest, kLosses, kTimes,
                        kPriority});
  if (!parsed.ok()) return parsed.status();
  const TlvFields& fields = *parsed;
  EnvelopeTrailer t;
  const Result<uint8_t> status = fields.NeedU8(kStatus);
  if (!status.ok()) return status.status();
  if (*status < 1 || *status > 3) return BadEnvelope("unknown seal status");
  t.status = static_cast<SealStatus>(*status);
  const Result<uint32_t> frames = fields.NeedU32(kFrames);
  if (!frames.ok()) return frames.status();
  const Result<uint64_t> body = fields.NeedU64(kBodyBytes);
  if (!body.ok()) return body.status();
  const Result<uint32_t> events = fields.NeedU32(kEventCount);
  if (!events.ok()) return events.status();
  if (*events > kMaxEvents) return BadEnvelope("more than 50000 events");
  t.frames = *frames;
  t.body_bytes = *body;
  t.event_count = *events;
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kBodyDigest, t.body_digest));
  if (const auto losses = fields.Find(kLosses)) {
    if (losses->size() % kLossBytes != 0 || losses->size() / kLossBytes > kMaxLossRanges) {
      return BadEnvelope("losses are malformed");
    }
    ByteReader reader(*losses);
    while (reader.remaining() > 0) {
      LossRange loss;
      const uint16_t reason = reader.U16();
      Bytes16 incarnation;
      std::ranges::copy(reader.Raw(16), incarnation.begin());
      loss.incarnation = Incarnation(incarnation);
      loss.first = reader.U64();
      loss.count = reader.U64();
      if (reason == 0 || reason > kMaxLossReason || loss.first == 0 || loss.count == 0 ||
          loss.first > kMaxSequence || loss.count > kMaxSequence) {
        return BadEnvelope("a loss is out of range");
      }
      loss.reason = static_cast<LossReason>(reason);
      t.losses.push_back(loss);
    }
  }
  if (const auto times = fields.Find(kTimes)) {
    if (times->size() != 16) return BadEnvelope("times must have 16 bytes");
    ByteReader reader(*times);
    t.first_wall_us = static_cast<int64_t>(reader.U64());
    t.last_wall_us = static_cast<int64_t>(reader.U64());
  }
  if (const auto priority = fields.Find(kPriority); priority && priority->size() == 1) {
    t.priority = PriorityOf(priority->front());
  }
  return t;
}

BatchPriority PriorityHint(ByteView last_bytes) {
  if (last_bytes.size() < kPriorityHintBytes) return BatchPriority::kNormal;
  ByteReader reader(last_bytes.last(kPriorityHintBytes));
  const uint16_t type = reader.U16();
  const uint16_t length = reader.U16();
  const uint8_t value = reader.U8();
  return type == kPriority && length == 1 ? PriorityOf(value) : BatchPriority::kNormal;
}

crypto::StreamKey DeriveStreamKey(ByteView content_key, const crypto::Digest& header_digest) {
  crypto::HashKey key;
  std::memcpy(key.data(), content_key.data(), crypto::HashKey::kBytes);
  crypto::Hasher hasher(key);
  hasher.Update(AsBytes("ADT1 stream")).Update(header_digest);
  crypto::Digest derived = hasher.Finish();
  crypto::StreamKey stream_key;
  std::memcpy(stream_key.data(), derived.data(), derived.size());
  crypto::Wipe(derived);
  return stream_key;
}

Bytes FrameAssociatedBytes(const crypto::Digest& header_digest, uint32_t frame_number,
                           uint32_t events) {
  Bytes associated;
  associated.reserve(header_digest.size() + 8);
  ByteWriter writer(associated);
  writer.Raw(header_digest);
  writer.U32(frame_number);
  writer.U32(events);
  return associated;
}

uint32_t FrameCrc(uint32_t length, uint32_t events, ByteView ciphertext) {
  Bytes numbers;
  ByteWriter(numbers).U32(length);
  ByteWriter(numbers).U32(events);
  return crypto::Crc32c(ciphertext, crypto::Crc32c(numbers));
}

crypto::SignedMessage SignedPart(ByteView prologue, const crypto::Digest& body_digest,
                                 ByteView trailer) {
  Bytes length;
  ByteWriter(length).U16(static_cast<uint16_t>(trailer.size()));
  crypto::SignedMessage message(kSignatureContext);
  message.Update(prologue).Update(body_digest).Update(length).Update(trailer);
  return message;
}

Bytes EncodeEnd(ByteView prologue, ByteView trailer, const crypto::Digest& body_digest,
                const crypto::SigningKeyPair& signer, uint32_t crc_before) {
  Bytes end;
  ByteWriter writer(end);
  writer.U32(0);  // no further frame
  writer.U16(static_cast<uint16_t>(trailer.size()));
  writer.Raw(trailer);
  writer.Raw(SignedPart(prologue, body_digest, trailer).Sign(signer));
  writer.U32(crypto::Crc32c(end, crc_before));
  return end;
}

namespace {

// Reads terminator, trailer, signature and checksum; leaves `layout.trailer` empty when they are not
// all there and right.
Status ReadEnd(ByteView envelope, Layout& layout) {
  ByteReader reader(envelope.subspan(layout.frames_end));
  const uint32_t terminator = reader.U32();
  const uint16_t trailer_bytes = reader.U16();
  const ByteView fields = reader.Raw(trailer_bytes);
  const ByteView signature = reader.Raw(layout.signature.size());
  const uint32_t crc = reader.U32();
  if (!reader.done() || terminator != 0) return BadEnvelope("end is cut short or bytes follow it");
  if (trailer_bytes > kMaxTrailerBytes) return BadEnvelope("trailer is longer than 4096 bytes");
  if (crc != crypto::Crc32c(envelope.first(envelope.size() - 4))) {
    return BadEnvelope("checksum is wrong");
  }
  Result<EnvelopeTrailer> trailer = DecodeTrailer(fields);
  if (!trailer.ok()) return trailer.status();
  std::ranges::copy(signature, layout.signature.begin());
  layout.trailer_fields = fields;
  layout.trailer = std::move(*trailer);
  return OkStatus();
}

}  // namespace

namespace {

// Everything but the end.
Result<Layout> ScanFrames(ByteView envelope, bool check_frames) {
  Result<ParsedHeader> parsed = ParseEnvelopeHeader(envelope);
  if (!parsed.ok()) return parsed.status();
  Layout layout;
  layout.header = std::move(parsed->header);
  layout.header_end = parsed->bytes;
  ByteReader reader(envelope.subspan(parsed->bytes));
  const uint16_t sealed_bytes = reader.U16();
  layout.sealed_key = reader.Raw(kSealedKeyBytes);
  const ByteView stream_header = reader.Raw(layout.stream_header.size());
  if (!reader.ok() || sealed_bytes != kSealedKeyBytes) return BadEnvelope("sealed key is malformed");
  std::ranges::copy(stream_header, layout.stream_header.begin());
  layout.frames_begin = layout.frames_end = parsed->bytes + reader.position();
  while (layout.frames < kMaxFrames) {
    ByteReader frame(envelope.subspan(layout.frames_end));
    const uint32_t length = frame.U32();
    const uint32_t events = frame.U32();
    const uint32_t crc = frame.U32();
    if (!frame.ok() || length < crypto::kSecretStreamOverhead ||
        length > kMaxFrameCiphertextBytes || events < layout.events || events > kMaxEvents) {
      break;
    }
    const ByteView ciphertext = frame.Raw(length);
    if (!frame.ok()) break;
    if (check_frames && crc != FrameCrc(length, events, ciphertext)) break;
    layout.frames_end += kFrameHeaderBytes + length;
    layout.events = events;
    ++layout.frames;
  }
  return layout;
}

}  // namespace

Result<Layout> ScanLayout(ByteView envelope, bool check_frames) {
  Result<Layout> layout = ScanFrames(envelope, check_frames);
  if (!layout.ok()) return layout;
  const Status end = ReadEnd(envelope, *layout);
  if (!check_frames && !end.ok()) return end;
  return layout;
}

uint32_t EstimateEventCount(ByteView envelope) {
  const Result<Layout> layout = ScanFrames(envelope, /*check_frames=*/false);
  return layout.ok() ? layout->events : 0;
}

}  // namespace adit::wire
