#include "agent/runtime/resource_meter.h"

#include "agent/runtime/process_use.h"

namespace adit {
namespace {

double Share(int64_t cpu_us, int64_t passed_us) {
  return passed_us <= 0 ? 0 : static_cast<double>(cpu_us) / static_cast<double>(passed_us);
}

}  // namespace

ResourceMeter::ResourceMeter(Clock& clock, int64_t window_us)
    : clock_(clock), window_us_(window_us), first_{clock.MonotonicMicros(), ProcessCpuMicros()} {
  points_.push_back(first_);
}

void ResourceMeter::Sample() {
  points_.push_back({clock_.MonotonicMicros(), ProcessCpuMicros()});
  // One point older than the window stays, so that the window is always covered.
  while (points_.size() > 2 &&
         points_.back().monotonic_us - points_[1].monotonic_us >= window_us_) {
    points_.pop_front();
  }
  resident_bytes_ = ResidentBytes();
}

double ResourceMeter::cpu_share() const {
  const Point& a = points_.front();
  const Point& b = points_.back();
  // A start-up burst is no ten seconds of load.
  const int64_t passed = b.monotonic_us - a.monotonic_us;
  return Share(b.cpu_us - a.cpu_us, passed < window_us_ ? window_us_ : passed);
}

double ResourceMeter::mean_cpu_share() const {
  return Share(points_.back().cpu_us - first_.cpu_us,
               points_.back().monotonic_us - first_.monotonic_us);
}

}  // namespace adit
