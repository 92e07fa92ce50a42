#include "tests/fakes/sqlite_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <set>
#include <thread>

#include "common/base/check.h"

namespace adit {
namespace {

constexpr size_t kSectorBytes = 512;
constexpr const char* kVfsName = "adit-simulated-disk";

}  // namespace

struct SqliteDiskVfs {
  sqlite3_vfs vfs{};
};

// What SQLite allocates for an open file.
struct OpenFile {
  sqlite3_file base;
  SqliteDisk* disk;
  void* node;  // std::shared_ptr<Node>*
  int lock;
  bool mapped;
  bool sync_directory;  // at its first sync, as the system's own layer does for new journals
  unsigned shm_shared;
  unsigned shm_exclusive;
};

// The functions SQLite calls. A friend, because its tables of functions need plain ones.
struct SqliteDiskCalls {
  using Node = SqliteDisk::Node;
  using Lock = std::lock_guard<std::recursive_mutex>;
  static OpenFile& File(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
  static Node& NodeOf(sqlite3_file* file) {
    return **static_cast<std::shared_ptr<Node>*>(File(file).node);
  }
  static SqliteDisk& Disk(sqlite3_vfs* vfs) { return *static_cast<SqliteDisk*>(vfs->pAppData); }

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* out_flags) {
    SqliteDisk& disk = Disk(vfs);
    const Lock lock(disk.mutex_);
    OpenFile& file = File(out);
    std::memset(&file, 0, sizeof file);
    if (disk.crashed_) return SQLITE_CANTOPEN;
    auto node = std::make_shared<Node>();
    bool created = false;
    if (name != nullptr) {
      auto& place = disk.nodes_[name];
      if (place == nullptr || !place->exists) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) {
          if (place == nullptr) disk.nodes_.erase(name);
          return SQLITE_CANTOPEN;
        }
        Fault fault = Fault::kNone;
        if (const int code = disk.Begin(fault, SQLITE_CANTOPEN); code != SQLITE_OK) {
          if (place == nullptr) disk.nodes_.erase(name);
          return code;
        }
        created = true;
        // A file of this name may be on the medium still, if its removal was not synced.
        if (place == nullptr) {
          place = node;
        } else {
          place->exists = true;
          place->bytes.clear();
          place->unsynced.push_back({0, {}});
        }
        if (fault == Fault::kCrashAfter) disk.Crash();
      }
      node = place;
    }
    file.base.pMethods = Methods();
    file.disk = &disk;
    file.node = new std::shared_ptr<Node>(std::move(node));
    file.sync_directory = created && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }

  static int Close(sqlite3_file* raw) {
    OpenFile& file = File(raw);
    const Lock lock(file.disk->mutex_);
    Unlock(raw, SQLITE_LOCK_NONE);
    if (file.mapped) ShmUnmap(raw, 0);
    delete static_cast<std::shared_ptr<Node>*>(file.node);
    file.node = nullptr;
    return SQLITE_OK;
  }

  static int Read(sqlite3_file* raw, void* out, int amount, sqlite3_int64 offset) {
    OpenFile& file = File(raw);
    const Lock lock(file.disk->mutex_);
    if (file.disk->crashed_) return SQLITE_IOERR_READ;
    const Bytes& bytes = NodeOf(raw).bytes;
    const auto from = static_cast<size_t>(offset);
    const auto wanted = static_cast<size_t>(amount);
    const size_t there = from < bytes.size() ? std::min(wanted, bytes.size() - from) : 0;
    if (there > 0) std::memcpy(out, bytes.data() + from, there);
    if (there == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
  }

  static void Put(Node& node, SqliteDisk::Change change) {
    SqliteDisk::Apply(node.bytes, change);
    node.unsynced.push_back(std::move(change));
  }

  static int Write(sqlite3_file* raw, const void* data, int amount, sqlite3_int64 offset) {
    OpenFile& file = File(raw);
    SqliteDisk& disk = *file.disk;
    const Lock lock(disk.mutex_);
    Fault fault = Fault::kNone;
    if (const int code = disk.Begin(fault, SQLITE_IOERR_WRITE); code != SQLITE_OK) return code;
    Node& node = NodeOf(raw);
    const auto* const from = static_cast<const uint8_t*>(data);
    SqliteDisk::Change change{static_cast<uint64_t>(offset), Bytes(from, from + amount)};
    const uint64_t end = change.offset + change.bytes.size();
    const uint64_t growth = end > node.bytes.size() ? end - node.bytes.size() : 0;
    const bool full = growth > 0 && disk.UsedBytesLocked() + growth > disk.capacity_;
    if (fault == Fault::kNoSpace || full) {
      change.bytes.resize(change.bytes.size() / 2);
      if (!full && !change.bytes.empty()) Put(node, std::move(change));
      return SQLITE_FULL;
    }
    if (fault == Fault::kCrashPrefix || fault == Fault::kCrashGarbage) {
      const auto part = static_cast<size_t>(disk.random_.Below(change.bytes.size() + 1));
      if (fault == Fault::kCrashPrefix) change.bytes.resize(std::max<size_t>(part, 1));
      for (size_t i = part; i < change.bytes.size(); ++i) {
        change.bytes[i] = static_cast<uint8_t>(disk.random_.Below(256));
      }
      Put(node, std::move(change));
      disk.Crash();
      return SQLITE_IOERR_WRITE;
    }
    Put(node, std::move(change));
    if (fault != Fault::kCrashAfter) return SQLITE_OK;
    disk.Crash();
    return SQLITE_IOERR_WRITE;
  }

  static int Truncate(sqlite3_file* raw, sqlite3_int64 size) {
    SqliteDisk& disk = *File(raw).disk;
    const Lock lock(disk.mutex_);
    Fault fault = Fault::kNone;
    if (const int code = disk.Begin(fault, SQLITE_IOERR_TRUNCATE); code != SQLITE_OK) return code;
    if (fault == Fault::kNoSpace) return SQLITE_IOERR_TRUNCATE;
    Put(NodeOf(raw), {static_cast<uint64_t>(size), {}});
    if (fault != Fault::kCrashAfter) return SQLITE_OK;
    disk.Crash();
    return SQLITE_IOERR_TRUNCATE;
  }

  static int Sync(sqlite3_file* raw, int) {
    SqliteDisk& disk = *File(raw).disk;
    const Lock lock(disk.mutex_);
    Fault fault = Fault::kNone;
    if (const int code = disk.Begin(fault, SQLITE_IOERR_FSYNC); code != SQLITE_OK) return code;
    Node& node = NodeOf(raw);
    if (fault == Fault::kNoSpace) return SQLITE_IOERR_FSYNC;
    if (fault == Fault::kFailLoses) {
      // Later syncs succeed and yet these writes never reach the medium.
      node.unsynced.clear();
      return SQLITE_IOERR_FSYNC;
    }
    for (const SqliteDisk::Change& change : node.unsynced) SqliteDisk::Apply(node.durable, change);
    node.unsynced.clear();
    if (File(raw).sync_directory) {
      for (const auto& [name, other] : disk.nodes_) other->durable_exists = other->exists;
      File(raw).sync_directory = false;
    }
    if (fault != Fault::kCrashAfter) return SQLITE_OK;
    disk.Crash();
    return SQLITE_IOERR_FSYNC;
  }

  static int Size(sqlite3_file* raw, sqlite3_int64* size) {
    const Lock lock(File(raw).disk->mutex_);
    if (File(raw).disk->crashed_) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(NodeOf(raw).bytes.size());
    return SQLITE_OK;
  }

  static int TakeLock(sqlite3_file* raw, int level) {
    OpenFile& file = File(raw);
    const Lock lock(file.disk->mutex_);
    Node& node = NodeOf(raw);
    if (file.lock >= level) return SQLITE_OK;
    const bool foreign_exclusive = node.exclusive != nullptr && node.exclusive != raw;
    if (level == SQLITE_LOCK_SHARED) {
      if (foreign_exclusive) return SQLITE_BUSY;
      ++node.shared;
    } else if (level == SQLITE_LOCK_RESERVED) {
      if (node.reserved != nullptr && node.reserved != raw) return SQLITE_BUSY;
      node.reserved = raw;
    } else {
      if (foreign_exclusive || (node.reserved != nullptr && node.reserved != raw)) {
        return SQLITE_BUSY;
      }
      if (node.shared > 1) return SQLITE_BUSY;
      node.exclusive = raw;
    }
    file.lock = level;
    return SQLITE_OK;
  }

  static int Unlock(sqlite3_file* raw, int level) {
    OpenFile& file = File(raw);
    const Lock lock(file.disk->mutex_);
    Node& node = NodeOf(raw);
    if (file.lock <= level) return SQLITE_OK;
    if (node.exclusive == raw) node.exclusive = nullptr;
    if (node.reserved == raw) node.reserved = nullptr;
    if (level == SQLITE_LOCK_NONE && file.lock >= SQLITE_LOCK_SHARED) --node.shared;
    file.lock = level;
    return SQLITE_OK;
  }

  static int CheckReserved(sqlite3_file* raw, int* out) {
    const Lock lock(File(raw).disk->mutex_);
    *out = NodeOf(raw).reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
  }

  static int Control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int SectorSize(sqlite3_file*) { return kSectorBytes; }
  static int Characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int ShmMap(sqlite3_file* raw, int region, int size, int extend, void volatile** out) {
    OpenFile& file = File(raw);
    const Lock lock(file.disk->mutex_);
    Node& node = NodeOf(raw);
    if (!file.mapped) ++node.mappings;
    file.mapped = true;
    *out = nullptr;
    while (node.regions.size() <= static_cast<size_t>(region)) {
      if (extend == 0) return SQLITE_OK;
      node.regions.push_back(std::make_unique<Bytes>(static_cast<size_t>(size)));
    }
    *out = node.regions[static_cast<size_t>(region)]->data();
    return SQLITE_OK;
  }

  static int ShmLock(sqlite3_file* raw, int offset, int n, int flags) {
    OpenFile& file = File(raw);
    const Lock lock(file.disk->mutex_);
    Node& node = NodeOf(raw);
    const unsigned mask = ((1u << n) - 1u) << offset;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (int i = offset; i < offset + n; ++i) {
        if ((file.shm_shared & (1u << i)) != 0) --node.shm_shared[i];
        if (node.shm_exclusive[i] == raw) node.shm_exclusive[i] = nullptr;
      }
      file.shm_shared &= ~mask;
      file.shm_exclusive &= ~mask;
      return SQLITE_OK;
    }
    for (int i = offset; i < offset + n; ++i) {
      if (node.shm_exclusive[i] != nullptr && node.shm_exclusive[i] != raw) return SQLITE_BUSY;
      const int mine = (file.shm_shared & (1u << i)) != 0 ? 1 : 0;
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && node.shm_shared[i] > mine) return SQLITE_BUSY;
    }
    for (int i = offset; i < offset + n; ++i) {
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
        node.shm_exclusive[i] = raw;
        file.shm_exclusive |= 1u << i;
      } else if ((file.shm_shared & (1u << i)) == 0) {
        ++node.shm_shared[i];
        file.shm_shared |= 1u << i;
      }
    }
    return SQLITE_OK;
  }

  static void ShmBarrier(sqlite3_file* raw) { const Lock lock(File(raw).disk->mutex_); }

  static int ShmUnmap(sqlite3_file* raw, int) {
    OpenFile& file = File(raw);
    const Lock lock(file.disk->mutex_);
    if (!file.mapped) return SQLITE_OK;
    ShmLock(raw, 0, 8, SQLITE_SHM_UNLOCK);
    file.mapped = false;
    Node& node = NodeOf(raw);
    if (--node.mappings == 0) node.regions.clear();
    return SQLITE_OK;
  }

  static int Delete(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    SqliteDisk& disk = Disk(vfs);
    const Lock lock(disk.mutex_);
    const auto found = disk.nodes_.find(name);
    if (found == disk.nodes_.end() || !found->second->exists) return SQLITE_IOERR_DELETE_NOENT;
    Fault fault = Fault::kNone;
    if (const int code = disk.Begin(fault, SQLITE_IOERR_DELETE); code != SQLITE_OK) return code;
    if (fault == Fault::kNoSpace || fault == Fault::kFailLoses) return SQLITE_IOERR_DELETE;
    found->second->exists = false;
    if (sync_directory != 0) found->second->durable_exists = false;
    if (fault != Fault::kCrashAfter) return SQLITE_OK;
    disk.Crash();
    return SQLITE_IOERR_DELETE;
  }

  static int Access(sqlite3_vfs* vfs, const char* name, int, int* out) {
    SqliteDisk& disk = Disk(vfs);
    const Lock lock(disk.mutex_);
    if (disk.crashed_) return SQLITE_IOERR_ACCESS;
    const auto found = disk.nodes_.find(name);
    *out = found != disk.nodes_.end() && found->second->exists ? 1 : 0;
    return SQLITE_OK;
  }

  static int FullPath(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }

  static int Randomness(sqlite3_vfs* vfs, int size, char* out) {
    SqliteDisk& disk = Disk(vfs);
    const Lock lock(disk.mutex_);
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(disk.random_.Below(256));
    return size;
  }

  static int Sleep(sqlite3_vfs*, int us) {
    std::this_thread::sleep_for(std::chrono::microseconds(us));
    return us;
  }

  static int CurrentTime(sqlite3_vfs*, double* out) {
    *out = 2'460'000.5;
    return SQLITE_OK;
  }

  static int LastError(sqlite3_vfs*, int, char*) { return 0; }

  static const sqlite3_io_methods* Methods() {
    static const sqlite3_io_methods methods = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;
      m.xClose = Close;
      m.xRead = Read;
      m.xWrite = Write;
      m.xTruncate = Truncate;
      m.xSync = Sync;
      m.xFileSize = Size;
      m.xLock = TakeLock;
      m.xUnlock = Unlock;
      m.xCheckReservedLock = CheckReserved;
      m.xFileControl = Control;
      m.xSectorSize = SectorSize;
      m.xDeviceCharacteristics = Characteristics;
      m.xShmMap = ShmMap;
      m.xShmLock = ShmLock;
      m.xShmBarrier = ShmBarrier;
      m.xShmUnmap = ShmUnmap;
      return m;
    }();
    return &methods;
  }
};

