// SimulatedCollector: the real store, ingest and routes of the collector on a simulated disk and
// clock; only sockets and TLS are left out.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/ship/transport.h"
#include "collector/api/context.h"
#include "collector/store/sqlite_event_store.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/sqlite_disk.h"
#include "tests/simulation/event_account.h"
#include "tests/simulation/simulation_counts.h"

namespace adit {

// One at a time (SqliteDisk). Not thread-safe.
class SimulatedCollector {
 public:
  SimulatedCollector(uint64_t seed, SimulationCounts& counts);
  ~SimulatedCollector();

  // What a server would answer to this request of a peer whose certificate verified. kUnavailable
  // when the power went meanwhile: it is back for the next request.
  [[nodiscard]] Result<HttpAnswer> Handle(const HttpRequest& request,
                                          const std::optional<crypto::CertificateFacts>& peer);
  // A file carried here on a medium: the receipt that `import-spool` writes; the status says why none.
  [[nodiscard]] Result<Bytes> Import(const Bytes& envelope);
  [[nodiscard]] wire::EnrolmentToken Token(uint32_t uses);
  // For one machine; fails while the collector's disk does.
  [[nodiscard]] Result<wire::EnrolmentToken> TryToken();

  // By chance one of: time, decoding, a fault of the disk, a power cut, a backup, its restore, the next
  // sealing key, the next policy.
  void Step();
  // The next restore puts back what is there now.
  void BackUp() { backup_ = disk_.TakeSnapshot(); }
  // No further faults; everything decoded.
  void Settle();
  // The newest policy document, and the one before it ("" = none).
  [[nodiscard]] const std::string& policy() const { return policy_; }
  [[nodiscard]] const std::string& older_policy() const { return older_policy_; }
  [[nodiscard]] FakeClock& clock() { return clock_; }

  // REQUIRES: settled. What the store holds of the agent, checked against what it was given.
  [[nodiscard]] std::string Check(const wire::AgentId& agent, EventAccount& account);
  // Empty, or which acknowledged batch is not in the store (I2).
  [[nodiscard]] std::string CheckAcknowledged();

 private:
  struct KeyOrder {
    bool operator()(const BatchKey& a, const BatchKey& b) const;
  };
  struct Submitted {
    Bytes envelope;
    bool acknowledged = false;
    bool lost_by_restore = false;  // was in the store, is not in the backup
  };
  struct Beginning;
  struct Parts;
  void Open();
  void PowerCut();
  void Restore();
  void ActivatePolicy();
  [[nodiscard]] bool Holds(const BatchKey& key);
  [[nodiscard]] HeldBatch OpenBatch(const Submitted& batch) const;

  const Beginning& beginning_;  // before disk_: it is made on a disk of its own
  SimulationCounts& counts_;
  SeededRandom random_;
  FakeClock clock_;
  MemoryFileSystem files_;  // keys
  SqliteDisk disk_;
  std::unique_ptr<Parts> parts_;
  SqliteDisk::Snapshot backup_;
  int64_t weeks_passed_us_ = 0;
  uint64_t policy_version_ = 0;
  std::string policy_;
  std::string older_policy_;
  std::map<BatchKey, Submitted, KeyOrder> submitted_;
};

}  // namespace adit
