#include "collector/webhooks/webhook_store.h"

#include <algorithm>

namespace adit {
namespace {

constexpr std::string_view kWebhookColumns =
    "SELECT id, url, secret, events, disabled, author, created_us FROM webhooks ";
constexpr std::string_view kDeliveryColumns =
    "SELECT id, webhook_id, message, event, body, created_us, state, attempts, next_us, last_us, "
    "status, error FROM webhook_deliveries ";

// Types hold no blank.
std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> Parted(const std::string& text) {
  std::vector<std::string> words;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

Result<std::vector<Webhook>> ReadWebhooks(SqliteConnection& db) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        db.Prepare(std::string(kWebhookColumns) + "ORDER BY id"));
  std::vector<Webhook> webhooks;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return webhooks;
    const ByteView secret = rows.Blob(2);
    webhooks.push_back({rows.Int(0), rows.Text(1), Bytes(secret.begin(), secret.end()),
                        Parted(rows.Text(3)), rows.Int(4) != 0, rows.Text(5), rows.Int(6)});
  }
}

Result<std::vector<WebhookDelivery>> ReadDeliveries(SqliteStatement& rows) {
  std::vector<WebhookDelivery> deliveries;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return deliveries;
    deliveries.push_back({rows.Int(0), rows.Int(1), rows.Text(2), rows.Text(3),
                          std::string(AsText(rows.Blob(4))), rows.Int(5), rows.Text(6),
                          static_cast<uint32_t>(rows.Int(7)), rows.Int(8), rows.Int(9),
                          static_cast<int>(rows.Int(10)), rows.Text(11)});
  }
}

Status AddDelivery(SqliteConnection& db, int64_t webhook, const std::string& message,
                   const std::string& event, const std::string& body, int64_t now_us) {
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement add,
      db.Prepare("INSERT INTO webhook_deliveries(webhook_id, message, event, body, created_us, "
                 "state, attempts, next_us, last_us, status, error) "
                 "VALUES(?, ?, ?, ?, ?, 'waiting', 0, ?, 0, 0, '')"));
  add.Bind(1, webhook).Bind(2, std::string_view(message)).Bind(3, std::string_view(event));
  return add.Bind(4, AsBytes(body)).Bind(5, now_us).Bind(6, now_us).Run();
}

Status RequireOne(SqliteConnection& db, int64_t id) {
  return db.changes() == 1 ? OkStatus() : NotFound("there is no webhook " + std::to_string(id));
}

}  // namespace

bool Webhook::Wants(const std::string& event) const {
  return !disabled &&
         (events.empty() || std::find(events.begin(), events.end(), event) != events.end());
}

Result<int64_t> WebhookStore::Add(const Webhook& webhook) {
  int64_t id = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(const std::vector<Webhook> present, ReadWebhooks(db));
    if (present.size() >= kMaxWebhooks)
      return ResourceExhausted("there are " + std::to_string(kMaxWebhooks) +
                               " webhooks already; remove one first");
    ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                          db.Prepare("INSERT INTO webhooks(url, secret, events, disabled, author, "
                                     "created_us) VALUES(?, ?, ?, 0, ?, ?)"));
    const std::string events = Joined(webhook.events);
    add.Bind(1, std::string_view(webhook.url)).Bind(2, ByteView(webhook.secret));
    add.Bind(3, std::string_view(events)).Bind(4, std::string_view(webhook.author));
    ADIT_RETURN_IF_ERROR(add.Bind(5, webhook.created_us).Run());
    id = db.last_insert_id();
    return OkStatus();
  });
  if (!written.ok()) return written;
  return id;
}

Result<std::vector<Webhook>> WebhookStore::List() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  return ReadWebhooks(*reader);
}

Status WebhookStore::SetDisabled(int64_t id, bool disabled) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                          db.Prepare("UPDATE webhooks SET disabled = ? WHERE id = ?"));
    ADIT_RETURN_IF_ERROR(set.Bind(1, int64_t{disabled}).Bind(2, id).Run());
    return RequireOne(db, id);
  });
}

