#include "common/base/bytes.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(Bytes, WhatIsWrittenIsRead) {
  Bytes buffer;
  ByteWriter writer(buffer);
  writer.U8(7);
  writer.U16(0x1234);
  writer.U32(0xdeadbeef);
  writer.U64(UINT64_MAX);
  writer.Varint(UINT64_MAX);
  writer.SignedVarint(INT64_MIN);
  writer.SignedVarint(-1);
  writer.Text("adit");
  ByteReader reader(buffer);
  EXPECT_EQ(reader.U8(), 7);
  EXPECT_EQ(reader.U16(), 0x1234);
  EXPECT_EQ(reader.U32(), 0xdeadbeefU);
  EXPECT_EQ(reader.U64(), UINT64_MAX);
  EXPECT_EQ(reader.Varint(), UINT64_MAX);
  EXPECT_EQ(reader.SignedVarint(), INT64_MIN);
  EXPECT_EQ(reader.SignedVarint(), -1);
  EXPECT_EQ(reader.Text(), "adit");
  EXPECT_TRUE(reader.done());
}

TEST(Bytes, ReadingPastTheEndFailsAndStaysFailed) {
  const Bytes buffer = {1, 2};
  ByteReader reader(buffer);
  EXPECT_EQ(reader.U32(), 0U);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.U8(), 0);
  EXPECT_FALSE(reader.done());
}

TEST(Bytes, VarintLongerThan64BitsIsRefused) {
  const Bytes buffer(11, 0xff);
  ByteReader reader(buffer);
  EXPECT_EQ(reader.Varint(), 0U);
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, TextLongerThanTheInputIsRefused) {
  Bytes buffer;
  ByteWriter(buffer).Varint(UINT64_MAX);
  ByteReader reader(buffer);
  EXPECT_EQ(reader.Text(), "");
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, HexGoesBothWays) {
  const Bytes bytes = {0x00, 0x9f, 0xff};
  EXPECT_EQ(HexEncode(bytes), "009fff");
  EXPECT_EQ(HexDecode("009FfF"), bytes);
  EXPECT_FALSE(HexDecode("0").has_value());
  EXPECT_FALSE(HexDecode("0g").has_value());
}

}  // namespace
}  // namespace adit
