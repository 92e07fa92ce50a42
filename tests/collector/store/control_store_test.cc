#include "collector/store/control_store.h"

#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

using ControlStoreTest = StoreTest;

EnrolToken Token(uint32_t uses) {
  EnrolToken token;
  token.id = "t";
  token.secret_digest = DigestOf("s");
  token.audience = "here";
  token.group = "sales";
  token.uses_max = uses;
  token.expires_us = 100;
  return token;
}

crypto::CertificateFacts Serial(const std::string& serial) {
  crypto::CertificateFacts facts;
  facts.serial_hex = serial;
  return facts;
}

TEST_F(ControlStoreTest, ACertificateIssuedAfterTheBackupCountsForItsKeyUntilTheAgentIsRevoked) {
  ASSERT_TRUE(control_->AddEnrolToken(Token(2)).ok());
  AgentEntry agent;
  agent.id = MakeId(1);
  ASSERT_TRUE(control_->Enrol(DigestOf("s"), "here", 10, agent, {"c", DigestOf("key"), 9}).ok());
  crypto::CertificateFacts renewed = Serial("not on record");
  renewed.agent_id_hex = HexEncode(MakeId(1));
  renewed.public_key_sha256_hex = HexEncode(DigestOf("key"));
  const auto known = control_->FindCertificate(renewed);
  ASSERT_TRUE(known.ok() && known->has_value());
  EXPECT_EQ((*known)->agent, MakeId(1));
  EXPECT_FALSE((*known)->revoked);
  crypto::CertificateFacts other = renewed;
  other.public_key_sha256_hex = HexEncode(DigestOf("another key"));
  EXPECT_FALSE(control_->FindCertificate(other)->has_value());
  other = renewed;
  other.agent_id_hex = HexEncode(MakeId(2));
  EXPECT_FALSE(control_->FindCertificate(other)->has_value());
  ASSERT_TRUE(control_->RevokeAgent(MakeId(1), 20).ok());
  EXPECT_TRUE(control_->FindCertificate(renewed)->value().revoked);
}

TEST_F(ControlStoreTest, ATokenIsUsedAsOftenAsItSays) {
  ASSERT_TRUE(control_->AddEnrolToken(Token(2)).ok());
  for (uint8_t n = 1; n <= 3; ++n) {
    AgentEntry agent;
    agent.id = MakeId(n);
    const Status status =
        control_->Enrol(DigestOf("s"), "here", 10, agent, {"c" + std::to_string(n), {}, 9});
    EXPECT_EQ(status.ok(), n <= 2) << status.ToString();
    if (n == 3) {
      EXPECT_NE(status.message().find("used up"), std::string::npos);
    }
  }
  EXPECT_EQ(control_->Agents()->size(), 2u);
  EXPECT_EQ(control_->Agents()->front().group, "sales");
}

TEST_F(ControlStoreTest, AnExpiredRevokedForeignOrUnknownTokenEnrolsNobody) {
  ASSERT_TRUE(control_->AddEnrolToken(Token(5)).ok());
  AgentEntry agent;
  agent.id = MakeId(1);
  EXPECT_EQ(control_->Enrol(DigestOf("s"), "here", 100, agent, {"c", {}, 9}).code(),
            StatusCode::kUnauthenticated);
  EXPECT_EQ(control_->Enrol(DigestOf("s"), "there", 10, agent, {"c", {}, 9}).code(),
            StatusCode::kUnauthenticated);
  EXPECT_EQ(control_->Enrol(DigestOf("x"), "here", 10, agent, {"c", {}, 9}).code(),
            StatusCode::kUnauthenticated);
  ASSERT_TRUE(control_->RevokeEnrolToken("t", 11).ok());
  EXPECT_EQ(control_->RevokeEnrolToken("t", 12).code(), StatusCode::kNotFound);
  EXPECT_EQ(control_->Enrol(DigestOf("s"), "here", 10, agent, {"c", {}, 9}).code(),
            StatusCode::kUnauthenticated);
  EXPECT_EQ(control_->EnrolTokens()->front().uses, 0u);
  EXPECT_TRUE(control_->Agents()->empty());
}

TEST_F(ControlStoreTest, AnEnrolmentThatFailsDoesNotUseTheToken) {
  ASSERT_TRUE(control_->AddEnrolToken(Token(5)).ok());
  AgentEntry agent;
  agent.id = MakeId(1);
  ASSERT_TRUE(control_->Enrol(DigestOf("s"), "here", 10, agent, {"c", {}, 9}).ok());
  EXPECT_FALSE(control_->Enrol(DigestOf("s"), "here", 10, agent, {"d", {}, 9}).ok());
  EXPECT_EQ(control_->EnrolTokens()->front().uses, 1u);
}

