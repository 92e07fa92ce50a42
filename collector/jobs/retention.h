// Retention: erases at the collector what is older than the active policy keeps, and records it.
#pragma once

#include <cstdint>
#include <optional>

#include "collector/jobs/policy_terms.h"
#include "collector/store/block_vault.h"
#include "collector/store/control_store.h"
#include "collector/store/event_store.h"
#include "common/base/clock.h"

namespace adit {

// Not thread-safe.
class Retention {
 public:
  // How long it must have been true that nothing at all would stay before all is erased: a clock
  // that jumped by years looks the same.
  static constexpr int64_t kEraseAllAfterUs = 24ll * 3600 * kMicrosPerSecond;

  // `vault` may be null: then no keys are destroyed.
  Retention(EventStore& events, ControlStore& control, Clock& clock, BlockVault* vault = nullptr)
      : events_(events), control_(control), clock_(clock), vault_(vault) {}

  // What was erased is an entry of ControlStore::Erasures and of the audit chain; nothing when
  // there was nothing to erase.
  [[nodiscard]] Result<std::optional<ErasureEntry>> Enforce(const PolicyTerms& terms);

 private:
  enum class Events { kNone, kErase, kWait };

  // The keys of days whose events are all erased, so that backups cannot be read either.
  [[nodiscard]] Status DestroyKeys(int64_t before_us);
  [[nodiscard]] Result<Events> Judge(int64_t before_us);

  EventStore& events_;
  ControlStore& control_;
  Clock& clock_;
  BlockVault* const vault_;
  std::optional<int64_t> all_old_since_us_;  // monotonic
};

}  // namespace adit
