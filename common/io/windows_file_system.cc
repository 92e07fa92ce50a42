#include <algorithm>
#include <utility>

#include "common/base/windows_api.h"
#include "common/io/file_system.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

// Scanners and indexers hold files for moments; what fails for that reason is tried again.
constexpr int kBusyTries = 25;
constexpr DWORD kBusyWaitMs = 20;
// As on other systems, an open file may be renamed and removed.
constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

bool IsBusy(DWORD error) {
  return error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION ||
         error == ERROR_ACCESS_DENIED || error == ERROR_USER_MAPPED_FILE;
}

template <typename Call>
bool RetryWhileBusy(Call call) {
  for (int i = 1;; ++i) {
    if (call()) return true;
    if (i == kBusyTries || !IsBusy(GetLastError())) return false;
    Sleep(kBusyWaitMs);
  }
}

// Owner, SYSTEM and administrators only, nothing inherited from above: what mode 0600 is elsewhere.
SECURITY_ATTRIBUTES* PrivateToOwner() {
  static SECURITY_ATTRIBUTES* const attributes = [] {
    auto* made = new SECURITY_ATTRIBUTES{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
    const std::wstring rights =
        L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;" + ToWide(OwnSid()) + L")";
    ConvertStringSecurityDescriptorToSecurityDescriptorW(rights.c_str(), SDDL_REVISION_1,
                                                         &made->lpSecurityDescriptor, nullptr);
    return made;
  }();
  return attributes->lpSecurityDescriptor != nullptr ? attributes : nullptr;
}

class WindowsAppendFile final : public AppendFile {
 public:
  WindowsAppendFile(HANDLE file, std::string path) : file_(file), path_(std::move(path)) {}
  ~WindowsAppendFile() override { (void)!Close().ok(); }
  Status Append(ByteView bytes) override {
    while (!bytes.empty()) {
      DWORD written = 0;
      const auto part = static_cast<DWORD>(std::min<size_t>(bytes.size(), 1U << 24));
      if (!WriteFile(file_, bytes.data(), part, &written, nullptr) || written == 0) {
        return WindowsFailure("cannot write", path_, GetLastError());
      }
      bytes = bytes.subspan(written);
    }
    return OkStatus();
  }
  Status Sync() override {
    if (!FlushFileBuffers(file_)) return WindowsFailure("cannot sync", path_, GetLastError());
    return OkStatus();
  }
  Status Close() override {
    const HANDLE file = std::exchange(file_, INVALID_HANDLE_VALUE);
    if (file != INVALID_HANDLE_VALUE && !CloseHandle(file)) {
      return WindowsFailure("cannot close", path_, GetLastError());
    }
    return OkStatus();
  }

 private:
  HANDLE file_;
  const std::string path_;
};

class WindowsReadFile final : public ReadFile {
 public:
  WindowsReadFile(HANDLE file, uint64_t size, std::string path)
      : file_(file), size_(size), path_(std::move(path)) {}
  ~WindowsReadFile() override { CloseHandle(file_); }
  uint64_t size() const override { return size_; }
  Result<Bytes> Read(uint64_t offset, size_t size) const override {
    if (offset >= size_) return Bytes{};
    Bytes bytes(static_cast<size_t>(std::min<uint64_t>(size, size_ - offset)));
    size_t done = 0;
    while (done < bytes.size()) {
      const uint64_t at = offset + done;
      OVERLAPPED where{};
      where.Offset = static_cast<DWORD>(at);
      where.OffsetHigh = static_cast<DWORD>(at >> 32);
      DWORD got = 0;
      const auto part = static_cast<DWORD>(std::min<size_t>(bytes.size() - done, 1U << 24));
      if (!::ReadFile(file_, bytes.data() + done, part, &got, &where)) {
        if (GetLastError() == ERROR_HANDLE_EOF) break;
        return WindowsFailure("cannot read", path_, GetLastError());
      }
      if (got == 0) break;  // the file became shorter meanwhile
      done += got;
    }
    bytes.resize(done);
    return bytes;
  }

