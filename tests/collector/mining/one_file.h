// OneFile: a file system that holds one file in memory, for reading alone.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/io/file_system.h"

namespace adit::mining {

class OneFile final : public FileSystem {
 public:
  explicit OneFile(std::string_view content) : content_(content.begin(), content.end()) {}

  Result<std::unique_ptr<ReadFile>> OpenRead(const std::string&) override {
    return std::unique_ptr<ReadFile>(std::make_unique<Content>(content_));
  }
  Result<std::unique_ptr<AppendFile>> Create(const std::string&) override { return ReadOnly(); }
  Result<std::unique_ptr<AppendFile>> OpenAppend(const std::string&) override { return ReadOnly(); }
  Status Rename(const std::string&, const std::string&) override { return ReadOnly(); }
  Status Remove(const std::string&) override { return ReadOnly(); }
  Status Truncate(const std::string&, uint64_t) override { return ReadOnly(); }
  Status SyncDirectory(const std::string&) override { return ReadOnly(); }
  Status CreateDirectories(const std::string&) override { return ReadOnly(); }
  Result<std::vector<DirectoryEntry>> List(const std::string&) override { return ReadOnly(); }
  bool Exists(const std::string&) override { return true; }
  Result<uint64_t> FreeBytes(const std::string&) override { return ReadOnly(); }

 private:
  class Content final : public ReadFile {
   public:
    explicit Content(const Bytes& bytes) : bytes_(bytes) {}
    uint64_t size() const override { return bytes_.size(); }
    Result<Bytes> Read(uint64_t offset, size_t size) const override {
      const size_t begin = std::min<size_t>(offset, bytes_.size());
      const size_t end = begin + std::min(size, bytes_.size() - begin);
      return Bytes(bytes_.begin() + static_cast<ptrdiff_t>(begin),
                   bytes_.begin() + static_cast<ptrdiff_t>(end));
    }

   private:
    const Bytes& bytes_;
  };
  static Status ReadOnly() { return FailedPrecondition("a file for reading alone"); }

  const Bytes content_;
};

}  // namespace adit::mining
