#include "collector/jobs/retention.h"

#include <string>

#include "common/base/logger.h"
#include "common/base/time_text.h"

namespace adit {

Result<Retention::Events> Retention::Judge(int64_t before_us) {
  ADIT_ASSIGN_OR_RETURN(const StoreTotals totals, events_.Totals());
  if (totals.events == 0 || totals.last_us >= before_us) {
    all_old_since_us_.reset();
    // What arrives in an empty store from now on has not been judged yet.
    return totals.events == 0 ? Events::kNone : Events::kErase;
  }
  const int64_t now_us = clock_.MonotonicMicros();
  if (!all_old_since_us_) {
    all_old_since_us_ = now_us;
    LogWarning(
        "retention: every stored event is older than the policy keeps; all are erased in 24 "
        "hours unless the clock of this machine is wrong",
        {{"newest", FormatTime(totals.last_us)}, {"limit", FormatTime(before_us)}});
  }
  return now_us - *all_old_since_us_ >= kEraseAllAfterUs ? Events::kErase : Events::kWait;
}

Status Retention::DestroyKeys(int64_t before_us) {
  if (vault_ == nullptr) return OkStatus();
  ADIT_ASSIGN_OR_RETURN(const size_t destroyed, vault_->DestroyBefore(before_us));
  if (destroyed == 0) return OkStatus();
  AuditEntry audit;
  audit.at_us = clock_.WallMicros();
  audit.actor = "collector";
  audit.action = "retention";
  audit.target = std::to_string(destroyed) + " keys of days before " + FormatTime(before_us);
  audit.outcome = "destroyed";
  LogInfo("retention: keys of days destroyed", {{"keys", destroyed}});
  return control_.AppendAudit(audit);
}

Result<std::optional<ErasureEntry>> Retention::Enforce(const PolicyTerms& terms) {
  ErasureEntry entry;
  entry.at_us = clock_.WallMicros();
  if (terms.keep_events_us > 0) {
    entry.before_us = entry.at_us - terms.keep_events_us;
    ADIT_ASSIGN_OR_RETURN(const Events events, Judge(entry.before_us));
    if (events == Events::kWait) return std::optional<ErasureEntry>();
    if (events == Events::kErase) {
      ADIT_ASSIGN_OR_RETURN(const Erasure erased, events_.EraseBefore(entry.before_us));
      entry.events = erased.events;
      entry.envelopes = erased.envelopes;
      entry.texts = erased.texts;
      ADIT_RETURN_IF_ERROR(DestroyKeys(entry.before_us));
    }
  }
  if (terms.keep_results_us > 0) {
    entry.results_before_us = entry.at_us - terms.keep_results_us;
    ADIT_ASSIGN_OR_RETURN(const int64_t runs, control_.EraseRunsBefore(entry.results_before_us));
    entry.runs = static_cast<uint64_t>(runs);
  }
  if (entry.events + entry.envelopes + entry.runs == 0) return std::optional<ErasureEntry>();
  ADIT_RETURN_IF_ERROR(control_.AddErasure(entry));
  AuditEntry audit;
  audit.at_us = entry.at_us;
  audit.actor = "collector";
  audit.action = "retention";
  audit.target = std::to_string(entry.events) + " events before " + FormatTime(entry.before_us) +
                 ", " + std::to_string(entry.runs) + " runs";
  audit.outcome = "erased";
  ADIT_RETURN_IF_ERROR(control_.AppendAudit(audit));
  LogInfo("retention: erased", {{"events", entry.events},
                                {"envelopes", entry.envelopes},
                                {"texts", entry.texts},
                                {"runs", entry.runs}});
  return std::optional<ErasureEntry>(entry);
}

}  // namespace adit
