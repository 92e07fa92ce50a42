#include "agent/spool/spool_state.h"

#include <algorithm>

namespace adit::spool_internal {
namespace {

constexpr std::string_view kMagic = "ADS1";

void WriteKey(ByteWriter& writer, const FileKey& key) {
  writer.U32(key.generation);
  writer.U64(key.batch_seq);
}

FileKey ReadKey(ByteReader& reader) {
  FileKey key;
  key.generation = reader.U32();
  key.batch_seq = reader.U64();
  return key;
}

template <typename Array>
void ReadArray(ByteReader& reader, Array& out) {
  const ByteView bytes = reader.Raw(out.size());
  if (bytes.size() == out.size()) std::ranges::copy(bytes, out.begin());
}

bool Free(const DeclaredLoss& loss) {
  return loss.dropped.batch_seq == 0 && loss.carried_by.batch_seq == 0;
}

// What lies between two ranges may be declared with them, unless one of them is open.
bool CanBridge(const DeclaredLoss& a, const DeclaredLoss& b) {
  return a.dropped.batch_seq == 0 && b.dropped.batch_seq == 0 &&
         a.range.incarnation == b.range.incarnation &&
         (a.range.reason == wire::LossReason::kHistoryLost) ==
             (b.range.reason == wire::LossReason::kHistoryLost);
}

}  // namespace

void SpoolState::Declare(const wire::LossRange& range, const FileKey& dropped) {
  if (range.count == 0) return;
  if (!losses.empty() && dropped.batch_seq == 0) {
    DeclaredLoss& last = losses.back();
    if (Free(last) && last.range.reason == range.reason &&
        last.range.incarnation == range.incarnation &&
        last.range.first + last.range.count == range.first) {
      last.range.count += range.count;
      return;
    }
  }
  losses.push_back({range, dropped, {}});
  for (size_t i = 0; losses.size() > kMaxLedgerEntries && i + 1 < losses.size();) {
    DeclaredLoss& a = losses[i];
    const DeclaredLoss& b = losses[i + 1];
    if (CanBridge(a, b)) {
      const uint64_t first = std::min(a.range.first, b.range.first);
      const uint64_t end =
          std::max(a.range.first + a.range.count, b.range.first + b.range.count);
      a.range.first = first;
      a.range.count = std::min(end - first, wire::kMaxSequence);
      a.carried_by = {};  // the joined range is in no trailer yet
      losses.erase(losses.begin() + static_cast<ptrdiff_t>(i) + 1);
    } else {
      ++i;
    }
  }
}

void SpoolState::ForgetDropped(const FileKey& dropped) {
  for (DeclaredLoss& loss : losses) {
    if (loss.dropped == dropped) loss.dropped = {};
  }
  for (size_t i = 0; i + 1 < losses.size();) {
    const wire::LossRange& a = losses[i].range;
    const wire::LossRange& b = losses[i + 1].range;
    if (Free(losses[i]) && Free(losses[i + 1]) && a.reason == b.reason &&
        a.incarnation == b.incarnation && a.first + a.count == b.first) {
      losses[i].range.count += b.count;
      losses.erase(losses.begin() + static_cast<ptrdiff_t>(i) + 1);
    } else {
      ++i;
    }
  }
}

bool SpoolState::ForgetCarried(const FileKey& carrier) {
  return std::erase_if(losses, [&](const DeclaredLoss& loss) {
           return loss.carried_by == carrier;
         }) > 0;
}

void SpoolState::ReleaseCarried(const FileKey& carrier) {
  for (DeclaredLoss& loss : losses) {
    if (loss.carried_by == carrier) loss.carried_by = {};
  }
}

bool SpoolState::Holds(const wire::LossRange& range) const {
  return std::any_of(losses.begin(), losses.end(),
                     [&](const DeclaredLoss& loss) { return loss.range == range; });
}

uint64_t SpoolState::EndOfLosses(const wire::Incarnation& of) const {
  uint64_t end = 1;
  for (const DeclaredLoss& loss : losses) {
    if (loss.range.reason == wire::LossReason::kHistoryLost) continue;
    if (loss.range.incarnation == of) end = std::max(end, loss.range.first + loss.range.count);
  }
  return end;
}

namespace {

// 2 added the agent.
constexpr uint16_t kStateVersion = 2;

Bytes EncodeCopy(const SpoolState& s) {
  Bytes out;
  ByteWriter writer(out);
  writer.Raw(AsBytes(kMagic));
  writer.U16(kStateVersion);
  writer.U32(s.generation);
  writer.Raw(s.agent.value());
  writer.Raw(s.incarnation.value());
  writer.U64(s.next_batch);
  writer.U64(s.next_event);
  writer.U64(s.released_through);
  writer.U8(s.refusing ? 1 : 0);
  writer.Raw(s.previous_digest);
  writer.Text(s.machine_fingerprint);
  writer.U32(static_cast<uint32_t>(s.losses.size()));
  for (const DeclaredLoss& loss : s.losses) {
    writer.U16(static_cast<uint16_t>(loss.range.reason));
    writer.Raw(loss.range.incarnation.value());
    writer.U64(loss.range.first);
    writer.U64(loss.range.count);
    WriteKey(writer, loss.dropped);
    WriteKey(writer, loss.carried_by);
  }
  writer.U32(crypto::Crc32c(out));
  return out;
}

Result<SpoolState> DecodeCopy(ByteView bytes) {
  const Status damaged = DataLoss("spool state is damaged");
  if (bytes.size() < 8) return damaged;
  const ByteView content = bytes.first(bytes.size() - 4);
  ByteReader crc(bytes.subspan(content.size()));
  if (crc.U32() != crypto::Crc32c(content)) return damaged;
  ByteReader reader(content);
  if (AsText(reader.Raw(kMagic.size())) != kMagic) return damaged;
  const uint16_t version = reader.U16();
  if (version == 0 || version > kStateVersion) return damaged;
  SpoolState s;
  s.generation = reader.U32();
  wire::Bytes16 id{};
  if (version >= 2) {
    ReadArray(reader, id);
    s.agent = wire::AgentId(id);
  }
  ReadArray(reader, id);
  s.incarnation = wire::Incarnation(id);
  s.next_batch = reader.U64();
  s.next_event = reader.U64();
  s.released_through = reader.U64();
  s.refusing = reader.U8() != 0;
  ReadArray(reader, s.previous_digest);
  s.machine_fingerprint = std::string(reader.Text());
  const uint32_t count = reader.U32();
  if (!reader.ok() || count > kMaxLedgerEntries + 1) return damaged;
  for (uint32_t i = 0; i < count; ++i) {
    DeclaredLoss loss;
    const uint16_t reason = reader.U16();
    ReadArray(reader, id);
    loss.range.incarnation = wire::Incarnation(id);
    loss.range.first = reader.U64();
    loss.range.count = reader.U64();
    loss.dropped = ReadKey(reader);
    loss.carried_by = ReadKey(reader);
    if (reason == 0 || reason > wire::kMaxLossReason) return damaged;
    loss.range.reason = static_cast<wire::LossReason>(reason);
    s.losses.push_back(loss);
  }
  const bool sane = reader.done() && s.generation > 0 && s.next_batch > 0 && s.next_event > 0 &&
                    s.next_batch < wire::kMaxSequence && s.next_event < wire::kMaxSequence;
  if (!sane) return damaged;
  return s;
}

// "ADS2", length of a copy, checksum of the two; at the start of each copy's first block.
constexpr std::string_view kCopyMagic = "ADS2";
constexpr size_t kCopyHeaderBytes = 12;

size_t BlocksBytes(size_t content) {
  return (kCopyHeaderBytes + content + kStateBlockBytes - 1) / kStateBlockBytes * kStateBlockBytes;
}

Result<SpoolState> DecodeCopyAt(ByteView bytes, size_t at) {
  const Status damaged = DataLoss("spool state is damaged");
  if (at + kCopyHeaderBytes > bytes.size()) return damaged;
  const ByteView header = bytes.subspan(at, kCopyHeaderBytes);
  ByteReader reader(header);
  const bool known = AsText(reader.Raw(kCopyMagic.size())) == kCopyMagic;
  const uint32_t length = reader.U32();
  if (!known || reader.U32() != crypto::Crc32c(header.first(8))) return damaged;
  if (length > bytes.size() - at - kCopyHeaderBytes) return damaged;
  return DecodeCopy(bytes.subspan(at + kCopyHeaderBytes, length));
}

}  // namespace

Bytes EncodeState(const SpoolState& s) {
  const Bytes content = EncodeCopy(s);
  Bytes out;
  for (int copy = 1; copy <= 2; ++copy) {
    const size_t start = out.size();
    ByteWriter writer(out);
    writer.Raw(AsBytes(kCopyMagic));
    writer.U32(static_cast<uint32_t>(content.size()));
    writer.U32(crypto::Crc32c(ByteView(out).subspan(start, 8)));
    writer.Raw(content);
    out.resize(start + BlocksBytes(content.size()));
  }
  return out;
}

Result<SpoolState> DecodeState(ByteView bytes) {
  // Version 1 was one bare copy.
  if (bytes.size() < 2 * kStateBlockBytes) return DecodeCopy(bytes);
  Result<SpoolState> first = DecodeCopyAt(bytes, 0);
  if (first.ok() || bytes.size() % (2 * kStateBlockBytes) != 0) return first;
  return DecodeCopyAt(bytes, bytes.size() / 2);
}

}  // namespace adit::spool_internal
