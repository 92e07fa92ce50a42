#include "tests/e2e/canary_search.h"

#include <gtest/gtest.h>
#include <zstd.h>

namespace adit::e2e {
namespace {

CanarySearch Searching(const std::vector<std::string>& values) {
  CanarySearch search;
  for (const std::string& value : values) search.Add(value);
  search.Build();
  return search;
}

TEST(CanarySearch, FindsEveryDisguise) {
  const CanarySearch search = Searching({"Łukasz.Novák@example.org", "4111 1111 1111 1111"});
  const auto disguise = [&](std::string_view bytes) {
    const auto hits = search.Search(bytes, "x");
    return hits.empty() ? std::string() : hits[0].disguise;
  };
  EXPECT_EQ(disguise("mail to Łukasz.Novák@example.org now"), "utf-8");
  EXPECT_EQ(disguise(std::string(
                "\x00\x34\x00\x31\x00\x31\x00\x31\x00\x20\x00\x31\x00\x31\x00\x31\x00\x31\x00\x20"
                "\x00\x31\x00\x31\x00\x31\x00\x31\x00\x20\x00\x31\x00\x31\x00\x31\x00\x31",
                38)),
            "utf-16be");
  EXPECT_EQ(disguise("c581756b61737a2e4e6f76c3a16b406578616d706c652e6f7267"), "hex");
  // "a", "ab" and "" before it: the three ways a value can fall into groups of three bytes.
  EXPECT_EQ(disguise("NDExMSAxMTExIDExMTEgMTExMQ=="), "base64");
  EXPECT_EQ(disguise("YTQxMTEgMTExMSAxMTExIDExMTE="), "base64");
  EXPECT_EQ(disguise("YWI0MTExIDExMTEgMTExMSAxMTEx"), "base64");
  EXPECT_EQ(disguise("nothing of the kind"), "");
}

TEST(CanarySearch, LooksInsideCompressedFrames) {
  const CanarySearch search = Searching({"anna.rossi@example.org"});
  const std::string text = "before anna.rossi@example.org " + std::string(1000, 'x');
  std::string frame(ZSTD_compressBound(text.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), 19));
  const auto hits = search.Search("head" + frame + "tail", "blob");
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(search.searched_frames(), 1U);
  EXPECT_NE(hits.back().where.find("blob"), std::string::npos);
}

TEST(CanarySearch, DigitsInsideLongerNumbersAreChance) {
  const CanarySearch search = Searching({"4711123"});
  EXPECT_TRUE(search.Search("\"wall_us\":1774711123000", "log").empty());
  EXPECT_EQ(search.Search("customer 4711123!", "log").size(), 1U);
}

}  // namespace
}  // namespace adit::e2e
