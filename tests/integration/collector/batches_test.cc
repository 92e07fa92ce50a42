// Batches over TLS: receipts, duplicates, forks, and everything that is refused.
#include "tests/integration/collector/collector_fixture.h"

namespace adit {
namespace {

using Batches = CollectorTest;

TEST_F(Batches, AStoredBatchGetsAReceiptAnAgentCanTrustAndItsEventsAreReadable) {
  auto agent = EnrolledAgent();
  const std::vector<EventRecord> events = wire::SampleEvents(1, 300);
  const Bytes envelope = agent->Envelope(1, events);
  const std::string response = agent->Put(1, envelope);
  EXPECT_EQ(StatusOf(response), 201);
  const auto receipt = agent->Receipt(response, envelope);
  ASSERT_TRUE(receipt.ok()) << receipt.status().ToString();
  EXPECT_EQ(receipt->disposition, wire::Disposition::kStored);
  EXPECT_EQ(receipt->durable_through, 1u);
  EXPECT_EQ(Decoded().events, 300u);
  std::vector<EventRecord> read;
  ASSERT_TRUE(collector_->events()
                  .VisitRecords(agent->answer().agent.value(),
                                [&](const EventRecord& r) {
                                  read.push_back(r);
                                  return true;
                                })
                  .ok());
  EXPECT_EQ(read, events);
}

TEST_F(Batches, TheSameEnvelopeAThousandTimesIsStoredOnce) {
  auto agent = EnrolledAgent();
  const Bytes envelope = agent->Envelope(1, 1, 50);
  for (int i = 0; i < 1000; ++i) {
    const std::string response = agent->Put(1, envelope);
    ASSERT_TRUE(StatusOf(response) == (i == 0 ? 201 : 200) || StatusOf(response) == 429)
        << response;
    if (StatusOf(response) == 429) break;  // the agent's share is used up; the point is made
    const auto receipt = agent->Receipt(response, envelope);
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->disposition,
              i == 0 ? wire::Disposition::kStored : wire::Disposition::kDuplicate);
  }
  const StoreTotals totals = Decoded();
  EXPECT_EQ(totals.batches, 1u);
  EXPECT_EQ(totals.events, 50u);
}

// An agent that masks nothing and means harm: its texts stay texts, in the store and in every answer.
TEST_F(Batches, TitlesThatCarrySqlMarkupPathsOrFormulasStayTexts) {
  const std::vector<std::string> hostile = {
      "'; DROP TABLE blocks; --",
      "x' OR '1'='1",
      "<script>alert(1)</script><img src=x onerror=alert(2)>",
      "=HYPERLINK(\"http://x/\"&A1,\"open\")",
      "../../../../etc/passwd",
      "C:\\..\\..\\windows\\system32",
      "\"},{\"role\":\"admin\"",
      "%s%s%n \r\nSet-Cookie: a=b",
      "\xE2\x80\xAE right to left \xEF\xBB\xBF",
  };
  auto agent = EnrolledAgent();
  std::vector<EventRecord> events = wire::SampleEvents(1, 90);
  for (size_t i = 0; i < events.size(); ++i) {
    const std::string& text = hostile[i % hostile.size()];
    events[i].app_name = events[i].window_title = events[i].element_name = text;
    events[i].element_id = events[i].document = events[i].detail = text;
  }
  ASSERT_EQ(StatusOf(agent->Put(1, agent->Envelope(1, events))), 201);
  EXPECT_EQ(Decoded().events, 90u);
  size_t same = 0;
  ASSERT_TRUE(collector_->events()
                  .VisitRecords(agent->answer().agent.value(),
                                [&](const EventRecord& r) {
                                  same += r.element_id == hostile[(r.fields.sequence - 1) % 9];
                                  return true;
                                })
                  .ok());
  EXPECT_EQ(same, 90u) << "byte for byte";
  // The store goes on, and no answer has a header or a page that was not ours.
  EXPECT_EQ(StatusOf(agent->Put(2, agent->Envelope(2, 91, 10))), 201);
  EXPECT_EQ(Decoded().events, 100u);
  for (const char* const path : {"/api/v1/routines", "/api/v1/agents", "/api/v1/runs", "/"}) {
    const std::string response = Api("GET", path, report_.analyst_token);
    EXPECT_EQ(response.find("Set-Cookie: a=b"), std::string::npos) << path;
    EXPECT_EQ(response.find("<script>alert"), std::string::npos) << path;
  }
}

TEST_F(Batches, AForkIsKeptAndAsksForANewIncarnation) {
  auto agent = EnrolledAgent();
  const Bytes one = agent->Envelope(1, 1, 20);
  const Bytes other = agent->Envelope(1, 1, 30);
  ASSERT_EQ(StatusOf(agent->Put(1, one)), 201);
  const auto receipt = agent->Receipt(agent->Put(1, other), other);
  ASSERT_TRUE(receipt.ok()) << receipt.status().ToString();
  EXPECT_EQ(receipt->disposition, wire::Disposition::kForked);
  EXPECT_NE(receipt->directives & wire::kNewIncarnation, 0u);
  // Both are kept; the 20 events that are in both are stored once.
  EXPECT_EQ(Decoded().batches, 2u);
  EXPECT_EQ(Decoded().events, 30u);
}

TEST_F(Batches, LossesAndReceivedNumbersTile) {
  auto agent = EnrolledAgent();
  ASSERT_EQ(StatusOf(agent->Put(1, agent->Envelope(1, 1, 20))), 201);
  const Bytes second = agent->Envelope(
      2, wire::SampleEvents(31, 20), {{wire::LossReason::kOverflow, agent->incarnation(), 21, 10}});
  ASSERT_EQ(StatusOf(agent->Put(2, second)), 201);
  Decoded();
  const auto ledgers = collector_->events().Ledgers();
  ASSERT_EQ(ledgers->size(), 1u);
  EXPECT_EQ(ledgers->front().stored_events, 40u);
  EXPECT_EQ(ledgers->front().lost_events, 10u);
  EXPECT_EQ(ledgers->front().missing_events, 0u);
}

TEST_F(Batches, WithoutACertificateNothingIsTaken) {
  auto agent = EnrolledAgent();
  const Bytes envelope = agent->Envelope(1, 1, 5);
  TlsClient stranger(collector_->port(), authority_pem_);
  const std::string response =
      stranger.Ask("PUT", wire::BatchPath(agent->answer().agent, agent->incarnation(), 1), "",
                   std::string(AsText(envelope)));
  EXPECT_EQ(StatusOf(response), 401);
}

TEST_F(Batches, AnAgentCannotSendForAnother) {
  auto agent = EnrolledAgent();
  auto other = EnrolledAgent();
  const Bytes envelope = agent->Envelope(1, 1, 5);
  const std::string response = other->Connection().Ask(
      "PUT", wire::BatchPath(agent->answer().agent, agent->incarnation(), 1), "",
      std::string(AsText(envelope)));
  EXPECT_EQ(StatusOf(response), 403);
  // Nor under its own address. (A refusal before the body ends the connection.)
  other->Disconnect();
  EXPECT_EQ(StatusOf(other->Put(1, envelope)), 400);
  EXPECT_EQ(collector_->events().Totals()->batches, 0u);
}

TEST_F(Batches, EveryFlippedByteIsRefusedAndHarmsNobody) {
  auto agent = EnrolledAgent();
  const Bytes envelope = agent->Envelope(1, 1, 5);
  for (size_t i = 0; i < envelope.size(); i += 97) {
    Bytes damaged = envelope;
    damaged[i] ^= 0x40;
    const int status = StatusOf(agent->Put(1, damaged));
    if (status == 429) break;
    EXPECT_TRUE(status == 400 || status == 403 || status == 422) << "byte " << i << ": " << status;
  }
  auto other = EnrolledAgent();
  EXPECT_EQ(StatusOf(other->Put(1, other->Envelope(1, 1, 5))), 201);
  EXPECT_EQ(Decoded().batches, 1u);
}

TEST_F(Batches, AnOversizedEnvelopeIs413) {
  auto agent = EnrolledAgent();
  TlsClient& connection = agent->Connection();
  ASSERT_TRUE(connection.Send("PUT " +
                              wire::BatchPath(agent->answer().agent, agent->incarnation(), 1) +
                              " HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n"));
  EXPECT_EQ(StatusOf(connection.Receive()), 413);
}

TEST_F(Batches, ARevokedAgentIsToldSoUnderSignature) {
  auto agent = EnrolledAgent();
  ASSERT_TRUE(collector_->control().RevokeAgent(agent->answer().agent.value(), 1).ok());
  const Bytes envelope = agent->Envelope(1, 1, 5);
  const std::string response = agent->Put(1, envelope);
  EXPECT_EQ(StatusOf(response), 403);
  const auto receipt = wire::DecodeReceipt(AsBytes(BodyOf(response)), agent->answer().receipt_keys);
  ASSERT_TRUE(receipt.ok()) << receipt.status().ToString();
  EXPECT_EQ(receipt->disposition, wire::Disposition::kRefused);
  EXPECT_NE(receipt->directives & wire::kRevoked, 0u);
}

TEST_F(Batches, WhatWasAcknowledgedIsThereAfterARestart) {
  auto agent = EnrolledAgent();
  const Bytes envelope = agent->Envelope(1, 1, 40);
  ASSERT_EQ(StatusOf(agent->Put(1, envelope)), 201);
  collector_.reset();
  Serve();
  agent->set_port(collector_->port());
  const auto receipt = agent->Receipt(agent->Put(1, envelope), envelope);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->disposition, wire::Disposition::kDuplicate);
  EXPECT_EQ(Decoded().events, 40u);
}

