#include <nlohmann/json.hpp>

#include "collector/api/context.h"
#include "collector/api/paging.h"
#include "collector/store/audit_checkpoint.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxRequestBytes = 4096;
constexpr size_t kShownCheckpoints = 200;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

http::HttpResponse AuditList(ApiContext& context, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const bool newest = request.Query("order") == "newest";
  const auto entries = newest ? context.control.NewestAudit(
                                    page->after == 0 ? INT64_MAX : page->after, page->limit + 1)
                              : context.control.Audit(page->after, page->limit + 1);
  if (!entries.ok()) return StatusAnswer(entries.status());
  json items = json::array();
  for (const AuditEntry& entry : *entries) {
    if (items.size() == page->limit) break;
    items.push_back({{"seq", entry.seq},
                     {"at", Time(entry.at_us)},
                     {"actor", entry.actor},
                     {"action", entry.action},
                     {"target", entry.target},
                     {"outcome", entry.outcome},
                     {"hash", HexEncode(entry.hash)}});
  }
  const bool more = entries->size() > page->limit;
  return PageAnswer(request, Dump(items),
                    more ? std::optional<int64_t>((*entries)[page->limit - 1].seq) : std::nullopt);
}

http::HttpResponse AuditCheck(ApiContext& context) {
  const Result<int64_t> entries = context.control.VerifyAudit();
  if (!entries.ok() && entries.status().code() != StatusCode::kDataLoss)
    return StatusAnswer(entries.status());
  const auto last = context.control.NewestAudit(INT64_MAX, 1);
  if (!last.ok()) return StatusAnswer(last.status());
  return JsonAnswer(
      Dump({{"whole", entries.ok()},
            {"entries", entries.ok() ? json(*entries) : json()},
            {"message", entries.ok() ? std::string() : entries.status().message()},
            {"last_hash", last->empty() ? json() : json(HexEncode(last->front().hash))}}));
}

json CheckpointJson(const AuditCheckpoint& checkpoint) {
  return {{"entries", checkpoint.entries},
          {"last", HexEncode(checkpoint.last)},
          {"at", FormatTime(checkpoint.at_us)},
          {"key", HexEncode(checkpoint.key)},
          {"text", FormatAuditCheckpoint(checkpoint)}};
}

http::HttpResponse CheckpointList(ApiContext& context) {
  const auto checkpoints = context.checkpoints->List(kShownCheckpoints);
  if (!checkpoints.ok()) return StatusAnswer(checkpoints.status());
  json items = json::array();
  for (const AuditCheckpoint& checkpoint : *checkpoints)
    items.push_back(CheckpointJson(checkpoint));
  return JsonAnswer(Dump({{"items", items}, {"key", HexEncode(context.checkpoints->key())}}));
}

http::HttpResponse MakeCheckpoint(ApiContext& context, const Principal& principal) {
  // Recorded before it is signed: the checkpoint covers that it was asked for.
  if (const Status recorded = RecordAudit(context, principal, "sign audit checkpoint", "");
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  const auto made = context.checkpoints->Make(context.clock.WallMicros());
  if (!made.ok()) return StatusAnswer(made.status());
  return JsonAnswer(Dump(CheckpointJson(*made)), 201);
}

}  // namespace

void AddAuditRoutes(http::Router& router, ApiContext& context) {
  AddProtected(router, context, http::Method::kGet, "/api/v1/audit", Permission::kViewAudit,
               [&context](const http::HttpRequest& request, const Principal&) {
                 return AuditList(context, request);
               });
  AddProtected(
      router, context, http::Method::kGet, "/api/v1/audit/verify", Permission::kViewAudit,
      [&context](const http::HttpRequest&, const Principal&) { return AuditCheck(context); });
  AddProtected(
      router, context, http::Method::kGet, "/api/v1/audit/checkpoints", Permission::kViewAudit,
      [&context](const http::HttpRequest&, const Principal&) { return CheckpointList(context); });
  AddProtected(
      router, context, http::Method::kPost, "/api/v1/audit/checkpoints", Permission::kViewAudit,
      [&context](const http::HttpRequest&, const Principal& principal) {
        return MakeCheckpoint(context, principal);
      },
      kMaxRequestBytes);
}

}  // namespace adit::api
