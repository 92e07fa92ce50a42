// SpoolWorld: a spool on a hostile disk, a collector that opens what it sends, and the exact account of
// every event that was ever appended.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/spool/spool.h"
#include "common/wire/envelope_reader.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_file_system.h"

namespace adit {

struct SpoolWorld {
  explicit SpoolWorld(uint64_t seed = 1);

  // Opens, or opens again after Crash(); false when it could not.
  bool Open();
  // Destroys the spool as a power cut would, and brings the disk back.
  void PowerCut(bool lose_all);
  // An event nobody else appended, `wait_us` later; ticks.
  void AppendOne(int64_t wait_us = 100'000);
  // Sends the oldest file: the collector opens it and answers with a receipt. False when there is none
  // or it could not be read.
  bool ShipOne();
  // Seals and ships everything.
  void Drain();

  // Empty when every number is received or declared lost and every event is accounted for.
  [[nodiscard]] std::string Account() const;

  MemoryFileSystem files;
  FakeClock clock;
  SeededRandom random;
  crypto::SigningKeyPair signer;
  crypto::BoxKeyPair collector;
  SpoolOptions options;
  std::unique_ptr<Spool> spool;

  using Number = std::pair<std::string, uint64_t>;   // incarnation in hex, sequence
  std::map<uint64_t, Number> appended;               // event id → the number it was given
  std::map<Number, uint64_t> received;               // number → event id
  std::map<std::string, std::vector<wire::LossRange>> declared;
  std::set<uint64_t> at_risk;                        // accepted since the last durable point
  std::set<uint64_t> may_be_missing;                 // were at risk when the power went
  std::vector<std::string> errors;
  wire::AgentId agent;                               // who this machine is
  std::optional<ActionType> action;                  // of what is appended; mixed when none
  uint64_t next_id = 1;
  uint64_t files_shipped = 0;

 private:
  void NoteDurable();
};

}  // namespace adit
