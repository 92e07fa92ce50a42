// BatchReceiver: from untrusted bytes to a durable batch and a signed receipt.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "collector/ingest/agent_quota.h"
#include "collector/ingest/collector_keys.h"
#include "collector/store/control_store.h"
#include "collector/store/event_store.h"
#include "common/base/clock.h"
#include "common/crypto/certificate.h"
#include "common/io/file_system.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/receipt.h"

namespace adit {

struct IngestCounters {
  std::atomic<uint64_t> stored{0};
  std::atomic<uint64_t> duplicates{0};
  std::atomic<uint64_t> forked{0};
  std::atomic<uint64_t> refused_malformed{0};
  std::atomic<uint64_t> refused_identity{0};
  std::atomic<uint64_t> refused_quota{0};
  std::atomic<uint64_t> refused_storage{0};
  std::atomic<uint64_t> bytes{0};
};

struct ReceiverOptions {
  QuotaLimits quota;
  // Below this much free space on the store's volume nothing is accepted.
  uint64_t min_free_bytes = uint64_t{1} << 30;
  std::string data_directory;
};

// Why a batch was not taken, in the terms of the protocol (docs/formats/http.md). The agent keeps
// its file, except for kMalformed, which it sets aside.
enum class Refusal : uint8_t {
  kNone,
  kMalformed,    // 400: bytes that are no envelope, or not the one the address names
  kUnreadable,   // 422: sealed to a key that is not ours
  kIdentity,     // 401: no certificate, or one past its end
  kForbidden,    // 403: certificate or signature of somebody else, agent unknown
  kQuota,        // 429
  kBusy,         // 503
  kStorageFull,  // 507
};

struct ReceiveOutcome {
  Refusal refusal = Refusal::kNone;
  std::string message;    // for people; empty when taken
  int retry_after_s = 0;  // 0 = not said
  bool created = false;   // stored now, not before
  Bytes receipt;          // when taken, or when a revoked agent is told so
};

// The order of checks is the one of docs/formats/http.md: every step is cheaper than the next, and
// nothing is allocated or written for somebody who has not passed the steps before.
//
// Threads: any.
class BatchReceiver {
 public:
  BatchReceiver(const ReceiverOptions& options, const CollectorKeys& keys, EventStore& events,
                ControlStore& control, FileSystem& files, Clock& clock);

  // Before the body is read: who sends, is it the agent the address names, may it send that much.
  // Nothing when the body may come. Never waits.
  [[nodiscard]] std::optional<ReceiveOutcome> Admit(
      const wire::BatchAddress& address, const std::optional<crypto::CertificateFacts>& peer,
      uint64_t content_length);

  // Checks the envelope, stores it and signs the receipt. `done` may be called on this thread or on
  // one of the store, exactly once.
  using Done = std::function<void(ReceiveOutcome)>;
  void Receive(const wire::BatchAddress& address, const crypto::CertificateFacts& peer,
               Bytes envelope, Done done);

  // An envelope that came on a medium, without a connection: its signature alone says who wrote it.
  void Import(Bytes envelope, Done done);

  // The version agents are asked to fetch when theirs is older.
  void set_policy_version(uint64_t version) { policy_version_ = version; }
  [[nodiscard]] uint64_t policy_version() const { return policy_version_; }
  // Called after a batch became durable, so that decoding can begin at once.
  void set_on_stored(std::function<void()> on_stored) { on_stored_ = std::move(on_stored); }
  [[nodiscard]] const IngestCounters& counters() const { return counters_; }

 private:
  [[nodiscard]] ReceiveOutcome Refuse(Refusal refusal, std::string message, int retry_after_s = 0);
  [[nodiscard]] bool DiskHasRoom();
  // Signature, state of the agent, key; then stores it.
  void CheckAndStore(const AgentEntry& agent, bool revoked, const crypto::CertificateFacts& peer,
                     Bytes envelope, Done done);
  [[nodiscard]] Bytes SignReceipt(const wire::VerifiedEnvelope& envelope,
                                  const crypto::CertificateFacts& peer,
                                  wire::Disposition disposition, uint64_t durable_through) const;
  void Store(std::shared_ptr<wire::VerifiedEnvelope> verified, const crypto::CertificateFacts& peer,
             Bytes envelope, Done done);

  const ReceiverOptions options_;
  const CollectorKeys& keys_;
  EventStore& events_;
  ControlStore& control_;
  FileSystem& files_;
  Clock& clock_;
  AgentQuota quota_;
  IngestCounters counters_;
  std::atomic<uint64_t> policy_version_{0};
  std::atomic<int64_t> disk_checked_us_{0};
  std::atomic<bool> disk_has_room_{true};
  std::function<void()> on_stored_;  // constant after start
};

}  // namespace adit
