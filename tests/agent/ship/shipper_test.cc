#include "agent/ship/shipper.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_collector.h"
#include "tests/fakes/masked_events.h"
#include "tests/fakes/memory_file_system.h"

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;

class ShipperTest : public testing::Test {
 protected:
  void Enrol() {
    auto enrolled = adit::Enrol(store_, collector_, collector_.Token(), {});
    ASSERT_TRUE(enrolled.ok()) << enrolled.status().ToString();
    identity_ = std::move(*enrolled);
  }

  void Start() {
    if (identity_.answer.receipt_keys.empty()) Enrol();
    SpoolOptions options;
    options.directory = "/agent/spool";
    auto spool = Spool::Open(files_, clock_, random_, identity_.signing, options,
                             {identity_.answer.agent, identity_.Recipient(clock_.WallMicros())});
    ASSERT_TRUE(spool.ok()) << spool.status().ToString();
    spool_ = std::move(spool.value());
    auto identity = store_.Load();
    ASSERT_TRUE(identity.ok());
    ShipperOptions ship;
    ship.token_path = "/token";
    ship.receipts_directory = "/agent/receipts";
    ShipperCallbacks callbacks;
    callbacks.on_policy = [this](const std::string& document) { policies_.push_back(document); };
    callbacks.on_revoked = [this] { ++revocations_; };
    shipper_ = std::make_unique<Shipper>(*spool_, store_, std::move(*identity), collector_, files_,
                                         clock_, random_, ship, callbacks);
    Run(1);  // the first policy
    collector_.requests = 0;
  }

  // Seals a batch of events.
  void Batch(int events = 5) {
    for (int i = 0; i < events; ++i) {
      EventRecord record;
      record.fields.action = ActionType::kClick;
      record.window_title = "event " + std::to_string(++events_);
      ASSERT_TRUE(spool_->Append(Scrubber::Pass(std::move(record))).ok());
    }
    ASSERT_TRUE(spool_->Seal().ok());
  }

  // Calls the shipper `times` times, letting as much time pass as it asks for.
  void Run(int times) {
    for (int i = 0; i < times; ++i) clock_.Advance(shipper_->RunOnce());
  }

  uint64_t Sealed() const { return spool_->Report().sealed_files; }

  FakeClock clock_;
  SeededRandom random_{11};
  MemoryFileSystem files_;
  FakeCollector collector_{clock_};
  IdentityStore store_{files_, "/agent"};
  AgentIdentity identity_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Shipper> shipper_;
  std::vector<std::string> policies_;
  int revocations_ = 0;
  int events_ = 0;
};

TEST_F(ShipperTest, DeliversAndDeletesAfterAValidReceipt) {
  Start();
  Batch();
  Batch();
  EXPECT_EQ(Sealed(), 2u);
  Run(3);
  EXPECT_EQ(Sealed(), 0u);
  EXPECT_EQ(collector_.stored.size(), 2u);
  EXPECT_EQ(shipper_->Report().batches_delivered, 2u);
}

// A machine without a network: its files went to the collector on a medium, the receipts come back.
class CarriedReceipts : public ShipperTest {
 protected:
  // The one sealed file's receipt as `import-spool` writes it.
  wire::Receipt ReceiptOfWaiting() {
    const auto file = spool_->Oldest();
    const auto bytes = spool_->Read(*file);
    spool_->Release(*file);
    const auto verified = wire::VerifyEnvelope(*bytes, identity_.signing.public_key);
    wire::Receipt receipt;
    receipt.collector = collector_.id;
    receipt.agent = identity_.answer.agent;
    receipt.incarnation = verified->header.incarnation;
    receipt.batch_seq = verified->header.batch_seq;
    receipt.envelope_digest = verified->digest;
    receipt.disposition = wire::Disposition::kStored;
    return receipt;
  }
  void Bring(const std::string& name, ByteView bytes) {
    ASSERT_TRUE(files_.CreateDirectories("/agent/receipts").ok());
    ASSERT_TRUE(WriteFileAtomically(files_, "/agent/receipts/" + name, bytes).ok());
  }
  void OutOfReach() {
    collector_.chance = [] { return Mishap::kRefuseConnection; };
  }
};

TEST_F(CarriedReceipts, FreeTheFilesTheyCoverWithoutANetwork) {
  Start();
  OutOfReach();
  Batch();
  Run(1);
  ASSERT_EQ(Sealed(), 1u);
  Bring("1.sealed.receipt", wire::EncodeReceipt(ReceiptOfWaiting(), collector_.receipt_key));
  Run(3);
  clock_.Advance(11 * kSecond);
  Run(1);
  EXPECT_EQ(Sealed(), 0u);
  EXPECT_EQ(spool_->Report().files_quarantined, 0u);
  EXPECT_EQ(shipper_->Report().batches_delivered, 1u);
  EXPECT_FALSE(files_.Exists("/agent/receipts/1.sealed.receipt")) << "used once";
}

