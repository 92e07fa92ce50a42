#include "agent/capture/replay_source.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "common/event/replay_json.h"

namespace adit {
namespace {

constexpr size_t kChunkBytes = 256 * 1024;
constexpr int64_t kMaxGapUs = 3600 * kMicrosPerSecond;
constexpr int64_t kNapUs = 50'000;  // how long Stop may have to wait for a sleeping replay
constexpr int kOfferTimeoutMs = 100;

// Lines of a file, read in chunks. The last line counts as cut off when it has no line feed and is
// not whole; the JSON reader tells.
class LineReader {
 public:
  explicit LineReader(std::unique_ptr<ReadFile> file) : file_(std::move(file)) {}

  // False at the end. A line longer than kMaxReplayLineBytes comes back with that length plus one.
  Result<bool> Next(std::string& line) {
    for (;;) {
      const size_t feed = buffer_.find('\n', begin_);
      if (feed != std::string::npos) {
        line.assign(buffer_, begin_, feed - begin_);
        begin_ = feed + 1;
        return true;
      }
      if (buffer_.size() - begin_ > kMaxReplayLineBytes || offset_ >= file_->size()) {
        if (begin_ == buffer_.size()) return false;
        line.assign(buffer_, begin_, kMaxReplayLineBytes + 1);
        buffer_.clear();
        begin_ = 0;
        return true;
      }
      buffer_.erase(0, begin_);
      begin_ = 0;
      ADIT_ASSIGN_OR_RETURN(const Bytes chunk, file_->Read(offset_, kChunkBytes));
      if (chunk.empty()) return DataLoss("became shorter while it was read");
      offset_ += chunk.size();
      buffer_ += AsText(chunk);
    }
  }

 private:
  std::unique_ptr<ReadFile> file_;
  std::string buffer_;
  size_t begin_ = 0;
  uint64_t offset_ = 0;
};

class ReplaySource final : public CaptureSource {
 public:
  ReplaySource(ReplayOptions options, FileSystem& files, Clock& clock)
      : options_(std::move(options)), files_(files), clock_(clock) {}
  ~ReplaySource() override { Stop(); }

  Status Start(EventSink& sink) override {
    Result<std::unique_ptr<ReadFile>> file = files_.OpenRead(options_.path);
    if (!file.ok()) return file.status().WithContext("replay");
    stopping_ = false;
    thread_ = std::thread([this, &sink, reader = LineReader(std::move(*file))]() mutable {
      Status outcome = Play(reader, sink);
      if (!stopping_) sink.Finished(std::move(outcome));
    });
    return OkStatus();
  }

  void Stop() override {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

  void SetLevel(CaptureLevel level) override { level_ = level; }

  CaptureCapabilities capabilities() const override {
    CaptureCapabilities c;
    c.backend = "replay";
    c.windows = c.titles = c.elements = c.values = c.documents = c.clipboard = c.idle = c.lock =
        true;
    return c;
  }

 private:
  Status Play(LineReader& reader, EventSink& sink) {
    std::string line;
    for (uint64_t number = 1; !stopping_; ++number) {
      const std::string where = options_.path + ":" + std::to_string(number);
      Result<bool> more = reader.Next(line);
      if (!more.ok()) return more.status().WithContext(where);
      if (!*more) return number == 1 ? CheckReplayHeader("").WithContext(where) : OkStatus();
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (number == 1) {
        ADIT_RETURN_IF_ERROR(CheckReplayHeader(line).WithContext(where));
        continue;
      }
      if (line.empty()) continue;
      Result<UiEvent> event = ParseReplayLine(line);
      if (!event.ok()) return event.status().WithContext(where);
      WaitUntil(event->fields.wall_us);
      if (!IsWantedAt(level_, event->fields.action)) continue;
      while (!stopping_ && !sink.OfferWaiting(*event, kOfferTimeoutMs)) {
      }
    }
    return OkStatus();
  }

  // Keeps the recording's distances, divided by the speed.
  void WaitUntil(int64_t wall_us) {
    const int64_t gap = previous_us_ == 0 ? 0 : wall_us - previous_us_;
    previous_us_ = wall_us;
    if (options_.speed <= 0 || gap <= 0) return;
    due_us_ = std::max(due_us_, clock_.MonotonicMicros()) +
              static_cast<int64_t>(static_cast<double>(std::min(gap, kMaxGapUs)) / options_.speed);
    for (;;) {
      const int64_t left = due_us_ - clock_.MonotonicMicros();
      if (left <= 0 || stopping_) return;
      clock_.SleepMicros(std::min(left, kNapUs));
    }
  }

  const ReplayOptions options_;
  FileSystem& files_;
  Clock& clock_;
  std::atomic<bool> stopping_ = false;
  std::atomic<CaptureLevel> level_ = CaptureLevel::kFull;
  int64_t previous_us_ = 0;  // of the replay thread
  int64_t due_us_ = 0;       // of the replay thread
  std::thread thread_;
};

}  // namespace

std::unique_ptr<CaptureSource> MakeReplaySource(ReplayOptions options, FileSystem& files,
                                                Clock& clock) {
  return std::make_unique<ReplaySource>(std::move(options), files, clock);
}

}  // namespace adit
