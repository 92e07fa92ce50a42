// The part of Agent that answers its person: status, pause, consent.
#include <algorithm>

#include "agent/runtime/agent.h"
#include "common/base/json_text.h"
#include "common/base/logger.h"

namespace adit {

std::string Agent::HandleControl(const ControlRequest& request) {
  switch (request.command) {
    case ControlCommand::kStatus: {
      const StatusReport report = MakeReport();
      return request.json ? StatusJson(report)
                          : EncodeControlStatus(OkStatus()) + "\n" + StatusText(report);
    }
    case ControlCommand::kSeal: {
      if (!spool_) return EncodeControlStatus(FailedPrecondition("nothing is kept with --look"));
      const Status sealed = spool_->Seal();
      if (shipping_) shipping_->Wake();
      return EncodeControlStatus(sealed);
    }
    case ControlCommand::kForget:
      return Forget(request);
    case ControlCommand::kPause:
    case ControlCommand::kResume:
    case ControlCommand::kConsent: {
      const Status changed = ChangeChoice(request);
      if (changed.ok()) ApplyState();
      return EncodeControlStatus(changed);
    }
    case ControlCommand::kPreview:
      break;  // the server's own
  }
  return EncodeControlStatus(Internal("no such command"));
}

std::string Agent::Forget(const ControlRequest& request) {
  const int limit = policy_.accepted.policy->document().rights.delete_last_minutes;
  const int minutes = request.minutes == 0 ? limit : request.minutes;
  if (limit == 0) {
    return EncodeControlStatus(
        PermissionDenied("this policy does not grant deleting the last minutes"));
  }
  if (minutes > limit) {
    return EncodeControlStatus(InvalidArgument("this policy lets the last " +
                                               std::to_string(limit) + " minutes be deleted"));
  }
  ring_.Clear();
  ForgottenEvents forgotten;
  if (spool_) {
    const int64_t since = clock_.WallMicros() - int64_t{minutes} * 60 * kMicrosPerSecond;
    const Result<ForgottenEvents> result = spool_->Forget(since);
    if (!result.ok()) return EncodeControlStatus(result.status());
    forgotten = *result;
  }
  LogInfo("the person at this computer had the last minutes deleted",
          {{"minutes", minutes}, {"events", forgotten.events}});
  return JsonObjectWriter()
      .Flag("ok", true)
      .Number("minutes", minutes)
      .Unsigned("events", forgotten.events)
      .Unsigned("batches", forgotten.files)
      .Unsigned("being_sent", forgotten.sending)
      .Take();
}

Status Agent::ChangeChoice(const ControlRequest& request) {
  PersonChoice changed = choice_;
  const PolicyDocument& document = policy_.accepted.policy->document();
  const int64_t now = clock_.WallMicros();
  if (request.command == ControlCommand::kPause) {
    ADIT_RETURN_IF_ERROR(Pause(changed, document, request.minutes, now));
  } else if (request.command == ControlCommand::kResume) {
    changed.paused_since_us = 0;
    changed.paused_until_us = 0;
  } else {
    changed.consent = request.give ? Consent::kGiven : Consent::kWithdrawn;
    changed.consent_us = now;
    changed.consent_policy_version = document.version;
  }
  // Stored first: a choice that would not survive a restart is not confirmed.
  ADIT_RETURN_IF_ERROR(SavePersonChoice(files_, paths_.choice, changed));
  choice_ = changed;
  LogInfo("the person at this computer decided",
          {{"consent", ConsentName(choice_.consent)}, {"paused", choice_.paused_since_us != 0}});
  return OkStatus();
}

StatusReport Agent::MakeReport() const {
  StatusReport report;
  const State state = Decide();
  const PolicyDocument& document = policy_.accepted.policy->document();
  report.state = state.name;
  report.reason = state.remedy;
  report.level = CaptureLevelName(ladder_.level());
  report.source = options_.source_text;
  report.source_running = source_ != nullptr;
  report.capabilities = capabilities_;
  report.policy_id = document.id;
  report.policy_version = document.version;
  report.policy_digest_hex = HexEncode(policy_.accepted.digest);
  report.policy_source = policy_.source;
  report.policy_expires_us = document.expires_us;
  report.information = document.legal.information;
  report.choice = choice_;
  report.collector_url = collector_url_;
  report.enrolled = identity_.has_value();
  report.group = identity_ ? identity_->answer.group : "";
  report.started_us = started_us_;
  report.cpu_share = meter_.cpu_share();
  report.mean_cpu_share = meter_.mean_cpu_share();
  report.resident_bytes = meter_.resident_bytes();
  report.pipeline = pipeline_->Report();
  report.has_spool = spool_ != nullptr;
  if (spool_) report.spool = spool_->Report();
  report.has_shipper = shipping_ != nullptr;
  if (shipping_) report.shipper = shipping_->Report();
  return report;
}

}  // namespace adit
