// FileSystem: the one door to files, so that tests and the simulation can lose power, fill the disk
// and fail any call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/status.h"

namespace adit {

// A file open for appending. Not thread-safe. Destruction closes without syncing.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  // Appends all bytes or fails; after a failure the file's tail is unspecified.
  [[nodiscard]] virtual Status Append(ByteView bytes) = 0;
  // Returns ok only when everything appended is on stable storage. After a failure the file must be
  // abandoned: a second Sync could claim success for data that was lost (docs/decisions).
  [[nodiscard]] virtual Status Sync() = 0;
  [[nodiscard]] virtual Status Close() = 0;
};

// A file open for positioned reads. Thread-safe.
class ReadFile {
 public:
  virtual ~ReadFile() = default;
  [[nodiscard]] virtual uint64_t size() const = 0;
  // Up to `size` bytes from `offset`; fewer only at the end of the file.
  [[nodiscard]] virtual Result<Bytes> Read(uint64_t offset, size_t size) const = 0;
};

struct DirectoryEntry {
  std::string name;  // without the directory
  uint64_t size = 0;
  bool is_directory = false;
};

// Paths are UTF-8. Messages of failures name the path and the reason. Threads: any.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Creates a new file readable by its owner only (0600); kAlreadyExists when there is one.
  [[nodiscard]] virtual Result<std::unique_ptr<AppendFile>> Create(const std::string& path) = 0;
  // Opens an existing file for appending at its end.
  [[nodiscard]] virtual Result<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<ReadFile>> OpenRead(const std::string& path) = 0;
  // Atomic within a file system; durable after SyncDirectory of the target's directory.
  [[nodiscard]] virtual Status Rename(const std::string& from, const std::string& to) = 0;
  // kNotFound when there is no such file.
  [[nodiscard]] virtual Status Remove(const std::string& path) = 0;
  [[nodiscard]] virtual Status Truncate(const std::string& path, uint64_t size) = 0;
  [[nodiscard]] virtual Status SyncDirectory(const std::string& path) = 0;
  // Creates the directory (0700) and its missing parents; ok when it exists.
  [[nodiscard]] virtual Status CreateDirectories(const std::string& path) = 0;
  // Entries in ascending order of name.
  [[nodiscard]] virtual Result<std::vector<DirectoryEntry>> List(const std::string& path) = 0;
  [[nodiscard]] virtual bool Exists(const std::string& path) = 0;
  // Bytes an unprivileged process may still write.
  [[nodiscard]] virtual Result<uint64_t> FreeBytes(const std::string& path) = 0;
};

// The machine's file system. Never destroyed.
[[nodiscard]] FileSystem& RealFileSystem();

// The whole file; kResourceExhausted when it is larger than `limit` bytes.
[[nodiscard]] Result<Bytes> ReadWholeFile(FileSystem& files, const std::string& path, uint64_t limit);
// Writes to "<path>.new", syncs, renames and syncs the directory: after a crash the file is either
// the old or the new one. Mode 0600.
[[nodiscard]] Status WriteFileAtomically(FileSystem& files, const std::string& path, ByteView bytes);

}  // namespace adit