 private:
  const HANDLE file_;
  const uint64_t size_;
  const std::string path_;
};

class WindowsFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    return OpenForAppend(path, CREATE_NEW, "cannot create");
  }
  Result<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    return OpenForAppend(path, OPEN_EXISTING, "cannot open");
  }
  Result<std::unique_ptr<adit::ReadFile>> OpenRead(const std::string& path) override {
    HANDLE file = INVALID_HANDLE_VALUE;
    const std::wstring wide = ToWidePath(path);
    RetryWhileBusy([&] {
      file = CreateFileW(wide.c_str(), GENERIC_READ, kShareAll, nullptr, OPEN_EXISTING,
                         FILE_ATTRIBUTE_NORMAL, nullptr);
      return file != INVALID_HANDLE_VALUE || IsDirectory(wide);
    });
    if (file == INVALID_HANDLE_VALUE) return WindowsFailure("cannot open", path, GetLastError());
    LARGE_INTEGER size{};
    if (!GetFileSizeEx(file, &size)) {
      const DWORD error = GetLastError();
      CloseHandle(file);
      return WindowsFailure("cannot open", path, error);
    }
    return std::unique_ptr<adit::ReadFile>(
        std::make_unique<WindowsReadFile>(file, static_cast<uint64_t>(size.QuadPart), path));
  }
  // Written through: the new name is in the file system's journal when this returns.
  Status Rename(const std::string& from, const std::string& to) override {
    const std::wstring source = ToWidePath(from);
    const std::wstring target = ToWidePath(to);
    const bool moved = RetryWhileBusy([&] {
      return MoveFileExW(source.c_str(), target.c_str(),
                         MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0;
    });
    return moved ? OkStatus() : WindowsFailure("cannot rename to", to, GetLastError());
  }
  Status Remove(const std::string& path) override {
    const std::wstring wide = ToWidePath(path);
    const bool removed = RetryWhileBusy([&] { return DeleteFileW(wide.c_str()) != 0; });
    return removed ? OkStatus() : WindowsFailure("cannot remove", path, GetLastError());
  }
  Status Truncate(const std::string& path, uint64_t size) override {
    const HANDLE file = CreateFileW(ToWidePath(path).c_str(), GENERIC_WRITE, kShareAll, nullptr,
                                    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE) {
      return WindowsFailure("cannot truncate", path, GetLastError());
    }
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(size);
    const bool cut = SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end) != 0;
    const DWORD error = GetLastError();
    CloseHandle(file);
    return cut ? OkStatus() : WindowsFailure("cannot truncate", path, error);
  }
  // Names are journalled metadata here: FlushFileBuffers of a file takes its name along, and Rename
  // writes through. What can be flushed of the directory itself is; a file system that knows no
  // such thing (FAT, network) has nothing to flush.
  Status SyncDirectory(const std::string& path) override {
    const HANDLE directory =
        CreateFileW(ToWidePath(path).c_str(), GENERIC_WRITE, kShareAll, nullptr, OPEN_EXISTING,
                    FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (directory == INVALID_HANDLE_VALUE) {
      if (GetLastError() == ERROR_ACCESS_DENIED && IsDirectory(ToWidePath(path))) return OkStatus();
      return WindowsFailure("cannot open directory", path, GetLastError());
    }
    const bool flushed = FlushFileBuffers(directory) != 0;
    const DWORD error = GetLastError();
    CloseHandle(directory);
    const bool no_such_thing = error == ERROR_ACCESS_DENIED || error == ERROR_INVALID_FUNCTION ||
                               error == ERROR_INVALID_HANDLE || error == ERROR_NOT_SUPPORTED ||
                               error == ERROR_INVALID_PARAMETER;
    if (flushed || no_such_thing) return OkStatus();
    return WindowsFailure("cannot sync directory", path, error);
  }
  Status CreateDirectories(const std::string& path) override {
    std::string plain = path;
    std::replace(plain.begin(), plain.end(), '\\', '/');
    for (size_t end = plain.find('/', 1);; end = plain.find('/', end + 1)) {
      const std::string part = plain.substr(0, end);
      const bool drive = part.size() == 2 && part[1] == ':';
      const std::wstring wide = ToWidePath(part);
      if (!part.empty() && !drive && !CreateDirectoryW(wide.c_str(), PrivateToOwner()) &&
          !IsDirectory(wide)) {
        return WindowsFailure("cannot create directory", part, GetLastError());
      }
      if (end == std::string::npos) return OkStatus();
    }
  }
  Result<std::vector<DirectoryEntry>> List(const std::string& path) override {
    WIN32_FIND_DATAW found{};
    const HANDLE search = FindFirstFileExW(ToWidePath(path + "/*").c_str(), FindExInfoBasic, &found,
                                           FindExSearchNameMatch, nullptr, 0);
    if (search == INVALID_HANDLE_VALUE) return WindowsFailure("cannot list", path, GetLastError());
    std::vector<DirectoryEntry> entries;
    do {
      const std::string name = ToUtf8(found.cFileName);
      if (name == "." || name == "..") continue;
      // The directory's copy of a size lags behind for files that were not closed properly.
      WIN32_FILE_ATTRIBUTE_DATA facts{};
      if (!GetFileAttributesExW(ToWidePath(path + "/" + name).c_str(), GetFileExInfoStandard,
                                &facts)) {
        continue;
      }
      entries.push_back({name, uint64_t{facts.nFileSizeHigh} << 32 | facts.nFileSizeLow,
                         (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0});
    } while (FindNextFileW(search, &found));
    FindClose(search);
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return entries;
  }
  bool Exists(const std::string& path) override {
    return GetFileAttributesW(ToWidePath(path).c_str()) != INVALID_FILE_ATTRIBUTES;
  }
  Result<uint64_t> FreeBytes(const std::string& path) override {
    ULARGE_INTEGER free{};
    if (!GetDiskFreeSpaceExW(ToWidePath(path).c_str(), &free, nullptr, nullptr)) {
      return WindowsFailure("cannot stat", path, GetLastError());
    }
    return static_cast<uint64_t>(free.QuadPart);
  }

 private:
  static bool IsDirectory(const std::wstring& path) {
    const DWORD error = GetLastError();  // the caller's, which it still wants
    const DWORD attributes = GetFileAttributesW(path.c_str());
    SetLastError(error);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  }
  static Result<std::unique_ptr<AppendFile>> OpenForAppend(const std::string& path, DWORD how,
                                                           std::string_view what) {
    HANDLE file = INVALID_HANDLE_VALUE;
    const std::wstring wide = ToWidePath(path);
    RetryWhileBusy([&] {
      file = CreateFileW(wide.c_str(), FILE_APPEND_DATA | FILE_WRITE_DATA | SYNCHRONIZE, kShareAll,
                         PrivateToOwner(), how, FILE_ATTRIBUTE_NORMAL, nullptr);
      return file != INVALID_HANDLE_VALUE || IsDirectory(wide);
    });
    if (file == INVALID_HANDLE_VALUE) return WindowsFailure(what, path, GetLastError());
    LARGE_INTEGER zero{};
    if (!SetFilePointerEx(file, zero, nullptr, FILE_END)) {
      const DWORD error = GetLastError();
      CloseHandle(file);
      return WindowsFailure(what, path, error);
    }
    return std::unique_ptr<AppendFile>(std::make_unique<WindowsAppendFile>(file, path));
  }
};

}  // namespace

FileSystem& RealFileSystem() {
  static WindowsFileSystem* const files = new WindowsFileSystem;
  return *files;
}

}  // namespace adit
