// Enrolment, renewal and policy over TLS.
#include "common/crypto/certificate_authority.h"
#include "common/crypto/key_file.h"
#include "privacy/policy/signed_policy.h"
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using Enrolment = CollectorTest;

TEST_F(Enrolment, GivesIdentityKeysAndASignedPolicy) {
  auto agent = EnrolledAgent();
  const auto facts = crypto::ReadCertificate(agent->answer().certificate_pem);
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->agent_id_hex, wire::ToHex(agent->answer().agent));
  EXPECT_EQ(agent->answer().group, "finance");
  EXPECT_EQ(agent->answer().recipient_keys.size(), 1u);
  const auto policy =
      OpenSignedPolicy(agent->answer().policy_document, "answer", agent->answer().policy_keys,
                       std::nullopt, SystemClock().WallMicros());
  EXPECT_TRUE(policy.ok()) << policy.status().ToString();
  const std::string served = agent->Connection().Ask("GET", "/v1/policy");
  EXPECT_EQ(BodyOf(served), agent->answer().policy_document);
}

TEST_F(Enrolment, AUsedUpTokenIs401AndSaysSo) {
  const std::string token = Token(1);
  TestAgent first(collector_->port(), authority_pem_);
  TestAgent second(collector_->port(), authority_pem_);
  EXPECT_EQ(first.Enrol(token), 200);
  EXPECT_EQ(second.Enrol(token), 401);
  EXPECT_NE(second.refusal().find("used up"), std::string::npos) << second.refusal();
}

TEST_F(Enrolment, AnUnknownTokenIs401) {
  std::string token = Token(1);
  token[6] = token[6] == '0' ? '1' : '0';
  TestAgent agent(collector_->port(), authority_pem_);
  EXPECT_EQ(agent.Enrol(token), 401);
}

TEST_F(Enrolment, MalformedRequestsAre400) {
  for (const std::string body : {"", "{}", "[1]", "{\"token\":1}", "\xff\xfe"}) {
    EXPECT_EQ(StatusOf(Api("POST", "/v1/enrol", "", body)), 400) << body;
  }
}

wire::EnrolmentRequest RenewalOf(TestAgent& agent, const std::string& key) {
  wire::EnrolmentRequest request;
  request.certificate_request_pem = crypto::CreateCertificateRequest(key, "agent").value();
  request.agent_version = "test";
  request.machine_fingerprint_hex = std::string(32, '0');
  (void)agent;
  return request;
}

TEST_F(Enrolment, RenewalKeepsTheKeyAndGivesAFreshCertificate) {
  auto agent = EnrolledAgent();
  const std::string response = agent->Connection().Ask(
      "POST", "/v1/renew", "", wire::EncodeEnrolmentRequest(RenewalOf(*agent, agent->tls_key())));
  ASSERT_EQ(StatusOf(response), 200) << response;
  const auto answer = wire::DecodeEnrolmentAnswer(BodyOf(response));
  ASSERT_TRUE(answer.ok());
  EXPECT_NE(answer->certificate_pem, agent->answer().certificate_pem);
  agent->answer().certificate_pem = answer->certificate_pem;
  agent->Disconnect();
  EXPECT_EQ(StatusOf(agent->Put(1, agent->Envelope(1, 1, 3))), 201);
}

TEST_F(Enrolment, RenewalWithAnotherKeyIs403) {
  auto agent = EnrolledAgent();
  const std::string response = agent->Connection().Ask(
      "POST", "/v1/renew", "",
      wire::EncodeEnrolmentRequest(RenewalOf(*agent, crypto::GenerateTlsKey().value())));
  EXPECT_EQ(StatusOf(response), 403);
}

// A certificate of the collector's own authority that ended long ago, as an agent back from a long
// leave shows it.
class ExpiredCertificate : public CollectorTest {
 protected:
  std::unique_ptr<TestAgent> AgentExpiredForDays(int64_t days) {
    auto agent = EnrolledAgent();
    crypto::CertificateAuthority authority;
    authority.certificate_pem = authority_pem_;
    authority.key_pem =
        crypto::LoadSecretText(RealFileSystem(), directory_.File("data/keys/authority.key"))
            .value();
    const auto request = crypto::CreateCertificateRequest(agent->tls_key(), "agent");
    const int64_t begin_us = SystemClock().WallMicros() - (30 + days) * 86'400 * kMicrosPerSecond;
    const auto certificate = crypto::IssueAgentCertificate(
        authority, *request, wire::ToHex(agent->answer().agent), begin_us);
    EXPECT_TRUE(certificate.ok()) << certificate.status().ToString();
    const auto facts = crypto::ReadCertificate(*certificate);
    EXPECT_TRUE(collector_->control()
                    .AddCertificate(agent->answer().agent.value(),
                                    {facts->serial_hex, {}, facts->not_after_us})
                    .ok());
    agent->answer().certificate_pem = *certificate;
    return agent;
  }
};

TEST_F(ExpiredCertificate, SendsNothingAndIsToldToRenew) {
  auto agent = AgentExpiredForDays(10);
  const std::string response = agent->Put(1, agent->Envelope(1, 1, 3));
  EXPECT_EQ(StatusOf(response), 401);
  EXPECT_NE(response.find("/v1/renew"), std::string::npos);
}

TEST_F(ExpiredCertificate, RenewsWithinNinetyDays) {
  auto agent = AgentExpiredForDays(80);
  EXPECT_EQ(StatusOf(agent->Connection().Ask(
                "POST", "/v1/renew", "",
                wire::EncodeEnrolmentRequest(RenewalOf(*agent, agent->tls_key())))),
            200);
}

TEST_F(ExpiredCertificate, EnrolsAnewAfterNinetyDays) {
  auto agent = AgentExpiredForDays(100);
  EXPECT_EQ(StatusOf(agent->Connection().Ask(
                "POST", "/v1/renew", "",
                wire::EncodeEnrolmentRequest(RenewalOf(*agent, agent->tls_key())))),
            403);
}

}  // namespace
}  // namespace adit
