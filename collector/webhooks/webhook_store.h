// WebhookStore: addresses that want to be told, and the log of what was sent to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/store/sqlite_database.h"
#include "common/base/bytes.h"
#include "common/base/status.h"

namespace adit {

struct Webhook {
  int64_t id = 0;
  std::string url;
  Bytes secret;
  std::vector<std::string> events;  // types; empty = all
  bool disabled = false;
  std::string author;
  int64_t created_us = 0;

  [[nodiscard]] bool Wants(const std::string& event) const;
};

// One message on its way to one address.
struct WebhookDelivery {
  int64_t id = 0;
  int64_t webhook = 0;
  std::string message;  // "msg_…": the same for every attempt
  std::string event;
  std::string body;
  int64_t created_us = 0;
  std::string state;  // "waiting", "delivered", "failed"
  uint32_t attempts = 0;
  int64_t next_us = 0;  // of the next attempt, while waiting
  int64_t last_us = 0;  // of the last attempt; 0 = none
  int status = 0;       // of its answer; 0 = none
  std::string error;
};

// Threads: any. Writers return after the commit.
class WebhookStore {
 public:
  static constexpr size_t kMaxWebhooks = 100;
  static constexpr size_t kKeptDeliveries = 5'000;

  explicit WebhookStore(SqliteDatabase& database) : database_(database) {}

  // kResourceExhausted when there are kMaxWebhooks.
  [[nodiscard]] Result<int64_t> Add(const Webhook& webhook);
  // In order of id.
  [[nodiscard]] Result<std::vector<Webhook>> List();
  // kNotFound for an unknown id. Removing takes its waiting deliveries along.
  [[nodiscard]] Status SetDisabled(int64_t id, bool disabled);
  [[nodiscard]] Status Remove(int64_t id);

  // One delivery for every address that wants the event; how many. Oldest finished ones make room.
  [[nodiscard]] Result<size_t> Enqueue(const std::string& message, const std::string& event,
                                       const std::string& body, int64_t now_us);
  // One for this address, whatever it wants; kNotFound, kFailedPrecondition when it is disabled.
  [[nodiscard]] Status EnqueueFor(int64_t webhook, const std::string& message,
                                  const std::string& event, const std::string& body,
                                  int64_t now_us);
  // Waiting and due, oldest first.
  [[nodiscard]] Result<std::vector<WebhookDelivery>> Due(int64_t now_us, size_t limit);
  // When the next one is due; nothing when none waits.
  [[nodiscard]] Result<std::optional<int64_t>> NextDue();
  // State, attempts and what the last attempt gave.
  [[nodiscard]] Status Update(const WebhookDelivery& delivery);
  // Newest first, ids below `before`, of one address or of all (0), without bodies.
  [[nodiscard]] Result<std::vector<WebhookDelivery>> Deliveries(int64_t webhook, int64_t before,
                                                                size_t limit);

 private:
  SqliteDatabase& database_;
};

}  // namespace adit
