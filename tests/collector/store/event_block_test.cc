#include "collector/store/event_block.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/base/random.h"

namespace adit {
namespace {

std::vector<BlockEvent> RandomEvents(uint64_t seed, size_t count, uint64_t distinct) {
  SeededRandom random(seed);
  std::vector<BlockEvent> events(count);
  int64_t now = 1'700'000'000'000'000;
  for (size_t i = 0; i < count; ++i) {
    now += static_cast<int64_t>(random.Below(10'000'000));
    BlockEvent& e = events[i];
    e.fields.sequence = i + 1 + random.Below(3);
    e.fields.wall_us = now;
    e.fields.monotonic_us = now - 1'600'000'000'000'000;
    e.fields.duration_us = static_cast<int64_t>(random.Below(5000));
    e.fields.action = static_cast<ActionType>(random.Below(kActionTypeCount));
    e.fields.session = static_cast<uint32_t>(random.Below(3));
    e.fields.count = 1 + static_cast<uint32_t>(random.Below(4));
    e.fields.value_class = static_cast<ValueClass>(random.Below(kValueClassCount));
    e.fields.value_length_bucket = static_cast<uint8_t>(random.Below(12));
    e.fields.content_kind = static_cast<ContentKind>(random.Below(kContentKindCount));
    e.fields.content_size_bucket = static_cast<uint8_t>(random.Below(12));
    e.fields.monitor = MonitorClass::kDual;
    e.window = static_cast<uint32_t>(random.Below(distinct));
    e.element = static_cast<uint32_t>(random.Below(distinct * 7));
    e.detail = static_cast<uint32_t>(random.Below(5));
    e.fingerprint = random.Chance(0.1) ? random.Next64() : 0;
  }
  return events;
}

TEST(EventBlock, GivesBackEveryField) {
  for (const uint64_t distinct : {1ull, 40ull, 300ull, 90'000ull}) {
    for (const size_t count : {size_t{1}, size_t{17}, size_t{5000}}) {
      const std::vector<BlockEvent> events = RandomEvents(distinct + count, count, distinct);
      const Bytes block = EncodeEventBlock(events);
      const auto decoded = DecodeEventBlock(block);
      ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
      EXPECT_EQ(decoded.value(), events);
      HotColumns columns;
      ASSERT_TRUE(DecodeHotColumns(block, columns).ok());
      ASSERT_EQ(columns.size(), count);
      for (size_t i = 0; i < count; ++i) {
        EXPECT_EQ(columns.sequence[i], events[i].fields.sequence);
        EXPECT_EQ(columns.wall_us[i], events[i].fields.wall_us);
        EXPECT_EQ(columns.element[i], events[i].element);
        EXPECT_EQ(columns.fingerprint[i], events[i].fingerprint);
      }
    }
  }
}

TEST(EventBlock, KeepsExtremeValues) {
  std::vector<BlockEvent> events(2);
  events[0].fields.sequence = std::numeric_limits<uint64_t>::max();
  events[0].fields.wall_us = std::numeric_limits<int64_t>::min();
  events[0].fields.monotonic_us = std::numeric_limits<int64_t>::max();
  events[0].window = std::numeric_limits<uint32_t>::max();
  events[1].fields.wall_us = std::numeric_limits<int64_t>::max();
  events[1].fields.count = std::numeric_limits<uint32_t>::max();
  const auto decoded = DecodeEventBlock(EncodeEventBlock(events));
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  EXPECT_EQ(decoded.value(), events);
}

TEST(EventBlock, EveryTruncationIsRefused) {
  const Bytes block = EncodeEventBlock(RandomEvents(3, 60, 9));
  HotColumns columns;
  for (size_t size = 0; size < block.size(); ++size) {
    EXPECT_FALSE(DecodeEventBlock(ByteView(block.data(), size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeHotColumns(ByteView(block.data(), 4), columns).ok());
}

TEST(EventBlock, DamagedBytesNeverCrashAndNeverGrow) {
  const Bytes block = EncodeEventBlock(RandomEvents(4, 200, 30));
  SeededRandom random(5);
  for (int round = 0; round < 20'000; ++round) {
    Bytes damaged = block;
    for (uint64_t flips = 1 + random.Below(4); flips > 0; --flips) {
      damaged[random.Below(damaged.size())] ^= static_cast<uint8_t>(1 + random.Below(255));
    }
    const auto decoded = DecodeEventBlock(damaged);
    if (decoded.ok()) {
      EXPECT_LE(decoded->size(), kMaxBlockEvents);
    }
  }
}

TEST(EventBlock, ADeclaredSizeBeyondTheLimitIsRefusedBeforeMemoryIsTaken) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.U8(1);
  out.Varint(60'000);
  out.Varint(uint64_t{1} << 40);
  out.Varint(4);
  out.U32(0);
  EXPECT_EQ(DecodeEventBlock(bytes).status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace adit
