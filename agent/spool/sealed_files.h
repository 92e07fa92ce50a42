// SealedFiles: what waits for the collector, oldest first, and the quarantine beside it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "agent/spool/spool_names.h"
#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/signature.h"
#include "common/io/file_system.h"
#include "common/wire/envelope_reader.h"

namespace adit::spool_internal {

// 72 bytes of memory a file, whatever the files' size.
struct SealedEntry {
  FileKey key;
  wire::Incarnation incarnation;
  uint64_t bytes = 0;
  uint64_t first_event = 0;  // 0 = the header could not be read
  int64_t wall_us = 0;       // when the batch was begun; 0 as above
  wire::BatchPriority priority = wire::BatchPriority::kNormal;
  bool in_flight = false;
  bool of_another_agent = false;
};

// No event of the batch is as young as that.
[[nodiscard]] bool IsOlder(const wire::EnvelopeTrailer& trailer, int64_t since_wall_us);

// Not thread-safe.
class SealedFiles {
 public:
  SealedFiles(FileSystem& files, std::string directory, uint64_t quarantine_bytes);

  // Keeps ascending order of key.
  void Add(const SealedEntry& entry);
  [[nodiscard]] const std::deque<SealedEntry>& entries() const { return entries_; }
  [[nodiscard]] uint64_t bytes() const { return bytes_; }
  [[nodiscard]] SealedEntry* Find(const FileKey& key);
  [[nodiscard]] std::string PathOf(const SealedEntry& entry) const;
  // Reads the header for `first_event` and the end for `priority`; the rest is checked when the file is sent.
  [[nodiscard]] SealedEntry Describe(const FileName& name, uint64_t bytes,
                                     const wire::AgentId& agent) const;

  // The bytes and what their trailer says; kDataLoss when damaged or gone.
  struct Content {
    Bytes bytes;
    wire::VerifiedEnvelope verified;
  };
  [[nodiscard]] Result<Content> Read(const SealedEntry& entry,
                                     const crypto::SigningPublicKey& signer) const;

  // Of any path: the bytes and what their trailer says.
  [[nodiscard]] Result<Content> ReadPath(const std::string& path,
                                         const crypto::SigningPublicKey& signer) const;

  // Removes the file and the entry; a file that is gone already is fine.
  [[nodiscard]] Status Remove(const FileKey& key);
  // Moves the file to quarantine/, where the oldest give way; removes the entry.
  [[nodiscard]] Status Quarantine(const FileKey& key);
  // Removes what was set aside and begun before; returns how many files.
  uint64_t RemoveAgedQuarantine(int64_t before_wall_us);
  // Removes what was set aside but for batches that prove to be older; returns how many files.
  [[nodiscard]] Result<uint64_t> ForgetQuarantine(int64_t since_wall_us,
                                                  const crypto::SigningPublicKey& signer);
  // A file of any name, such as an open one that cannot be recovered.
  [[nodiscard]] Status QuarantineFile(const std::string& name);

 private:
  void Erase(const FileKey& key);

  FileSystem& files_;
  const std::string directory_;
  const uint64_t quarantine_bytes_;
  std::deque<SealedEntry> entries_;
  uint64_t bytes_ = 0;
};

}  // namespace adit::spool_internal
