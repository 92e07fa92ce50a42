#include "agent/runtime/status_report.h"

#include <cstdio>
#include <map>

#include "common/base/json_text.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

std::string CountsJson(const std::map<std::string, uint64_t>& counts) {
  JsonObjectWriter json;
  for (const auto& [name, count] : counts) json.Unsigned(name, count);
  return json.Take();
}

std::string ListJson(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ",";
    AppendJsonText(out, text);
  }
  return out + "]";
}

std::string TimeOrEmpty(int64_t wall_us) { return wall_us == 0 ? "" : FormatTime(wall_us); }

std::string PausedUntil(const PersonChoice& choice) {
  if (choice.paused_since_us == 0) return "";
  return choice.paused_until_us == kPausedUntilResumed ? "resumed"
                                                       : FormatTime(choice.paused_until_us);
}

std::string SourceJson(const StatusReport& r) {
  const CaptureCapabilities& c = r.capabilities;
  return JsonObjectWriter()
      .Text("spec", r.source)
      .Flag("running", r.source_running)
      .Text("backend", c.backend)
      .Flag("windows", c.windows)
      .Flag("titles", c.titles)
      .Flag("elements", c.elements)
      .Flag("values", c.values)
      .Flag("documents", c.documents)
      .Flag("clipboard", c.clipboard)
      .Flag("idle", c.idle)
      .Flag("lock", c.lock)
      .Raw("missing", ListJson(c.missing))
      .Take();
}

std::string PolicyJson(const StatusReport& r) {
  return JsonObjectWriter()
      .Text("id", r.policy_id)
      .Unsigned("version", r.policy_version)
      .Text("digest", r.policy_digest_hex)
      .Text("source", r.policy_source)
      .Text("expires", TimeOrEmpty(r.policy_expires_us))
      .Text("information", r.information)
      .Take();
}

std::string EventsJson(const PipelineReport& p) {
  return JsonObjectWriter()
      .Unsigned("accepted", p.accepted)
      .Unsigned("overflowed", p.overflowed)
      .Unsigned("queued", p.queued)
      .Unsigned("recorded", p.scrub.recorded)
      .Unsigned("existence", p.scrub.existence)
      .Unsigned("dropped", p.scrub.dropped)
      .Unsigned("spooled", p.spooled)
      .Unsigned("spool_refused", p.spool_refused)
      .Raw("events_by_rule", CountsJson(p.scrub.events_by_rule))
      .Raw("texts_by_rule", CountsJson(p.scrub.texts_by_rule))
      .Raw("findings_by_rule", CountsJson(p.scrub.findings_by_rule))
      .Unsigned("masked_whole", p.scrub.invalid_texts + p.scrub.oversize_texts +
                                    p.scrub.detector_failures + p.scrub.residues)
      .Take();
}

std::string SpoolJson(const SpoolReport& s) {
  return JsonObjectWriter()
      .Text("incarnation", wire::ToHex(s.incarnation))
      .Unsigned("next_event_seq", s.next_event_seq)
      .Unsigned("next_batch_seq", s.next_batch_seq)
      .Unsigned("sealed_files", s.sealed_files)
      .Unsigned("sealed_bytes", s.sealed_bytes)
      .Unsigned("pending_events", s.pending_events)
      .Unsigned("events_lost", s.events_lost)
      .Unsigned("files_dropped", s.files_dropped)
      .Unsigned("files_aged", s.files_aged)
      .Unsigned("files_quarantined", s.files_quarantined)
      .Unsigned("files_recovered", s.files_recovered)
      .Flag("ballast", s.ballast)
      .Flag("disk_full", s.disk_full)
      .Flag("storage_failed", s.storage_failed)
      .Take();
}

std::string ShipperJson(const ShipperReport& s) {
  return JsonObjectWriter()
      .Unsigned("batches_delivered", s.batches_delivered)
      .Unsigned("bytes_delivered", s.bytes_delivered)
      .Unsigned("batches_quarantined", s.batches_quarantined)
      .Unsigned("failures", s.failures)
      .Unsigned("answers_without_receipt", s.answers_without_receipt)
      .Text("last_delivery", TimeOrEmpty(s.last_delivery_wall_us))
      .Text("certificate_not_after", TimeOrEmpty(s.certificate_not_after_us))
      .Flag("paused_for_identity", s.paused_for_identity)
      .Flag("revoked", s.revoked)
      .Flag("collector_refuses_format", s.collector_refuses_format)
      .Text("last_reason", s.last_reason)
      .Take();
}

