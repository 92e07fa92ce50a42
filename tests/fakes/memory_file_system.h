// MemoryFileSystem: files in memory that lose power, tear writes, fail any call and fill up.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/io/file_system.h"

namespace adit {

// What happens at the chosen operation. Operations are the calls that change something (create,
// append, sync, close, rename, remove, truncate, directory sync), counted from 1.
enum class Fault : uint8_t {
  kNone,
  kCrashBefore,   // power goes before the operation
  kCrashAfter,    // … after it took effect (in memory: what is not synced may still be lost)
  kCrashPrefix,   // an append reaches the file in part, then power goes
  kCrashGarbage,  // as kCrashPrefix, and the rest of its length is garbage
  kFail,          // the operation fails once with kUnavailable and has no effect
  kFailLoses,     // a sync fails and what was not synced is gone for good, as Linux does it
  kNoSpace,       // fails once with kResourceExhausted; an append leaves half of its bytes
};

// After a crash every call fails until Restart(), which applies the loss of what was not synced. Not
// thread-safe.
class MemoryFileSystem final : public FileSystem {
 public:
  // `seed` decides what of the un-synced survives a crash.
  explicit MemoryFileSystem(uint64_t seed = 1);
  ~MemoryFileSystem() override;

  void SetFault(uint64_t at_operation, Fault fault);
  // Every operation fails with this probability (not the crash kinds).
  void SetFailureRate(double probability) { failure_rate_ = probability; }
  void SetCapacity(uint64_t bytes) { capacity_ = bytes; }
  [[nodiscard]] uint64_t operations() const { return operations_; }
  [[nodiscard]] bool crashed() const { return crashed_; }
  // Power goes now.
  void Crash() { crashed_ = true; }
  // Power is back: un-synced bytes survive whole, in part, as garbage or not at all; un-synced names
  // survive up to some point in the order they were changed. `lose_all` takes the worst of each.
  void Restart(bool lose_all = false);

  // What the medium holds for sure; Restore() makes it the disk again (a machine put back to a snapshot).
  // Open handles die with it.
  using Snapshot = std::map<std::string, Bytes>;
  [[nodiscard]] Snapshot TakeSnapshot() const;
  void Restore(const Snapshot& snapshot);

  // For assertions and for damage; not counted.
  [[nodiscard]] std::vector<std::string> Paths() const;
  [[nodiscard]] Bytes* Find(const std::string& path);
  [[nodiscard]] uint64_t UsedBytes() const;

  Result<std::unique_ptr<AppendFile>> Create(const std::string& path) override;
  Result<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override;
  Result<std::unique_ptr<ReadFile>> OpenRead(const std::string& path) override;
  Status Rename(const std::string& from, const std::string& to) override;
  Status Remove(const std::string& path) override;
  Status Truncate(const std::string& path, uint64_t size) override;
  Status SyncDirectory(const std::string& path) override;
  Status CreateDirectories(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> List(const std::string& path) override;
  bool Exists(const std::string& path) override;
  Result<uint64_t> FreeBytes(const std::string& path) override;

 private:
  friend class MemoryAppendFile;
  struct Node {
    Bytes bytes;            // as running programs see it
    Bytes synced;           // as it is on the medium for sure
    bool sync_lost = false; // a failed sync dropped dirty pages
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;
  struct NameChange {
    std::string directory;
    std::string from;  // "" = none
    std::string to;    // "" = removed
    std::shared_ptr<Node> node;
  };

  // Counts an operation; the status it must return at once, or nothing to go on.
  [[nodiscard]] std::optional<Status> Begin(Fault& fault);
  Status Append(const std::shared_ptr<Node>& node, ByteView bytes);
  Status SyncFile(const std::shared_ptr<Node>& node);
  void ApplyChange(Names& names, const NameChange& change) const;
  void LoseBytes(Node& node, bool lose_all);

  SeededRandom random_;
  Names names_;
  Names durable_names_;
  std::vector<NameChange> pending_;  // not yet synced, in order
  std::vector<std::string> directories_;
  uint64_t operations_ = 0;
  uint64_t fault_at_ = 0;
  Fault fault_ = Fault::kNone;
  double failure_rate_ = 0;
  uint64_t capacity_ = UINT64_MAX;
  uint64_t life_ = 1;  // handles of an earlier life are dead
  bool crashed_ = false;
};

}  // namespace adit
