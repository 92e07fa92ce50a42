#include "common/event/batch_codec.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/base/random.h"
#include "common/event/ui_event.h"

namespace adit {
namespace {

// Events with every field somewhere at its extremes.
std::vector<EventRecord> WildEvents(uint64_t seed, size_t count) {
  SeededRandom random(seed);
  const auto text = [&](size_t limit) {
    std::string t;
    const size_t size = static_cast<size_t>(random.Below(random.Chance(0.05) ? limit + 1 : 20));
    while (t.size() < size) t.push_back(static_cast<char>('a' + random.Below(26)));
    return random.Chance(0.3) ? std::string() : t;
  };
  std::vector<EventRecord> events(count);
  for (EventRecord& e : events) {
    e.fields.sequence = random.Next64();
    e.fields.wall_us = static_cast<int64_t>(random.Next64());
    e.fields.monotonic_us = static_cast<int64_t>(random.Next64());
    e.fields.duration_us = static_cast<int64_t>(random.Next64());
    e.fields.action = static_cast<ActionType>(random.Below(kActionTypeCount));
    e.fields.session = static_cast<uint32_t>(random.Next64());
    e.fields.count = static_cast<uint32_t>(1 + random.Below(UINT32_MAX));
    e.fields.value_class = static_cast<ValueClass>(random.Below(kValueClassCount));
    e.fields.value_length_bucket = static_cast<uint8_t>(random.Below(41));
    e.fields.content_kind = static_cast<ContentKind>(random.Below(kContentKindCount));
    e.fields.content_size_bucket = static_cast<uint8_t>(random.Below(41));
    e.fields.monitor = static_cast<MonitorClass>(random.Below(kMonitorClassCount));
    e.app_name = text(kMaxTextBytes);
    e.app_version = text(40);
    e.app_executable = text(40);
    e.window_title = text(kMaxTextBytes);
    e.window_role = text(40);
    e.document = text(kMaxTextBytes);
    e.element_role = text(40);
    e.element_name = text(kMaxTextBytes);
    e.element_id = text(200);
    e.element_path = text(kMaxElementPathBytes);
    e.detail = text(kMaxTextBytes);
    e.content_fingerprint = random.Chance(0.5) ? 0 : random.Next64();
  }
  return events;
}

TEST(BatchCodec, GivesBackEveryFieldAtItsExtremes) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const auto events = WildEvents(seed, 60);
    const auto decoded = DecodeBatch(EncodeBatch(events));
    ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
    EXPECT_EQ(*decoded, events) << "seed " << seed;
  }
}

TEST(BatchCodec, BlocksContinueEachOther) {
  const auto events = WildEvents(5, 100);
  BatchEncoder encoder;
  BatchDecoder decoder;
  for (size_t i = 0; i < events.size(); ++i) {
    encoder.Add(events[i]);
    if (i % 7 != 6 && i + 1 != events.size()) continue;
    Bytes block;
    encoder.Flush(block);
    const auto consumed = decoder.Decode(block);
    ASSERT_TRUE(consumed.ok());
    EXPECT_EQ(*consumed, block.size());
  }
  EXPECT_EQ(decoder.table().Records(), events);
}

TEST(BatchCodec, MoreThanABlockOfEventsIsSplit) {
  std::vector<EventRecord> events(2 * kMaxEventsPerBlock + 1);
  for (size_t i = 0; i < events.size(); ++i) events[i].fields.sequence = i + 1;
  const auto decoded = DecodeBatch(EncodeBatch(events));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, events);
}

TEST(BatchCodec, AnOrdinaryEventTakesFewBytes) {
  std::vector<EventRecord> events(1000);
  for (size_t i = 0; i < events.size(); ++i) {
    EventRecord& e = events[i];
    e.fields.sequence = i + 1;
    e.fields.wall_us = static_cast<int64_t>(1'770'000'000'000'000 + i * 900'000);
    e.fields.monotonic_us = static_cast<int64_t>(i * 900'000);
    e.fields.action = ActionType::kClick;
    e.fields.session = 1;
    e.app_name = "LibreOffice Calc";
    e.window_title = "Orders <NUMBER>";
    e.element_role = "push button";
    e.element_name = "Save";
  }
  EXPECT_LT(EncodeBatch(events).size(), 9 * events.size());
}

TEST(BatchCodec, MalformedTextIsRepairedSoThatItsBatchSurvives) {
  EventRecord event;
  event.window_title = "Gr\xC3\xB6\xC3";            // cut in the middle of a character
  event.element_name = std::string(5000, 'x');       // too long
  event.detail = std::string(3000, '\xFF');
  const auto decoded = DecodeBatch(EncodeBatch({&event, 1}));
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  EXPECT_EQ(decoded->at(0).window_title, "Gr\xC3\xB6\xEF\xBF\xBD");
  EXPECT_EQ(decoded->at(0).element_name.size(), kMaxTextBytes);
  EXPECT_LE(decoded->at(0).detail.size(), kMaxTextBytes);
}

TEST(BatchCodec, EveryTruncationIsRefusedOrGivesAPrefix) {
  const auto events = WildEvents(9, 12);
  BatchEncoder encoder;
  Bytes stream;
  for (const EventRecord& event : events) {
    encoder.Add(event);
    encoder.Flush(stream);
  }
  for (size_t size = 0; size < stream.size(); ++size) {
    BatchDecoder decoder;
    const auto consumed = decoder.Decode(ByteView(stream).first(size));
    ASSERT_TRUE(consumed.ok());
    const std::vector<EventRecord> decoded = decoder.table().Records();
    ASSERT_LE(decoded.size(), events.size());
    for (size_t i = 0; i < decoded.size(); ++i) ASSERT_EQ(decoded[i], events[i]);
  }
}

TEST(BatchCodec, FlippedBytesNeverCrashAndNeverExceedTheLimits) {
  const Bytes good = EncodeBatch(WildEvents(3, 50));
  SeededRandom random(17);
  for (int i = 0; i < 3'000; ++i) {
    Bytes bad = good;
    for (uint64_t n = random.Below(4) + 1; n > 0; --n) {
      bad[static_cast<size_t>(random.Below(bad.size()))] = static_cast<uint8_t>(random.Next64());
    }
    const auto decoded = DecodeBatch(bad);
    if (decoded.ok()) {
      EXPECT_LE(decoded->size(), BatchLimits().events);
    }
  }
}

TEST(BatchCodec, ManyEventsOverOneLongTextAreBounded) {
  // Two bytes an event on the wire, twenty kilobytes an event once expanded.
  std::vector<EventRecord> events(4000);
  for (EventRecord& event : events) {
    event.window_title = event.document = event.app_name = std::string(2000, 'x');
    event.element_name = event.detail = std::string(2000, 'y');
  }
  const Bytes bomb = EncodeBatch(events);
  EXPECT_LT(bomb.size(), 100'000u);
  const auto decoded = DecodeBatch(bomb);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.status().code(), StatusCode::kResourceExhausted);
}

TEST(BatchCodec, TooManyEventsAreRefused) {
  std::vector<EventRecord> events(11);
  EXPECT_EQ(DecodeBatch(EncodeBatch(events), {.events = 10}).status().code(),
            StatusCode::kResourceExhausted);
}

TEST(BatchCodec, AnActionOfANewerAgentReadsAsUnknown) {
  EventRecord event;
  event.fields.action = static_cast<ActionType>(200);
  const auto decoded = DecodeBatch(EncodeBatch({&event, 1}));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->at(0).fields.action, ActionType::kUnknown);
}

}  // namespace
}  // namespace adit
