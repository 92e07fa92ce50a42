// Deleting the last minutes at a person's wish.
#include <vector>

#include "agent/spool/spool.h"
#include "agent/spool/spool_impl.h"

namespace adit {

using spool_internal::SealedEntry;

Result<ForgottenEvents> Spool::Impl::Forget(int64_t since_wall_us) {
  ADIT_RETURN_IF_ERROR(Seal(wire::SealStatus::kFinal));
  ADIT_RETURN_IF_ERROR(SealWaiting());
  ForgottenEvents forgotten;
  const std::vector<SealedEntry> entries(sealed_.entries().begin(), sealed_.entries().end());
  for (const SealedEntry& entry : entries) {
    // A file that cannot be read goes too: it may hold what must be forgotten.
    if (const auto content = sealed_.Read(entry, signer_.public_key); content.ok()) {
      if (spool_internal::IsOlder(content->verified.trailer, since_wall_us)) continue;
    }
    if (entry.in_flight) {
      ++forgotten.sending;
      continue;
    }
    const uint64_t lost_before = report_.events_lost;
    ADIT_RETURN_IF_ERROR(Drop(entry, wire::LossReason::kPolicy));
    forgotten.events += report_.events_lost - lost_before;
    ++forgotten.files;
  }
  // What was set aside is declared lost already; its bytes go too.
  ADIT_ASSIGN_OR_RETURN(const uint64_t set_aside,
                        sealed_.ForgetQuarantine(since_wall_us, signer_.public_key));
  forgotten.files += set_aside;
  return forgotten;
}

Result<ForgottenEvents> Spool::Forget(int64_t since_wall_us) {
  const std::lock_guard lock(impl_->mutex());
  return impl_->Forget(since_wall_us);
}

}  // namespace adit
