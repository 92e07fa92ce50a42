// EventAccount: what simulated agents were given, against what the collector holds: exact (I1, I4).
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "collector/store/event_store.h"
#include "common/wire/envelope.h"
#include "tests/simulation/simulation_counts.h"

namespace adit {

// A batch the collector holds at the end, opened by the test itself.
struct HeldBatch {
  wire::EnvelopeHeader header;
  std::vector<EventRecord> events;
  std::vector<wire::LossRange> losses;
};

// One identity's events; clones of a machine share one. The title of an event is its id, given once.
class EventAccount {
 public:
  using Number = std::pair<wire::Incarnation, uint64_t>;
  explicit EventAccount(uint64_t first_id) : next_id_(first_id) {}

  [[nodiscard]] uint64_t NewId() { return next_id_++; }
  void Give(uint64_t id, const Number& number) { given_[id] = number; }
  // Not durable when the power went.
  void InCrashWindow(const std::set<uint64_t>& ids) { crash_window_.insert(ids.begin(), ids.end()); }
  // Given after the snapshot that a disk was put back to.
  void PutBack(const std::set<uint64_t>& ids) { put_back_.insert(ids.begin(), ids.end()); }
  // Incarnations that began after the snapshot a disk was put back to: nothing on the endpoint knows
  // their names any more, so nobody can declare what of them was under way.
  void Forget(const std::set<wire::Incarnation>& incarnations) {
    forgotten_.insert(incarnations.begin(), incarnations.end());
  }
  // This identity ended with whatever it had not sent: the machine enrolled anew.
  void LeaveBehind(const std::set<wire::Incarnation>& incarnations) {
    left_behind_ = true;
    forgotten_.insert(incarnations.begin(), incarnations.end());
  }
  // Acknowledged, then lost with the collector's disk, which was restored from a backup. These
  // and those of forgotten incarnations are the only numbers that may be missing.
  void LostByCollector(const HeldBatch& batch);

  // Empty when every number and every event is accounted for. `decoded`: the events as the
  // collector's store gives them, `ledgers`: its own account.
  [[nodiscard]] std::string Check(const std::vector<HeldBatch>& held,
                                  const std::vector<EventRecord>& decoded,
                                  const std::vector<IncarnationLedger>& ledgers,
                                  SimulationCounts& counts) const;

 private:
  uint64_t next_id_;
  std::map<uint64_t, Number> given_;
  std::set<uint64_t> crash_window_;
  std::set<uint64_t> put_back_;
  std::set<wire::Incarnation> forgotten_;
  std::vector<HeldBatch> lost_by_collector_;
  bool left_behind_ = false;
};

}  // namespace adit
