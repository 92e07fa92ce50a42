#include "collector/mining/spmf_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/collector/mining/one_file.h"

namespace adit::mining {
namespace {

std::string ReadFailure(std::string_view text) {
  OneFile file(text);
  const auto read = ReadSpmfFile(file, "log.txt");
  EXPECT_FALSE(read.ok()) << text;
  return read.ok() ? "" : read.status().message();
}

SequenceDatabase ReadWell(std::string_view text) {
  OneFile file(text);
  auto read = ReadSpmfFile(file, "log.txt");
  EXPECT_TRUE(read.ok()) << read.status().message();
  return read.ok() ? std::move(*read) : SequenceDatabase{};
}

std::vector<Item> ToVector(std::span<const Item> items) { return {items.begin(), items.end()}; }

std::string Gzip(const std::string& text) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

TEST(SpmfReader, ItemsElementsSequencesAndWeightsAreRead) {
  const SequenceDatabase database = ReadWell(
      "@CONVERTED_FROM_TEXT\n@ITEM=1=Save as\n# remark\n% remark\n\n"
      "1 -1 2 3 -1 -2\n"
      "  7\t-1 -2 #WEIGHT: 12\r\n"
      "-2\n"
      "0 -1 2147483647 -1 -2");
  ASSERT_EQ(database.size(), 4u);
  EXPECT_EQ(ToVector(database.sequence(0)), (std::vector<Item>{1, 2, 3 | kSameElement}));
  EXPECT_EQ(database.weight(1), 12u);
  EXPECT_EQ(database.sequence(2).size(), 0u);
  EXPECT_EQ(ToVector(database.sequence(3)), (std::vector<Item>{0, kMaxItem}));
  EXPECT_EQ(database.total_weight(), 15u);
  EXPECT_TRUE(database.has_itemsets());
  EXPECT_EQ(database.names().at(1), "Save as");
}

// The parser reads eight bytes at a time; whatever the digits of a number and its place in the
// buffer.
TEST(SpmfReader, NumbersOfAnyLengthAreReadAnywhereInALongLine) {
  std::vector<Item> expected;
  for (Item value = 1; expected.size() < 300;
       value = value > kMaxItem / 13 ? value % 97 : value * 13 + 7) {
    expected.push_back(value);
  }
  for (size_t first = 0; first < 40; ++first) {
    std::string text;
    for (size_t i = first; i < expected.size(); ++i) text += std::to_string(expected[i]) + " -1 ";
    for (const std::string_view end : {"-2", "-2\n", "-2\n5 -1 -2\n"}) {
      const SequenceDatabase database = ReadWell(text + std::string(end));
      ASSERT_GE(database.size(), 1u);
      ASSERT_EQ(
          ToVector(database.sequence(0)),
          (std::vector<Item>{expected.begin() + static_cast<ptrdiff_t>(first), expected.end()}));
    }
  }
  EXPECT_EQ(ReadFailure("12345678 -1 \n7 -1 -2\n"),
            "log.txt:1:13: expected an item or -2, found the end of the line");
}

TEST(SpmfReader, AnElementIsASetWhateverItsOrder) {
  const SequenceDatabase database = ReadWell("9 1 5 1 -1 9 -1 -2\n");
  EXPECT_EQ(ToVector(database.sequence(0)),
            (std::vector<Item>{1, 5 | kSameElement, 9 | kSameElement, 9}));
}

TEST(SpmfReader, AMistakeIsNamedByFileLineColumnAndWhatWouldBeRight) {
  EXPECT_EQ(ReadFailure("1 -1 -2\n1 -1 x -1 -2\n"),
            "log.txt:2:6: expected an item or -2, found \"x\"");
  EXPECT_EQ(ReadFailure("1 2 -2\n"), "log.txt:1:5: expected an item or -1, found \"-2\"");
  EXPECT_EQ(ReadFailure("1 -1 -1 -2\n"), "log.txt:1:6: expected an item or -2, found \"-1\"");
  EXPECT_EQ(ReadFailure("1 -1 2 -1\n"),
            "log.txt:1:10: expected an item or -2, found the end of the line");
  EXPECT_EQ(ReadFailure("1 -1 -3 -1 -2\n"), "log.txt:1:6: expected an item or -2, found \"-3\"");
  EXPECT_EQ(ReadFailure("1.5 -1 -2\n"), "log.txt:1:1: expected an item, found \"1.5\"");
  EXPECT_EQ(ReadFailure("1 -1 -2 5\n"),
            "log.txt:1:9: expected the end of the line or #WEIGHT: after -2, found \"5\"");
  EXPECT_EQ(ReadFailure("1 -1 -2 #WEIGHT: 0\n"),
            "log.txt:1:18: expected a weight of 1 to 2147483648, found \"0\"");
}

TEST(SpmfReader, AnItemAboveTheRangeIsRefused) {
  EXPECT_EQ(ReadFailure("2147483648 -1 -2\n"),
            "log.txt:1:1: expected an item of at most 2147483647, found \"2147483648\"");
  EXPECT_EQ(ReadFailure("1 -1 99999999999999999999999 -1 -2\n"),
            "log.txt:1:6: expected an item of at most 2147483647, found \"99999999999999999999\"");
}

TEST(SpmfReader, AFileWithoutSequencesIsRefused) {
  for (const char* text : {"", "\n\n", "# only remarks\n@ITEM=1=a\n"}) {
    EXPECT_EQ(ReadFailure(text),
              "log.txt: no sequence in the file; expected lines like \"1 -1 2 3 -1 -2\"");
  }
}

TEST(SpmfReader, BytesThatAreNoTextAreShownHarmlessly) {
  EXPECT_EQ(ReadFailure(std::string_view("\x01\x80\xff 1\n", 6)),
            "log.txt:1:1: expected an item or -2, found \"???\"");
}

TEST(SpmfReader, GzipReadsAsTheTextInsideAlsoInSeveralMembers) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += std::to_string(i % 977) + " -1 5 6 -1 -2\n";
  const SequenceDatabase plain = ReadWell(text);
  const SequenceDatabase packed = ReadWell(Gzip(text) + Gzip(text));
  ASSERT_EQ(packed.size(), 2 * plain.size());
  for (size_t s = 0; s < packed.size(); ++s) {
    ASSERT_EQ(ToVector(packed.sequence(s)), ToVector(plain.sequence(s % plain.size())));
  }
}

TEST(SpmfReader, TruncatedOrDamagedGzipIsDataLoss) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * 7919 % 1009) + " -1 -2\n";
  const std::string packed = Gzip(text);
  for (const size_t kept : {packed.size() - 1, packed.size() - 9, packed.size() / 2, size_t{12}}) {
    OneFile file(packed.substr(0, kept));
    const auto read = ReadSpmfFile(file, "log.gz");
    ASSERT_FALSE(read.ok()) << kept;
    EXPECT_EQ(read.status().code(), StatusCode::kDataLoss) << read.status().message();
    EXPECT_NE(read.status().message().find("log.gz: the gzip data end early"), std::string::npos);
  }
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
  OneFile file(damaged);
  EXPECT_FALSE(ReadSpmfFile(file, "log.gz").ok());
}

TEST(SpmfReader, PiecesMayEndAnywhere) {
  const std::string text = "12 -1 34 5 -1 -2\r\n@ITEM=12=x\n7 -1 -2 #WEIGHT: 3\n";
  for (size_t piece = 1; piece < text.size(); ++piece) {
    SequenceDatabase database;
    SpmfParser parser("p", database);
    for (size_t at = 0; at < text.size(); at += piece) {
      ASSERT_TRUE(parser.Feed(std::string_view(text).substr(at, piece)).ok());
    }
    ASSERT_TRUE(parser.Finish().ok());
    ASSERT_EQ(database.size(), 2u);
    ASSERT_EQ(database.item_count(), 4u);
    ASSERT_EQ(database.total_weight(), 4u);
  }
}

}  // namespace
}  // namespace adit::mining
