#include "agent/runtime/pipeline.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>
#include <vector>

#include "common/base/logger.h"
#include "common/crypto/key_file.h"
#include "privacy/mask/pseudonym.h"

namespace adit {
namespace {

constexpr size_t kNotesReserve = 64;  // room in the queue for the agent's own events
constexpr size_t kBatch = 256;
constexpr auto kTick = std::chrono::milliseconds(200);

void AddCounts(std::map<std::string, uint64_t>& to, const std::map<std::string, uint64_t>& from) {
  for (const auto& [name, count] : from) to[name] += count;
}

void AddReport(ScrubReport& to, const ScrubReport& from) {
  to.events += from.events;
  to.recorded += from.recorded;
  to.existence += from.existence;
  to.dropped += from.dropped;
  to.invalid_texts += from.invalid_texts;
  to.oversize_texts += from.oversize_texts;
  to.detector_failures += from.detector_failures;
  to.residues += from.residues;
  AddCounts(to.events_by_rule, from.events_by_rule);
  AddCounts(to.texts_by_rule, from.texts_by_rule);
  AddCounts(to.findings_by_rule, from.findings_by_rule);
}

int64_t MaxAge(const Policy& policy) {
  return policy.document().retention.spool_hours * int64_t{3600} * kMicrosPerSecond;
}

}  // namespace

Pipeline::Pipeline(Parts parts)
    : parts_(std::move(parts)), queue_(parts_.queue_events + kNotesReserve) {}

Pipeline::~Pipeline() { Stop(); }

Result<std::unique_ptr<Pipeline>> Pipeline::Create(Parts parts, const AcceptedPolicy& policy) {
  std::unique_ptr<Pipeline> pipeline(new Pipeline(std::move(parts)));
  ADIT_ASSIGN_OR_RETURN(pipeline->scrubber_, pipeline->MakeScrubber(policy));
  pipeline->policy_ = policy;
  if (pipeline->parts_.spool) {
    pipeline->parts_.spool->SetPolicy(policy.policy->version(), policy.digest);
    pipeline->parts_.spool->SetMaxAge(MaxAge(*policy.policy));
  }
  return pipeline;
}

void Pipeline::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Pipeline::Stop() {
  stopping_ = true;
  queue_.Close();
  if (thread_.joinable()) thread_.join();
}

bool Pipeline::Offer(UiEvent event) {
  if (held_ || stopping_) return false;
  if (queue_.size() >= parts_.queue_events || !queue_.TryPush(std::move(event))) {
    ++overflowed_;
    return false;
  }
  ++accepted_;
  return true;
}

bool Pipeline::OfferWaiting(UiEvent event, int timeout_ms) {
  if (skipped_ < parts_.skip) {
    ++skipped_;
    return true;
  }
  const int64_t deadline = parts_.clock->MonotonicMicros() + int64_t{timeout_ms} * 1000;
  while (held_ || queue_.size() >= parts_.queue_events) {
    if (stopping_ || parts_.clock->MonotonicMicros() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (stopping_ || !queue_.TryPush(std::move(event))) return false;
  ++accepted_;
  return true;
}

void Pipeline::Finished(Status outcome) {
  const std::lock_guard lock(mutex_);
  outcome_ = std::move(outcome);
}

std::optional<Status> Pipeline::TakeOutcome() {
  const std::lock_guard lock(mutex_);
  return outcome_ready_ ? outcome_ : std::nullopt;
}

void Pipeline::Note(ActionType action, std::string_view detail, int64_t wall_us,
                    int64_t monotonic_us, int64_t duration_us, uint32_t count) {
  UiEvent event;
  event.fields.action = action;
  event.fields.wall_us = wall_us;
  event.fields.monotonic_us = monotonic_us;
  event.fields.duration_us = duration_us;
  event.fields.count = count;
  event.detail = RawText(std::string(detail));
  // The reserve is larger than the agent's own events between two ticks.
  if (!queue_.TryPush(std::move(event))) ++overflowed_;
}

void Pipeline::SetPolicy(const AcceptedPolicy& policy) {
  const std::lock_guard lock(mutex_);
  new_policy_ = policy;
}

PipelineReport Pipeline::Report() const {
  const std::lock_guard lock(mutex_);
  PipelineReport report = report_;
  report.accepted = accepted_;
  report.overflowed = overflowed_;
  report.queued = queue_.size();
  return report;
}

double Pipeline::queue_share() const {
  return static_cast<double>(queue_.size()) / static_cast<double>(parts_.queue_events);
}

Result<std::unique_ptr<Scrubber>> Pipeline::MakeScrubber(const AcceptedPolicy& policy) {
  const int days = policy.policy->document().pseudonym_period_days;
  const int64_t now = parts_.clock->WallMicros();
  crypto::HashKey key = crypto::GenerateHashKey();
  if (parts_.period_keys != nullptr) {
    Result<crypto::HashKey> kept = parts_.period_keys->Take(now, days);
    if (kept.ok()) {
      key = std::move(*kept);
    } else {
      // Linking less is the safe side: the key of this run alone.
      LogError("the key of pseudonyms cannot be kept; links end with this run",
               {{"reason", kept.status().message()}});
    }
  }
  Result<std::unique_ptr<Scrubber>> scrubber =
      Scrubber::Create(policy.policy, ScrubKeys{std::move(key)}, parts_.names);
  if (scrubber.ok()) key_period_ = KeyPeriod(now, days);
  return scrubber;
}

// A period that ends while the agent runs: its key goes at once, also from memory.
void Pipeline::RenewPeriodKey() {
  const int days = policy_.policy->document().pseudonym_period_days;
  if (parts_.period_keys == nullptr ||
      KeyPeriod(parts_.clock->WallMicros(), days) == key_period_) {
    return;
  }
  Result<std::unique_ptr<Scrubber>> scrubber = MakeScrubber(policy_);
  if (!scrubber.ok()) {
    LogError("the key of pseudonyms cannot be renewed", {{"reason", scrubber.status().message()}});
    return;
  }
  const ScrubReport rest = scrubber_->TakeReport();
  scrubber_ = std::move(*scrubber);
  const std::lock_guard lock(mutex_);
  AddReport(report_.scrub, rest);
}

void Pipeline::TakeNewPolicy() {
  std::optional<AcceptedPolicy> policy;
  {
    const std::lock_guard lock(mutex_);
    policy.swap(new_policy_);
  }
  if (!policy) return;
  Result<std::unique_ptr<Scrubber>> scrubber = MakeScrubber(*policy);
  if (!scrubber.ok()) {
    LogError("the new policy cannot be applied; the old one stays",
             {{"reason", scrubber.status().message()}});
    return;
  }
  const ScrubReport rest = scrubber_->TakeReport();
  scrubber_ = std::move(*scrubber);
  policy_ = *policy;
  if (parts_.spool) {
    parts_.spool->SetPolicy(policy->policy->version(), policy->digest);
    parts_.spool->SetMaxAge(MaxAge(*policy->policy));
  }
  const std::lock_guard lock(mutex_);
  AddReport(report_.scrub, rest);
}

void Pipeline::NoteOverflow() {
  const uint64_t overflowed = overflowed_;
  if (overflowed == overflow_noted_ || stopping_) return;
  const uint64_t missed = overflowed - overflow_noted_;
  overflow_noted_ = overflowed;
  Note(ActionType::kCaptureGap, "overflow", parts_.clock->WallMicros(),
       parts_.clock->MonotonicMicros(), 0,
       static_cast<uint32_t>(std::min<uint64_t>(missed, UINT32_MAX)));
  LogWarning("events were lost: the queue was full", {{"events", missed}});
}

void Pipeline::Handle(UiEvent event, uint64_t& next_sequence) {
  if (parts_.session != nullptr) event.fields.session = parts_.session->Of(event.fields);
  std::optional<MaskedEvent> masked = scrubber_->Scrub(std::move(event));
  if (!masked) return;
  Status kept;
  if (parts_.spool) {
    masked->set_sequence(next_sequence);
    kept = parts_.spool->Append(*masked);
  } else {
    masked->set_sequence(next_sequence);
  }
  ++next_sequence;
  if (kept.ok()) parts_.preview->Add(*masked);
  if (parts_.print) {
    const EventRecord& record = masked->record();
    std::puts((parts_.print_json ? RecordJson(record) : RecordLine(record)).c_str());
  }
  if (!kept.ok() && !spool_failing_) {
    LogError("the spool does not take events; they are declared lost",
             {{"reason", kept.message()}});
  }
  spool_failing_ = !kept.ok();
  const std::lock_guard lock(mutex_);
  ++(kept.ok() ? report_.spooled : report_.spool_refused);
}

void Pipeline::Run() {
  uint64_t own_sequence = 1;
  for (;;) {
    std::vector<UiEvent> events = queue_.PopSome(kBatch, kTick);
    TakeNewPolicy();
    RenewPeriodKey();
    // Only this thread appends, so the spool's next number is the first of this batch.
    uint64_t next = parts_.spool ? parts_.spool->Report().next_event_seq : own_sequence;
    for (UiEvent& event : events) Handle(std::move(event), next);
    own_sequence = next;
    NoteOverflow();
    if (parts_.print && !events.empty()) std::fflush(stdout);
    if (parts_.spool) parts_.spool->Tick();
    const ScrubReport counts = scrubber_->TakeReport();
    const std::lock_guard lock(mutex_);
    AddReport(report_.scrub, counts);
    if (outcome_ && queue_.size() == 0) outcome_ready_ = true;
    if (events.empty() && queue_.closed_and_empty()) return;
  }
}

}  // namespace adit
