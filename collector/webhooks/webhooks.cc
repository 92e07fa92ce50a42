#include "collector/webhooks/webhooks.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "common/base/logger.h"
#include "common/base/time_text.h"
#include "common/crypto/message_code.h"

namespace adit {
namespace {

constexpr size_t kSecretBytes = 24;
constexpr size_t kBatch = 50;
constexpr auto kTick = std::chrono::seconds(1);
// After the n-th attempt; the schedule that Standard Webhooks gives as an example.
constexpr std::array<int64_t, Webhooks::kMaxAttempts - 1> kWaitsS = {
    5, 300, 1800, 7200, 18'000, 36'000, 50'400, 72'000, 86'400};

Bytes RandomBytes(Random& random, size_t size) {
  Bytes bytes(size);
  random.Fill(bytes);
  return bytes;
}

std::string Body(std::string_view event, int64_t now_us, const std::string& data_json) {
  return "{\"type\":\"" + std::string(event) + "\",\"timestamp\":\"" + FormatTime(now_us) +
         "\",\"data\":" + data_json + "}";
}

}  // namespace

bool IsWebhookEvent(std::string_view type) {
  return std::any_of(std::begin(kWebhookEvents), std::end(kWebhookEvents),
                     [type](const auto& event) { return event.first == type; });
}

std::string SignWebhook(ByteView secret, const std::string& message, int64_t timestamp_s,
                        std::string_view body) {
  const std::string content = message + "." + std::to_string(timestamp_s) + "." + std::string(body);
  return "v1," + crypto::Base64Encode(crypto::HmacSha256(secret, AsBytes(content)));
}

std::string WebhookSecretText(ByteView secret) { return "whsec_" + crypto::Base64Encode(secret); }

Webhooks::Webhooks(WebhookStore& store, Clock& clock, Random& random, Poster poster)
    : store_(store), clock_(clock), random_(random), poster_(std::move(poster)) {}

Webhooks::~Webhooks() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Webhooks::Start() {
  thread_ = std::thread([this] { Loop(); });
}

std::string Webhooks::NewMessage() { return "msg_" + HexEncode(RandomBytes(random_, 12)); }

void Webhooks::Wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  wake_.notify_all();
}

Status Webhooks::Notify(std::string_view event, const std::string& data_json) {
  const int64_t now_us = clock_.WallMicros();
  ADIT_ASSIGN_OR_RETURN(const size_t count, store_.Enqueue(NewMessage(), std::string(event),
                                                           Body(event, now_us, data_json), now_us));
  if (count > 0) Wake();
  return OkStatus();
}

Status Webhooks::Test(int64_t webhook) {
  const int64_t now_us = clock_.WallMicros();
  constexpr std::string_view kEvent = "webhook.test";
  const std::string body =
      Body(kEvent, now_us, "{\"webhook\":\"" + std::to_string(webhook) + "\"}");
  ADIT_RETURN_IF_ERROR(store_.EnqueueFor(webhook, NewMessage(), std::string(kEvent), body, now_us));
  Wake();
  return OkStatus();
}

Result<Webhooks::Made> Webhooks::Add(Webhook webhook) {
  webhook.secret = RandomBytes(random_, kSecretBytes);
  webhook.created_us = clock_.WallMicros();
  ADIT_ASSIGN_OR_RETURN(const int64_t id, store_.Add(webhook));
  return Made{id, WebhookSecretText(webhook.secret)};
}

void Webhooks::Loop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kTick, [this] { return stopping_ || woken_; });
      if (stopping_) return;
      woken_ = false;
    }
    DeliverDue();
  }
}

void Webhooks::DeliverDue() {
  const auto due = store_.Due(clock_.WallMicros(), kBatch);
  if (!due.ok()) return LogError("webhooks: not read", {{"error", due.status().ToString()}});
  if (due->empty()) return;
  const auto webhooks = store_.List();
  if (!webhooks.ok())
    return LogError("webhooks: not read", {{"error", webhooks.status().ToString()}});
  for (WebhookDelivery delivery : *due) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    const auto webhook = std::find_if(webhooks->begin(), webhooks->end(), [&](const Webhook& w) {
      return w.id == delivery.webhook && !w.disabled;
    });
    if (webhook == webhooks->end()) {
      delivery.state = "failed";
      delivery.error = "the webhook was disabled or removed";
    } else {
      Attempt(*webhook, delivery);
    }
    if (const Status kept = store_.Update(delivery); !kept.ok())
      LogError("webhooks: attempt not recorded", {{"error", kept.ToString()}});
  }
}

void Webhooks::Attempt(const Webhook& webhook, WebhookDelivery& delivery) {
  const int64_t now_us = clock_.WallMicros();
  const int64_t timestamp_s = now_us / kMicrosPerSecond;
  WebhookPost post{webhook.url, {}, delivery.body};
  post.headers = {{"content-type", "application/json"},
                  {"webhook-id", delivery.message},
                  {"webhook-timestamp", std::to_string(timestamp_s)},
                  {"webhook-signature",
                   SignWebhook(webhook.secret, delivery.message, timestamp_s, delivery.body)}};
  const Result<int> answered = poster_(post);
  ++delivery.attempts;
  delivery.last_us = now_us;
  delivery.status = answered.ok() ? *answered : 0;
  delivery.error = answered.ok() ? "" : answered.status().message();
  if (answered.ok() && *answered >= 200 && *answered < 300) {
    delivery.state = "delivered";
    return;
  }
  if (answered.ok()) delivery.error = "answered " + std::to_string(*answered);
  if (answered.ok() && *answered == 410) {
    delivery.state = "failed";
    delivery.error = "answered 410: the address is gone, the webhook was disabled";
    store_.SetDisabled(webhook.id, true).IgnoreError();
  } else if (delivery.attempts >= kMaxAttempts) {
    delivery.state = "failed";
  } else {
    delivery.next_us = now_us + kWaitsS[delivery.attempts - 1] * kMicrosPerSecond;
  }
  LogWarning("webhooks: not taken",
             {{"webhook", webhook.id}, {"attempt", delivery.attempts}, {"error", delivery.error}});
}

}  // namespace adit
