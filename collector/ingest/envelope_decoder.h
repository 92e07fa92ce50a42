// EnvelopeDecoder: opens accepted envelopes and makes their events readable, later and
// idempotently.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "collector/ingest/collector_keys.h"
#include "collector/ingest/second_gate.h"
#include "collector/store/control_store.h"
#include "collector/store/event_store.h"
#include "common/base/clock.h"

namespace adit {

struct DecodeCounters {
  std::atomic<uint64_t> batches{0};
  std::atomic<uint64_t> events{0};
  std::atomic<uint64_t> quarantined{0};
  std::atomic<uint64_t> undecodable_events{0};
  std::atomic<uint64_t> second_gate_checked{0};
  std::atomic<uint64_t> second_gate_findings{0};
  // Wall time of the last success, or of the start: with a backlog and no progress /readyz says no.
  std::atomic<int64_t> last_progress_us{0};
};

struct DecoderOptions {
  // A round is one transaction. It ends early at this many events, which bounds its memory.
  size_t batches_per_round = 512;
  size_t events_per_round = 100'000;
};

// One thread. An envelope that does not open is quarantined at the collector and never bounced to
// the agent; whatever part of it decodes is kept, the rest is a loss with reason "undecodable".
class EnvelopeDecoder {
 public:
  EnvelopeDecoder(const DecoderOptions& options, const CollectorKeys& keys, EventStore& events,
                  ControlStore& control, Clock& clock,
                  std::unique_ptr<SecondGate> second_gate = nullptr);
  // Ends after the round in work.
  ~EnvelopeDecoder();
  EnvelopeDecoder(const EnvelopeDecoder&) = delete;
  EnvelopeDecoder& operator=(const EnvelopeDecoder&) = delete;

  void Start();
  // There is something to do. Threads: any.
  void Wake();
  // Decodes until nothing is left; for tests and offline use. REQUIRES: not started.
  [[nodiscard]] Status DecodeAll();
  [[nodiscard]] const DecodeCounters& counters() const { return counters_; }
  // Null when it was made without one.
  [[nodiscard]] SecondGate* second_gate() const { return second_gate_.get(); }

 private:
  void Loop();
  // How many batches were taken on; 0 when none is pending.
  [[nodiscard]] Result<size_t> DecodeRound();
  [[nodiscard]] Result<DecodedBatch> Decode(const PendingBatch& pending, AgentContact& contact);
  // Withholds texts of `batch` with findings, which go to `gate_entries`.
  void PassSecondGate(const PendingBatch& pending, const AgentContact& contact, DecodedBatch& batch,
                      std::vector<GateEntry>& gate_entries);
  [[nodiscard]] Status RecordQuarantine(const std::vector<GateEntry>& gate_entries);

  const DecoderOptions options_;
  const CollectorKeys& keys_;
  EventStore& events_;
  ControlStore& control_;
  Clock& clock_;
  const std::unique_ptr<SecondGate> second_gate_;
  DecodeCounters counters_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool pending_ = true;    // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace adit
