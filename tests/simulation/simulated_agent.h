// SimulatedAgent: the real spool and shipper of one endpoint on a simulated disk, clock and network,
// with the exact account of every event it was ever given.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "agent/ship/shipper.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_collector.h"
#include "tests/fakes/memory_file_system.h"

namespace adit {

// What happened in a run, for the table.
struct SimulationCounts {
  uint64_t events = 0, received = 0, declared = 0, in_crash_window = 0, rolled_back = 0;
  uint64_t batches_sent = 0, batches_stored = 0, deliveries = 0;
  uint64_t crashes = 0, crashes_in_recovery = 0, disk_faults = 0, disk_full = 0, bit_flips = 0;
  uint64_t network_mishaps = 0, clock_steps = 0, restores = 0, clones = 0, renewals = 0;
  void Add(const SimulationCounts& other);
};

class SimulatedAgent {
 public:
  // Enrols at once, before any fault.
  SimulatedAgent(uint64_t seed, uint64_t first_event_id, FakeCollector& collector);

  // One thing happens, by chance: an event, a delivery, time passes, or a fault.
  void Step();
  // No further faults; runs until nothing is left to send. False when that takes more than a day of
  // simulated time (I10).
  [[nodiscard]] bool Settle();
  // Empty when every number and every event is accounted for.
  [[nodiscard]] std::string Account(const FakeCollector& collector);
  [[nodiscard]] const SimulationCounts& counts() const { return counts_; }
  [[nodiscard]] FakeClock& clock() { return clock_; }

 private:
  using Number = std::pair<wire::Incarnation, uint64_t>;
  bool Start();
  void StartOrRetry();
  void AppendOne();
  void Ship();
  void PowerCut();
  void RestoreSnapshot();
  void FlipABit();
  void NoteDurable();

  SeededRandom random_;
  FakeClock clock_;
  MemoryFileSystem files_;
  FakeCollector& collector_;
  IdentityStore store_;
  crypto::SigningKeyPair signing_;
  wire::AgentId agent_;
  std::string machine_ = "machine-1";
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<Shipper> shipper_;
  int64_t next_ship_us_ = 0;

  MemoryFileSystem::Snapshot snapshot_;
  uint64_t next_id_;
  std::map<uint64_t, Number> given_;     // event id → its number
  std::set<uint64_t> at_risk_;           // not durable yet
  std::set<uint64_t> in_crash_window_;   // were not durable when the power went
  std::set<uint64_t> since_snapshot_;
  std::set<uint64_t> rolled_back_;       // given after the snapshot that was restored
  SimulationCounts counts_;
};

}  // namespace adit
