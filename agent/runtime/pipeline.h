// Pipeline: source → bounded queue → scrub → spool and preview; the only place where raw events
// wait.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "agent/capture/capture_source.h"
#include "agent/runtime/period_keys.h"
#include "agent/runtime/preview_ring.h"
#include "agent/runtime/session_ordinal.h"
#include "agent/spool/spool.h"
#include "common/base/bounded_queue.h"
#include "common/base/clock.h"
#include "privacy/policy/signed_policy.h"
#include "privacy/scrub/scrubber.h"

namespace adit {

// Counts since start; names are rules and detectors, never content.
struct PipelineReport {
  uint64_t accepted = 0;       // taken from the source
  uint64_t overflowed = 0;     // refused because the queue was full; each burst became a gap event
  uint64_t queued = 0;         // waiting now
  uint64_t spooled = 0;        // masked and kept
  uint64_t spool_refused = 0;  // masked, numbered and declared lost by the spool
  ScrubReport scrub;
};

// Life: Create, Start, then a source may offer; Stop ends offering, drains the queue and joins.
// Threads: Offer, OfferWaiting, Finished, Report and SetPolicy from any.
class Pipeline final : public EventSink {
 public:
  struct Parts {
    size_t queue_events = 4096;
    Spool* spool = nullptr;  // null: masked events go to the preview only and nowhere else
    PreviewRing* preview = nullptr;
    Clock* clock = nullptr;
    MachineIdentity names;
    PeriodKeys* period_keys = nullptr;  // null: keys of this run alone, which no file keeps
    SessionOrdinal* session = nullptr;  // null: a recording, whose sessions are its own
    uint64_t skip = 0;                  // OfferWaiting passes over this many events
    // Prints every masked record on standard output (`run --look`).
    bool print = false;
    bool print_json = false;
  };
  [[nodiscard]] static Result<std::unique_ptr<Pipeline>> Create(Parts parts,
                                                                const AcceptedPolicy& policy);
  ~Pipeline() override;

  void Start();
  // Waits until everything offered so far is masked and given to the spool.
  void Stop();

  bool Offer(UiEvent event) override;
  bool OfferWaiting(UiEvent event, int timeout_ms) override;
  void Finished(Status outcome) override;
  // What Finished said, once the queue behind it is drained.
  [[nodiscard]] std::optional<Status> TakeOutcome();

  // An event of the agent itself (gap, degradation); never refused.
  void Note(ActionType action, std::string_view detail, int64_t wall_us, int64_t monotonic_us,
            int64_t duration_us, uint32_t count);
  // While held, OfferWaiting waits and Offer refuses without counting (a pause).
  void Hold(bool hold) { held_ = hold; }
  // Events already queued are still judged by the old one.
  void SetPolicy(const AcceptedPolicy& policy);

  [[nodiscard]] PipelineReport Report() const;
  [[nodiscard]] double queue_share() const;

 private:
  explicit Pipeline(Parts parts);
  void Run();
  void TakeNewPolicy();
  void RenewPeriodKey();
  // A scrubber of this policy with the running period's key.
  [[nodiscard]] Result<std::unique_ptr<Scrubber>> MakeScrubber(const AcceptedPolicy& policy);
  void Handle(UiEvent event, uint64_t& next_sequence);
  void NoteOverflow();

  const Parts parts_;
  BoundedQueue<UiEvent> queue_;
  AcceptedPolicy policy_;               // of the pipeline thread
  int64_t key_period_ = 0;              // of the pipeline thread
  std::unique_ptr<Scrubber> scrubber_;  // of the pipeline thread
  std::thread thread_;
  std::atomic<bool> held_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<uint64_t> overflowed_ = 0;
  std::atomic<uint64_t> accepted_ = 0;
  std::atomic<uint64_t> skipped_ = 0;
  uint64_t overflow_noted_ = 0;  // of the pipeline thread
  bool spool_failing_ = false;   // of the pipeline thread

  mutable std::mutex mutex_;
  std::optional<AcceptedPolicy> new_policy_;  // guarded by mutex_
  std::optional<Status> outcome_;             // guarded by mutex_
  bool outcome_ready_ = false;                // guarded by mutex_
  PipelineReport report_;                     // guarded by mutex_
};

}  // namespace adit
