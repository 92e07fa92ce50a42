#include "collector/mining/spmf_reader.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace adit::mining {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;

std::string_view AsText(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// At least as much as a text of this size has; memory that is never written costs nothing.
void ReserveForText(uint64_t bytes, SequenceDatabase& database) {
  constexpr uint64_t kItemBytes = 5;                  // "1 -1 "
  constexpr uint64_t kSequenceBytes = 8;              // "1 -1 -2" and the end of the line
  constexpr uint64_t kMostBytes = uint64_t{1} << 26;  // then vectors grow as ever
  const auto most = static_cast<size_t>(std::min(bytes, kMostBytes));
  database.Reserve(most / kSequenceBytes, most / kItemBytes);
}

// Owns zlib's state; feeds what it inflates to the parser.
class GzipFeeder {
 public:
  GzipFeeder(const std::string& path, SpmfParser& parser)
      : path_(path), parser_(parser), text_(kChunkBytes) {
    constexpr int kGzipWindow = 15 + 16;
    ready_ = inflateInit2(&stream_, kGzipWindow) == Z_OK;
  }
  GzipFeeder(const GzipFeeder&) = delete;
  GzipFeeder& operator=(const GzipFeeder&) = delete;
  ~GzipFeeder() {
    if (ready_) inflateEnd(&stream_);
  }

  [[nodiscard]] Status Feed(const Bytes& bytes, uint64_t offset) {
    if (!ready_) return ResourceExhausted(path_ + ": no memory to decompress");
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    // A full output buffer may hide more text that is ready although the input is used up.
    bool more_output = false;
    while (stream_.avail_in > 0 || more_output) {
      if (finished_) {  // a further member follows
        inflateReset(&stream_);
        finished_ = false;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(text_.data());
      stream_.avail_out = static_cast<uInt>(text_.size());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_BUF_ERROR) break;
      if (code != Z_OK && code != Z_STREAM_END) {
        return DataLoss(path_ + ": damaged gzip data near byte " +
                        std::to_string(offset + bytes.size() - stream_.avail_in));
      }
      finished_ = code == Z_STREAM_END;
      more_output = stream_.avail_out == 0 && !finished_;
      const size_t size = text_.size() - stream_.avail_out;
      inflated_bytes_ += size;
      if (inflated_bytes_ > kMaxSequenceFileBytes) {
        return ResourceExhausted(path_ + ": more than " + std::to_string(kMaxSequenceFileBytes) +
                                 " bytes of text");
      }
      ADIT_RETURN_IF_ERROR(parser_.Feed({text_.data(), size}));
    }
    return OkStatus();
  }
  [[nodiscard]] Status Finish() const {
    if (finished_) return OkStatus();
    return DataLoss(path_ + ": the gzip data end early, after " + std::to_string(inflated_bytes_) +
                    " bytes of text; the file is truncated");
  }

 private:
  const std::string& path_;
  SpmfParser& parser_;
  z_stream stream_{};
  bool ready_ = false;
  bool finished_ = false;
  uint64_t inflated_bytes_ = 0;
  std::vector<char> text_;
};

}  // namespace

Result<SequenceDatabase> ReadSpmfFile(FileSystem& files, const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const auto file, files.OpenRead(path));
  SequenceDatabase database;
  SpmfParser parser(path, database);
  std::unique_ptr<GzipFeeder> gzip;
  uint64_t offset = 0;
  while (true) {
    ADIT_ASSIGN_OR_RETURN(const Bytes bytes, file->Read(offset, kChunkBytes));
    if (bytes.empty()) break;
    if (offset == 0 && bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) {
      gzip = std::make_unique<GzipFeeder>(path, parser);
    }
    if (offset == 0 && gzip == nullptr) ReserveForText(file->size(), database);
    if (gzip != nullptr) {
      ADIT_RETURN_IF_ERROR(gzip->Feed(bytes, offset));
    } else {
      ADIT_RETURN_IF_ERROR(parser.Feed(AsText(bytes)));
    }
    offset += bytes.size();
    if (offset > kMaxSequenceFileBytes) {
      return ResourceExhausted(path + ": larger than " + std::to_string(kMaxSequenceFileBytes) +
                               " bytes");
    }
  }
  if (gzip != nullptr) ADIT_RETURN_IF_ERROR(gzip->Finish());
  ADIT_RETURN_IF_ERROR(parser.Finish());
  return database;
}

}  // namespace adit::mining
