// JobRunner: mines on request and on schedule, one run at a time, erases what the policy keeps no
// longer and keeps the store tidy.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "collector/discovery/session_memory.h"
#include "collector/jobs/analysis.h"
#include "collector/jobs/policy_terms.h"
#include "collector/jobs/retention.h"
#include "collector/store/control_store.h"
#include "collector/store/event_store.h"
#include "common/base/clock.h"

namespace adit {

struct JobOptions {
  AnalysisOptions analysis;
  // Mine on its own this often when events have arrived since the last run; 0 = only on request.
  int64_t mine_every_us = 0;
  size_t keep_runs = 20;
  // Finished sessions keep what the run before found in them, in memory only.
  bool keep_sessions = true;
  // Called on the thread of the jobs: about every hour from the start on, and after each run that
  // was stored. May be empty.
  std::function<void()> hourly;
  std::function<void(const RunEntry&)> run_stored;
  // Whose keys retention destroys; null = none.
  BlockVault* vault = nullptr;
};

// One thread. Runs survive as rows: one that was open when the collector stopped is marked failed
// at the next start.
class JobRunner {
 public:
  using Analyzer =
      std::function<Result<AnalysisResult>(EventStore&, const AnalysisOptions&, const Progress&)>;

  JobRunner(const JobOptions& options, EventStore& events, ControlStore& control, Clock& clock,
            Analyzer analyzer = Analyze);
  // Lets a run in work end first.
  ~JobRunner();
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  [[nodiscard]] Status Start();
  // The run's id. While one is queued that one is given again, so that impatient clicks do not pile
  // up. `compare`: the periods whose drift is asked for; kFailedPrecondition while a run is queued
  // that compares others. `full`: nothing is kept of what earlier runs found.
  [[nodiscard]] Result<int64_t> RequestRun(const std::optional<DriftPeriods>& compare = {},
                                           bool full = false);
  // From the policy that is active now; takes effect at once. Results made for smaller groups are
  // withheld by the gate, so a stricter group size also requests a run.
  void SetPolicyTerms(const PolicyTerms& terms);
  // A run is in work; it cannot be interrupted.
  [[nodiscard]] bool busy() const { return busy_; }
  // Runs the analysis here and now; for the command line. REQUIRES: not started.
  [[nodiscard]] Result<RunEntry> RunNow();

 private:
  void Loop();
  void Mine(int64_t id, const std::optional<DriftPeriods>& compare);
  // With what people decided until now.
  [[nodiscard]] Result<AnalysisResult> Analyse(const Progress& progress,
                                               const std::optional<DriftPeriods>& compare);
  [[nodiscard]] Result<std::optional<RunDocument>> NewestRoutine(const std::string& key);
  void Tidy();
  void EnforceRetention();
  void DoHourly();
  // Events arrived since the last scheduled look and a run is due.
  [[nodiscard]] bool MiningIsDue();

  const JobOptions options_;
  EventStore& events_;
  ControlStore& control_;
  Clock& clock_;
  const Analyzer analyzer_;
  Retention retention_;               // the thread's own
  SessionMemory memory_;              // the thread's own
  int64_t retained_us_ = 0;           // the thread's own: when retention was enforced last
  std::optional<int64_t> hourly_us_;  // the thread's own: when `hourly` was called last
  uint64_t mined_events_ = 0;         // the thread's own
  int64_t last_scheduled_us_ = 0;     // the thread's own
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<int64_t> queued_;               // guarded by mutex_
  std::optional<DriftPeriods> queued_compare_;  // guarded by mutex_
  bool queued_full_ = false;                   // guarded by mutex_
  bool stopping_ = false;                       // guarded by mutex_
  bool terms_changed_ = false;                  // guarded by mutex_
  PolicyTerms terms_;                           // guarded by mutex_
  std::atomic<bool> busy_{false};
  std::thread thread_;
};

}  // namespace adit
