// Agents and a collector in one process, in virtual time, with faults by seed; the account must be exact.
//
// ADIT_SEEDS=10000 runs more, ADIT_SEED=17 replays one.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/simulation/simulated_agent.h"

namespace adit {
namespace {

constexpr uint64_t kAgents = 2;
constexpr int kSteps = 350;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

Mishap RandomMishap(Random& random, SimulationCounts& counts) {
  if (!random.Chance(0.25)) return Mishap::kNormal;
  ++counts.network_mishaps;
  constexpr Mishap kKinds[] = {
      Mishap::kRefuseConnection, Mishap::kTimeout,         Mishap::kLoseAnswer,
      Mishap::kCaptivePortal,    Mishap::kEmptyOk,         Mishap::kRedirect,
      Mishap::kForgedReceipt,    Mishap::kReplayedReceipt, Mishap::kSwappedReceipt,
      Mishap::kStatus400,        Mishap::kStatus401,       Mishap::kStatus404,
      Mishap::kStatus429,        Mishap::kStatus500,       Mishap::kRefusedDisposition};
  return kKinds[random.Below(std::size(kKinds))];
}

// Empty, or what is wrong.
std::string RunSeed(uint64_t seed, SimulationCounts& counts) {
  FakeClock collector_clock;
  FakeCollector collector(collector_clock);
  std::vector<std::unique_ptr<SimulatedAgent>> agents;
  for (uint64_t i = 0; i < kAgents; ++i) {
    agents.push_back(
        std::make_unique<SimulatedAgent>(seed * 1000 + i, 1 + i * 1'000'000, collector));
  }
  SeededRandom network(seed);
  collector.chance = [&] { return RandomMishap(network, counts); };
  for (int step = 0; step < kSteps; ++step) {
    agents[network.Below(kAgents)]->Step();
  }
  collector.chance = nullptr;
  std::string report;
  for (const auto& agent : agents) {
    if (!agent->Settle()) report += "the backlog does not drain\n";
    report += agent->Account(collector);
    counts.Add(agent->counts());
  }
  counts.renewals += collector.renewals;
  return report;
}

void Print(uint64_t seeds, const SimulationCounts& c) {
  const auto row = [](const char* what, uint64_t n) {
    std::printf("  %-44s %12llu\n", what, static_cast<unsigned long long>(n));
  };
  std::printf("deterministic simulation of transport\n");
  row("seeds", seeds);
  row("power cuts", c.crashes);
  row("power cuts during recovery", c.crashes_in_recovery);
  row("disk faults", c.disk_faults);
  row("disk full and freed", c.disk_full);
  row("bits flipped in sealed files", c.bit_flips);
  row("network mishaps and forgeries", c.network_mishaps);
  row("clock steps", c.clock_steps);
  row("snapshots restored", c.restores);
  row("  of them as clones on another machine", c.clones);
  row("certificates renewed", c.renewals);
  row("batches stored", c.batches_stored);
  row("deliveries of them", c.deliveries);
  row("events given", c.events);
  row("events received", c.received);
  row("events declared lost", c.declared);
  row("events in a declared crash window", c.in_crash_window);
  row("events on a disk that was put back", c.rolled_back);
  row("events lost undeclared",
      c.events - c.received - c.declared - c.in_crash_window - c.rolled_back);
}

TEST(TransportSimulation, EveryEventIsReceivedOrDeclared) {
  const uint64_t only = FromEnvironment("ADIT_SEED", 0);
  const uint64_t seeds = only != 0 ? 1 : FromEnvironment("ADIT_SEEDS", 60);
  SimulationCounts counts;
  for (uint64_t i = 1; i <= seeds; ++i) {
    const uint64_t seed = only != 0 ? only : i;
    ASSERT_EQ(RunSeed(seed, counts), "") << "replay with ADIT_SEED=" << seed;
  }
  Print(seeds, counts);
}

}  // namespace
}  // namespace adit
