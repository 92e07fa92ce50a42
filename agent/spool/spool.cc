#include "agent/spool/spool.h"

#include <algorithm>

#include "agent/spool/spool_impl.h"
#include "common/base/logger.h"
#include "common/wire/limits.h"

namespace adit {

using spool_internal::BatchFile;
using spool_internal::DeclaredLoss;
using spool_internal::SealedEntry;

namespace {

constexpr int64_t kClockStepUs = 5'000'000;
constexpr int64_t kRetryFirstUs = 1'000'000;
constexpr int64_t kRetryCapUs = 60'000'000;
constexpr int64_t kSaveEveryUs = 1'000'000;
constexpr int64_t kTryWaitingEveryUs = 10'000'000;

spool_internal::FileKey KeyOf(const SealedFile& file) { return {file.generation, file.batch_seq}; }

}  // namespace

Spool::Impl::Impl(FileSystem& files, Clock& clock, Random& random,
                  const crypto::SigningKeyPair& signer, SpoolOptions options,
                  SpoolIdentity identity)
    : files_(files),
      clock_(clock),
      random_(random),
      signer_(signer),
      options_(std::move(options)),
      agent_(identity.agent),
      recipient_(identity.recipient),
      sealed_(files, options_.directory, options_.quarantine_bytes),
      seal_bytes_(std::clamp(options_.seal_bytes, wire::kMinSealBytes, wire::kSealBytes)) {}

Status Spool::Impl::Append(MaskedEvent&& event) {
  ++report_.events_accepted;
  auto reason = wire::LossReason::kStorageFailed;
  Status ready = EnsureBatch(reason);
  // Only now: sealing inside EnsureBatch() may have begun a new incarnation and its numbers.
  const uint64_t seq = next_event_++;
  if (!ready.ok()) {
    DeclareLostEvent(seq, reason);
    return ready;
  }
  event.set_sequence(seq);
  if (batch_->writer().pending_events() == 0) first_pending_us_ = clock_.MonotonicMicros();
  batch_->Add(event.record());
  const wire::EnvelopeWriter& writer = batch_->writer();
  if (writer.pending_bytes() >= options_.commit_bytes && !batch_->failed()) {
    Commit().IgnoreError();  // kept in memory and tried again by Tick()
  }
  if (batch_ != nullptr && !batch_->failed() &&
      (writer.size() >= seal_bytes_ || writer.event_count() >= wire::kSealEvents ||
       writer.plain_bytes() >= wire::kSealPlainBytes)) {
    Seal(wire::SealStatus::kFinal).IgnoreError();
  }
  return OkStatus();
}

Status Spool::Impl::EnsureBatch(wire::LossReason& reason) {
  const int64_t now = clock_.MonotonicMicros();
  if (batch_ != nullptr) {
    const wire::EnvelopeWriter& writer = batch_->writer();
    const bool room = writer.size() + writer.pending_bytes() < 2 * wire::kSealBytes &&
                      writer.event_count() < wire::kSealEvents &&
                      writer.plain_bytes() < wire::kSealPlainBytes;
    // A batch numbers its events without gaps: after a loss it must end.
    if (!batch_->ended() && room && batch_->next_event() == next_event_) return OkStatus();
    if (now < next_try_us_) {
      reason = wire::LossReason::kStorageFailed;
      return Unavailable("spool: storage failed, trying again");
    }
    const Status sealed = Seal(wire::SealStatus::kFinal);
    if (!sealed.ok()) {
      reason = wire::LossReason::kStorageFailed;
      return Unavailable("spool: storage failed: " + sealed.message());
    }
  }
  if (now < next_try_us_) {
    reason = report_.disk_full ? wire::LossReason::kDiskFull : wire::LossReason::kStorageFailed;
    return Unavailable("spool: refusing events until storage recovers");
  }
  return OpenBatch(reason);
}

Status Spool::Impl::OpenBatch(wire::LossReason& reason) {
  const int64_t now = clock_.MonotonicMicros();
  if (!HasFreeSpace(2 * wire::kSealBytes)) {
    report_.disk_full = true;
    next_try_us_ = now + kRetryFirstUs;
    reason = wire::LossReason::kDiskFull;
    return ResourceExhausted("spool: less than " + std::to_string(options_.keep_free_bytes >> 20) +
                             " MiB of disk are free; events are counted as lost until there is space");
  }
  report_.disk_full = false;
  state_dirty_ |= state_.refusing;
  state_.refusing = false;
  // Numbers declared lost in memory only must be on record before later ones become durable: else a
  // crash would leave a gap that nobody declares.
  Status status = state_dirty_ ? SaveState() : OkStatus();
  if (status.ok()) status = MakeRoom(wire::kSealBytes);
  if (status.ok()) {
    wire::EnvelopeHeader header;
    header.batch_uuid = wire::RandomId<wire::BatchUuid>(random_);
    header.agent = agent_;
    header.incarnation = state_.incarnation;
    header.batch_seq = state_.next_batch;
    header.first_event_seq = next_event_;
    header.policy_version = policy_version_;
    header.policy_digest = policy_digest_;
    header.previous_digest = state_.previous_digest;
    header.wall_us = clock_.WallMicros();
    header.monotonic_us = now;
    header.boot_id = options_.boot_id;
    header.agent_version = options_.agent_version.substr(0, wire::kMaxVersionTextBytes);
    header.os_version = options_.os_version.substr(0, wire::kMaxVersionTextBytes);
    header.capabilities = options_.capabilities;
    header.degradation_level = degradation_level_;
    auto batch = BatchFile::Create(files_, options_.directory,
                                   {state_.generation, state_.next_batch}, std::move(header),
                                   recipient_, signer_);
    status = batch.ok() ? OkStatus() : batch.status();
    if (batch.ok()) batch_ = std::move(batch.value());
  }
  NoteStorage(status);
  if (!status.ok()) {
    reason = report_.disk_full ? wire::LossReason::kDiskFull : wire::LossReason::kStorageFailed;
    return status;
  }
  batch_opened_us_ = now;
  batch_clock_offset_ = ClockOffset();
  return OkStatus();
}

void Spool::Impl::NoteStorage(const Status& status) {
  if (status.ok()) {
    failures_ = 0;
    next_try_us_ = 0;
    report_.storage_failed = false;
    return;
  }
  if (!report_.storage_failed) {
    LogWarning("spool: storage failed, events wait in memory", {{"reason", status.message()}});
  }
  report_.storage_failed = true;
  report_.disk_full = status.code() == StatusCode::kResourceExhausted;
  const int64_t wait = std::min(kRetryCapUs, kRetryFirstUs << std::min<uint32_t>(failures_, 6));
  ++failures_;
  next_try_us_ = clock_.MonotonicMicros() + wait;
}

bool Spool::Impl::HasFreeSpace(uint64_t needed) {
  const Result<uint64_t> free = files_.FreeBytes(options_.directory);
  // When the system cannot say, the next write will.
  return !free.ok() || *free >= options_.keep_free_bytes + needed;
}

Status Spool::Impl::Commit() {
  if (batch_ == nullptr || (batch_->writer().pending_events() == 0 && !batch_->failed())) {
    return OkStatus();
  }
  Status status = WithBallast([&] { return batch_->Commit(); });
  NoteStorage(status);
  if (status.ok() && !HasFreeSpace(0)) {
    // Others fill the disk: end this batch small and write no further one.
    report_.disk_full = true;
    return Seal(wire::SealStatus::kNoSpace);
  }
  return status;
}

Status Spool::Impl::Seal(wire::SealStatus status) {
  if (batch_ == nullptr) return OkStatus();
  std::vector<wire::LossRange> losses;
  if (!batch_->ended()) {
    for (DeclaredLoss& loss : state_.losses) {
      if (losses.size() == wire::kMaxLossRanges) break;
      if (loss.carried_by.batch_seq != 0) continue;
      loss.carried_by = batch_->key();
      losses.push_back(loss.range);
    }
    // Were they not on record as carried, a crash after the seal would declare them twice; that is
    // harmless, so a state that cannot be written does not stop the seal.
    if (!losses.empty()) SaveState().IgnoreError();
  }
  const Status sealed = WithBallast([&] { return batch_->Seal(status, losses); });
  NoteStorage(sealed);
  if (!sealed.ok()) return sealed;
  OnSealed();
  return OkStatus();
}

void Spool::Impl::OnSealed() {
  const FileKey key = batch_->key();
  const wire::EnvelopeHeader& header = batch_->writer().header();
  sealed_.Add({.key = key,
               .incarnation = header.incarnation,
               .bytes = batch_->bytes().size(),
               .first_event = header.first_event_seq,
               .wall_us = header.wall_us,
               .priority = batch_->priority()});
  state_.previous_digest = crypto::HashOf(batch_->bytes());
  state_.next_batch = key.batch_seq + 1;
  // Numbers lost while this batch waited for the disk lie behind its own.
  state_.next_event =
      std::max({state_.next_event, batch_->next_event(), state_.EndOfLosses(state_.incarnation)});
  batch_.reset();
  if (new_incarnation_wanted_) {
    new_incarnation_wanted_ = false;
    BeginIncarnation(state_.generation + 1);
  }
}

void Spool::Impl::StartNewIncarnation() {
  new_incarnation_wanted_ = true;
  Seal(wire::SealStatus::kFinal).IgnoreError();
  // With storage that fails the batch is still there: the change waits for its seal.
  if (batch_ == nullptr && new_incarnation_wanted_) {
    new_incarnation_wanted_ = false;
    BeginIncarnation(state_.generation + 1);
  }
}

Status Spool::Impl::SealWithLosses() {
  if (batch_ == nullptr && HasUncarriedLosses()) {
    auto reason = wire::LossReason::kStorageFailed;
    ADIT_RETURN_IF_ERROR(OpenBatch(reason));
  }
  return Seal(wire::SealStatus::kFinal);
}

bool Spool::Impl::HasUncarriedLosses() const {
  return std::any_of(state_.losses.begin(), state_.losses.end(), [](const DeclaredLoss& loss) {
    return loss.carried_by.batch_seq == 0;
  });
}

void Spool::Impl::Tick() {
  const int64_t now = clock_.MonotonicMicros();
  DropAged();
  KeepBallast();
  const bool may_try = now >= next_try_us_;
  if (batch_ != nullptr && may_try) {
    const bool due = batch_->writer().pending_events() > 0 &&
                     now - first_pending_us_ >= options_.commit_after_us;
    if (batch_->ended()) {
      Seal(wire::SealStatus::kFinal).IgnoreError();
    } else if (due || batch_->failed()) {
      Commit().IgnoreError();
    }
  }
  if (batch_ != nullptr && !batch_->failed() && !batch_->ended()) {
    const int64_t step = ClockOffset() - batch_clock_offset_;
    if (now - batch_opened_us_ >= options_.seal_after_us || step > kClockStepUs ||
        step < -kClockStepUs) {
      Seal(wire::SealStatus::kFinal).IgnoreError();
    }
  } else if (batch_ == nullptr && may_try && HasUncarriedLosses() &&
             now - last_losses_us_ >= options_.seal_after_us) {
    last_losses_us_ = now;
    SealWithLosses().IgnoreError();
  }
  if (!waiting_.empty() && now - waiting_tried_us_ >= kTryWaitingEveryUs) {
    SealWaiting().IgnoreError();
  }
  if (state_dirty_ && now - last_save_us_ >= kSaveEveryUs) SaveState().IgnoreError();
}

Status Spool::Impl::SaveState() {
  last_save_us_ = clock_.MonotonicMicros();
  const Bytes encoded = spool_internal::EncodeState(state_);
  Status status = WithBallast(
      [&] { return WriteFileAtomically(files_, options_.directory + "/state", encoded); });
  if (status.ok()) {
    state_dirty_ = false;
    saved_next_batch_ = state_.next_batch;
  }
  return status;
}

void Spool::Impl::SetPolicy(uint64_t version, const crypto::Digest& digest) {
  if (version == policy_version_ && digest == policy_digest_) return;
  Seal(wire::SealStatus::kFinal).IgnoreError();
  policy_version_ = version;
  policy_digest_ = digest;
}

void Spool::Impl::SetDegradationLevel(uint8_t level) {
  if (level == degradation_level_) return;
  Seal(wire::SealStatus::kFinal).IgnoreError();
  degradation_level_ = level;
}

void Spool::Impl::SetRecipient(const crypto::BoxPublicKey& recipient) {
  if (recipient == recipient_) return;
  Seal(wire::SealStatus::kFinal).IgnoreError();
  recipient_ = recipient;
}

void Spool::Impl::SetSealBytes(size_t bytes) {
  seal_bytes_ = std::clamp(bytes, wire::kMinSealBytes, wire::kSealBytes);
}

std::optional<SealedFile> Spool::Impl::Oldest() {
  if (sealed_.entries().empty()) return std::nullopt;
  SealedEntry* const entry = sealed_.Find(sealed_.entries().front().key);
  entry->in_flight = true;
  return SealedFile{entry->key.generation, entry->incarnation, entry->key.batch_seq, entry->bytes};
}

std::optional<SealedFile> Spool::Impl::Take(const wire::Incarnation& incarnation,
                                            uint64_t batch_seq) {
  for (const SealedEntry& entry : sealed_.entries()) {
    if (entry.incarnation != incarnation || entry.key.batch_seq != batch_seq || entry.in_flight) {
      continue;
    }
    sealed_.Find(entry.key)->in_flight = true;
    return SealedFile{entry.key.generation, entry.incarnation, entry.key.batch_seq, entry.bytes};
  }
  return std::nullopt;
}

Result<Bytes> Spool::Impl::Read(const SealedFile& file) {
  const SealedEntry* const entry = sealed_.Find(KeyOf(file));
  if (entry == nullptr) return NotFound("no such spool file");
  auto content = sealed_.Read(*entry, signer_.public_key);
  if (!content.ok()) return content.status();
  return std::move(content->bytes);
}

Status Spool::Impl::RemoveAfterReceipt(const SealedFile& file) {
  const SealedEntry* const entry = sealed_.Find(KeyOf(file));
  if (entry == nullptr) return NotFound("no such spool file");
  // Its declarations have arrived with it. Should this stay unrecorded they are made once more.
  state_dirty_ |= state_.ForgetCarried(entry->key);
  if (entry->key.generation == state_.generation) {
    state_.released_through = std::max(state_.released_through, EndOf(*entry).value_or(1));
    // Numbers that only this file proves must be on record before it goes.
    if (saved_next_batch_ <= entry->key.batch_seq || state_dirty_) {
      ADIT_RETURN_IF_ERROR(SaveState());
    }
  }
  return sealed_.Remove(KeyOf(file));
}

Status Spool::Impl::Quarantine(const SealedFile& file) {
  const SealedEntry* const found = sealed_.Find(KeyOf(file));
  if (found == nullptr) return NotFound("no such spool file");
  const SealedEntry entry = *found;
  DeclareContent(entry, wire::LossReason::kQuarantine, entry.key);
  ADIT_RETURN_IF_ERROR(SaveState());
  ADIT_RETURN_IF_ERROR(sealed_.Quarantine(entry.key));
  state_.ForgetDropped(entry.key);
  ++report_.files_quarantined;
  return OkStatus();
}

void Spool::Impl::Release(const SealedFile& file) {
  if (SealedEntry* const entry = sealed_.Find(KeyOf(file))) entry->in_flight = false;
}

SpoolReport Spool::Impl::Report() const {
  SpoolReport report = report_;
  report.incarnation = state_.incarnation;
  report.next_event_seq = next_event_;
  report.next_batch_seq = state_.next_batch;
  report.sealed_files = sealed_.entries().size();
  report.sealed_bytes = sealed_.bytes();
  report.losses_on_record = !state_dirty_;
  report.ballast = ballast_;
  report.pending_events = batch_ != nullptr ? batch_->writer().pending_events() : 0;
  return report;
}

// The public face: one lock around each call.

Spool::Spool(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Spool::~Spool() = default;

Status Spool::Append(MaskedEvent event) {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Append(std::move(event));
}
void Spool::Tick() {
  const std::lock_guard lock(impl_->mutex());
  impl_->Tick();
}
Status Spool::Commit() {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Commit();
}
Status Spool::Seal() {
  const std::lock_guard lock(impl_->mutex());
  return impl_->SealWithLosses();
}
Status Spool::Close() { return Seal(); }
void Spool::SetPolicy(uint64_t version, const crypto::Digest& digest) {
  const std::lock_guard lock(impl_->mutex());
  impl_->SetPolicy(version, digest);
}
void Spool::SetDegradationLevel(uint8_t level) {
  const std::lock_guard lock(impl_->mutex());
  impl_->SetDegradationLevel(level);
}
void Spool::SetRecipient(const crypto::BoxPublicKey& recipient) {
  const std::lock_guard lock(impl_->mutex());
  impl_->SetRecipient(recipient);
}
void Spool::SetSealBytes(size_t bytes) {
  const std::lock_guard lock(impl_->mutex());
  impl_->SetSealBytes(bytes);
}
void Spool::StartNewIncarnation() {
  const std::lock_guard lock(impl_->mutex());
  impl_->StartNewIncarnation();
}
std::optional<SealedFile> Spool::Oldest() {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Oldest();
}
std::optional<SealedFile> Spool::Take(const wire::Incarnation& incarnation, uint64_t batch_seq) {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Take(incarnation, batch_seq);
}
Result<Bytes> Spool::Read(const SealedFile& file) {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Read(file);
}
Status Spool::RemoveAfterReceipt(const SealedFile& file) {
  const std::lock_guard lock(impl_->mutex());
  return impl_->RemoveAfterReceipt(file);
}
Status Spool::Quarantine(const SealedFile& file) {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Quarantine(file);
}
void Spool::Release(const SealedFile& file) {
  const std::lock_guard lock(impl_->mutex());
  impl_->Release(file);
}
SpoolReport Spool::Report() const {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Report();
}

}  // namespace adit
