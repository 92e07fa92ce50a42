#include <utility>

#include "collector/api/context.h"
#include "collector/api/my_data_links.h"
#include "common/base/time_text.h"
#include "common/wire/limits.h"
#include "common/wire/my_data.h"

namespace adit::api {
namespace {

int ToHttp(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNone:
      return 200;
    case Refusal::kMalformed:
      return 400;
    case Refusal::kUnreadable:
      return 422;
    case Refusal::kIdentity:
      return 401;
    case Refusal::kForbidden:
      return 403;
    case Refusal::kQuota:
      return 429;
    case Refusal::kBusy:
      return 503;
    case Refusal::kStorageFull:
      return 507;
  }
  return 500;
}

http::HttpResponse ProtocolRefusal(int status, const Status& reason) {
  http::HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.body = wire::EncodeProtocolError(reason);
  return response;
}

StatusCode ToCode(Refusal refusal) {
  switch (refusal) {
    case Refusal::kIdentity:
      return StatusCode::kUnauthenticated;
    case Refusal::kForbidden:
      return StatusCode::kPermissionDenied;
    case Refusal::kQuota:
    case Refusal::kStorageFull:
      return StatusCode::kResourceExhausted;
    case Refusal::kBusy:
      return StatusCode::kUnavailable;
    default:
      return StatusCode::kInvalidArgument;
  }
}

http::HttpResponse ToResponse(ReceiveOutcome outcome) {
  http::HttpResponse response;
  if (!outcome.receipt.empty()) {
    // A revoked agent gets its signed refusal with the status, so that it can tell it from a
    // forgery.
    response.status =
        outcome.refusal == Refusal::kNone ? (outcome.created ? 201 : 200) : ToHttp(outcome.refusal);
    response.content_type = "application/octet-stream";
    response.body = std::string(AsText(outcome.receipt));
  } else {
    response = ProtocolRefusal(ToHttp(outcome.refusal),
                               Status(ToCode(outcome.refusal), std::move(outcome.message)));
  }
  if (outcome.retry_after_s > 0)
    response.headers.emplace_back("Retry-After", std::to_string(outcome.retry_after_s));
  return response;
}

uint64_t ContentLength(const http::HttpRequest& request) {
  uint64_t length = 0;
  for (const char c : request.Header("content-length")) {
    if (c < '0' || c > '9') return 0;
    length = length * 10 + static_cast<uint64_t>(c - '0');
    if (length > wire::kMaxEnvelopeBytes) break;
  }
  return length;
}

int HttpOfStatus(StatusCode code) {
  switch (code) {
    case StatusCode::kInvalidArgument:
      return 400;
    case StatusCode::kUnauthenticated:
      return 401;
    case StatusCode::kPermissionDenied:
      return 403;
    case StatusCode::kNotFound:
      return 404;
    case StatusCode::kResourceExhausted:
      return 507;
    default:
      return 503;
  }
}

http::HttpResponse DocumentOrRefusal(Result<std::string> result, const char* content_type) {
  if (!result.ok()) return ProtocolRefusal(HttpOfStatus(result.status().code()), result.status());
  http::HttpResponse response;
  response.content_type = content_type;
  response.body = std::move(result).value();
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// Agents' documents: an agent's certificate is required; an expired one counts only for renewal.
http::Route AgentDocument(ApiContext& context, http::Method method, std::string_view path,
                          bool expired_counts,
                          std::function<Result<std::string>(const http::HttpRequest&)> produce) {
  http::Route route;
  route.method = method;
  route.pattern = std::string(path);
  route.max_body_bytes = wire::kMaxEnrolmentBytes;
  route.before_body = [&context, expired_counts](
                          const http::HttpRequest& request) -> std::optional<http::HttpResponse> {
    if (!request.peer) {
      return ProtocolRefusal(
          401, Unauthenticated("this needs the client certificate given at enrolment"));
    }
    if (!expired_counts && request.peer->not_after_us <= context.clock.WallMicros()) {
      return ProtocolRefusal(
          401, Unauthenticated("the client certificate has expired; renew it at /v1/renew"));
    }
    return std::nullopt;
  };
  route.handle = [produce = std::move(produce)](const http::HttpRequest& request,
                                                const http::Respond& respond) {
    respond(DocumentOrRefusal(produce(request), "application/json"));
  };
  return route;
}

Result<std::string> MakeMyDataLink(ApiContext& context, const http::HttpRequest& request) {
  ADIT_ASSIGN_OR_RETURN(const AgentEntry agent, context.desk.KnownAgent(*request.peer));
  ADIT_ASSIGN_OR_RETURN(const std::string code,
                        context.my_data->MakeCode({agent.id, std::string(AsText(request.body))}));
  return wire::EncodeMyDataLink(
      {"my.html#" + code, FormatTime(context.clock.WallMicros() + MyDataLinks::kCodeUs)});
}

// The policy of the stage for those it is for and for those who have it; the active one for all others.
Result<std::string> PolicyFor(ApiContext& context, const crypto::CertificateFacts& peer) {
  ADIT_ASSIGN_OR_RETURN(const AgentEntry agent, context.desk.KnownAgent(peer));
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyStage> stage, context.stages->Current());
  if (stage && (agent.policy_version == stage->version || Covers(*stage, agent.id, agent.group)))
    return std::string(AsText(stage->document));
  return context.desk.PolicyDocument(peer);
}

}  // namespace

