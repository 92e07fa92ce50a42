// A store in a directory of its own, with enrolled agents, for tests.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "collector/store/control_store.h"
#include "collector/store/sqlite_event_store.h"
#include "common/crypto/hash.h"

namespace adit {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "adit-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline Id16 MakeId(uint8_t n) {
  Id16 id{};
  id[0] = n;
  id[15] = 1;
  return id;
}

inline Digest32 DigestOf(std::string_view text) { return crypto::HashOf(AsBytes(text)); }

class StoreTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }
  void Open() {
    auto database = SqliteDatabase::Open(directory_.File("store.db"), true);
    ASSERT_TRUE(database.ok()) << database.status().ToString();
    database_ = std::move(database).value();
    auto events = OpenSqliteEventStore(*database_);
    ASSERT_TRUE(events.ok()) << events.status().ToString();
    events_ = std::move(events).value();
    control_ = std::make_unique<ControlStore>(*database_);
  }
  void Close() {
    control_.reset();
    events_.reset();
    database_.reset();
  }
  void Enrol(uint8_t n) {
    EnrolToken token;
    token.id = "t" + std::to_string(n);
    token.secret_digest = DigestOf("secret" + token.id);
    token.audience = "here";
    token.group = "finance";
    token.expires_us = 1000;
    ASSERT_TRUE(control_->AddEnrolToken(token).ok());
    AgentEntry agent;
    agent.id = MakeId(n);
    ASSERT_TRUE(
        control_->Enrol(token.secret_digest, "here", 10, agent, {"serial" + token.id, {}, 99})
            .ok());
  }
  static NewBatch Batch(uint8_t agent, uint8_t incarnation, uint64_t seq,
                        const std::string& content) {
    NewBatch batch;
    batch.key = {MakeId(agent), MakeId(incarnation), seq, DigestOf(content)};
    batch.envelope.assign(content.begin(), content.end());
    batch.received_us = 5;
    return batch;
  }
  Result<Acceptance> Accept(NewBatch batch) {
    std::promise<Result<Acceptance>> promise;
    auto future = promise.get_future();
    const Status submitted = events_->AcceptBatch(
        std::move(batch), [&](Result<Acceptance> r) { promise.set_value(std::move(r)); });
    if (!submitted.ok()) return submitted;
    return future.get();
  }

  TemporaryDirectory directory_;
  std::unique_ptr<SqliteDatabase> database_;
  std::unique_ptr<EventStore> events_;
  std::unique_ptr<ControlStore> control_;
};

}  // namespace adit
