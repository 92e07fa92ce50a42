#include "collector/store/event_block.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <string>

#include "common/base/check.h"
#include "common/base/varints.h"

namespace adit {
namespace {

constexpr uint8_t kBlockVersion = 1;
constexpr int kCompressionLevel = 3;
// Ten columns of at most ten bytes an event, and the dictionaries.
constexpr size_t kMaxSectionBytes = kMaxBlockEvents * 112 + 4096;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// One each a thread: making one costs as much as a small block.
ZSTD_CCtx* Compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  ADIT_CHECK(context != nullptr);
  return context.get();
}
ZSTD_DCtx* Decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  ADIT_CHECK(context != nullptr);
  return context.get();
}

void WriteSection(ByteWriter& out, const Bytes& plain) {
  Bytes packed(ZSTD_compressBound(plain.size()));
  const size_t size = ZSTD_compressCCtx(Compressor(), packed.data(), packed.size(), plain.data(),
                                        plain.size(), kCompressionLevel);
  ADIT_CHECK(ZSTD_isError(size) == 0);
  out.Varint(plain.size());
  out.Varint(size);
  out.Raw(ByteView(packed.data(), size));
}

Result<Bytes> ReadSection(ByteReader& in) {
  const uint64_t plain_size = in.Varint();
  const uint64_t packed_size = in.Varint();
  if (plain_size > kMaxSectionBytes || packed_size > in.remaining()) {
    return DataLoss("event block: section of " + std::to_string(plain_size) + " bytes");
  }
  const ByteView packed = in.Raw(static_cast<size_t>(packed_size));
  Bytes plain(static_cast<size_t>(plain_size));
  const size_t size = ZSTD_decompressDCtx(Decompressor(), plain.data(), plain.size(),
                                          packed.data(), packed.size());
  if (ZSTD_isError(size) != 0 || size != plain.size()) {
    return DataLoss("event block: section does not decompress");
  }
  return plain;
}

uint64_t ZigZag(int64_t v) {
  return (static_cast<uint64_t>(v) << 1) ^ static_cast<uint64_t>(v >> 63);
}

// Wrapping difference: hostile times must not overflow.
int64_t Difference(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
int64_t Sum(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}

// Dense local numbers of the numbers in one column, by open addressing: a block is numbered three
// times and a general hash map costs more than all the rest.
class LocalNumbers {
 public:
  explicit LocalNumbers(size_t most) {
    size_t slots = 64;
    while (slots < most * 2) slots *= 2;
    slots_.resize(slots);
  }
  uint32_t Of(uint32_t number) {
    for (size_t at = number * 0x9E3779B1u;; ++at) {
      Slot& slot = slots_[at & (slots_.size() - 1)];
      if (slot.local == 0) {
        distinct_.push_back(number);
        slot = {number, static_cast<uint32_t>(distinct_.size())};
      }
      if (slot.number == number) return slot.local - 1;
    }
  }
  // In order of appearance.
  [[nodiscard]] const std::vector<uint32_t>& distinct() const { return distinct_; }

 private:
  struct Slot {
    uint32_t number = 0;
    uint32_t local = 0;  // plus one; 0 = free
  };
  std::vector<Slot> slots_;
  std::vector<uint32_t> distinct_;
};

// Distinct numbers in order of appearance, then one local number an event.
template <typename Get>
void WriteNumbers(ByteWriter& out, std::span<const BlockEvent> events, Get get) {
  LocalNumbers local(events.size());
  std::vector<uint32_t> numbers;
  numbers.reserve(events.size());
  for (const BlockEvent& event : events) numbers.push_back(local.Of(get(event)));
  const std::vector<uint32_t>& distinct = local.distinct();
  out.Varint(distinct.size());
  uint32_t previous = 0;
  for (const uint32_t number : distinct) {
    out.Varint(ZigZag(static_cast<int64_t>(number) - static_cast<int64_t>(previous)));
    previous = number;
  }
  // Whole bytes in planes compress better than variable lengths and are read without branches.
  const int width = distinct.size() <= 0x100 ? 1 : distinct.size() <= 0x10000 ? 2 : 4;
  for (int byte = 0; byte < width; ++byte) {
    for (const uint32_t number : numbers) out.U8(static_cast<uint8_t>(number >> (8 * byte)));
  }
}

bool ReadNumbers(ByteReader& in, size_t count, std::vector<uint32_t>& numbers) {
  const uint64_t distinct_count = in.Varint();
  if (!in.ok() || distinct_count == 0 || distinct_count > count) return false;
  std::vector<uint32_t> distinct(static_cast<size_t>(distinct_count));
  int64_t previous = 0;
  for (uint32_t& number : distinct) {
    previous = Sum(previous, in.SignedVarint());
    if (previous < 0 || previous > 0xFFFFFFFF) return false;
    number = static_cast<uint32_t>(previous);
  }
  const size_t width = distinct.size() <= 0x100 ? 1 : distinct.size() <= 0x10000 ? 2 : 4;
  const ByteView planes = in.Raw(width * count);
  if (!in.ok()) return false;
  numbers.resize(count);
  const uint8_t* const plane = planes.data();
  uint32_t highest = 0;
  for (size_t i = 0; i < count; ++i) {
    uint32_t local = plane[i];
    for (size_t byte = 1; byte < width; ++byte) {
      local |= static_cast<uint32_t>(plane[byte * count + i]) << (8 * byte);
    }
    numbers[i] = local;
    highest = std::max(highest, local);
  }
  if (highest >= distinct.size()) return false;
  for (uint32_t& number : numbers) number = distinct[number];
  return true;
}

Bytes HotSection(std::span<const BlockEvent> events) {
  Bytes plain;
  plain.reserve(events.size() * 10);
  ByteWriter out(plain);
  uint64_t sequence = 0;
  for (const BlockEvent& event : events) {
    out.SignedVarint(
        Difference(static_cast<int64_t>(event.fields.sequence), static_cast<int64_t>(sequence)));
    sequence = event.fields.sequence;
  }
  int64_t wall = 0;
  for (const BlockEvent& event : events) {
    out.SignedVarint(Difference(event.fields.wall_us, wall));
    wall = event.fields.wall_us;
  }
  for (const BlockEvent& event : events) out.U8(static_cast<uint8_t>(event.fields.action));
  WriteNumbers(out, events, [](const BlockEvent& e) { return e.window; });
  WriteNumbers(out, events, [](const BlockEvent& e) { return e.element; });
  WriteNumbers(out, events, [](const BlockEvent& e) { return e.detail; });
  // Few events have a fingerprint: distance to the next one that has, then its eight bytes.
  size_t previous = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].fingerprint == 0) continue;
    out.Varint(i + 1 - previous);
    out.U64(events[i].fingerprint);
    previous = i + 1;
  }
  out.Varint(0);
  return plain;
}

