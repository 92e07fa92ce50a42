#include "collector/store/audit_checkpoint.h"

#include <sqlite3.h>

#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

class AuditCheckpointTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    checkpoints_ = std::make_unique<AuditCheckpoints>(*database_, crypto::GenerateSigningKeyPair());
  }
  void Append(int count) {
    for (int i = 0; i < count; ++i) {
      AuditEntry entry;
      entry.at_us = i;
      entry.actor = "anna";
      entry.action = "view";
      ASSERT_TRUE(control_->AppendAudit(entry).ok());
    }
  }
  void Tamper(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(directory_.File("store.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
  }

  std::unique_ptr<AuditCheckpoints> checkpoints_;
};

TEST_F(AuditCheckpointTest, WhatIsWrittenIsReadAndEveryChangeOfItIsRefused) {
  Append(3);
  const std::string text = FormatAuditCheckpoint(*checkpoints_->Make(1'700'000'000'123'456));
  const auto read = ReadAuditCheckpoint(text);
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(read->entries, 3);
  EXPECT_EQ(read->at_us, 1'700'000'000'123'456);
  EXPECT_EQ(FormatAuditCheckpoint(*read), text);
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == '4' ? '5' : '4';
    EXPECT_FALSE(ReadAuditCheckpoint(changed).ok()) << "byte " << i;
  }
  EXPECT_FALSE(ReadAuditCheckpoint(text + "\n").ok());
  EXPECT_FALSE(ReadAuditCheckpoint(text.substr(0, text.size() - 1)).ok());
  EXPECT_FALSE(ReadAuditCheckpoint("").ok());
}

TEST_F(AuditCheckpointTest, AnEmptyChainIsNotSignedAndTheSameEndIsSignedOnce) {
  EXPECT_EQ(checkpoints_->Make(1).status().code(), StatusCode::kFailedPrecondition);
  Append(1);
  const auto first = checkpoints_->Make(10);
  const auto second = checkpoints_->Make(20);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(second->at_us, 10);
  EXPECT_EQ(checkpoints_->List(10)->size(), 1u);
}

TEST_F(AuditCheckpointTest, AChainWithItsEndCutOffDoesNotVerify) {
  Append(5);
  ASSERT_TRUE(checkpoints_->Make(1).ok());
  EXPECT_EQ(control_->VerifyAudit().value(), 5);
  Tamper("DELETE FROM audit WHERE seq > 3");
  const auto verified = control_->VerifyAudit();
  ASSERT_FALSE(verified.ok());
  EXPECT_NE(verified.status().message().find("before entry 5"), std::string::npos)
      << verified.status().message();
}

// Whoever has the database can make a chain that follows from itself; not the signature.
TEST_F(AuditCheckpointTest, AChainWrittenAnewIsNotTheOneSigned) {
  Append(2);
  ASSERT_TRUE(checkpoints_->Make(1).ok());
  Tamper("DELETE FROM audit");
  Append(4);
  const auto verified = control_->VerifyAudit();
  EXPECT_TRUE(verified.ok()) << "the very same entries give the very same chain";
  Tamper("DELETE FROM audit");
  AuditEntry entry;
  entry.actor = "bert";
  ASSERT_TRUE(control_->AppendAudit(entry).ok());
  ASSERT_TRUE(control_->AppendAudit(entry).ok());
  EXPECT_NE(control_->VerifyAudit().status().message().find("audit entry 2"), std::string::npos);
}

TEST_F(AuditCheckpointTest, AChangedCheckpointIsNamed) {
  Append(2);
  ASSERT_TRUE(checkpoints_->Make(1).ok());
  Tamper("UPDATE audit_checkpoints SET at_us = 2");
  EXPECT_NE(control_->VerifyAudit().status().message().find("entry 2 is not signed"),
            std::string::npos);
}

}  // namespace
}  // namespace adit