Status WebhookStore::Remove(int64_t id) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement drop, db.Prepare("DELETE FROM webhooks WHERE id = ?"));
      ADIT_RETURN_IF_ERROR(drop.Bind(1, id).Run());
    }
    ADIT_RETURN_IF_ERROR(RequireOne(db, id));
    ADIT_ASSIGN_OR_RETURN(SqliteStatement drop,
                          db.Prepare("DELETE FROM webhook_deliveries WHERE webhook_id = ?"));
    return drop.Bind(1, id).Run();
  });
}

Result<size_t> WebhookStore::Enqueue(const std::string& message, const std::string& event,
                                     const std::string& body, int64_t now_us) {
  size_t count = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    count = 0;
    ADIT_ASSIGN_OR_RETURN(const std::vector<Webhook> webhooks, ReadWebhooks(db));
    for (const Webhook& webhook : webhooks) {
      if (!webhook.Wants(event)) continue;
      ADIT_RETURN_IF_ERROR(AddDelivery(db, webhook.id, message, event, body, now_us));
      ++count;
    }
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement drop,
        db.Prepare("DELETE FROM webhook_deliveries WHERE state <> 'waiting' AND id NOT IN "
                   "(SELECT id FROM webhook_deliveries ORDER BY id DESC LIMIT ?)"));
    return drop.Bind(1, static_cast<int64_t>(kKeptDeliveries)).Run();
  });
  if (!written.ok()) return written;
  return count;
}

Status WebhookStore::EnqueueFor(int64_t id, const std::string& message, const std::string& event,
                                const std::string& body, int64_t now_us) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(const std::vector<Webhook> webhooks, ReadWebhooks(db));
    const auto found = std::find_if(webhooks.begin(), webhooks.end(),
                                    [id](const Webhook& webhook) { return webhook.id == id; });
    if (found == webhooks.end()) return NotFound("there is no webhook " + std::to_string(id));
    if (found->disabled)
      return FailedPrecondition("webhook " + std::to_string(id) + " is disabled");
    return AddDelivery(db, id, message, event, body, now_us);
  });
}

Result<std::vector<WebhookDelivery>> WebhookStore::Due(int64_t now_us, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare(std::string(kDeliveryColumns) +
                      "WHERE state = 'waiting' AND next_us <= ? ORDER BY next_us, id LIMIT ?"));
  rows.Bind(1, now_us).Bind(2, static_cast<int64_t>(limit));
  return ReadDeliveries(rows);
}

Result<std::optional<int64_t>> WebhookStore::NextDue() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement next,
                        reader->Prepare("SELECT next_us FROM webhook_deliveries WHERE state = "
                                        "'waiting' ORDER BY next_us LIMIT 1"));
  ADIT_ASSIGN_OR_RETURN(const bool row, next.Step());
  return row ? std::optional<int64_t>(next.Int(0)) : std::nullopt;
}

Status WebhookStore::Update(const WebhookDelivery& delivery) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement set,
        db.Prepare(
            "UPDATE webhook_deliveries SET state = ?, attempts = ?, next_us = ?, last_us = ?, "
            "status = ?, error = ? WHERE id = ?"));
    set.Bind(1, std::string_view(delivery.state)).Bind(2, static_cast<int64_t>(delivery.attempts));
    set.Bind(3, delivery.next_us).Bind(4, delivery.last_us);
    set.Bind(5, static_cast<int64_t>(delivery.status)).Bind(6, std::string_view(delivery.error));
    return set.Bind(7, delivery.id).Run();
  });
}

Result<std::vector<WebhookDelivery>> WebhookStore::Deliveries(int64_t webhook, int64_t before,
                                                              size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare(std::string(kDeliveryColumns) +
                      "WHERE id < ? AND (? = 0 OR webhook_id = ?) ORDER BY id DESC LIMIT ?"));
  rows.Bind(1, before).Bind(2, webhook).Bind(3, webhook).Bind(4, static_cast<int64_t>(limit));
  ADIT_ASSIGN_OR_RETURN(std::vector<WebhookDelivery> deliveries, ReadDeliveries(rows));
  for (WebhookDelivery& delivery : deliveries) delivery.body.clear();
  return deliveries;
}

}  // namespace adit