Bytes ColdSection(std::span<const BlockEvent> events) {
  Bytes plain;
  plain.reserve(events.size() * 10);
  ByteWriter out(plain);
  int64_t offset = 0;  // wall minus monotonic hardly changes
  for (const BlockEvent& event : events) {
    const int64_t now = Difference(event.fields.wall_us, event.fields.monotonic_us);
    out.SignedVarint(Difference(now, offset));
    offset = now;
  }
  for (const BlockEvent& event : events) out.SignedVarint(event.fields.duration_us);
  for (const BlockEvent& event : events) out.Varint(event.fields.session);
  for (const BlockEvent& event : events) out.Varint(event.fields.count);
  for (const BlockEvent& event : events) out.U8(static_cast<uint8_t>(event.fields.value_class));
  for (const BlockEvent& event : events) out.U8(event.fields.value_length_bucket);
  for (const BlockEvent& event : events) out.U8(static_cast<uint8_t>(event.fields.content_kind));
  for (const BlockEvent& event : events) out.U8(event.fields.content_size_bucket);
  for (const BlockEvent& event : events) out.U8(static_cast<uint8_t>(event.fields.monitor));
  return plain;
}

Result<size_t> ReadCount(ByteReader& in) {
  const uint8_t version = in.U8();
  const uint64_t count = in.Varint();
  if (!in.ok() || version != kBlockVersion || count == 0 || count > kMaxBlockEvents) {
    return DataLoss("event block: version " + std::to_string(version) + ", " +
                    std::to_string(count) + " events");
  }
  return static_cast<size_t>(count);
}

bool ReadFingerprints(ByteReader& in, std::vector<uint64_t>& fingerprints) {
  size_t position = 0;
  for (uint64_t step = in.Varint(); step != 0; step = in.Varint()) {
    if (step > fingerprints.size() - position) return false;
    position += static_cast<size_t>(step);
    fingerprints[position - 1] = in.U64();
  }
  return in.done();
}

