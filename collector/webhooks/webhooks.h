// Webhooks: tells other systems what a run found and what is wrong with the fleet, in the form of
// Standard Webhooks 1.0.0, again until it is taken.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "collector/webhooks/webhook_store.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status.h"

namespace adit {

// Every type there is, with what it means; a webhook may ask for some of them.
inline constexpr std::pair<std::string_view, std::string_view> kWebhookEvents[] = {
    {"opportunity.new", "a routine is on the roadmap that was not there in the run before"},
    {"routine.drift", "its median duration changed by a fifth or more since the run before"},
    {"routine.exceptions", "its share of exceptions rose by a tenth or more since the run before"},
    {"fleet.silent", "active agents have not been heard of for a day"},
    {"privacy.second_gate", "the collector found and masked personal data an agent had let pass"},
    {"webhook.test", "somebody asked for a test"},
};
[[nodiscard]] bool IsWebhookEvent(std::string_view type);

// "v1,…" over "id.timestamp.body".
[[nodiscard]] std::string SignWebhook(ByteView secret, const std::string& message,
                                      int64_t timestamp_s, std::string_view body);
// "whsec_…": what the receiver verifies with; shown once.
[[nodiscard]] std::string WebhookSecretText(ByteView secret);

struct WebhookPost {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// A waiting delivery is tried at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h
// and 24 h; any 2xx delivers it, 410 disables the address. Deliveries are rows: a restart goes on
// with them.
class Webhooks {
 public:
  static constexpr uint32_t kMaxAttempts = 10;
  // The status of the answer, or why there was none.
  using Poster = std::function<Result<int>(const WebhookPost&)>;

  Webhooks(WebhookStore& store, Clock& clock, Random& random, Poster poster);
  // Lets an attempt in work end first.
  ~Webhooks();
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

  void Start();
  // `data_json`: an object. Returns after it is on stable storage, not after it is sent.
  [[nodiscard]] Status Notify(std::string_view event, const std::string& data_json);
  // A message of type webhook.test to this address alone; kNotFound, kFailedPrecondition when
  // disabled.
  [[nodiscard]] Status Test(int64_t webhook);
  // A new address with a new secret of 24 random bytes.
  struct Made {
    int64_t id = 0;
    std::string secret_text;
  };
  [[nodiscard]] Result<Made> Add(Webhook webhook);
  // Tries everything that is due now; the thread's work, and a test's.
  void DeliverDue();
  [[nodiscard]] WebhookStore& store() { return store_; }

 private:
  [[nodiscard]] std::string NewMessage();
  void Wake();
  void Loop();
  void Attempt(const Webhook& webhook, WebhookDelivery& delivery);

  WebhookStore& store_;
  Clock& clock_;
  Random& random_;
  const Poster poster_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  bool woken_ = false;     // guarded by mutex_
  std::thread thread_;
};

}  // namespace adit