void AddAgentRoutes(http::Router& router, ApiContext& context) {
  http::Route batches;
  batches.method = http::Method::kPut;
  batches.pattern = "/v1/batches/{agent}/{incarnation}/{seq}";
  batches.max_body_bytes = wire::kMaxEnvelopeBytes;
  batches.length_required = true;
  batches.before_body =
      [&context](const http::HttpRequest& request) -> std::optional<http::HttpResponse> {
    const auto address = wire::ParseBatchPath(request.path);
    if (!address) return ProtocolRefusal(404, NotFound("no batch can have this address"));
    std::optional<ReceiveOutcome> refusal =
        context.receiver.Admit(*address, request.peer, ContentLength(request));
    if (refusal) return ToResponse(std::move(*refusal));
    return std::nullopt;
  };
  batches.handle = [&context](http::HttpRequest request, http::Respond respond) {
    const auto address = wire::ParseBatchPath(request.path);
    context.receiver.Receive(*address, *request.peer, std::move(request.body),
                             [respond = std::move(respond)](ReceiveOutcome outcome) {
                               respond(ToResponse(std::move(outcome)));
                             });
  };
  router.Add(std::move(batches));

  http::Route enrol;
  enrol.method = http::Method::kPost;
  enrol.pattern = std::string(wire::kEnrolPath);
  enrol.max_body_bytes = wire::kMaxEnrolmentBytes;
  enrol.handle = [&context](const http::HttpRequest& request, const http::Respond& respond) {
    respond(DocumentOrRefusal(context.desk.Enrol(AsText(request.body)), "application/json"));
  };
  router.Add(std::move(enrol));

  router.Add(AgentDocument(context, http::Method::kPost, wire::kRenewPath, true,
                           [&context](const http::HttpRequest& request) {
                             return context.desk.Renew(*request.peer, AsText(request.body));
                           }));
  router.Add(AgentDocument(context, http::Method::kGet, wire::kPolicyPath, false,
                           [&context](const http::HttpRequest& request) {
                             return PolicyFor(context, *request.peer);
                           }));
  router.Add(AgentDocument(
      context, http::Method::kGet, wire::kKeysPath, false,
      [&context](const http::HttpRequest& request) { return context.desk.Keys(*request.peer); }));
  http::Route my_data = AgentDocument(
      context, http::Method::kPost, wire::kMyDataPath, false,
      [&context](const http::HttpRequest& request) { return MakeMyDataLink(context, request); });
  my_data.max_body_bytes = wire::kMaxMyDataBytes;
  router.Add(std::move(my_data));
}

}  // namespace adit::api
