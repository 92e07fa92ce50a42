#include "collector/ingest/collector_keys.h"

#include <sys/stat.h>

#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

TEST(CollectorKeys, AreLoadedAsTheyWereMadeAndNeverOverwritten) {
  const TemporaryDirectory directory;
  const std::string keys = directory.File("keys");
  ASSERT_TRUE(CreateCollectorKeys(RealFileSystem(), keys, {"localhost"}, SystemClock()).ok());
  const auto loaded = LoadCollectorKeys(RealFileSystem(), keys);
  ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
  EXPECT_EQ((*loaded)->seal.size(), 1u);
  EXPECT_EQ(CreateCollectorKeys(RealFileSystem(), keys, {"localhost"}, SystemClock()).code(),
            StatusCode::kAlreadyExists);
}

TEST(CollectorKeys, EveryFileIsItsOwnersAlone) {
  const TemporaryDirectory directory;
  const std::string keys = directory.File("keys");
  ASSERT_TRUE(CreateCollectorKeys(RealFileSystem(), keys, {"localhost"}, SystemClock()).ok());
  const auto entries = RealFileSystem().List(keys);
  ASSERT_GE(entries->size(), 8u);
  for (const DirectoryEntry& entry : *entries) {
    struct stat facts {};
    ASSERT_EQ(stat((keys + "/" + entry.name).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 077, 0u) << entry.name;
  }
}

TEST(CollectorKeys, ANewEpochComesFirstAndTheOldStillOpens) {
  const TemporaryDirectory directory;
  const std::string keys = directory.File("keys");
  ASSERT_TRUE(CreateCollectorKeys(RealFileSystem(), keys, {"localhost"}, SystemClock()).ok());
  const auto before = LoadCollectorKeys(RealFileSystem(), keys);
  const auto old_key = (*before)->seal.front().public_key;
  EXPECT_EQ(AddSealEpoch(RealFileSystem(), keys, SystemClock()).value(), 2);
  const auto after = LoadCollectorKeys(RealFileSystem(), keys);
  ASSERT_EQ((*after)->seal.size(), 2u);
  EXPECT_NE((*after)->seal.front().public_key, old_key);
  EXPECT_NE((*after)->FindSealKey(crypto::KeyIdOf(old_key)), nullptr);
  EXPECT_EQ((*after)->FindSealKey({}), nullptr);
}

TEST(CollectorKeys, AMissingOrDamagedFileIsNamed) {
  const TemporaryDirectory directory;
  const std::string keys = directory.File("keys");
  EXPECT_NE(LoadCollectorKeys(RealFileSystem(), keys).status().message().find("init"),
            std::string::npos);
  ASSERT_TRUE(CreateCollectorKeys(RealFileSystem(), keys, {"localhost"}, SystemClock()).ok());
  std::filesystem::resize_file(keys + "/receipt.key", 5);
  EXPECT_NE(LoadCollectorKeys(RealFileSystem(), keys).status().message().find("receipt.key"),
            std::string::npos);
}

TEST(CollectorKeys, ADestroyedEpochOpensNothingAndTheNewestStays) {
  const TemporaryDirectory directory;
  const std::string keys = directory.File("keys");
  ASSERT_TRUE(CreateCollectorKeys(RealFileSystem(), keys, {"localhost"}, SystemClock()).ok());
  const auto before = LoadCollectorKeys(RealFileSystem(), keys);
  const crypto::KeyId first = crypto::KeyIdOf((*before)->seal.front().public_key);
  EXPECT_EQ(DestroySealEpoch(RealFileSystem(), keys, 1).code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(AddSealEpoch(RealFileSystem(), keys, SystemClock()).ok());
  EXPECT_EQ(DestroySealEpoch(RealFileSystem(), keys, 7).code(), StatusCode::kNotFound);
  ASSERT_NE((*LoadCollectorKeys(RealFileSystem(), keys))->FindSealKey(first), nullptr);
  ASSERT_TRUE(DestroySealEpoch(RealFileSystem(), keys, 1).ok());
  const auto after = LoadCollectorKeys(RealFileSystem(), keys);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ((*after)->FindSealKey(first), nullptr);
  EXPECT_EQ((*after)->seal.size(), 1u);
}

}  // namespace
}  // namespace adit
