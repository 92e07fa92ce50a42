#include "common/crypto/key_file.h"

#include <gtest/gtest.h>

#include "tests/fakes/memory_file_system.h"

namespace adit::crypto {
namespace {

TEST(KeyFile, KeysComeBack) {
  MemoryFileSystem files;
  const SigningKeyPair signing = GenerateSigningKeyPair();
  const BoxKeyPair box = GenerateBoxKeyPair();
  const HashKey hash = GenerateHashKey();
  ASSERT_TRUE(SaveSigningKey(files, "/signing", signing).ok());
  ASSERT_TRUE(SaveBoxKey(files, "/box", box).ok());
  ASSERT_TRUE(SaveHashKey(files, "/hash", hash).ok());
  EXPECT_EQ(LoadSigningKey(files, "/signing")->public_key, signing.public_key);
  EXPECT_EQ(LoadBoxKey(files, "/box")->public_key, box.public_key);
  EXPECT_TRUE(EqualInConstantTime(LoadHashKey(files, "/hash")->view(), hash.view()));
}

TEST(KeyFile, AKeyIsNeverOverwritten) {
  MemoryFileSystem files;
  ASSERT_TRUE(SaveBoxKey(files, "/box", GenerateBoxKeyPair()).ok());
  EXPECT_EQ(SaveBoxKey(files, "/box", GenerateBoxKeyPair()).code(), StatusCode::kAlreadyExists);
}

TEST(KeyFile, DamageAndConfusionAreToldWithThePath) {
  MemoryFileSystem files;
  ASSERT_TRUE(SaveBoxKey(files, "/box", GenerateBoxKeyPair()).ok());
  EXPECT_EQ(LoadHashKey(files, "/box").status().code(), StatusCode::kDataLoss);
  files.Find("/box")->resize(30);
  const auto damaged = LoadBoxKey(files, "/box");
  EXPECT_EQ(damaged.status().code(), StatusCode::kDataLoss);
  EXPECT_NE(damaged.status().message().find("/box"), std::string::npos);
  EXPECT_EQ(LoadBoxKey(files, "/none").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace adit::crypto
