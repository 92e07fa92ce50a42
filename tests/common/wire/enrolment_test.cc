#include "common/wire/enrolment.h"

#include <gtest/gtest.h>

#include "common/wire/limits.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit::wire {
namespace {

EnrolmentAnswer SampleAnswer() {
  EnrolmentAnswer a;
  a.agent = AgentId(Bytes16{9});
  a.collector = CollectorId(Bytes16{8});
  a.group = "accounting";
  a.certificate_pem = "-----BEGIN CERTIFICATE-----\n";
  a.authority_pem = "-----BEGIN CERTIFICATE-----\n";
  a.recipient_keys = {{SampleRecipient().public_key, 123}};
  a.receipt_keys = {SampleSigner(1).public_key};
  a.policy_keys = {SampleSigner(2).public_key};
  a.policy_document = "{\"policy\":1}";
  return a;
}

TEST(EnrolmentToken, ParsesWhatItFormats) {
  const EnrolmentToken token{std::string(32, 'a'), std::string(64, 'b')};
  const auto parsed = ParseToken(" " + FormatToken(token) + "\n");
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  EXPECT_EQ(parsed->secret_hex, token.secret_hex);
  EXPECT_EQ(parsed->authority_sha256_hex, token.authority_sha256_hex);
}

TEST(EnrolmentToken, WrongFormsNeverEchoTheSecret) {
  for (const std::string text : {"", "adit1:", "hunter2secret", "adit2:x:y"}) {
    const auto parsed = ParseToken(text);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.status().message().find("hunter2"), std::string::npos);
  }
}

TEST(Enrolment, RequestComesBack) {
  EnrolmentRequest r;
  r.token_secret_hex = std::string(32, '1');
  r.certificate_request_pem = "-----BEGIN CERTIFICATE REQUEST-----\n";
  r.signing_key = SampleSigner().public_key;
  r.agent_version = "0.1.0";
  r.os_version = "Debian \"12\"";
  r.machine_fingerprint_hex = "00ff";
  const auto parsed = DecodeEnrolmentRequest(EncodeEnrolmentRequest(r));
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  EXPECT_EQ(parsed->token_secret_hex, r.token_secret_hex);
  EXPECT_EQ(parsed->certificate_request_pem, r.certificate_request_pem);
  EXPECT_EQ(parsed->signing_key, r.signing_key);
  EXPECT_EQ(parsed->os_version, r.os_version);
  EXPECT_EQ(parsed->machine_fingerprint_hex, "00ff");
}

TEST(Enrolment, AnswerComesBack) {
  const EnrolmentAnswer a = SampleAnswer();
  const auto parsed = DecodeEnrolmentAnswer(EncodeEnrolmentAnswer(a));
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  EXPECT_EQ(parsed->agent, a.agent);
  EXPECT_EQ(parsed->collector, a.collector);
  EXPECT_EQ(parsed->group, a.group);
  EXPECT_EQ(parsed->receipt_keys, a.receipt_keys);
  EXPECT_EQ(parsed->policy_keys, a.policy_keys);
  EXPECT_EQ(parsed->policy_document, a.policy_document);
  ASSERT_EQ(parsed->recipient_keys.size(), 1u);
  EXPECT_EQ(parsed->recipient_keys[0].public_key, a.recipient_keys[0].public_key);
  EXPECT_EQ(parsed->recipient_keys[0].not_after_us, 123);
}

TEST(Enrolment, AnAnswerWithoutKeysIsRefusedAndSaysWhy) {
  EnrolmentAnswer a = SampleAnswer();
  a.receipt_keys.clear();
  const auto parsed = DecodeEnrolmentAnswer(EncodeEnrolmentAnswer(a));
  ASSERT_FALSE(parsed.ok());
  EXPECT_NE(parsed.status().message().find("receipt_keys"), std::string::npos);
}

TEST(Enrolment, DeepAndLongInputIsRefusedBeforeItIsParsed) {
  EXPECT_FALSE(DecodeEnrolmentRequest(std::string(50'000, '[')).ok());
  EXPECT_FALSE(DecodeEnrolmentRequest("{\"a\":" + std::string(50'000, '[')).ok());
  EXPECT_FALSE(DecodeEnrolmentRequest(std::string(kMaxEnrolmentBytes + 1, ' ')).ok());
  EXPECT_FALSE(DecodeEnrolmentAnswer("").ok());
  EXPECT_FALSE(DecodeEnrolmentAnswer("[]").ok());
  EXPECT_FALSE(DecodeEnrolmentAnswer("{\"recipient_keys\":[1,2]}").ok());
}

TEST(ProtocolError, CarriesCodeAndMessage) {
  const auto error = DecodeProtocolError(EncodeProtocolError(Unauthenticated("token expired")));
  ASSERT_TRUE(error.ok());
  EXPECT_EQ(error->code, "unauthenticated");
  EXPECT_EQ(error->message, "token expired");
}

}  // namespace
}  // namespace adit::wire
