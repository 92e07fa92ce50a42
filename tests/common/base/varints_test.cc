#include "common/base/varints.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "common/base/random.h"

namespace adit {
namespace {

// What the cursor reads of at most `count` integers.
std::vector<uint64_t> ReadUpTo(size_t count, ByteView bytes, bool& ok) {
  std::vector<uint64_t> values;
  ok = VarintCursor(bytes).Read(count, [&](uint64_t v) { values.push_back(v); });
  return values;
}

TEST(VarintCursor, ReadsWhatTheByteWriterWrote) {
  std::vector<uint64_t> values = {0, 1, 127, 128, 16383, 16384, UINT64_MAX, UINT64_MAX / 2};
  SeededRandom random(4);
  for (int i = 0; i < 500; ++i) values.push_back(random.Next64() >> random.Below(64));
  Bytes bytes;
  ByteWriter out(bytes);
  for (const uint64_t value : values) out.Varint(value);
  bool ok = false;
  EXPECT_EQ(ReadUpTo(values.size(), bytes, ok), values);
  EXPECT_TRUE(ok);
}

// The two readers of one format must agree, on malformed input above all.
TEST(VarintCursor, AgreesWithTheByteReaderOnAnyBytes) {
  SeededRandom random(5);
  for (int round = 0; round < 5'000; ++round) {
    Bytes bytes(static_cast<size_t>(random.Below(40)));
    for (uint8_t& byte : bytes) {
      byte = static_cast<uint8_t>(random.Next64() | (random.Below(4) != 0 ? 0x80 : 0));
    }
    const size_t count = static_cast<size_t>(random.Below(6));
    ByteReader reader(bytes);
    std::vector<uint64_t> expected;
    for (size_t i = 0; i < count && reader.ok(); ++i) {
      const uint64_t value = reader.Varint();
      if (reader.ok()) expected.push_back(value);
    }
    bool ok = false;
    EXPECT_EQ(ReadUpTo(count, bytes, ok), expected);
    EXPECT_EQ(ok, reader.ok());
  }
}

TEST(VarintCursor, StopsForGoodAfterAFailure) {
  const Bytes bytes(3, 0x80);
  VarintCursor cursor(bytes);
  EXPECT_FALSE(cursor.Read(1, [](uint64_t) {}));
  EXPECT_TRUE(cursor.rest().empty());
  EXPECT_FALSE(cursor.Read(1, [](uint64_t) {}));
}

}  // namespace
}  // namespace adit
