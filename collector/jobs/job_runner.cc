#include "collector/jobs/job_runner.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "collector/jobs/edit_guidance.h"
#include "common/base/logger.h"

namespace adit {
namespace {
constexpr auto kTick = std::chrono::seconds(5);
constexpr size_t kCompactBlocks = 512;
constexpr int64_t kHourUs = 3600 * kMicrosPerSecond;
}  // namespace

JobRunner::JobRunner(const JobOptions& options, EventStore& events, ControlStore& control,
                     Clock& clock, Analyzer analyzer)
    : options_(options),
      events_(events),
      control_(control),
      clock_(clock),
      analyzer_(std::move(analyzer)),
      retention_(events, control, clock, options_.vault) {}

JobRunner::~JobRunner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Status JobRunner::Start() {
  ADIT_ASSIGN_OR_RETURN(
      [[maybe_unused]] const int64_t failed,
      control_.FailOpenRuns(clock_.WallMicros(), "the collector was stopped; start the run again"));
  last_scheduled_us_ = clock_.MonotonicMicros();
  thread_ = std::thread([this] { Loop(); });
  return OkStatus();
}

Result<int64_t> JobRunner::RequestRun(const std::optional<DriftPeriods>& compare, bool full) {
  const std::lock_guard lock(mutex_);
  if (queued_ && (!compare || compare == queued_compare_)) {
    queued_full_ = queued_full_ || full;
    return *queued_;
  }
  if (queued_) {
    return FailedPrecondition("run " + std::to_string(*queued_) +
                              " is queued and compares other periods; ask again when it is done");
  }
  ADIT_ASSIGN_OR_RETURN(const int64_t id, control_.AddRun(clock_.WallMicros(), "{}"));
  queued_ = id;
  queued_compare_ = compare;
  queued_full_ = full;
  wake_.notify_all();
  return id;
}

void JobRunner::SetPolicyTerms(const PolicyTerms& terms) {
  bool stricter = false;
  {
    const std::lock_guard lock(mutex_);
    stricter = terms_.min_people != 0 && terms.min_people > terms_.min_people;
    terms_ = terms;
    terms_changed_ = true;
    wake_.notify_all();
  }
  if (stricter) RequestRun().status().IgnoreError();
}

void JobRunner::EnforceRetention() {
  retained_us_ = clock_.MonotonicMicros();
  PolicyTerms terms;
  {
    const std::lock_guard lock(mutex_);
    terms = terms_;
  }
  const auto erased = retention_.Enforce(terms);
  if (!erased.ok())
    LogError("retention: not enforced; tried again in an hour",
             {{"error", erased.status().ToString()}});
}

void JobRunner::DoHourly() {
  const int64_t now_us = clock_.MonotonicMicros();
  if (hourly_us_ && now_us - *hourly_us_ < kHourUs) return;
  hourly_us_ = now_us;
  if (options_.hourly) options_.hourly();
}

Result<RunEntry> JobRunner::RunNow() {
  ADIT_ASSIGN_OR_RETURN(const int64_t id, control_.AddRun(clock_.WallMicros(), "{}"));
  Mine(id, {});
  ADIT_ASSIGN_OR_RETURN(const std::optional<RunEntry> run, control_.FindRun(id));
  if (!run) return Internal("the run vanished");
  return *run;
}

void JobRunner::Loop() {
  for (;;) {
    std::optional<int64_t> id;
    std::optional<DriftPeriods> compare;
    bool terms_changed = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kTick,
                     [this] { return stopping_ || queued_.has_value() || terms_changed_; });
      if (stopping_) return;
      id = std::exchange(queued_, std::nullopt);
      compare = std::exchange(queued_compare_, std::nullopt);
      if (std::exchange(queued_full_, false)) memory_.Clear();
      terms_changed = std::exchange(terms_changed_, false);
    }
    if (terms_changed || clock_.MonotonicMicros() - retained_us_ >= kHourUs) {
      EnforceRetention();
    }
    DoHourly();
    if (!id && MiningIsDue()) {
      const Result<int64_t> added = control_.AddRun(clock_.WallMicros(), "{}");
      if (added.ok()) id = *added;
    }
    if (id) {
      busy_ = true;
      Mine(*id, compare);
      Tidy();
      busy_ = false;
    }
  }
}

