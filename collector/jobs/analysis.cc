#include "collector/jobs/analysis.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "collector/discovery/discover.h"
#include "collector/jobs/coverage_documents.h"
#include "collector/jobs/drift_documents.h"
#include "collector/jobs/edit_replay.h"
#include "collector/jobs/identity_match.h"
#include "collector/jobs/instance_documents.h"
#include "collector/jobs/result_documents.h"
#include "collector/jobs/review_order.h"
#include "collector/jobs/slight_routines.h"

namespace adit {

namespace {

// Adds what changed between two periods; the JSON of the periods, or of why nothing is compared.
std::string AddDrift(const EventLog& log, const Discovery& discovery,
                     const AnalysisOptions& options, const GroupGate& gate,
                     const std::vector<GroupGate::Gated>& published,
                     std::vector<RunDocument>& documents) {
  Result<DriftPeriods> periods =
      options.compare ? Result<DriftPeriods>(*options.compare) : HalvesOf(log);
  if (!periods.ok()) return NoDriftJson(periods.status());
  const DriftReport report = FindDrift(log, discovery, *periods, {});
  AddDriftDocuments(discovery, report, gate, published, documents);
  return DriftPeriodsJson(report, gate);
}

// The agents with what is known to be lost of their events.
Result<std::vector<CoveredAgent>> WithLosses(EventStore& events, std::vector<CoveredAgent> agents) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<IncarnationLedger> ledgers, events.Ledgers());
  std::map<std::string, std::pair<uint64_t, uint64_t>> sums;
  for (const IncarnationLedger& ledger : ledgers) {
    auto& [lost, missing] = sums[HexEncode(ledger.agent)];
    lost += ledger.lost_events;
    missing += ledger.missing_events;
  }
  for (CoveredAgent& agent : agents)
    std::tie(agent.lost_events, agent.missing_events) = sums[agent.user];
  return agents;
}

}  // namespace

Result<AnalysisResult> Analyze(EventStore& events, const AnalysisOptions& options,
                               const Progress& progress) {
  progress(2);
  ADIT_ASSIGN_OR_RETURN(const EventLog log, events.LoadLog(options.period));
  if (log.events.empty()) {
    return FailedPrecondition(
        "there are no events to mine yet; enrol agents and wait for their first batches");
  }
  progress(15);
  DiscoveryOptions discovery_options;
  discovery_options.threads = options.threads;
  discovery_options.guidance = options.guidance;
  discovery_options.memory = options.memory;
  EditReplay replay(options.known, options.edits);
  ADIT_ASSIGN_OR_RETURN(Discovery discovery,
                        Discover(log, discovery_options, [&replay](const Discovery& found) {
                          return replay.Regroup(found);
                        }));
  replay.Name(discovery);
  progress(85);
  const Roadmap roadmap = BuildRoadmap(discovery, options.assumptions);
  progress(90);

  const GroupGate gate(options.min_people);
  AnalysisResult result;
  result.identities = replay.identities();
  std::vector<const RoadmapEntry*> entries;
  std::vector<GroupGate::Gated> published;
  PublishedTotals totals;
  for (const RoadmapEntry& entry : roadmap.entries) {
    GroupGate::Gated gated = gate.Apply(discovery, discovery.routines[entry.routine]);
    if (!gated.publish) {
      ++totals.hidden_routines;
      continue;
    }
    entries.push_back(&entry);
    published.push_back(std::move(gated));
  }
  GroupGate::DropHandoversOfUnseenSteps(published);
  std::vector<ReviewCandidate> review;
  for (size_t i = 0; i < published.size(); ++i) {
    const GroupGate::Gated& gated = published[i];
    const RoadmapEntry& entry = *entries[i];
    const Routine& routine = discovery.routines[entry.routine];
    const auto rank = static_cast<int64_t>(i + 1);
    totals.explained_events += routine.events;
    totals.hours_per_month += entry.hours_per_month;
    totals.instances += routine.instances;
    result.documents.push_back({"opportunity", routine.key, rank, routine.users,
                                OpportunityJson(discovery, gated, entry, rank)});
    result.documents.push_back({"routine", routine.key, rank, routine.users,
                                RoutineDetailJson(discovery, gated, entry, rank)});
    review.push_back({IdentityOf(discovery, gated.routine), routine.users, rank,
                      entry.hours_per_month, routine.confidence});
  }
  AddReviewDocuments(std::move(review), result.documents);
  AddSlightDocuments(log, discovery, gate, result.documents);
  AddInstanceDocuments(log, discovery, gate, published, result.documents);
  ADIT_ASSIGN_OR_RETURN(const std::vector<CoveredAgent> agents,
                        WithLosses(events, options.agents));
  AddCoverageDocument(log, agents, gate, result.documents);
  totals.routines = published.size();
  const std::string drift = AddDrift(log, discovery, options, gate, published, result.documents);
  result.summary_json = SummaryJson(log, discovery, totals, options, replay.applied(), drift);
  result.manifest_json = ManifestJson(log, options);
  progress(98);
  return result;
}

}  // namespace adit
