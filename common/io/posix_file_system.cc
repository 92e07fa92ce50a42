#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/io/file_sync.h"
#include "common/io/file_system.h"

namespace adit {
namespace {

Status Failure(std::string_view what, const std::string& path, int error) {
  std::string message = std::string(what) + " " + path + ": " + std::strerror(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR: return NotFound(std::move(message));
    case EEXIST: return AlreadyExists(std::move(message));
    case EACCES:
    case EPERM:
    case EROFS: return PermissionDenied(std::move(message));
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE: return ResourceExhausted(std::move(message));
    default: return Unavailable(std::move(message));
  }
}

// Repeats a call that a signal interrupted.
template <typename Call>
auto Retry(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

class PosixAppendFile final : public AppendFile {
 public:
  PosixAppendFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  ~PosixAppendFile() override {
    if (fd_ >= 0) close(fd_);
  }
  Status Append(ByteView bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = Retry([&] { return write(fd_, bytes.data(), bytes.size()); });
      if (n < 0) return Failure("cannot write", path_, errno);
      bytes = bytes.subspan(static_cast<size_t>(n));
    }
    return OkStatus();
  }
  Status Sync() override {
    if (Retry([&] { return SyncFile(fd_); }) != 0) return Failure("cannot sync", path_, errno);
    return OkStatus();
  }
  Status Close() override {
    const int fd = std::exchange(fd_, -1);
    if (fd >= 0 && close(fd) != 0 && errno != EINTR) return Failure("cannot close", path_, errno);
    return OkStatus();
  }

 private:
  int fd_;
  const std::string path_;
};

class PosixReadFile final : public ReadFile {
 public:
  PosixReadFile(int fd, uint64_t size, std::string path)
      : fd_(fd), size_(size), path_(std::move(path)) {}
  ~PosixReadFile() override { close(fd_); }
  uint64_t size() const override { return size_; }
  Result<Bytes> Read(uint64_t offset, size_t size) const override {
    if (offset >= size_) return Bytes{};
    Bytes bytes(static_cast<size_t>(std::min<uint64_t>(size, size_ - offset)));
    size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n = Retry([&] {
        return pread(fd_, bytes.data() + done, bytes.size() - done,
                     static_cast<off_t>(offset + done));
      });
      if (n < 0) return Failure("cannot read", path_, errno);
      if (n == 0) break;  // the file became shorter meanwhile
      done += static_cast<size_t>(n);
    }
    bytes.resize(done);
    return bytes;
  }

 private:
  const int fd_;
  const uint64_t size_;
  const std::string path_;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    return OpenForAppend(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
  }
  Result<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    return OpenForAppend(path, O_WRONLY | O_APPEND);
  }
  Result<std::unique_ptr<ReadFile>> OpenRead(const std::string& path) override {
    const int fd = Retry([&] { return open(path.c_str(), O_RDONLY | O_CLOEXEC); });
    if (fd < 0) return Failure("cannot open", path, errno);
    struct stat info {};
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
      const int error = S_ISDIR(info.st_mode) ? EISDIR : errno;
      close(fd);
      return Failure("cannot open", path, error);
    }
    return std::unique_ptr<ReadFile>(
        std::make_unique<PosixReadFile>(fd, static_cast<uint64_t>(info.st_size), path));
  }
  Status Rename(const std::string& from, const std::string& to) override {
    if (rename(from.c_str(), to.c_str()) != 0) return Failure("cannot rename to", to, errno);
    return OkStatus();
  }
  Status Remove(const std::string& path) override {
    if (unlink(path.c_str()) != 0) return Failure("cannot remove", path, errno);
    return OkStatus();
  }
  Status Truncate(const std::string& path, uint64_t size) override {
    if (Retry([&] { return truncate(path.c_str(), static_cast<off_t>(size)); }) != 0) {
      return Failure("cannot truncate", path, errno);
    }
    return OkStatus();
  }
  Status SyncDirectory(const std::string& path) override {
    const int fd = Retry([&] { return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (fd < 0) return Failure("cannot open directory", path, errno);
    const int result = Retry([&] { return SyncFolder(fd); });
    const int error = errno;
    close(fd);
    if (result != 0) return Failure("cannot sync directory", path, error);
    return OkStatus();
  }
  Status CreateDirectories(const std::string& path) override {
    for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      const std::string part = path.substr(0, end);
      if (!part.empty() && mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
        return Failure("cannot create directory", part, errno);
      }
      if (end == std::string::npos) break;
    }
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) return Failure("cannot open directory", path, errno);
    if (!S_ISDIR(info.st_mode)) return Failure("cannot create directory", path, EEXIST);
    return OkStatus();
  }
  Result<std::vector<DirectoryEntry>> List(const std::string& path) override {
    DIR* const directory = opendir(path.c_str());
    if (directory == nullptr) return Failure("cannot list", path, errno);
    std::vector<DirectoryEntry> entries;
    errno = 0;
    while (const dirent* const entry = readdir(directory)) {
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      struct stat info {};
      if (fstatat(dirfd(directory), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
      entries.push_back({name, static_cast<uint64_t>(info.st_size), S_ISDIR(info.st_mode)});
    }
    closedir(directory);
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return entries;
  }
  bool Exists(const std::string& path) override { return access(path.c_str(), F_OK) == 0; }
  Result<uint64_t> FreeBytes(const std::string& path) override {
    struct statvfs info {};
    if (statvfs(path.c_str(), &info) != 0) return Failure("cannot stat", path, errno);
    return static_cast<uint64_t>(info.f_bavail) * info.f_frsize;
  }

 private:
  static Result<std::unique_ptr<AppendFile>> OpenForAppend(const std::string& path, int flags) {
    const int fd = Retry([&] { return open(path.c_str(), flags | O_CLOEXEC, 0600); });
    if (fd < 0) return Failure((flags & O_CREAT) != 0 ? "cannot create" : "cannot open", path, errno);
    return std::unique_ptr<AppendFile>(std::make_unique<PosixAppendFile>(fd, path));
  }
};

}  // namespace

FileSystem& RealFileSystem() {
  static PosixFileSystem* const files = new PosixFileSystem;
  return *files;
}

}  // namespace adit
