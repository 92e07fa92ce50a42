#include "collector/webhooks/webhooks.h"

#include <gtest/gtest.h>

#include <deque>

#include "common/crypto/message_code.h"
#include "tests/collector/store/store_fixture.h"
#include "tests/fakes/fake_clock.h"

namespace adit {
namespace {

// Answers as it is told, and keeps what it was sent.
struct Receiver {
  std::deque<Result<int>> answers;
  std::vector<WebhookPost> posts;

  Result<int> Take(const WebhookPost& post) {
    posts.push_back(post);
    if (answers.empty()) return 204;
    Result<int> answer = answers.front();
    answers.pop_front();
    return answer;
  }
  [[nodiscard]] std::string Header(size_t post, const std::string& name) const {
    for (const auto& [key, value] : posts[post].headers) {
      if (key == name) return value;
    }
    return "";
  }
};

class WebhooksTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    store_ = std::make_unique<WebhookStore>(*database_);
    webhooks_ = std::make_unique<Webhooks>(
        *store_, clock_, random_, [this](const WebhookPost& post) { return receiver_.Take(post); });
  }
  int64_t Add(std::vector<std::string> events = {}) {
    Webhook webhook;
    webhook.url = "https://hooks.example/in";
    webhook.events = std::move(events);
    return webhooks_->Add(webhook)->id;
  }
  WebhookDelivery Newest() { return store_->Deliveries(0, INT64_MAX, 1)->front(); }

  FakeClock clock_;
  SeededRandom random_{7};
  Receiver receiver_;
  std::unique_ptr<WebhookStore> store_;
  std::unique_ptr<Webhooks> webhooks_;
};

// Key, message and expected value of RFC 4231, test case 2.
TEST(MessageCode, HmacSha256IsThatOfTheStandard) {
  const crypto::MessageCode code =
      crypto::HmacSha256(AsBytes("Jefe"), AsBytes("what do ya want for nothing?"));
  EXPECT_EQ(HexEncode(code), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(crypto::Base64Encode(AsBytes("any carnal pleas")), "YW55IGNhcm5hbCBwbGVhcw==");
}

// The example that the reference libraries of Standard Webhooks are tested with.
TEST(WebhookSignature, IsThatOfStandardWebhooks) {
  const Bytes secret = *HexDecode("31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0");
  EXPECT_EQ(WebhookSecretText(secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  EXPECT_EQ(SignWebhook(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                        R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_F(WebhooksTest, AnEventGoesToWhoWantsItSignedAndIsLogged) {
  Webhook all;
  all.url = "https://hooks.example/in";
  const auto made = webhooks_->Add(all);
  Add({"fleet.silent"});
  ASSERT_TRUE(webhooks_->Notify("opportunity.new", R"({"key":"aaaa"})").ok());
  webhooks_->DeliverDue();
  ASSERT_EQ(receiver_.posts.size(), 1u);
  const WebhookPost& post = receiver_.posts[0];
  EXPECT_NE(post.body.find(R"("type":"opportunity.new")"), std::string::npos) << post.body;
  EXPECT_NE(post.body.find(R"("data":{"key":"aaaa"})"), std::string::npos);
  const Bytes secret = store_->List()->front().secret;
  EXPECT_EQ(made->secret_text, WebhookSecretText(secret));
  const int64_t timestamp = std::stoll(receiver_.Header(0, "webhook-timestamp"));
  EXPECT_EQ(timestamp, clock_.WallMicros() / kMicrosPerSecond);
  EXPECT_EQ(receiver_.Header(0, "webhook-signature"),
            SignWebhook(secret, receiver_.Header(0, "webhook-id"), timestamp, post.body));
  EXPECT_EQ(Newest().state, "delivered");
  EXPECT_EQ(Newest().status, 204);
  webhooks_->DeliverDue();
  EXPECT_EQ(receiver_.posts.size(), 1u) << "delivered once";
}

TEST_F(WebhooksTest, WhatIsNotTakenIsTriedAgainWithTheSameIdUntilItIsGivenUp) {
  Add();
  for (uint32_t i = 0; i < Webhooks::kMaxAttempts; ++i)
    receiver_.answers.push_back(i % 2 == 0 ? Result<int>(500) : Result<int>(Unavailable("gone")));
  ASSERT_TRUE(webhooks_->Notify("fleet.silent", "{}").ok());
  int64_t waited_us = 0;
  while (Newest().state == "waiting") {
    webhooks_->DeliverDue();
    const WebhookDelivery delivery = Newest();
    if (delivery.state != "waiting") break;
    const size_t posts = receiver_.posts.size();
    const int64_t wait_us = delivery.next_us - clock_.WallMicros();
    ASSERT_GT(wait_us, 0);
    clock_.Advance(wait_us - 1);
    webhooks_->DeliverDue();
    EXPECT_EQ(receiver_.posts.size(), posts) << "not before its time";
    clock_.Advance(1);
    waited_us += wait_us;
  }
  EXPECT_EQ(receiver_.posts.size(), Webhooks::kMaxAttempts);
  for (size_t i = 1; i < receiver_.posts.size(); ++i)
    EXPECT_EQ(receiver_.Header(i, "webhook-id"), receiver_.Header(0, "webhook-id"));
  EXPECT_EQ(Newest().state, "failed");
  EXPECT_EQ(Newest().error, "gone");
  EXPECT_GT(waited_us, 3ll * 86'400 * kMicrosPerSecond * 9 / 10);
}

TEST_F(WebhooksTest, AnAddressThatIsGoneIsDisabledAndHearsNoMore) {
  const int64_t id = Add();
  receiver_.answers.push_back(410);
  ASSERT_TRUE(webhooks_->Notify("fleet.silent", "{}").ok());
  webhooks_->DeliverDue();
  EXPECT_TRUE(store_->List()->front().disabled);
  ASSERT_TRUE(webhooks_->Notify("fleet.silent", "{}").ok());
  webhooks_->DeliverDue();
  EXPECT_EQ(receiver_.posts.size(), 1u);
  EXPECT_EQ(webhooks_->Test(id).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(webhooks_->Test(99).code(), StatusCode::kNotFound);
}

TEST_F(WebhooksTest, ATestGoesToOneAddressWhateverItWants) {
  Add({"fleet.silent"});
  const int64_t second = Add({"fleet.silent"});
  ASSERT_TRUE(webhooks_->Test(second).ok());
  webhooks_->DeliverDue();
  ASSERT_EQ(receiver_.posts.size(), 1u);
  EXPECT_EQ(store_->Deliveries(second, INT64_MAX, 10)->size(), 1u);
}

TEST_F(WebhooksTest, RemovingTakesWhatWaitsAlong) {
  const int64_t id = Add();
  ASSERT_TRUE(webhooks_->Notify("fleet.silent", "{}").ok());
  ASSERT_TRUE(store_->Remove(id).ok());
  webhooks_->DeliverDue();
  EXPECT_TRUE(receiver_.posts.empty());
  EXPECT_EQ(store_->Remove(id).code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace adit
