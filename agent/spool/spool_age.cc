// What the policy keeps no longer on this machine.
#include <cstdlib>
#include <vector>

#include "agent/spool/spool_impl.h"
#include "common/base/logger.h"
#include "common/wire/limits.h"

namespace adit {

using spool_internal::SealedEntry;

namespace {

constexpr int64_t kCheckEveryUs = 60'000'000;
// A clock that was just set, perhaps wrongly, must not empty the spool.
constexpr int64_t kSteadyForUs = 600'000'000;
constexpr int64_t kClockStepUs = 5'000'000;

}  // namespace

void Spool::Impl::SetMaxAge(int64_t max_age_us) { max_age_us_ = max_age_us; }

void Spool::Impl::DropAged() {
  const int64_t now = clock_.MonotonicMicros();
  if (max_age_us_ == 0 || (age_checked_us_ != 0 && now - age_checked_us_ < kCheckEveryUs)) return;
  const int64_t offset = ClockOffset();
  if (age_checked_us_ == 0 || std::abs(offset - steady_offset_) > kClockStepUs) {
    steady_since_us_ = now;
    steady_offset_ = offset;
  }
  age_checked_us_ = now;
  if (now - steady_since_us_ < kSteadyForUs) return;
  const int64_t oldest_us = clock_.WallMicros() - max_age_us_;
  const std::vector<SealedEntry> entries(sealed_.entries().begin(), sealed_.entries().end());
  uint64_t files = 0;
  for (const SealedEntry& entry : entries) {
    if (entry.in_flight || entry.wall_us == 0 || entry.wall_us >= oldest_us) continue;
    if (!Drop(entry, wire::LossReason::kPolicy).ok()) break;  // tried again at the next check
    ++files;
  }
  report_.files_aged += files;
  const uint64_t set_aside = sealed_.RemoveAgedQuarantine(oldest_us);
  if (files + set_aside > 0) {
    LogWarning("spool: files older than the policy keeps were removed and their events declared lost",
               {{"files", files}, {"set_aside", set_aside}});
  }
}

void Spool::SetMaxAge(int64_t max_age_us) {
  const std::lock_guard lock(impl_->mutex());
  impl_->SetMaxAge(max_age_us);
}

}  // namespace adit
