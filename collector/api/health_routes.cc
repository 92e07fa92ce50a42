#include <sys/resource.h>

#include <string>
#include <string_view>

#include "collector/api/context.h"

namespace adit::api {
namespace {

// With a backlog and no progress for this long the collector is up but not ready.
constexpr int64_t kStalledUs = 120 * kMicrosPerSecond;

http::HttpResponse Text(int status, std::string text) {
  http::HttpResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::HttpResponse Ready(ApiContext& context) {
  const Result<StoreTotals> totals = context.events.Totals();
  if (!totals.ok()) return Text(503, "store: " + totals.status().ToString() + "\n");
  const int64_t idle_us = context.clock.WallMicros() - context.decoder.counters().last_progress_us;
  if (totals->pending > 0 && idle_us > kStalledUs) {
    return Text(503, "decoding: " + std::to_string(totals->pending) +
                         " batches wait and none was decoded for " +
                         std::to_string(idle_us / kMicrosPerSecond) + " s\n");
  }
  return Text(200, "ok\n");
}

class Metrics {
 public:
  void Add(std::string_view name, std::string_view type, std::string_view help, double value) {
    Head(name, type, help);
    Line(name, "", value);
  }
  void Head(std::string_view name, std::string_view type, std::string_view help) {
    text_ += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " +
             std::string(name) + " " + std::string(type) + "\n";
  }
  void Line(std::string_view name, std::string_view labels, double value) {
    text_ += std::string(name) + std::string(labels) + " ";
    text_ += value == static_cast<double>(static_cast<int64_t>(value))
                 ? std::to_string(static_cast<int64_t>(value))
                 : std::to_string(value);
    text_ += "\n";
  }
  [[nodiscard]] std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

double Of(const std::atomic<uint64_t>& counter) { return static_cast<double>(counter.load()); }

void AddIngest(Metrics& m, const IngestCounters& c) {
  m.Head("adit_batches_total", "counter", "Batches by what became of them.");
  m.Line("adit_batches_total", "{outcome=\"stored\"}", Of(c.stored));
  m.Line("adit_batches_total", "{outcome=\"duplicate\"}", Of(c.duplicates));
  m.Line("adit_batches_total", "{outcome=\"forked\"}", Of(c.forked));
  m.Line("adit_batches_total", "{outcome=\"malformed\"}", Of(c.refused_malformed));
  m.Line("adit_batches_total", "{outcome=\"identity\"}", Of(c.refused_identity));
  m.Line("adit_batches_total", "{outcome=\"quota\"}", Of(c.refused_quota));
  m.Line("adit_batches_total", "{outcome=\"storage\"}", Of(c.refused_storage));
  m.Add("adit_received_bytes_total", "counter", "Envelope bytes received.", Of(c.bytes));
}

void AddDecode(Metrics& m, const DecodeCounters& c) {
  m.Add("adit_decoded_batches_total", "counter", "Batches whose events became readable.",
        Of(c.batches));
  m.Add("adit_decoded_events_total", "counter", "Events that became readable.", Of(c.events));
  m.Add("adit_quarantined_batches_total", "counter", "Batches that did not decode.",
        Of(c.quarantined));
  m.Add("adit_undecodable_events_total", "counter", "Events promised by an envelope and not in it.",
        Of(c.undecodable_events));
  m.Add("adit_second_gate_checked_total", "counter", "Events looked at by the second gate.",
        Of(c.second_gate_checked));
  m.Add("adit_second_gate_findings_total", "counter",
        "Findings of personal data after masking: an alarm.", Of(c.second_gate_findings));
}

void AddServer(Metrics& m, const http::ServerCounters& c) {
  m.Add("adit_http_connections", "gauge", "Open connections.", Of(c.connections_open));
  m.Add("adit_http_connections_total", "counter", "Connections accepted.", Of(c.connections_total));
  m.Add("adit_http_connections_refused_total", "counter", "Connections over a limit.",
        Of(c.connections_refused));
  m.Add("adit_http_connections_displaced_total", "counter",
        "Connections without a certificate that made room for newer ones.",
        Of(c.connections_displaced));
  m.Add("adit_http_handshakes_failed_total", "counter", "TLS handshakes that failed.",
        Of(c.handshakes_failed));
  m.Add("adit_http_timeouts_total", "counter", "Clients too slow at some stage.", Of(c.timeouts));
  m.Head("adit_http_responses_total", "counter", "Responses by class of status.");
  for (size_t i = 1; i < 6; ++i) {
    m.Line("adit_http_responses_total", "{class=\"" + std::to_string(i) + "xx\"}",
           Of(c.responses_by_class[i]));
  }
}

http::HttpResponse MetricsAnswer(ApiContext& context) {
  Metrics m;
  m.Head("adit_build_info", "gauge", "Version of the collector.");
  m.Line("adit_build_info", "{version=\"" + context.version + "\"}", 1);
  m.Add("adit_start_time_seconds", "gauge", "When the collector started.",
        static_cast<double>(context.started_us / kMicrosPerSecond));
  AddIngest(m, context.receiver.counters());
  AddDecode(m, context.decoder.counters());
  if (const http::ServerCounters* server = context.server()) AddServer(m, *server);
  if (const Result<StoreTotals> totals = context.events.Totals(); totals.ok()) {
    m.Add("adit_stored_events", "gauge", "Events stored.", static_cast<double>(totals->events));
    m.Add("adit_pending_batches", "gauge", "Accepted batches not decoded yet.",
          static_cast<double>(totals->pending));
    m.Add("adit_lost_events", "gauge", "Events agents declared lost.",
          static_cast<double>(totals->lost_events));
    m.Add("adit_database_bytes", "gauge", "Size of the database.",
          static_cast<double>(totals->database_bytes));
    m.Add("adit_last_commit_time_seconds", "gauge", "When the store last committed.",
          static_cast<double>(totals->last_commit_us / kMicrosPerSecond));
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  m.Add("process_cpu_seconds_total", "counter", "User and system time.",
        static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
            static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  m.Add("process_max_resident_memory_bytes", "gauge", "Largest resident set so far.",
        static_cast<double>(usage.ru_maxrss) * 1024);
  http::HttpResponse response = Text(200, m.Take());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

void AddOpen(http::Router& router, std::string pattern,
             std::function<http::HttpResponse()> answer) {
  http::Route route;
  route.pattern = std::move(pattern);
  route.handle = [answer = std::move(answer)](const http::HttpRequest&,
                                              const http::Respond& respond) { respond(answer()); };
  router.Add(std::move(route));
}

}  // namespace

// Open to everybody who reaches the port: they tell of the service, nothing of people or their
// work.
void AddHealthRoutes(http::Router& router, ApiContext& context) {
  AddOpen(router, "/livez", [] { return Text(200, "ok\n"); });
  AddOpen(router, "/readyz", [&context] { return Ready(context); });
  AddOpen(router, "/metrics", [&context] { return MetricsAnswer(context); });
}

}  // namespace adit::api
