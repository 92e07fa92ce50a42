#include <sqlite3.h>

#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

class AuditChain : public StoreTest {
 protected:
  void AppendThree() {
    for (int i = 1; i <= 3; ++i) {
      AuditEntry entry;
      entry.at_us = i;
      entry.actor = "anna";
      entry.action = "view";
      entry.target = "routine " + std::to_string(i);
      entry.outcome = "ok";
      ASSERT_TRUE(control_->AppendAudit(entry).ok());
    }
  }
  void Tamper(const char* sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(directory_.File("store.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
  }
};

TEST_F(AuditChain, AnUntouchedChainVerifies) {
  AppendThree();
  EXPECT_EQ(control_->VerifyAudit().value(), 3);
  EXPECT_EQ(control_->Audit(1, 10)->size(), 2u);
}

TEST_F(AuditChain, AChangedEntryIsNamed) {
  AppendThree();
  Tamper("UPDATE audit SET actor = 'bert' WHERE seq = 2");
  const auto verified = control_->VerifyAudit();
  ASSERT_FALSE(verified.ok());
  EXPECT_NE(verified.status().message().find("audit entry 2"), std::string::npos);
}

TEST_F(AuditChain, ADeletedEntryIsNamed) {
  AppendThree();
  Tamper("DELETE FROM audit WHERE seq = 2");
  EXPECT_NE(control_->VerifyAudit().status().message().find("audit entry 2"), std::string::npos);
}

}  // namespace
}  // namespace adit
