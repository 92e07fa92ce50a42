// Spool: the crash-safe queue of masked events between capture and network.
//
// One file is one envelope (docs/formats/envelope.md): encrypted to the collector while it is written,
// signed at its end, so that this machine cannot read its own spool. In `directory`:
//   <generation>-<incarnation>-<batch>.open      being written
//   <generation>-<incarnation>-<batch>.sealed    whole, waits for a receipt
//   quarantine/                                  what could not be sent, kept up to a small limit
//   state                                        numbers and declared losses; rebuilt from files
//   ballast                                      room kept for the moment the disk is full
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/io/file_system.h"
#include "common/wire/envelope.h"
#include "privacy/mask/masked_event.h"

namespace adit {

struct SpoolOptions {
  std::string directory;
  uint64_t quota_bytes = 256ull << 20;
  // Below this much free disk nothing is written any more.
  uint64_t keep_free_bytes = 1ull << 30;
  uint64_t quarantine_bytes = 32ull << 20;
  // Disk taken in advance and given back when a write finds no space, so that what was accepted and
  // the ledger of losses still reach the disk. Part of the quota; 0 = none.
  uint64_t ballast_bytes = 4ull << 20;
  // An event is on stable storage at most this long after Append(), or when this much is waiting.
  int64_t commit_after_us = 1'000'000;
  size_t commit_bytes = 64 << 10;
  int64_t seal_after_us = wire::kSealAfterUs;
  size_t seal_bytes = wire::kSealBytes;
  // Go into every header.
  std::string agent_version;
  std::string os_version;
  uint64_t capabilities = 0;
  wire::BootId boot_id;
  // Something that differs on a clone of this machine; when it differs from the one stored, the spool
  // begins a new incarnation.
  std::string machine_fingerprint;
};

// From enrolment.
struct SpoolIdentity {
  wire::AgentId agent;
  crypto::BoxPublicKey recipient{};
};

// A sealed file, by its numbers.
struct SealedFile {
  uint32_t generation = 0;
  wire::Incarnation incarnation;
  uint64_t batch_seq = 0;
  uint64_t bytes = 0;
  friend bool operator==(const SealedFile&, const SealedFile&) = default;
};

// For `adit-agent status` and `doctor`.
struct SpoolReport {
  wire::Incarnation incarnation;
  uint64_t next_event_seq = 1;
  uint64_t next_batch_seq = 1;
  uint64_t sealed_files = 0;
  uint64_t sealed_bytes = 0;
  uint64_t pending_events = 0;      // accepted, not yet on stable storage
  uint64_t events_accepted = 0;     // since start
  uint64_t events_lost = 0;         // declared lost since start, all reasons
  uint64_t files_dropped = 0;       // by the quota, since start
  uint64_t files_aged = 0;          // older than the policy keeps, since start
  uint64_t files_quarantined = 0;   // since start
  uint64_t files_recovered = 0;     // found open at start and ended with TRUNCATED
  bool losses_on_record = true;     // false for up to a second after a loss
  bool disk_full = false;           // refusing events until there is space
  bool ballast = false;             // the room for a full disk is taken
  bool storage_failed = false;      // the disk would not write or sync; retried
};

// What Spool::Forget did.
struct ForgottenEvents {
  uint64_t events = 0;  // deleted here and declared lost by policy
  uint64_t files = 0;
  uint64_t sending = 0; // files that could not be deleted because they are just being sent
};

// Life: Open recovers what a crash left; then Append and Tick from the pipeline, ship calls from the
// shipper; Close seals. Destruction without Close is like a crash: nothing committed is lost.
// Threads: all functions may be called from any thread; calls that sync block others meanwhile.
class Spool {
 public:
  // Creates the directory when missing. References must outlive the spool. Fails only when the
  // directory cannot be used at all; damaged files are quarantined and counted instead. So are files
  // of another agent, which this machine was before it enrolled anew: they stay whole, for
  // `adit-collector import-spool` at the collector that knows it.
  [[nodiscard]] static Result<std::unique_ptr<Spool>> Open(FileSystem& files, Clock& clock,
                                                           Random& random,
                                                           const crypto::SigningKeyPair& signer,
                                                           SpoolOptions options,
                                                           SpoolIdentity identity);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Numbers the event and takes it. kResourceExhausted or kUnavailable when it could not be kept: its
  // number is then declared lost, the caller has nothing to do but, perhaps, to log once.
  [[nodiscard]] Status Append(MaskedEvent event);
  // Commits and seals by time, notices clock steps and sleep, retries failed storage. Call at least
  // every 250 ms while capture runs.
  void Tick();
  // Everything accepted so far is on stable storage when it returns ok.
  [[nodiscard]] Status Commit();
  // Ends the current batch, if it holds events or losses, so that it can be sent.
  [[nodiscard]] Status Seal();
  [[nodiscard]] Status Close();

  // Take effect with the next batch; the current one is sealed first.
  void SetPolicy(uint64_t version, const crypto::Digest& digest);
  // Sealed files that wait longer are removed and their events declared lost by policy, once the clock
  // has run without a step for ten minutes; 0 = never.
  void SetMaxAge(int64_t max_age_us);
  void SetDegradationLevel(uint8_t level);
  void SetRecipient(const crypto::BoxPublicKey& recipient);
  // Clamped to wire::kMinSealBytes … wire::kSealBytes; effective at once.
  void SetSealBytes(size_t bytes);
  // After a receipt said that this history was forked (clone, restored snapshot).
  void StartNewIncarnation();

  // The oldest sealed file; it is safe from the quota until one of the three calls below. Nothing when
  // there is none.
  [[nodiscard]] std::optional<SealedFile> Oldest();
  // This sealed file, likewise; nothing when there is none or it is being sent.
  [[nodiscard]] std::optional<SealedFile> Take(const wire::Incarnation& incarnation,
                                               uint64_t batch_seq);
  // Its bytes. kDataLoss when it is damaged: quarantine it.
  [[nodiscard]] Result<Bytes> Read(const SealedFile& file);
  // Deletes it. REQUIRES: the caller verified a receipt that covers it (I3).
  [[nodiscard]] Status RemoveAfterReceipt(const SealedFile& file);
  // Moves it to quarantine/ and declares its events lost.
  [[nodiscard]] Status Quarantine(const SealedFile& file);
  // The send failed: it may be sent again, or dropped by the quota.
  void Release(const SealedFile& file);

  // Deletes every batch that holds an event of `since_wall_us` or later, whole, and declares its events
  // lost by policy (a person's right to have the last minutes deleted). What was delivered before is
  // the collector's to delete.
  [[nodiscard]] Result<ForgottenEvents> Forget(int64_t since_wall_us);

  [[nodiscard]] SpoolReport Report() const;

 private:
  class Impl;
  explicit Spool(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace adit
