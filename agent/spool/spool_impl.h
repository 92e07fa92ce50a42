// Spool::Impl: the state behind Spool's functions; recovery is in spool_open.cc.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "agent/spool/batch_file.h"
#include "agent/spool/sealed_files.h"
#include "agent/spool/spool.h"
#include "agent/spool/spool_state.h"

namespace adit {

// All functions but the constructor expect mutex() to be held by the caller.
class Spool::Impl {
 public:
  Impl(FileSystem& files, Clock& clock, Random& random, const crypto::SigningKeyPair& signer,
       SpoolOptions options, SpoolIdentity identity);

  // spool_open.cc
  [[nodiscard]] Status Recover();

  [[nodiscard]] Status Append(MaskedEvent&& event);
  void Tick();
  [[nodiscard]] Status Commit();
  [[nodiscard]] Status Seal(wire::SealStatus status);
  // Opens an empty batch for losses that no file carries, then seals.
  [[nodiscard]] Status SealWithLosses();
  void SetPolicy(uint64_t version, const crypto::Digest& digest);
  // spool_age.cc
  void SetMaxAge(int64_t max_age_us);
  void SetDegradationLevel(uint8_t level);
  void SetRecipient(const crypto::BoxPublicKey& recipient);
  void SetSealBytes(size_t bytes);
  void StartNewIncarnation();

  [[nodiscard]] std::optional<SealedFile> Oldest();
  [[nodiscard]] std::optional<SealedFile> Take(const wire::Incarnation& incarnation,
                                               uint64_t batch_seq);
  [[nodiscard]] Result<Bytes> Read(const SealedFile& file);
  [[nodiscard]] Status RemoveAfterReceipt(const SealedFile& file);
  [[nodiscard]] Status Quarantine(const SealedFile& file);
  void Release(const SealedFile& file);
  // spool_forget.cc
  [[nodiscard]] Result<ForgottenEvents> Forget(int64_t since_wall_us);
  [[nodiscard]] SpoolReport Report() const;
  [[nodiscard]] std::mutex& mutex() const { return mutex_; }

 private:
  using FileKey = spool_internal::FileKey;

  // spool_open.cc
  // Takes from `listing` what it sets aside.
  void LoadState(uint32_t last_generation, std::vector<DirectoryEntry>& listing);
  // Files of an agent that this machine was before it enrolled anew; true when there were any.
  [[nodiscard]] bool SetAsideOthersFiles(std::vector<DirectoryEntry>& listing);
  void FinishInterruptedWork(const std::vector<DirectoryEntry>& listing);
  void RecoverOpenFile(const spool_internal::FileName& name);
  [[nodiscard]] Status SealRecovered(const spool_internal::FileName& name, ByteView file,
                                     const wire::Recovery& recovery);
  // Ends the files that could not be ended at start; the first failure, if any still cannot.
  [[nodiscard]] Status SealWaiting();
  void GiveUpOpenFile(const spool_internal::FileName& name, ByteView file, const Status& why);
  void SettleCarriedLosses();
  void CloseUnknownHistories(const std::vector<DirectoryEntry>& listing);
  [[nodiscard]] uint64_t CrashWindowEnd(const wire::Incarnation& incarnation,
                                        uint64_t first_unknown) const;
  [[nodiscard]] bool AdoptNewestSealed();
  void BeginIncarnation(uint32_t generation);

  // A batch that takes the event numbered next_event_; else `reason` says why its number is lost.
  [[nodiscard]] Status EnsureBatch(wire::LossReason& reason);
  [[nodiscard]] Status OpenBatch(wire::LossReason& reason);
  [[nodiscard]] bool HasFreeSpace(uint64_t needed);
  [[nodiscard]] Status MakeRoom(uint64_t needed);
  // spool_ballast.cc
  void KeepBallast();
  // Gives the ballast back; false when there was none.
  [[nodiscard]] bool SpendBallast();
  // `write`, and once more with the ballast given back when it finds no space.
  template <typename Write>
  [[nodiscard]] Status WithBallast(const Write& write) {
    Status status = write();
    if (status.code() == StatusCode::kResourceExhausted && SpendBallast()) status = write();
    return status;
  }
  [[nodiscard]] uint64_t BallastBytes() const { return ballast_ ? options_.ballast_bytes : 0; }
  // The oldest of the lowest priority.
  [[nodiscard]] Status DropOldest();
  void DropAged();
  // Declares the file's events lost for this reason, then deletes it.
  [[nodiscard]] Status Drop(const spool_internal::SealedEntry& entry, wire::LossReason reason);
  // Declares the events of a file that is about to go, and the losses its trailer carried.
  void DeclareContent(const spool_internal::SealedEntry& entry, wire::LossReason reason,
                      const FileKey& dropped);
  [[nodiscard]] uint64_t EstimatedEvents(const spool_internal::SealedEntry& entry) const;
  // The number after its last event, if anything but the file itself says so.
  [[nodiscard]] std::optional<uint64_t> EndOf(const spool_internal::SealedEntry& entry) const;
  void DeclareOpen(const wire::Incarnation& incarnation, uint64_t first);
  void DeclareLostEvent(uint64_t seq, wire::LossReason reason);
  [[nodiscard]] bool HasUncarriedLosses() const;
  void OnSealed();
  void NoteStorage(const Status& status);
  [[nodiscard]] Status SaveState();
  [[nodiscard]] int64_t ClockOffset() { return clock_.WallMicros() - clock_.MonotonicMicros(); }

  FileSystem& files_;
  Clock& clock_;
  Random& random_;
  const crypto::SigningKeyPair& signer_;
  const SpoolOptions options_;
  const wire::AgentId agent_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  crypto::BoxPublicKey recipient_;
  spool_internal::SpoolState state_;
  spool_internal::SealedFiles sealed_;
  std::unique_ptr<spool_internal::BatchFile> batch_;
  std::vector<spool_internal::FileName> waiting_;  // of earlier lives, still open
  uint64_t next_event_ = 1;          // the next event's number; state_.next_event lags behind it
  uint64_t saved_next_batch_ = 0;    // as the state file says
  bool state_dirty_ = false;
  bool state_was_gone_ = false;      // at start, with files present
  bool ballast_ = false;
  bool new_incarnation_wanted_ = false;
  uint64_t policy_version_ = 0;
  crypto::Digest policy_digest_{};
  uint8_t degradation_level_ = 0;
  size_t seal_bytes_;
  int64_t max_age_us_ = 0;
  int64_t steady_offset_ = 0;        // wall minus monotonic clock, since steady_since_us_
  // Monotonic µs.
  int64_t age_checked_us_ = 0;
  int64_t steady_since_us_ = 0;
  int64_t batch_opened_us_ = 0;
  int64_t first_pending_us_ = 0;
  int64_t next_try_us_ = 0;          // before it storage that failed is not tried again
  int64_t last_save_us_ = 0;
  int64_t last_losses_us_ = 0;
  int64_t waiting_tried_us_ = 0;
  int64_t ballast_tried_us_ = 0;     // 0 = not yet
  int64_t batch_clock_offset_ = 0;
  uint32_t failures_ = 0;
  SpoolReport report_;
};

}  // namespace adit
