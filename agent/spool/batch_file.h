// BatchFile: the one spool file that is being written, with its promises about the disk.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "agent/spool/spool_names.h"
#include "common/io/file_system.h"
#include "common/wire/envelope_writer.h"

namespace adit::spool_internal {

// Life: Create; Add and Commit; Seal once. The sealed bytes stay in memory until Seal succeeded, so
// that a disk that fails for a while loses nothing: after any failure the descriptor is abandoned
// (a second sync could claim success for data that was lost) and everything is written anew to a file
// that replaces the old one. Not thread-safe.
class BatchFile {
 public:
  // The file with its prologue is on stable storage when this returns ok, so that a crash at any later
  // moment leaves a trace of the batch.
  [[nodiscard]] static Result<std::unique_ptr<BatchFile>> Create(
      FileSystem& files, const std::string& directory, const FileKey& key,
      wire::EnvelopeHeader header, const crypto::BoxPublicKey& recipient,
      const crypto::SigningKeyPair& signer);

  void Add(const EventRecord& event);
  // What was added is on stable storage when it returns ok; else it stays in memory and failed() is
  // true until a later call succeeds.
  [[nodiscard]] Status Commit();
  // Ends the envelope, syncs, renames to .sealed and syncs the directory. After a failure call it
  // again; the arguments of the first call count.
  [[nodiscard]] Status Seal(wire::SealStatus status, std::span<const wire::LossRange> losses);

  // Of what was added: the highest of its events'.
  [[nodiscard]] wire::BatchPriority priority() const;
  [[nodiscard]] const FileKey& key() const { return key_; }
  [[nodiscard]] const wire::EnvelopeWriter& writer() const { return *writer_; }
  [[nodiscard]] uint64_t next_event() const {
    return writer_->header().first_event_seq + writer_->event_count();
  }
  [[nodiscard]] bool failed() const { return failed_; }
  // Seal() was called: no event may be added any more.
  [[nodiscard]] bool ended() const { return ended_; }
  // The whole envelope. REQUIRES: Seal() succeeded.
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  BatchFile(FileSystem& files, std::string directory, const FileKey& key,
            std::unique_ptr<wire::EnvelopeWriter> writer);
  [[nodiscard]] Status Start();
  [[nodiscard]] Status WriteNew(size_t from);
  [[nodiscard]] Status Rewrite();
  [[nodiscard]] Status RenameToSealed();

  FileSystem& files_;
  const std::string directory_;
  const FileKey key_;
  const std::string stem_;  // path without suffix
  const std::unique_ptr<wire::EnvelopeWriter> writer_;
  std::unique_ptr<AppendFile> file_;
  Bytes bytes_;           // everything that belongs into the file
  std::optional<wire::BatchPriority> priority_;
  bool failed_ = false;   // the file does not hold bytes_ for sure
  bool ended_ = false;
};

}  // namespace adit::spool_internal