TEST_F(CarriedReceipts, ThatDoNotHoldFreeNothingAndAreKeptAside) {
  Start();
  OutOfReach();
  Batch();
  const wire::Receipt right = ReceiptOfWaiting();
  Bring("forged.receipt", wire::EncodeReceipt(right, crypto::GenerateSigningKeyPair()));
  wire::Receipt other = right;
  other.envelope_digest[0] ^= 1;
  Bring("other-bytes.receipt", wire::EncodeReceipt(other, collector_.receipt_key));
  other = right;
  other.agent = wire::AgentId(wire::Bytes16{7});
  Bring("other-agent.receipt", wire::EncodeReceipt(other, collector_.receipt_key));
  other = right;
  other.disposition = wire::Disposition::kRefused;
  Bring("refused.receipt", wire::EncodeReceipt(other, collector_.receipt_key));
  Bring("garbage.receipt", Bytes(200'000, 0x41));
  Bring("empty.receipt", {});
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(11 * kSecond);
    Run(1);
  }
  EXPECT_EQ(Sealed(), 1u);
  EXPECT_EQ(shipper_->Report().batches_delivered, 0u);
  for (const char* const name : {"forged", "other-bytes", "other-agent", "refused", "garbage", "empty"}) {
    EXPECT_TRUE(files_.Exists("/agent/receipts/" + std::string(name) + ".receipt.refused")) << name;
  }
}

class ShipperKeeps : public ShipperTest, public testing::WithParamInterface<Mishap> {};

// I3: whatever comes back, the file stays until a receipt of ours covers exactly its bytes.
TEST_P(ShipperKeeps, TheFileUntilAValidReceiptComes) {
  Start();
  Batch();
  Run(1);  // so that there is a receipt to replay
  ASSERT_EQ(Sealed(), 0u);
  Batch();
  collector_.script = {GetParam()};
  Run(1);
  EXPECT_EQ(Sealed(), 1u) << "must not be deleted";
  EXPECT_EQ(spool_->Report().files_quarantined, 0u);
  EXPECT_EQ(revocations_, 0);
  // Afterwards it arrives all the same, within the longest wait.
  const int64_t start = clock_.MonotonicMicros();
  for (int i = 0; i < 20 && Sealed() > 0; ++i) Run(1);
  EXPECT_EQ(Sealed(), 0u);
  EXPECT_LE(clock_.MonotonicMicros() - start, 6 * 3600 * kSecond);
  EXPECT_EQ(collector_.stored.size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, ShipperKeeps,
    testing::Values(Mishap::kRefuseConnection, Mishap::kTimeout, Mishap::kLoseAnswer,
                    Mishap::kCaptivePortal, Mishap::kEmptyOk, Mishap::kRedirect,
                    Mishap::kForgedReceipt, Mishap::kReplayedReceipt, Mishap::kSwappedReceipt,
                    Mishap::kRefusedDisposition, Mishap::kUnsignedRevocation, Mishap::kStatus401,
                    Mishap::kStatus404, Mishap::kStatus429, Mishap::kStatus500));

TEST_F(ShipperTest, ALostAcknowledgementEndsInADuplicateNotInASecondCopy) {
  Start();
  Batch();
  collector_.script = {Mishap::kLoseAnswer, Mishap::kLoseAnswer};
  for (int i = 0; i < 10 && Sealed() > 0; ++i) Run(1);
  EXPECT_EQ(Sealed(), 0u);
  ASSERT_EQ(collector_.stored.size(), 1u);
  EXPECT_EQ(collector_.stored.begin()->second.deliveries, 3u);
}

TEST_F(ShipperTest, ARefusedBatchIsQuarantinedAndTheQueueGoesOn) {
  Start();
  Batch();
  Batch();
  collector_.script = {Mishap::kStatus400};
  Run(4);
  EXPECT_EQ(Sealed(), 0u);
  EXPECT_EQ(spool_->Report().files_quarantined, 1u);
  EXPECT_EQ(collector_.stored.size(), 1u);
  // Its events are declared lost with the next batch.
  Batch();
  Run(3);
  const auto& losses = collector_.stored.rbegin()->second.envelope.trailer.losses;
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_EQ(losses[0].reason, wire::LossReason::kQuarantine);
  EXPECT_EQ(losses[0].count, 5u);
}

TEST_F(ShipperTest, ThreeRefusalsInARowRaiseAnAlarm) {
  Start();
  for (int i = 0; i < 3; ++i) Batch();
  collector_.script = {Mishap::kStatus400, Mishap::kStatus400, Mishap::kStatus400};
  Run(3);
  EXPECT_TRUE(shipper_->Report().collector_refuses_format);
  Batch();
  Run(4);
  EXPECT_FALSE(shipper_->Report().collector_refuses_format);
}

TEST_F(ShipperTest, IdentityTroublePausesSendingRenewsAndGoesOn) {
  Start();
  Batch();
  collector_.script = {Mishap::kStatus401};
  Run(1);
  EXPECT_TRUE(shipper_->Report().paused_for_identity);
  const int64_t start = clock_.MonotonicMicros();
  for (int i = 0; i < 5 && Sealed() > 0; ++i) Run(1);
  EXPECT_EQ(collector_.renewals, 1u);
  EXPECT_EQ(Sealed(), 0u);
  EXPECT_LE(clock_.MonotonicMicros() - start, 1200 * kSecond);
  EXPECT_FALSE(shipper_->Report().paused_for_identity);
}

TEST_F(ShipperTest, AnAgentThatIsNotKnownAnyMoreEnrolsWithAFreshToken) {
  Start();
  Batch();
  collector_.refuse_renewal = true;
  collector_.agents.clear();
  Run(3);
  EXPECT_EQ(Sealed(), 1u);
  const std::string token = wire::FormatToken(collector_.Token());
  ASSERT_TRUE(WriteFileAtomically(files_, "/token", AsBytes(token)).ok());
  for (int i = 0; i < 10 && Sealed() > 0; ++i) Run(1);
  EXPECT_EQ(collector_.enrolments, 2u);
  EXPECT_EQ(Sealed(), 0u);
}

TEST_F(ShipperTest, RenewsAtTwoThirdsOfTheCertificatesLife) {
  Start();
  clock_.Advance(19 * kDay);
  Run(2);
  EXPECT_EQ(collector_.renewals, 0u);
  clock_.Advance(3 * kDay);
  Run(2);
  EXPECT_EQ(collector_.renewals, 1u);
  EXPECT_GT(shipper_->Report().certificate_not_after_us, clock_.WallMicros() + 29 * kDay);
}

TEST_F(ShipperTest, OnlyASignedRevocationStopsTheAgent) {
  Start();
  Batch();
  collector_.script = {Mishap::kRevocation};
  Run(1);
  EXPECT_EQ(revocations_, 1);
  EXPECT_TRUE(shipper_->Report().revoked);
  const uint64_t requests = collector_.requests;
  Run(5);
  EXPECT_EQ(collector_.requests, requests) << "a revoked agent is silent";
}

TEST_F(ShipperTest, AForkedHistoryBeginsANewIncarnation) {
  Start();
  const auto before = spool_->Report().incarnation;
  Batch();
  collector_.directives = wire::kNewIncarnation;
  Run(1);
  EXPECT_NE(spool_->Report().incarnation, before);
}

TEST_F(ShipperTest, FetchesThePolicyWhenAReceiptSaysSo) {
  Start();
  EXPECT_EQ(policies_.size(), 1u);
  Batch();
  collector_.policy = "a newer one";
  collector_.directives = wire::kFetchPolicy;
  Run(2);
  ASSERT_EQ(policies_.size(), 2u);
  EXPECT_EQ(policies_.back(), "a newer one");
}

TEST_F(ShipperTest, KeepsThePaceTheCollectorAsksFor) {
  Start();
  collector_.pace_ms = 5000;
  for (int i = 0; i < 4; ++i) Batch();
  const int64_t start = clock_.MonotonicMicros();
  while (Sealed() > 0) Run(1);
  EXPECT_GE(clock_.MonotonicMicros() - start, 3 * 5 * kSecond);
}

TEST_F(ShipperTest, ABadTokenIsToldApartFromABadNetwork) {
  wire::EnrolmentToken token = collector_.Token();
  token.secret_hex = std::string(32, 'f');
  EXPECT_EQ(adit::Enrol(store_, collector_, token, {}).status().code(),
            StatusCode::kUnauthenticated);
  collector_.script = {Mishap::kRefuseConnection};
  EXPECT_EQ(adit::Enrol(store_, collector_, collector_.Token(), {}).status().code(),
            StatusCode::kUnavailable);
}

TEST_F(ShipperTest, IdentitySurvivesARestartAndForgettingIt) {
  Enrol();
  const auto loaded = store_.Load();
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->answer.agent, identity_.answer.agent);
  EXPECT_EQ(loaded->signing.public_key, identity_.signing.public_key);
  ASSERT_TRUE(store_.Forget().ok());
  EXPECT_EQ(store_.Load().status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace adit
