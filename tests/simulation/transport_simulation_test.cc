// Agents and a collector in one process, in virtual time, with faults by seed; the account must be exact.
//
// tests/simulation/run.sh --seeds 10000 runs more; ADIT_SEED=17 replays one.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "common/base/logger.h"
#include "tests/simulation/simulated_agent.h"

namespace adit {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

// Most runs are long lives of a few agents, every fiftieth a short one of many; ADIT_AGENTS asks for
// as many in each.
struct Shape {
  uint64_t agents = 2;
  int steps = 700;
};
Shape ShapeOf(uint64_t seed) {
  const uint64_t agents = FromEnvironment("ADIT_AGENTS", 0);
  if (agents != 0) return {agents, static_cast<int>(agents) * 20};
  return seed % 50 == 0 ? Shape{120, 6000} : Shape{};
}

// Empty, or what is wrong.
std::string RunSeed(uint64_t seed, SimulationCounts& counts) {
  const Shape shape = ShapeOf(seed);
  SeededRandom random(seed);
  SimulatedCollector collector(seed, counts);
  const wire::EnrolmentToken token = collector.Token(static_cast<uint32_t>(shape.agents));
  std::vector<std::unique_ptr<SimulatedAgent>> agents;
  for (uint64_t i = 0; i < shape.agents; ++i) {
    agents.push_back(std::make_unique<SimulatedAgent>(seed * 1000 + i, 1 + i * 1'000'000, token,
                                                      collector, counts));
  }
  for (int step = 0; step < shape.steps; ++step) {
    agents[random.Below(agents.size())]->Step();
    if (random.Chance(0.15)) collector.Step();
    if (random.Chance(0.0008)) {
      agents.push_back(agents[random.Below(agents.size())]->Clone(seed * 7919 + agents.size(),
                                                                  random.Chance(0.5)));
    }
  }
  collector.Settle();
  std::string report;
  for (const auto& agent : agents) {
    if (!agent->Settle()) report += "the backlog does not drain\n";
    report += agent->broken();
  }
  report += collector.CheckAcknowledged();
  std::map<wire::AgentId, EventAccount*> accounts;
  for (const auto& agent : agents) {
    accounts[agent->agent()] = &agent->account();
    for (const auto& [earlier, account] : agent->earlier()) accounts[earlier] = account.get();
  }
  for (const auto& [agent, account] : accounts) {
    report += collector.Check(agent, *account);
    if (report.size() > 3000) break;
  }
  counts["agents"] += agents.size();
  if (counts.Get("FAULT: changed bodies accepted") > 0) report += "a changed body was accepted\n";
  return report;
}

void Print(uint64_t seeds, const SimulationCounts& counts) {
  std::printf("deterministic simulation of transport\n");
  const auto row = [&](const std::string& name, uint64_t n) {
    std::printf("  %-58s %12llu\n", name.c_str(), static_cast<unsigned long long>(n));
  };
  row("seeds", seeds);
  for (const char* const name :
       {"agents", "power cuts", "power cuts during recovery", "disk faults", "disk full and freed",
        "bits flipped in spool files", "sectors of spool files garbled", "times suspended",
        "clock steps of up to 400 days", "disks put back to a snapshot",
        "  of them on another machine", "machines cloned",
        "  of them not told apart by their fingerprint", "network mishaps and forged answers",
        "  of them partitions", "  of them links that became slow",
        "  of them requests a slow link did not carry in time", "  of them answers lost or cut", "  of them requests doubled",
        "  of them requests overtaken", "  of them bodies changed", "policies accepted",
        "policies refused", "machines enrolled anew",
        "files carried on a medium and imported", "  of them receipts damaged on the medium",
        "receipts of a medium taken up", "collector: power cuts", "collector: power cuts during recovery",
        "collector: disk faults", "collector: disk full and freed", "collector: backups",
        "collector: backups restored", "collector: sealing keys begun",
        "collector: policies activated", "collector: weeks passed", "deliveries", "batches stored",
        "batches lost with the collector's disk", "events given", "events received",
        "events declared lost", "events in the declared window of a crash",
        "events on a disk that was put back",
        "numbers missing of incarnations a put-back disk forgot",
        "events left behind with an earlier identity", "numbers missing of identities that ended",
        "events acknowledged, then lost with the collector's disk", "events lost undeclared",
        "events received twice"}) {
    row(name, counts.Get(name));
  }
}

// Ten slices, so that ctest runs them side by side.
class TransportSimulation : public testing::TestWithParam<uint64_t> {
 protected:
  static constexpr uint64_t kSlices = 10;
};

TEST_P(TransportSimulation, EveryEventIsReceivedOrDeclared) {
  // Failures are what it is about; each would be a line of log.
  ConfigureLog(LogFormat::kText, LogLevel::kError);
  const uint64_t only = FromEnvironment("ADIT_SEED", 0);
  if (only != 0 && GetParam() != 0) GTEST_SKIP() << "one seed only";
  const uint64_t seeds = only != 0 ? 1 : FromEnvironment("ADIT_SEEDS", 500) / kSlices;
  const uint64_t first =
      only != 0 ? only : FromEnvironment("ADIT_FIRST_SEED", 1) + GetParam() * seeds;
  SimulationCounts counts;
  for (uint64_t seed = first; seed < first + seeds; ++seed) {
    const std::string report = RunSeed(seed, counts);
    EXPECT_EQ(report, "") << "replay with ADIT_SEED=" << seed;
  }
  Print(seeds, counts);
  // A simulation in which nothing happens proves nothing.
  if (seeds < 50) return;
  for (const char* const name :
       {"power cuts during recovery", "disks put back to a snapshot", "machines cloned",
        "collector: power cuts", "collector: backups restored", "policies accepted",
        "policies refused", "machines enrolled anew", "receipts of a medium taken up",
        "  of them requests a slow link did not carry in time", "events received", "events declared lost"}) {
    EXPECT_GT(counts.Get(name), 0u) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Slices, TransportSimulation, testing::Range<uint64_t>(0, 10));

}  // namespace
}  // namespace adit
