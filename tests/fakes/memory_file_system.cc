#include "tests/fakes/memory_file_system.h"

#include <algorithm>
#include <set>

namespace adit {
namespace {

Status PowerIsOff() { return Unavailable("the power is off"); }

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

class MemoryReadFile final : public ReadFile {
 public:
  explicit MemoryReadFile(Bytes bytes) : bytes_(std::move(bytes)) {}
  uint64_t size() const override { return bytes_.size(); }
  Result<Bytes> Read(uint64_t offset, size_t size) const override {
    if (offset >= bytes_.size()) return Bytes{};
    const size_t n = std::min<size_t>(size, bytes_.size() - static_cast<size_t>(offset));
    const auto start = bytes_.begin() + static_cast<ptrdiff_t>(offset);
    return Bytes(start, start + static_cast<ptrdiff_t>(n));
  }

 private:
  const Bytes bytes_;
};

}  // namespace

class MemoryAppendFile final : public AppendFile {
 public:
  MemoryAppendFile(MemoryFileSystem& files, std::shared_ptr<MemoryFileSystem::Node> node)
      : files_(files), node_(std::move(node)), life_(files.life_) {}
  Status Append(ByteView bytes) override {
    return life_ == files_.life_ ? files_.Append(node_, bytes) : PowerIsOff();
  }
  Status Sync() override { return life_ == files_.life_ ? files_.SyncFile(node_) : PowerIsOff(); }
  Status Close() override {
    if (life_ != files_.life_) return PowerIsOff();
    Fault fault = Fault::kNone;
    if (const auto status = files_.Begin(fault)) return *status;
    if (fault == Fault::kCrashAfter) files_.Crash();
    return OkStatus();
  }

