#include "common/wire/receipt.h"

#include <algorithm>

#include "common/wire/limits.h"
#include "common/wire/tlv.h"

namespace adit::wire {
namespace {

constexpr std::string_view kMagic = "ADR1";
constexpr std::string_view kContext = "ADR1-receipt";
constexpr uint16_t kVersion = 1;
constexpr size_t kPrefixSize = 8;  // magic, version, length of the fields

enum Field : uint16_t {
  kCollector = 0x8001,
  kAgent = 0x8002,
  kIncarnation = 0x8003,
  kBatchSeq = 0x8004,
  kDigest = 0x8005,
  kDisposition = 0x8006,
  kDurableThrough = 0x8007,
  kServerTime = 0x0008,
  kPolicyVersion = 0x0009,
  kMaxBatchBytes = 0x000A,
  kPace = 0x000B,
  kRetryAfter = 0x000C,
  kDirectives = 0x000D,
};

Status BadReceipt(const char* what) { return InvalidArgument(std::string("receipt: ") + what); }

// Absent fields keep their default.
Status ReadOptional(const TlvFields& fields, Receipt& r) {
  const auto u64 = [&](uint16_t type, uint64_t& out) {
    const auto value = fields.Find(type);
    if (!value) return true;
    out = value->size() == 8 ? ByteReader(*value).U64() : 0;
    return value->size() == 8;
  };
  const auto u32 = [&](uint16_t type, uint32_t& out) {
    const auto value = fields.Find(type);
    if (!value) return true;
    out = value->size() == 4 ? ByteReader(*value).U32() : 0;
    return value->size() == 4;
  };
  uint64_t server_time = 0;
  const bool right = u64(kServerTime, server_time) && u64(kPolicyVersion, r.policy_version) &&
                     u32(kMaxBatchBytes, r.max_batch_bytes) && u32(kPace, r.pace_ms) &&
                     u32(kRetryAfter, r.retry_after_ms) && u32(kDirectives, r.directives);
  r.server_wall_us = static_cast<int64_t>(server_time);
  return right ? OkStatus() : BadReceipt("a field has the wrong size");
}

Result<Receipt> ReadFields(ByteView bytes) {
  Result<TlvFields> parsed = TlvFields::Parse(
      bytes, "receipt",
      {kCollector, kAgent, kIncarnation, kBatchSeq, kDigest, kDisposition, kDurableThrough,
       kServerTime, kPolicyVersion, kMaxBatchBytes, kPace, kRetryAfter, kDirectives});
  if (!parsed.ok()) return parsed.status();
  const TlvFields& fields = *parsed;
  Receipt r;
  Bytes16 id;
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kCollector, id));
  r.collector = CollectorId(id);
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kAgent, id));
  r.agent = AgentId(id);
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kIncarnation, id));
  r.incarnation = Incarnation(id);
  const Result<uint64_t> seq = fields.NeedU64(kBatchSeq);
  if (!seq.ok()) return seq.status();
  r.batch_seq = *seq;
  ADIT_RETURN_IF_ERROR(fields.NeedArray(kDigest, r.envelope_digest));
  const Result<uint8_t> disposition = fields.NeedU8(kDisposition);
  if (!disposition.ok()) return disposition.status();
  if (*disposition < 1 || *disposition > 5) return BadReceipt("unknown disposition");
  r.disposition = static_cast<Disposition>(*disposition);
  const Result<uint64_t> through = fields.NeedU64(kDurableThrough);
  if (!through.ok()) return through.status();
  r.durable_through = *through;
  ADIT_RETURN_IF_ERROR(ReadOptional(fields, r));
  return r;
}

}  // namespace

Bytes EncodeReceipt(const Receipt& r, const crypto::SigningKeyPair& key) {
  Bytes fields;
  TlvWriter tlv(fields);
  tlv.Raw(kCollector, r.collector.value());
  tlv.Raw(kAgent, r.agent.value());
  tlv.Raw(kIncarnation, r.incarnation.value());
  tlv.U64(kBatchSeq, r.batch_seq);
  tlv.Raw(kDigest, r.envelope_digest);
  tlv.U8(kDisposition, static_cast<uint8_t>(r.disposition));
  tlv.U64(kDurableThrough, r.durable_through);
  tlv.U64(kServerTime, static_cast<uint64_t>(r.server_wall_us));
  tlv.U64(kPolicyVersion, r.policy_version);
  tlv.U32(kMaxBatchBytes, r.max_batch_bytes);
  tlv.U32(kPace, r.pace_ms);
  tlv.U32(kRetryAfter, r.retry_after_ms);
  tlv.U32(kDirectives, r.directives);
  Bytes out;
  ByteWriter writer(out);
  writer.Raw(AsBytes(kMagic));
  writer.U16(kVersion);
  writer.U16(static_cast<uint16_t>(fields.size()));
  writer.Raw(fields);
  const crypto::Signature signature = crypto::Sign(kContext, out, key);
  writer.Raw(signature);
  return out;
}

Result<Receipt> DecodeReceipt(ByteView bytes, const std::vector<crypto::SigningPublicKey>& keys) {
  if (bytes.size() > kMaxReceiptBytes) return BadReceipt("longer than 4096 bytes");
  ByteReader reader(bytes);
  const ByteView magic = reader.Raw(kMagic.size());
  const uint16_t version = reader.U16();
  const uint16_t size = reader.U16();
  const ByteView fields = reader.Raw(size);
  const ByteView signature_bytes = reader.Raw(sizeof(crypto::Signature));
  if (!reader.done() || AsText(magic) != kMagic) return BadReceipt("not a receipt");
  if (version != kVersion) return BadReceipt("unknown version");
  crypto::Signature signature;
  std::ranges::copy(signature_bytes, signature.begin());
  const ByteView message = bytes.first(kPrefixSize + size);
  const bool trusted = std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
    return crypto::Verify(kContext, message, key, signature);
  });
  if (!trusted) return Unauthenticated("receipt: not signed by a key this agent trusts");
  return ReadFields(fields);
}

Status CheckReceiptCovers(const Receipt& receipt, const EnvelopeHeader& header,
                          const crypto::Digest& envelope_digest) {
  if (receipt.agent != header.agent || receipt.incarnation != header.incarnation ||
      receipt.batch_seq != header.batch_seq) {
    return InvalidArgument("receipt is about another batch");
  }
  if (receipt.envelope_digest != envelope_digest) {
    return InvalidArgument("receipt is about other bytes than those sent");
  }
  if (receipt.disposition == Disposition::kRefused) {
    return FailedPrecondition("receipt says that the batch was refused");
  }
  return OkStatus();
}

}  // namespace adit::wire