SqliteDisk::SqliteDisk(uint64_t seed) : random_(seed), vfs_(std::make_unique<SqliteDiskVfs>()) {
  sqlite3_vfs& vfs = vfs_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = 1024;
  vfs.zName = kVfsName;
  vfs.pAppData = this;
  vfs.xOpen = SqliteDiskCalls::Open;
  vfs.xDelete = SqliteDiskCalls::Delete;
  vfs.xAccess = SqliteDiskCalls::Access;
  vfs.xFullPathname = SqliteDiskCalls::FullPath;
  vfs.xRandomness = SqliteDiskCalls::Randomness;
  vfs.xSleep = SqliteDiskCalls::Sleep;
  vfs.xCurrentTime = SqliteDiskCalls::CurrentTime;
  vfs.xGetLastError = SqliteDiskCalls::LastError;
  ADIT_CHECK(sqlite3_vfs_find(kVfsName) == nullptr);
  ADIT_CHECK(sqlite3_vfs_register(&vfs, /*makeDflt=*/1) == SQLITE_OK);
}

SqliteDisk::~SqliteDisk() { sqlite3_vfs_unregister(&vfs_->vfs); }

void SqliteDisk::SetFault(uint64_t at_operation, Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_at_ = at_operation;
  fault_ = fault;
}

