#include "collector/reconstruct/text_source.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace adit {
namespace {

constexpr unsigned kChunkBytes = 1 << 18;

// zlib's gzFile reads plain files as they are, so one class serves both.
class FileSource final : public TextSource {
 public:
  FileSource(std::string path, gzFile file) : path_(std::move(path)), file_(file) {}
  ~FileSource() override { gzclose(file_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Status Next(std::string& chunk) override {
    chunk.resize(kChunkBytes);
    const int got = gzread(file_, chunk.data(), kChunkBytes);
    int code = Z_OK;
    const char* message = gzerror(file_, &code);
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
      return DataLoss(path_ + ": the compressed file is damaged or cut short (" + message +
                      "); pack it again");
    }
    chunk.resize(static_cast<size_t>(got));
    return OkStatus();
  }

 private:
  const std::string path_;
  gzFile file_;
};

class StringSource final : public TextSource {
 public:
  explicit StringSource(std::string text) : text_(std::move(text)) {}
  Status Next(std::string& chunk) override {
    chunk = std::exchange(text_, {});
    return OkStatus();
  }

 private:
  std::string text_;
};

}  // namespace

Result<std::unique_ptr<TextSource>> TextSource::Open(const std::string& path) {
  errno = 0;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    const int reason = errno;
    const std::string message =
        path + ": " + (reason == 0 ? "cannot be opened" : std::strerror(reason));
    return reason == EACCES ? PermissionDenied(message) : NotFound(message);
  }
  gzbuffer(file, kChunkBytes);
  return std::unique_ptr<TextSource>(std::make_unique<FileSource>(path, file));
}

std::unique_ptr<TextSource> TextSource::FromString(std::string text) {
  return std::make_unique<StringSource>(std::move(text));
}

}  // namespace adit