std::string Line(std::string_view key, const std::string& value) {
  std::string line(key);
  line.resize(16, ' ');
  return line + value + "\n";
}

}  // namespace

std::string StatusJson(const StatusReport& r) {
  JsonObjectWriter json;
  json.Flag("ok", true).Text("state", r.state).Text("reason", r.reason).Text("level", r.level);
  json.Raw("source", SourceJson(r)).Raw("policy", PolicyJson(r));
  json.Text("consent", ConsentName(r.choice.consent)).Text("paused_until", PausedUntil(r.choice));
  json.Text("collector", r.collector_url).Flag("enrolled", r.enrolled).Text("group", r.group);
  json.Text("started", TimeOrEmpty(r.started_us));
  json.Real("cpu_percent", r.cpu_share * 100).Real("mean_cpu_percent", r.mean_cpu_share * 100);
  json.Unsigned("resident_kib", r.resident_bytes / 1024);
  json.Raw("events", EventsJson(r.pipeline));
  if (r.has_spool) json.Raw("spool", SpoolJson(r.spool));
  if (r.has_shipper) json.Raw("shipper", ShipperJson(r.shipper));
  return json.Take();
}

std::string StatusText(const StatusReport& r) {
  char cost[80];
  std::snprintf(cost, sizeof cost, "%.2f %% of a core (10 s), %.2f %% mean, %.1f MiB",
                r.cpu_share * 100, r.mean_cpu_share * 100,
                static_cast<double>(r.resident_bytes) / (1 << 20));
  std::string text = Line("State", r.state + (r.reason.empty() ? "" : ": " + r.reason));
  text += Line("Level", r.level);
  text +=
      Line("Source",
           r.source + (r.capabilities.backend.empty() ? "" : " (" + r.capabilities.backend + ")"));
  for (const std::string& missing : r.capabilities.missing) text += Line("  missing", missing);
  text += Line("Policy", r.policy_id + " version " + std::to_string(r.policy_version) + " (" +
                             r.policy_source + "), expires " + TimeOrEmpty(r.policy_expires_us));
  text += Line("Consent", std::string(ConsentName(r.choice.consent)));
  if (!PausedUntil(r.choice).empty()) text += Line("Paused until", PausedUntil(r.choice));
  const PipelineReport& p = r.pipeline;
  text += Line("Events", std::to_string(p.scrub.recorded) + " recorded, " +
                             std::to_string(p.scrub.existence) + " without text, " +
                             std::to_string(p.scrub.dropped) + " dropped by the policy, " +
                             std::to_string(p.overflowed) + " lost by overflow");
  for (const auto& [rule, count] : p.scrub.events_by_rule) {
    text += Line("  by rule", rule + ": " + std::to_string(count));
  }
  for (const auto& [rule, count] : p.scrub.findings_by_rule) {
    text += Line("  masked", rule + ": " + std::to_string(count));
  }
  if (r.has_spool) {
    text += Line("Spool", std::to_string(r.spool.sealed_files) + " sealed batches, " +
                              std::to_string(r.spool.sealed_bytes / 1024) + " KiB, " +
                              std::to_string(r.spool.events_lost) + " events lost");
    if (r.spool.disk_full) text += Line("  disk", "full: events are lost until there is space");
    if (r.spool.storage_failed) text += Line("  disk", "does not write; see the log");
  }
  if (r.has_shipper) {
    text += Line("Collector", r.collector_url + ", " + std::to_string(r.shipper.batches_delivered) +
                                  " batches delivered, last " +
                                  (r.shipper.last_delivery_wall_us == 0
                                       ? "never"
                                       : FormatTime(r.shipper.last_delivery_wall_us)));
    if (r.shipper.failures > 0) {
      text += Line("  trouble", r.shipper.last_reason + " (" + std::to_string(r.shipper.failures) +
                                    " attempts)");
    }
  }
  return text + Line("Cost", cost);
}

}  // namespace adit