void SqliteDisk::SetFailureRate(double probability) {
  const std::lock_guard lock(mutex_);
  failure_rate_ = probability;
}

void SqliteDisk::SetCapacity(uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

uint64_t SqliteDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

bool SqliteDisk::crashed() const {
  const std::lock_guard lock(mutex_);
  return crashed_;
}

void SqliteDisk::Crash() {
  const std::lock_guard lock(mutex_);
  crashed_ = true;
}

int SqliteDisk::Begin(Fault& fault, int failure) {
  if (crashed_) return failure;
  ++operations_;
  fault = operations_ == fault_at_ ? fault_ : Fault::kNone;
  if (fault == Fault::kNone && failure_rate_ > 0 && random_.Chance(failure_rate_)) {
    fault = random_.Chance(0.5) ? Fault::kFail : Fault::kNoSpace;
  }
  if (fault == Fault::kCrashBefore) Crash();
  return fault == Fault::kCrashBefore || fault == Fault::kFail ? failure : SQLITE_OK;
}

void SqliteDisk::Apply(Bytes& bytes, const Change& change) {
  if (change.bytes.empty()) {
    bytes.resize(static_cast<size_t>(change.offset));
    return;
  }
  const auto offset = static_cast<size_t>(change.offset);
  if (bytes.size() < offset + change.bytes.size()) bytes.resize(offset + change.bytes.size());
  std::copy(change.bytes.begin(), change.bytes.end(),
            bytes.begin() + static_cast<ptrdiff_t>(offset));
}

// Sectors of one write reach the medium each for itself, and writes in any order.
void SqliteDisk::Survive(Node& node, bool lose_all) {
  for (const Change& change : node.unsynced) {
    if (lose_all) break;
    if (change.bytes.empty()) {
      if (random_.Chance(0.5)) Apply(node.durable, change);
      continue;
    }
    const uint64_t fate = random_.Below(4);
    if (fate == 0) continue;
    for (size_t at = 0; at < change.bytes.size();) {
      const size_t sector_end = kSectorBytes - (change.offset + at) % kSectorBytes;
      const size_t end = std::min(change.bytes.size(), at + sector_end);
      Change sector{change.offset + at,
                    Bytes(change.bytes.begin() + static_cast<ptrdiff_t>(at),
                          change.bytes.begin() + static_cast<ptrdiff_t>(end))};
      const uint64_t dice = fate == 1 ? 0 : random_.Below(10);
      if (dice == 9) {
        for (uint8_t& byte : sector.bytes) byte = static_cast<uint8_t>(random_.Below(256));
      }
      if (dice != 8) Apply(node.durable, sector);
      at = end;
    }
  }
  node.unsynced.clear();
  node.bytes = node.durable;
}

void SqliteDisk::Restart(bool lose_all) {
  const std::lock_guard lock(mutex_);
  for (auto place = nodes_.begin(); place != nodes_.end();) {
    Node& node = *place->second;
    ADIT_CHECK(node.mappings == 0 && node.shared == 0);
    if (node.exists != node.durable_exists && !lose_all && random_.Chance(0.5)) {
      node.durable_exists = node.exists;
    }
    node.exists = node.durable_exists;
    Survive(node, lose_all);
    place = node.exists ? std::next(place) : nodes_.erase(place);
  }
  crashed_ = false;
  fault_ = Fault::kNone;
  fault_at_ = 0;
}

SqliteDisk::Snapshot SqliteDisk::TakeSnapshot() const {
  const std::lock_guard lock(mutex_);
  Snapshot snapshot;
  for (const auto& [name, node] : nodes_) {
    if (node->durable_exists) snapshot[name] = node->durable;
  }
  return snapshot;
}

void SqliteDisk::Restore(const Snapshot& snapshot) {
  const std::lock_guard lock(mutex_);
  nodes_.clear();
  for (const auto& [name, bytes] : snapshot) {
    auto node = std::make_shared<Node>();
    node->bytes = node->durable = bytes;
    node->durable_exists = true;
    nodes_[name] = std::move(node);
  }
  crashed_ = false;
}

uint64_t SqliteDisk::UsedBytesLocked() const {
  uint64_t used = 0;
  for (const auto& [name, node] : nodes_) used += node->exists ? node->bytes.size() : 0;
  return used;
}

uint64_t SqliteDisk::UsedBytes() const {
  const std::lock_guard lock(mutex_);
  return UsedBytesLocked();
}

}  // namespace adit
