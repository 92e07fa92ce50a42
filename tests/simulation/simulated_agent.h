// SimulatedAgent: the real spool, shipper and policy store of one endpoint on a simulated disk, clock
// and network.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/runtime/policy_store.h"
#include "agent/ship/shipper.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/simulation/event_account.h"
#include "tests/simulation/simulated_network.h"

namespace adit {

class SimulatedAgent {
 public:
  // Enrols at once, before any fault.
  SimulatedAgent(uint64_t seed, uint64_t first_event_id, const wire::EnrolmentToken& token,
                 SimulatedCollector& collector, SimulationCounts& counts);
  // A clone: the same disk and identity from now on in a second machine; `same_machine` when not even
  // its fingerprint tells the two apart.
  [[nodiscard]] std::unique_ptr<SimulatedAgent> Clone(uint64_t seed, bool same_machine);

  // One thing happens, by chance: an event, a delivery, time passes, or a fault.
  void Step();
  // Who this machine was before it enrolled anew, with what was given to each.
  using Earlier = std::vector<std::pair<wire::AgentId, std::shared_ptr<EventAccount>>>;
  [[nodiscard]] const Earlier& earlier() const { return earlier_; }
  // No further faults: lives on until nothing is left to send and its numbers have passed those of
  // every history of its disk. False when that takes more than two days of simulated time (I10).
  [[nodiscard]] bool Settle();
  [[nodiscard]] const wire::AgentId& agent() const { return agent_; }
  [[nodiscard]] EventAccount& account() { return *account_; }
  [[nodiscard]] SimulatedNetwork& network() { return network_; }
  // Empty, or a promise that was broken on the way.
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  SimulatedAgent(uint64_t seed, SimulatedAgent& original, bool same_machine);
  bool Start();
  void StartOrRetry();
  void OnPolicy(const std::string& document);
  void AppendOne();
  void Ship();
  void PowerCut();
  void TakeSnapshot();
  void RestoreSnapshot();
  void Damage();
  // Spool files go to the collector on a medium, receipts come back.
  void Carry();
  // A new token: another agent id, as after a move to another collector.
  void EnrolAnew();
  void NoteDurable();

  SeededRandom random_;
  FakeClock clock_;
  MemoryFileSystem files_;
  SimulatedCollector& collector_;
  SimulationCounts& counts_;
  SimulatedNetwork network_;
  IdentityStore store_;
  PolicyStore policies_;
  crypto::SigningKeyPair signing_;
  wire::AgentId agent_;
  std::string machine_ = "machine-1";
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Shipper> shipper_;
  int64_t next_ship_us_ = 0;
  uint64_t policy_version_ = 0;  // in force; never falls but with the disk

  MemoryFileSystem::Snapshot snapshot_;
  uint64_t snapshot_policy_ = 0;
  // The highest numbers of any history this disk ever had.
  uint64_t highest_batch_ = 0;
  uint64_t highest_event_ = 0;
  std::shared_ptr<EventAccount> account_;
  Earlier earlier_;
  std::set<wire::Incarnation> incarnations_;           // the disk knows
  std::set<wire::Incarnation> snapshot_incarnations_;  // its snapshot knows
  std::set<uint64_t> at_risk_;   // not durable yet
  std::set<uint64_t> since_snapshot_;
  std::string broken_;
};

}  // namespace adit
