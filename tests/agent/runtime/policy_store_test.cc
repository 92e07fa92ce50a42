#include "agent/runtime/policy_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

constexpr int64_t kNow = 1'770'000'000'000'000;

class PolicyStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    directory_ = testing::TempDir() + "adit_policy_store_" + name;
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    paths_.state = directory_;
    paths_.policy = directory_ + "/policy";
    paths_.floor = directory_ + "/policy.floor";
  }
  [[nodiscard]] PolicyStore Store(const std::string& file = "", bool require_signature = false) {
    PolicyStore store(RealFileSystem(), paths_, file, require_signature);
    store.TrustKey(officer_.public_key);
    return store;
  }
  [[nodiscard]] std::string Signed(int version, const std::string& more = "") const {
    return SignPolicy(PolicyText(more, version), officer_);
  }
  std::string directory_;
  AgentPaths paths_;
  crypto::SigningKeyPair officer_ = crypto::GenerateSigningKeyPair();
};

TEST_F(PolicyStoreTest, WithoutAnyFileTheBuiltInPolicyHolds) {
  const Result<PolicyChoice> choice = Store().Load(kNow);
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice->source, "built-in");
}

TEST_F(PolicyStoreTest, FetchedPolicyIsKeptAndNeverGoesBack) {
  PolicyStore store = Store();
  ASSERT_TRUE(store.AcceptFetched(Signed(3), kNow).ok());
  EXPECT_EQ(store.AcceptFetched(Signed(2), kNow).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(store.AcceptFetched(Signed(3), kNow).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(store.AcceptFetched(Signed(3, R"("minimum_group_size": 7)"), kNow).status().code(),
            StatusCode::kFailedPrecondition);
  const Result<PolicyChoice> reloaded = Store().Load(kNow);
  ASSERT_TRUE(reloaded.ok()) << reloaded.status().message();
  EXPECT_EQ(reloaded->accepted.policy->version(), 3U);
  // Somebody puts an old, well-signed file back.
  std::ofstream(paths_.policy) << Signed(2);
  EXPECT_FALSE(Store().Load(kNow).ok());
}

TEST_F(PolicyStoreTest, BrokenPolicyFailsClosedInsteadOfFallingBack) {
  std::ofstream(paths_.policy) << "rubbish";
  EXPECT_FALSE(Store().Load(kNow).ok());
  std::ofstream(paths_.floor) << "rubbish";
  std::ofstream(paths_.policy) << Signed(1);
  EXPECT_EQ(Store().Load(kNow).status().code(), StatusCode::kDataLoss);
  EXPECT_FALSE(Store(directory_ + "/absent.json").Load(kNow).ok());
}

TEST_F(PolicyStoreTest, LocalFileNeedsNoSignatureUnlessRequired) {
  const std::string path = directory_ + "/local.json";
  std::ofstream(path) << PolicyText();
  EXPECT_TRUE(Store(path).Load(kNow).ok());
  EXPECT_EQ(Store(path, true).Load(kNow).status().code(), StatusCode::kUnauthenticated);
  std::ofstream(path) << Signed(1);
  EXPECT_TRUE(Store(path, true).Load(kNow).ok());
  EXPECT_FALSE(Store(path).AcceptFetched(Signed(9), kNow).ok());
}

TEST_F(PolicyStoreTest, KeysOfSettingsAreChecked) {
  PolicyStore store = Store();
  EXPECT_TRUE(store.TrustKeys("").ok());
  EXPECT_TRUE(store.TrustKeys(std::string(64, 'a') + "," + std::string(64, 'b')).ok());
  EXPECT_FALSE(store.TrustKeys("abc").ok());
}

}  // namespace
}  // namespace adit