TEST_F(Batches, AFullVolumeIs507AndTheBatchIsTakenOnceThereIsRoom) {
  auto agent = EnrolledAgent();
  collector_.reset();
  Serve("1000000");  // more than any volume of a test machine has free
  agent->set_port(collector_->port());
  const Bytes envelope = agent->Envelope(1, 1, 5);
  const std::string refused = agent->Put(1, envelope);
  EXPECT_EQ(StatusOf(refused), 507);
  EXPECT_NE(refused.find("Retry-After: "), std::string::npos) << refused;
  EXPECT_NE(refused.find("volume"), std::string::npos) << refused;
  collector_.reset();
  Serve();
  agent->set_port(collector_->port());
  EXPECT_EQ(StatusOf(agent->Put(1, envelope)), 201);
  EXPECT_EQ(Decoded().events, 5u);
}

TEST_F(Batches, AFloodOfOneAgentIs429AndOthersAreServed) {
  auto agent = EnrolledAgent();
  const Bytes envelope = agent->Envelope(1, 1, 5);
  int status = 0;
  std::string response;
  for (int i = 0; i < 2000 && status != 429; ++i) {
    response = agent->Put(1, envelope);
    status = StatusOf(response);
  }
  ASSERT_EQ(status, 429);
  EXPECT_NE(response.find("Retry-After: "), std::string::npos);
  auto other = EnrolledAgent();
  EXPECT_EQ(StatusOf(other->Put(1, other->Envelope(1, 1, 5))), 201);
}

}  // namespace
}  // namespace adit
