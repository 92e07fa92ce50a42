#include "common/crypto/certificate.h"

#include <gtest/gtest.h>

#include "common/crypto/certificate_authority.h"

namespace adit::crypto {
namespace {

constexpr int64_t kNow = 1'770'000'000'000'000;
constexpr int64_t kDay = 86'400'000'000;
const std::string kAgent = "00112233445566778899aabbccddeeff";

class CertificateTest : public testing::Test {
 protected:
  const CertificateAuthority authority_ = CreateCertificateAuthority("test", kNow).value();
  const std::string key_ = GenerateTlsKey().value();
  const std::string request_ = CreateCertificateRequest(key_, "whoever").value();
};

TEST_F(CertificateTest, NamesTheAgentTheIssuerSaysNotTheRequest) {
  const auto pem = IssueAgentCertificate(authority_, request_, kAgent, kNow);
  ASSERT_TRUE(pem.ok()) << pem.status().ToString();
  const auto facts = ReadCertificate(*pem);
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->agent_id_hex, kAgent);
  EXPECT_EQ(facts->subject_common_name, kAgent);
  EXPECT_EQ(facts->not_after_us, kNow + 30 * kDay);
  EXPECT_EQ(facts->not_before_us, kNow - 3600'000'000ll);
  EXPECT_EQ(facts->sha256_hex.size(), 64u);
  EXPECT_EQ(facts->public_key_sha256_hex, RequestPublicKeySha256(request_).value());
}

TEST_F(CertificateTest, RenewalsWithOneKeyShareItsFingerprintAndNoSerial) {
  const auto a = ReadCertificate(*IssueAgentCertificate(authority_, request_, kAgent, kNow));
  const auto b = ReadCertificate(*IssueAgentCertificate(authority_, request_, kAgent, kNow));
  EXPECT_EQ(a->public_key_sha256_hex, b->public_key_sha256_hex);
  EXPECT_NE(a->serial_hex, b->serial_hex);
}

TEST_F(CertificateTest, ADamagedOrForeignRequestIsRefused) {
  EXPECT_EQ(IssueAgentCertificate(authority_, "", kAgent, kNow).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_FALSE(IssueAgentCertificate(authority_, authority_.certificate_pem, kAgent, kNow).ok());
  std::string damaged = request_;
  damaged[request_.size() / 2] = damaged[request_.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(IssueAgentCertificate(authority_, damaged, kAgent, kNow).ok());
  EXPECT_FALSE(IssueAgentCertificate(authority_, request_, "../etc", kNow).ok());
}

TEST_F(CertificateTest, AServerCertificateNeedsProperNames) {
  EXPECT_TRUE(IssueServerCertificate(authority_, {"collector.example", "::1"}, kNow).ok());
  EXPECT_FALSE(IssueServerCertificate(authority_, {}, kNow).ok());
  EXPECT_FALSE(IssueServerCertificate(authority_, {"a,DNS:evil.example"}, kNow).ok());
}

TEST_F(CertificateTest, GarbageIsNoCertificate) {
  EXPECT_FALSE(ReadCertificate("").ok());
  EXPECT_FALSE(ReadCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----").ok());
  EXPECT_FALSE(CreateCertificateRequest("no key", "x").ok());
}

}  // namespace
}  // namespace adit::crypto
