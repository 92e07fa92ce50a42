#include <charconv>
#include <nlohmann/json.hpp>

#include "collector/api/paging.h"
#include "collector/api/webhook_routes.h"
#include "collector/http/https_client.h"
#include "collector/webhooks/webhooks.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;
constexpr size_t kMaxWishBytes = 8192;

json Time(int64_t us) { return us == 0 ? json() : json(FormatTime(us)); }
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<int64_t> Number(const std::string& text) {
  int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size())
    return InvalidArgument("a webhook's id is a whole number");
  return id;
}

// The secret is not among it: it is shown once, when it is made.
json WebhookJson(const Webhook& webhook) {
  return {{"id", std::to_string(webhook.id)}, {"url", webhook.url},
          {"events", webhook.events},         {"disabled", webhook.disabled},
          {"author", webhook.author},         {"created", Time(webhook.created_us)}};
}

http::HttpResponse List(ApiContext& context) {
  const auto webhooks = context.webhooks->store().List();
  if (!webhooks.ok()) return StatusAnswer(webhooks.status());
  json items = json::array();
  for (const Webhook& webhook : *webhooks) items.push_back(WebhookJson(webhook));
  json types = json::array();
  for (const auto& [type, meaning] : kWebhookEvents)
    types.push_back({{"type", std::string(type)}, {"meaning", std::string(meaning)}});
  return JsonAnswer(Dump({{"items", items}, {"types", types}}));
}

Result<Webhook> ReadWish(const http::HttpRequest& request) {
  const json body = json::parse(request.body.begin(), request.body.end(), nullptr, false);
  const auto url = body.is_object() ? body.find("url") : body.end();
  if (!body.is_object() || url == body.end() || !url->is_string())
    return InvalidArgument("send {\"url\": \"https://…\", \"events\": […]}");
  Webhook webhook;
  webhook.url = url->get<std::string>();
  ADIT_RETURN_IF_ERROR(http::ParseClientUrl(webhook.url).status());
  const json events = body.value("events", json::array());
  if (!events.is_array() || events.size() > std::size(kWebhookEvents))
    return InvalidArgument("events must be a list of types; an empty one stands for all");
  for (const json& event : events) {
    if (!event.is_string() || !IsWebhookEvent(event.get<std::string>()))
      return InvalidArgument(
          "events: " + event.dump(-1, ' ', true, json::error_handler_t::replace) +
          " is no type; GET /api/v1/webhooks lists them");
    webhook.events.push_back(event.get<std::string>());
  }
  return webhook;
}

http::HttpResponse Create(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal) {
  Result<Webhook> wish = ReadWish(request);
  if (!wish.ok()) return StatusAnswer(wish.status());
  wish->author = principal.name;
  const std::string url = wish->url;
  const auto made = context.webhooks->Add(*std::move(wish));
  if (!made.ok()) return StatusAnswer(made.status());
  const std::string id = std::to_string(made->id);
  if (const Status recorded = RecordAudit(context, principal, "create webhook", id + " " + url);
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  return JsonAnswer(Dump({{"id", id}, {"secret", made->secret_text}}), 201);
}

// What changes a webhook: recorded, then 204.
http::HttpResponse Change(ApiContext& context, const http::HttpRequest& request,
                          const Principal& principal, const char* action,
                          const std::function<Status(int64_t)>& change) {
  const Result<int64_t> id = Number(request.parameters[0]);
  if (!id.ok()) return StatusAnswer(id.status());
  if (const Status changed = change(*id); !changed.ok()) return StatusAnswer(changed);
  if (const Status recorded = RecordAudit(context, principal, action, std::to_string(*id));
      !recorded.ok()) {
    return StatusAnswer(recorded);
  }
  http::HttpResponse response;
  response.status = 204;
  return response;
}

http::HttpResponse Deliveries(ApiContext& context, const http::HttpRequest& request) {
  const Result<Page> page = ReadPage(request);
  if (!page.ok()) return StatusAnswer(page.status());
  const Result<int64_t> id = Number(request.parameters[0]);
  if (!id.ok()) return StatusAnswer(id.status());
  const auto deliveries = context.webhooks->store().Deliveries(
      *id, page->after == 0 ? INT64_MAX : page->after, page->limit + 1);
  if (!deliveries.ok()) return StatusAnswer(deliveries.status());
  json items = json::array();
  std::optional<int64_t> next;
  for (const WebhookDelivery& delivery : *deliveries) {
    if (items.size() == page->limit) {
      next = std::stoll(items.back()["id"].get<std::string>());
      break;
    }
    items.push_back({{"id", std::to_string(delivery.id)},
                     {"message", delivery.message},
                     {"event", delivery.event},
                     {"created", Time(delivery.created_us)},
                     {"state", delivery.state},
                     {"attempts", delivery.attempts},
                     {"last", Time(delivery.last_us)},
                     {"next", delivery.state == "waiting" ? Time(delivery.next_us) : json()},
                     {"status", delivery.status == 0 ? json() : json(delivery.status)},
                     {"error", delivery.error}});
  }
  return PageAnswer(request, Dump(items), next);
}

}  // namespace

void AddWebhookRoutes(http::Router& router, ApiContext& context) {
  const auto add = [&](http::Method method, const char* pattern, PrincipalHandler handler,
                       size_t max_body_bytes = 0) {
    AddProtected(router, context, method, pattern, Permission::kAdminister, std::move(handler),
                 max_body_bytes);
  };
  add(http::Method::kGet, "/api/v1/webhooks",
      [&context](const http::HttpRequest&, const Principal&) { return List(context); });
  add(
      http::Method::kPost, "/api/v1/webhooks",
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return Create(context, request, principal);
      },
      kMaxWishBytes);
  add(http::Method::kDelete, "/api/v1/webhooks/{id}",
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return Change(context, request, principal, "remove webhook",
                      [&](int64_t id) { return context.webhooks->store().Remove(id); });
      });
  add(
      http::Method::kPost, "/api/v1/webhooks/{id}/test",
      [&context](const http::HttpRequest& request, const Principal& principal) {
        return Change(context, request, principal, "test webhook",
                      [&](int64_t id) { return context.webhooks->Test(id); });
      },
      kMaxWishBytes);
  add(http::Method::kGet, "/api/v1/webhooks/{id}/deliveries",
      [&context](const http::HttpRequest& request, const Principal&) {
        return Deliveries(context, request);
      });
}

}  // namespace adit::api
