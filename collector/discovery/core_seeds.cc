#include "collector/discovery/core_seeds.h"

#include <algorithm>
#include <map>
#include <utility>

#include "collector/discovery/core_passes.h"
#include "collector/discovery/label_cores.h"
#include "collector/discovery/routine_growth.h"

namespace adit {
namespace {

constexpr uint32_t kFarApart = 40;  // steps between two of a core that are hardly of one instance

// A core's steps in each session, where they are not far apart.
std::vector<std::vector<Piece>> ChainsOfCores(const StepLog& log,
                                              const std::vector<uint32_t>& sessions,
                                              const std::vector<bool>& skip,
                                              const LabelCores& cores) {
  std::vector<std::vector<Piece>> out(cores.cores);
  for (const uint32_t s : sessions) {
    std::vector<Piece> open(cores.cores);
    for (uint32_t i = log.sessions[s].begin; i < log.sessions[s].end; ++i) {
      const uint32_t core = cores.core_of_label[log.steps[i].label];
      if (skip[i] || core == kNoCore) continue;
      Piece& chain = open[core];
      if (!chain.empty() && i - chain.back() > kFarApart)
        out[core].push_back(std::exchange(chain, {}));
      chain.push_back(i);
    }
    for (uint32_t core = 0; core < cores.cores; ++core) {
      if (!open[core].empty()) out[core].push_back(std::move(open[core]));
    }
  }
  return out;
}

}  // namespace

Assignment CoreSeeds(const StepLog& log, const std::vector<uint32_t>& sessions,
                     const std::vector<bool>& skip, uint32_t min_instances) {
  const LabelCores cores = FindCores(log, sessions, skip, {});
  const auto chains = ChainsOfCores(log, sessions, skip, cores);
  Assignment grown;
  for (uint32_t core = 0; core < cores.cores; ++core) {
    for (Piece& pass : CutCorePasses(log, chains[core])) {
      grown.pieces.push_back(std::move(pass));
      grown.routine.push_back(core);
    }
  }
  GrowthOptions growth;
  growth.drop_parts = true;
  GrowRoutines(log, sessions, skip, growth, grown);
  std::map<uint32_t, uint32_t> instances;
  for (const uint32_t routine : grown.routine) ++instances[routine];
  Assignment out;
  for (size_t p = 0; p < grown.pieces.size(); ++p) {
    if (instances[grown.routine[p]] < min_instances) continue;
    out.pieces.push_back(std::move(grown.pieces[p]));
    out.routine.push_back(grown.routine[p]);
  }
  return out;
}

}  // namespace adit
