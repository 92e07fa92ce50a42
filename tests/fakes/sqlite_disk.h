// SqliteDisk: SQLite's files in memory, on a disk that loses power, tears sectors, fails any call and
// fills up.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "tests/fakes/memory_file_system.h"

namespace adit {

// While it lives it is SQLite's default file system, so that the store above it runs unchanged; one at
// a time. Operations are the calls that change a file (create, write, truncate, sync, delete), counted
// from 1, with the faults of memory_file_system.h. After a crash every call fails until Restart().
// Threads: any, except Restart() and Restore(), which need all connections closed.
class SqliteDisk {
 public:
  explicit SqliteDisk(uint64_t seed = 1);
  ~SqliteDisk();
  SqliteDisk(const SqliteDisk&) = delete;
  SqliteDisk& operator=(const SqliteDisk&) = delete;

  void SetFault(uint64_t at_operation, Fault fault);
  // Every operation fails with this probability (not the crash kinds).
  void SetFailureRate(double probability);
  void SetCapacity(uint64_t bytes);
  [[nodiscard]] uint64_t operations() const;
  [[nodiscard]] bool crashed() const;
  void Crash();
  // Of what was not synced each sector survives, is lost or becomes garbage; `lose_all`: is lost.
  void Restart(bool lose_all = false);

  // What the medium holds for sure.
  using Snapshot = std::map<std::string, Bytes>;
  [[nodiscard]] Snapshot TakeSnapshot() const;
  void Restore(const Snapshot& snapshot);
  [[nodiscard]] uint64_t UsedBytes() const;

 private:
  friend struct SqliteDiskCalls;
  struct Change {
    uint64_t offset = 0;
    Bytes bytes;           // empty: truncated to `offset`
  };
  struct Node {
    Bytes bytes;                    // as running programs see it
    Bytes durable;                  // as it is on the medium for sure
    std::vector<Change> unsynced;   // in order
    bool exists = true;
    bool durable_exists = false;    // its directory entry was synced
    // Locks of the database file and shared memory of its WAL; gone with the power.
    int shared = 0;
    const void* reserved = nullptr;
    const void* exclusive = nullptr;
    std::vector<std::unique_ptr<Bytes>> regions;
    int mappings = 0;
    int shm_shared[8] = {};
    const void* shm_exclusive[8] = {};
  };

  // SQLITE_OK to go on with `fault`, or what the call must return at once.
  [[nodiscard]] int Begin(Fault& fault, int failure);
  static void Apply(Bytes& bytes, const Change& change);
  void Survive(Node& node, bool lose_all);
  [[nodiscard]] uint64_t UsedBytesLocked() const;

  mutable std::recursive_mutex mutex_;
  // Guarded by mutex_.
  SeededRandom random_;
  std::map<std::string, std::shared_ptr<Node>> nodes_;
  uint64_t operations_ = 0;
  uint64_t fault_at_ = 0;
  Fault fault_ = Fault::kNone;
  double failure_rate_ = 0;
  uint64_t capacity_ = UINT64_MAX;
  bool crashed_ = false;
  const std::unique_ptr<struct SqliteDiskVfs> vfs_;
};

}  // namespace adit