TEST_F(ControlStoreTest, ARevokedAgentsCertificatesAreRevoked) {
  Enrol(1);
  ASSERT_TRUE(control_->AddCertificate(MakeId(1), {"second", {}, 9}).ok());
  EXPECT_FALSE(control_->FindCertificate(Serial("second"))->value().revoked);
  ASSERT_TRUE(control_->RevokeAgent(MakeId(1), 20).ok());
  EXPECT_TRUE(control_->FindCertificate(Serial("second"))->value().revoked);
  EXPECT_FALSE(control_->FindCertificate(Serial("third"))->has_value());
  EXPECT_EQ(control_->RevokeAgent(MakeId(2), 20).code(), StatusCode::kNotFound);
}

TEST_F(ControlStoreTest, PolicyVersionsOnlyRise) {
  EXPECT_FALSE(control_->ActivePolicy()->has_value());
  ASSERT_TRUE(control_->AddPolicy({3, {}, {1}, 5}).ok());
  EXPECT_EQ(control_->AddPolicy({3, {}, {2}, 5}).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(control_->AddPolicy({2, {}, {2}, 5}).code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(control_->AddPolicy({4, {}, {4}, 5}).ok());
  EXPECT_EQ(control_->ActivePolicy()->value().version, 4u);
}

TEST_F(ControlStoreTest, RunsKeepTheirDocumentsInOrderAndByPeople) {
  const auto id = control_->AddRun(1, "{}");
  ASSERT_TRUE(id.ok());
  ASSERT_TRUE(control_->SetRunProgress(*id, "running", 40).ok());
  EXPECT_EQ(control_->FindRun(*id)->value().progress, 40u);
  EXPECT_FALSE(control_->LatestDoneRun()->has_value());
  RunEntry run;
  run.id = *id;
  run.state = "done";
  run.summary = "{\"x\":1}";
  ASSERT_TRUE(
      control_->FinishRun(run, {{"routine", "b", 2, 3, "{}"}, {"routine", "a", 1, 7, "{}"}}).ok());
  EXPECT_EQ(control_->LatestDoneRun()->value().summary, "{\"x\":1}");
  EXPECT_EQ(control_->RunDocuments(*id, "routine", 0, 10, 0)->front().name, "a");
  EXPECT_EQ(control_->RunDocuments(*id, "routine", 0, 10, 5)->size(), 1u);
  EXPECT_EQ(control_->RunDocuments(*id, "routine", 1, 10, 0)->size(), 1u);
  EXPECT_TRUE(control_->FindRunDocument(*id, "routine", "b")->has_value());
}

TEST_F(ControlStoreTest, ARunLeftOpenByAStopIsFailedAtStart) {
  const auto id = control_->AddRun(1, "{}");
  EXPECT_EQ(control_->FailOpenRuns(9, "the collector was stopped").value(), 1);
  EXPECT_EQ(control_->FindRun(*id)->value().state, "failed");
}

TEST_F(ControlStoreTest, EditsAreAppendedAndNeverChanged) {
  Edit edit;
  edit.at_us = 7;
  edit.author = "anna";
  edit.kind = EditKind::kSplit;
  edit.routine = "aa";
  edit.value = "bb";
  edit.variants = {"01", "02"};
  EXPECT_EQ(*control_->AddEdit(edit), 1);
  EXPECT_EQ(*control_->AddEdit(edit, 1), 2);
  EXPECT_EQ(control_->AddEdit(edit, 1).status().code(), StatusCode::kFailedPrecondition);
  const auto edits = control_->Edits();
  ASSERT_TRUE(edits.ok());
  ASSERT_EQ(edits->size(), 2u);
  EXPECT_EQ(edits->front().author, "anna");
  EXPECT_EQ(edits->front().variants, (std::vector<std::string>{"01", "02"}));
  for (const char* sql : {"UPDATE edits SET author = 'x'", "DELETE FROM edits"}) {
    EXPECT_FALSE(
        database_->writer().Run([&](SqliteConnection& db) { return db.Execute(sql); }).ok())
        << sql;
  }
  EXPECT_EQ(control_->Edits()->size(), 2u);
}

TEST_F(ControlStoreTest, IdentitiesAreReplacedAndStay) {
  ASSERT_TRUE(control_->SaveIdentities(1, {{"aa", {{1, 2}, {3, 4}}}, {"bb", {}}}).ok());
  ASSERT_TRUE(control_->SaveIdentities(2, {{"aa", {{5, 6}}}}).ok());
  const auto identities = control_->Identities();
  ASSERT_TRUE(identities.ok());
  ASSERT_EQ(identities->size(), 2u);
  EXPECT_EQ((*identities)[0].steps, (std::vector<WeightedStep>{{5, 6}}));
  EXPECT_EQ((*identities)[1].key, "bb");
}

}  // namespace
}  // namespace adit