 private:
  MemoryFileSystem& files_;
  const std::shared_ptr<MemoryFileSystem::Node> node_;
  const uint64_t life_;
};

MemoryFileSystem::MemoryFileSystem(uint64_t seed) : random_(seed) {}
MemoryFileSystem::~MemoryFileSystem() = default;

void MemoryFileSystem::SetFault(uint64_t at_operation, Fault fault) {
  fault_at_ = at_operation;
  fault_ = fault;
}

std::optional<Status> MemoryFileSystem::Begin(Fault& fault) {
  if (crashed_) return PowerIsOff();
  ++operations_;
  fault = operations_ == fault_at_ ? fault_ : Fault::kNone;
  if (fault == Fault::kNone && failure_rate_ > 0 && random_.Chance(failure_rate_)) {
    fault = random_.Chance(0.5) ? Fault::kFail : Fault::kNoSpace;
  }
  if (fault == Fault::kCrashBefore) {
    Crash();
    return PowerIsOff();
  }
  if (fault == Fault::kFail) return Unavailable("injected failure");
  return std::nullopt;
}

Result<std::unique_ptr<AppendFile>> MemoryFileSystem::Create(const std::string& path) {
  Fault fault = Fault::kNone;
  if (const auto status = Begin(fault)) return *status;
  if (fault == Fault::kNoSpace) return ResourceExhausted("no space for " + path);
  if (names_.contains(path)) return AlreadyExists(path);
  const NameChange change{DirectoryOf(path), "", path, std::make_shared<Node>()};
  ApplyChange(names_, change);
  pending_.push_back(change);
  if (fault == Fault::kCrashAfter) Crash();
  return std::unique_ptr<AppendFile>(std::make_unique<MemoryAppendFile>(*this, change.node));
}

Result<std::unique_ptr<AppendFile>> MemoryFileSystem::OpenAppend(const std::string& path) {
  if (crashed_) return PowerIsOff();
  const auto found = names_.find(path);
  if (found == names_.end()) return NotFound(path);
  return std::unique_ptr<AppendFile>(std::make_unique<MemoryAppendFile>(*this, found->second));
}

Result<std::unique_ptr<ReadFile>> MemoryFileSystem::OpenRead(const std::string& path) {
  if (crashed_) return PowerIsOff();
  const auto found = names_.find(path);
  if (found == names_.end()) return NotFound(path);
  return std::unique_ptr<ReadFile>(std::make_unique<MemoryReadFile>(found->second->bytes));
}

Status MemoryFileSystem::Append(const std::shared_ptr<Node>& node, ByteView bytes) {
  Fault fault = Fault::kNone;
  if (const auto status = Begin(fault)) return *status;
  Bytes& out = node->bytes;
  const bool full = UsedBytes() + bytes.size() > capacity_;
  if (fault == Fault::kNoSpace || full) {
    const size_t fits = full ? static_cast<size_t>(
                                   capacity_ > UsedBytes() ? capacity_ - UsedBytes() : 0)
                             : bytes.size() / 2;
    out.insert(out.end(), bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(fits));
    return ResourceExhausted("no space left");
  }
  if (fault == Fault::kCrashPrefix || fault == Fault::kCrashGarbage) {
    const auto part = static_cast<ptrdiff_t>(random_.Below(bytes.size() + 1));
    out.insert(out.end(), bytes.begin(), bytes.begin() + part);
    if (fault == Fault::kCrashGarbage) {
      for (size_t i = static_cast<size_t>(part); i < bytes.size(); ++i) {
        out.push_back(static_cast<uint8_t>(random_.Below(256)));
      }
    }
    Crash();
    return PowerIsOff();
  }
  out.insert(out.end(), bytes.begin(), bytes.end());
  if (fault == Fault::kCrashAfter) {
    Crash();
    return PowerIsOff();
  }
  return OkStatus();
}

Status MemoryFileSystem::SyncFile(const std::shared_ptr<Node>& node) {
  Fault fault = Fault::kNone;
  if (const auto status = Begin(fault)) return *status;
  if (fault == Fault::kNoSpace) return ResourceExhausted("no space at sync");
  if (fault == Fault::kFailLoses) {
    // Later syncs succeed and yet these bytes never reach the medium.
    node->sync_lost = true;
    return Unavailable("injected failure of sync");
  }
  if (!node->sync_lost) node->synced = node->bytes;
  if (fault == Fault::kCrashAfter) {
    Crash();
    return PowerIsOff();
  }
  return OkStatus();
}

void MemoryFileSystem::ApplyChange(Names& names, const NameChange& change) const {
  if (!change.from.empty()) names.erase(change.from);
  if (!change.to.empty()) names[change.to] = change.node;
}

Status MemoryFileSystem::Rename(const std::string& from, const std::string& to) {
  Fault fault = Fault::kNone;
  if (const auto status = Begin(fault)) return *status;
  if (fault == Fault::kNoSpace) return ResourceExhausted("no space to rename");
  const auto found = names_.find(from);
  if (found == names_.end()) return NotFound(from);
  const NameChange change{DirectoryOf(to), from, to, found->second};
  ApplyChange(names_, change);
  pending_.push_back(change);
  if (fault == Fault::kCrashAfter) {
    Crash();
    return PowerIsOff();
  }
  return OkStatus();
}

Status MemoryFileSystem::Remove(const std::string& path) {
  if (!crashed_ && !names_.contains(path)) return NotFound(path);
  Fault fault = Fault::kNone;
  if (const auto status = Begin(fault)) return *status;
  const NameChange change{DirectoryOf(path), path, "", nullptr};
  ApplyChange(names_, change);
  pending_.push_back(change);
  if (fault == Fault::kCrashAfter) {
    Crash();
    return PowerIsOff();
  }
  return OkStatus();
}

Status MemoryFileSystem::Truncate(const std::string& path, uint64_t size) {
  Fault fault = Fault::kNone;
  if (const auto status = Begin(fault)) return *status;
  const auto found = names_.find(path);
  if (found == names_.end()) return NotFound(path);
  found->second->bytes.resize(static_cast<size_t>(size));
  if (fault == Fault::kCrashAfter) {
    Crash();
    return PowerIsOff();
  }
  return OkStatus();
}

Status MemoryFileSystem::SyncDirectory(const std::string& path) {
  Fault fault = Fault::kNone;
  if (const auto status = Begin(fault)) return *status;
  if (fault == Fault::kNoSpace || fault == Fault::kFailLoses) {
    return Unavailable("injected failure of directory sync");
  }
  std::vector<NameChange> still_pending;
  for (const NameChange& change : pending_) {
    if (change.directory == path) {
      ApplyChange(durable_names_, change);
    } else {
      still_pending.push_back(change);
    }
  }
  pending_ = std::move(still_pending);
  if (fault == Fault::kCrashAfter) {
    Crash();
    return PowerIsOff();
  }
  return OkStatus();
}

Status MemoryFileSystem::CreateDirectories(const std::string& path) {
  if (crashed_) return PowerIsOff();
  if (std::find(directories_.begin(), directories_.end(), path) == directories_.end()) {
    directories_.push_back(path);
  }
  return OkStatus();
}

Result<std::vector<DirectoryEntry>> MemoryFileSystem::List(const std::string& path) {
  if (crashed_) return PowerIsOff();
  std::vector<DirectoryEntry> entries;
  for (const auto& [name, node] : names_) {
    if (DirectoryOf(name) == path) {
      entries.push_back({name.substr(path.size() + 1), node->bytes.size(), false});
    }
  }
  return entries;
}

bool MemoryFileSystem::Exists(const std::string& path) {
  return !crashed_ && names_.contains(path);
}

Result<uint64_t> MemoryFileSystem::FreeBytes(const std::string&) {
  if (crashed_) return PowerIsOff();
  const uint64_t used = UsedBytes();
  return capacity_ > used ? capacity_ - used : 0;
}

void MemoryFileSystem::LoseBytes(Node& node, bool lose_all) {
  const size_t common = node.synced.size();
  const bool only_appended =
      node.bytes.size() >= common &&
      std::equal(node.synced.begin(), node.synced.end(), node.bytes.begin());
  if (!only_appended || lose_all || node.sync_lost) {
    node.bytes = node.synced;
    node.sync_lost = false;
    return;
  }
  const size_t unsynced = node.bytes.size() - common;
  const size_t kept = static_cast<size_t>(random_.Below(unsynced + 1));
  switch (random_.Below(4)) {
    case 0: node.bytes.resize(common); break;
    case 1: break;
    case 2: node.bytes.resize(common + kept); break;
    default:  // the length reached the medium, the bytes did not
      for (size_t i = common + kept; i < node.bytes.size(); ++i) {
        node.bytes[i] = random_.Chance(0.5) ? 0 : static_cast<uint8_t>(random_.Below(256));
      }
  }
  node.synced = node.bytes;
}

void MemoryFileSystem::Restart(bool lose_all) {
  const size_t survive = lose_all ? 0 : static_cast<size_t>(random_.Below(pending_.size() + 1));
  for (size_t i = 0; i < survive; ++i) ApplyChange(durable_names_, pending_[i]);
  pending_.clear();
  std::set<Node*> seen;
  for (const auto& [name, node] : durable_names_) {
    if (seen.insert(node.get()).second) LoseBytes(*node, lose_all);
  }
  names_ = durable_names_;
  crashed_ = false;
  fault_ = Fault::kNone;
  fault_at_ = 0;
  ++life_;
}

MemoryFileSystem::Snapshot MemoryFileSystem::TakeSnapshot() const {
  Snapshot snapshot;
  for (const auto& [name, node] : durable_names_) snapshot[name] = node->synced;
  return snapshot;
}

void MemoryFileSystem::Restore(const Snapshot& snapshot) {
  pending_.clear();
  durable_names_.clear();
  for (const auto& [name, bytes] : snapshot) {
    auto node = std::make_shared<Node>();
    node->bytes = node->synced = bytes;
    durable_names_[name] = std::move(node);
  }
  Restart(/*lose_all=*/true);
}

std::vector<std::string> MemoryFileSystem::Paths() const {
  std::vector<std::string> paths;
  for (const auto& [name, node] : names_) paths.push_back(name);
  return paths;
}

Bytes* MemoryFileSystem::Find(const std::string& path) {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : &found->second->bytes;
}

uint64_t MemoryFileSystem::UsedBytes() const {
  uint64_t used = 0;
  for (const auto& [name, node] : names_) used += node->bytes.size();
  return used;
}

}  // namespace adit