bool ReadHot(ByteView plain, size_t count, HotColumns& columns) {
  // Every event takes at least three bytes, so a false count fails before memory is taken.
  if (plain.size() < count * 3) return false;
  columns.sequence.resize(count);
  columns.wall_us.resize(count);
  columns.action.resize(count);
  columns.fingerprint.assign(count, 0);
  VarintCursor cursor(plain);
  int64_t sequence = 0;
  uint64_t* sequences = columns.sequence.data();
  int64_t wall = 0;
  int64_t* walls = columns.wall_us.data();
  if (!cursor.Read(count,
                   [&](uint64_t v) {
                     sequence = Sum(sequence, VarintCursor::UnZigZag(v));
                     *sequences++ = static_cast<uint64_t>(sequence);
                   }) ||
      !cursor.Read(count, [&](uint64_t v) {
        wall = Sum(wall, VarintCursor::UnZigZag(v));
        *walls++ = wall;
      })) {
    return false;
  }
  ByteReader in(cursor.rest());
  const ByteView actions = in.Raw(count);
  if (!in.ok()) return false;
  std::copy(actions.begin(), actions.end(), columns.action.begin());
  return ReadNumbers(in, count, columns.window) && ReadNumbers(in, count, columns.element) &&
         ReadNumbers(in, count, columns.detail) && ReadFingerprints(in, columns.fingerprint);
}

bool ReadCold(ByteView plain, std::vector<BlockEvent>& events) {
  VarintCursor cursor(plain);
  // Calls `set` with each event and its integer.
  const auto column = [&](auto set) {
    BlockEvent* event = events.data();
    return cursor.Read(events.size(), [&](uint64_t value) { set((event++)->fields, value); });
  };
  int64_t offset = 0;
  if (!column([&](EventFields& f, uint64_t v) {
        offset = Sum(offset, VarintCursor::UnZigZag(v));
        f.monotonic_us = Difference(f.wall_us, offset);
      }) ||
      !column([](EventFields& f, uint64_t v) { f.duration_us = VarintCursor::UnZigZag(v); }) ||
      !column([](EventFields& f, uint64_t v) { f.session = static_cast<uint32_t>(v); }) ||
      !column([](EventFields& f, uint64_t v) { f.count = static_cast<uint32_t>(v); })) {
    return false;
  }
  ByteReader in(cursor.rest());
  for (BlockEvent& e : events) e.fields.value_class = static_cast<ValueClass>(in.U8());
  for (BlockEvent& e : events) e.fields.value_length_bucket = in.U8();
  for (BlockEvent& e : events) e.fields.content_kind = static_cast<ContentKind>(in.U8());
  for (BlockEvent& e : events) e.fields.content_size_bucket = in.U8();
  for (BlockEvent& e : events) e.fields.monitor = static_cast<MonitorClass>(in.U8());
  return in.done();
}

}  // namespace

Bytes EncodeEventBlock(std::span<const BlockEvent> events) {
  ADIT_CHECK(!events.empty() && events.size() <= kMaxBlockEvents);
  Bytes block;
  ByteWriter out(block);
  out.U8(kBlockVersion);
  out.Varint(events.size());
  WriteSection(out, HotSection(events));
  WriteSection(out, ColdSection(events));
  return block;
}

Status DecodeHotColumns(ByteView block, HotColumns& columns) {
  ByteReader in(block);
  ADIT_ASSIGN_OR_RETURN(const size_t count, ReadCount(in));
  ADIT_ASSIGN_OR_RETURN(const Bytes plain, ReadSection(in));
  if (!ReadHot(plain, count, columns)) return DataLoss("event block: malformed columns");
  return OkStatus();
}

Result<std::vector<BlockEvent>> DecodeEventBlock(ByteView block) {
  ByteReader in(block);
  ADIT_ASSIGN_OR_RETURN(const size_t count, ReadCount(in));
  ADIT_ASSIGN_OR_RETURN(const Bytes hot, ReadSection(in));
  ADIT_ASSIGN_OR_RETURN(const Bytes cold, ReadSection(in));
  HotColumns columns;
  if (!in.done() || !ReadHot(hot, count, columns))
    return DataLoss("event block: malformed columns");
  std::vector<BlockEvent> events(count);
  for (size_t i = 0; i < count; ++i) {
    events[i].fields.sequence = columns.sequence[i];
    events[i].fields.wall_us = columns.wall_us[i];
    events[i].fields.action = static_cast<ActionType>(columns.action[i]);
    events[i].window = columns.window[i];
    events[i].element = columns.element[i];
    events[i].detail = columns.detail[i];
    events[i].fingerprint = columns.fingerprint[i];
  }
  if (!ReadCold(cold, events)) return DataLoss("event block: malformed cold columns");
  return events;
}

}  // namespace adit