bool JobRunner::MiningIsDue() {
  if (options_.mine_every_us == 0) return false;
  const int64_t now_us = clock_.MonotonicMicros();
  if (now_us - last_scheduled_us_ < options_.mine_every_us) return false;
  last_scheduled_us_ = now_us;
  const Result<StoreTotals> totals = events_.Totals();
  return totals.ok() && totals->events != mined_events_;
}

Result<std::optional<RunDocument>> JobRunner::NewestRoutine(const std::string& key) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<RunEntry> runs,
                        control_.Runs(INT64_MAX, 2 * options_.keep_runs));
  for (const RunEntry& run : runs) {
    if (run.state != "done") continue;
    ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> document,
                          control_.FindRunDocument(run.id, "routine", key));
    if (document) return document;
  }
  return std::optional<RunDocument>();
}

Result<AnalysisResult> JobRunner::Analyse(const Progress& progress,
                                          const std::optional<DriftPeriods>& compare) {
  AnalysisOptions analysis = options_.analysis;
  analysis.compare = compare;
  if (options_.keep_sessions) analysis.memory = &memory_;
  ADIT_ASSIGN_OR_RETURN(analysis.known, control_.Identities());
  ADIT_ASSIGN_OR_RETURN(const std::vector<Edit> edits, control_.Edits());
  analysis.edits = ActiveEdits(edits);
  ADIT_ASSIGN_OR_RETURN(analysis.guidance,
                        GuidanceOf(analysis.edits, analysis.known, [this](const std::string& key) {
                          return NewestRoutine(key);
                        }));
  ADIT_ASSIGN_OR_RETURN(const std::vector<AgentEntry> agents, control_.Agents());
  for (const AgentEntry& agent : agents) {
    analysis.agents.push_back({HexEncode(agent.id), agent.group,
                               agent.state == AgentState::kActive, agent.enrolled_us, 0, 0});
  }
  {
    const std::lock_guard lock(mutex_);
    analysis.min_people = std::max(analysis.min_people, terms_.min_people);
  }
  return analyzer_(events_, analysis, progress);
}

void JobRunner::Mine(int64_t id, const std::optional<DriftPeriods>& compare) {
  RunEntry run;
  run.id = id;
  const int64_t begin_us = clock_.MonotonicMicros();
  control_.SetRunProgress(id, "running", 0).IgnoreError();
  const Progress progress = [&](uint32_t percent) {
    control_.SetRunProgress(id, "running", percent).IgnoreError();
  };
  Result<AnalysisResult> result = Analyse(progress, compare);
  run.finished_us = clock_.WallMicros();
  std::vector<RunDocument> documents;
  if (result.ok()) {
    run.state = "done";
    run.manifest = result->manifest_json;
    run.summary = result->summary_json;
    documents = std::move(result->documents);
  } else {
    run.state = "failed";
    run.manifest = "{}";
    run.message = result.status().message();
  }
  Status finished = result.ok() ? control_.SaveIdentities(id, result->identities) : OkStatus();
  if (finished.ok()) finished = control_.FinishRun(run, documents);
  if (!finished.ok()) LogError("mine: result not stored", {{"error", finished.ToString()}});
  if (finished.ok() && options_.run_stored) options_.run_stored(run);
  if (const Result<StoreTotals> totals = events_.Totals(); totals.ok())
    mined_events_ = totals->events;
  LogInfo("mine: run ended", {{"run", id},
                              {"state", run.state},
                              {"message", run.message},
                              {"documents", documents.size()},
                              {"ms", (clock_.MonotonicMicros() - begin_us) / 1000}});
}

void JobRunner::Tidy() {
  control_.PruneRuns(options_.keep_runs).IgnoreError();
  const Result<size_t> compacted = events_.Compact(kCompactBlocks);
  if (!compacted.ok())
    LogWarning("store: compaction failed", {{"error", compacted.status().ToString()}});
}

}  // namespace adit
