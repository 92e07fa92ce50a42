#include "agent/simulate/simulate_source.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "agent/capture/replay_source.h"
#include "agent/simulate/workforce.h"

namespace adit {
namespace {

constexpr int64_t kMaxGapUs = 3600 * kMicrosPerSecond;  // nights are not waited for
constexpr int64_t kNapUs = 50'000;
constexpr int kOfferTimeoutMs = 100;

class SimulateSource final : public CaptureSource {
 public:
  SimulateSource(simulate::SimulationSpec spec, Clock& clock)
      : spec_(std::move(spec)), clock_(clock) {}
  ~SimulateSource() override { Stop(); }

  Status Start(EventSink& sink) override {
    auto workforce = simulate::Workforce::Create(spec_.options);
    if (!workforce.ok()) return workforce.status();
    stopping_ = false;
    thread_ = std::thread([this, &sink, office = std::move(*workforce)] {
      Play(*office, sink);
      if (!stopping_) sink.Finished(OkStatus());
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
    c.backend = "simulate";
    c.windows = c.titles = c.elements = c.values = c.documents = c.clipboard = c.idle = c.lock =
        true;
    return c;
  }

 private:
  void Play(const simulate::Workforce& workforce, EventSink& sink) {
    const auto person = workforce.MakePerson(spec_.person);
    simulate::SimulatedEvent event;
    while (!stopping_ && person->Next(event)) {
      event.event.fields.sequence = 0;  // the agent numbers what it accepts
      WaitUntil(event.event.fields.wall_us);
      if (!IsWantedAt(level_, event.event.fields.action)) continue;
      while (!stopping_ && !sink.OfferWaiting(event.event, kOfferTimeoutMs)) {
      }
    }
  }

  void WaitUntil(int64_t wall_us) {
    const int64_t gap = previous_us_ == 0 ? 0 : std::min(wall_us - previous_us_, kMaxGapUs);
    previous_us_ = wall_us;
    if (spec_.speed == 0 || gap <= 0) return;
    due_us_ = std::max(due_us_, clock_.MonotonicMicros()) + gap / spec_.speed;
    for (;;) {
      const int64_t left = due_us_ - clock_.MonotonicMicros();
      if (left <= 0 || stopping_) return;
      clock_.SleepMicros(std::min(left, kNapUs));
    }
  }

  const simulate::SimulationSpec spec_;
  Clock& clock_;
  std::atomic<bool> stopping_ = false;
  std::atomic<CaptureLevel> level_ = CaptureLevel::kFull;
  int64_t previous_us_ = 0;  // of the playing thread
  int64_t due_us_ = 0;       // of the playing thread
  std::thread thread_;
};

}  // namespace

std::unique_ptr<CaptureSource> MakeSimulateSource(simulate::SimulationSpec spec, Clock& clock) {
  return std::make_unique<SimulateSource>(std::move(spec), clock);
}

Result<std::unique_ptr<CaptureSource>> MakeSimulateSource(std::string_view spec, Clock& clock) {
  ADIT_ASSIGN_OR_RETURN(simulate::SimulationSpec parsed, simulate::ParseSimulationSpec(spec));
  return MakeSimulateSource(std::move(parsed), clock);
}

}  // namespace adit
