// ApiContext: what the handlers work with, and the functions that add their routes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "collector/api/access.h"
#include "collector/http/http_server.h"
#include "collector/http/router.h"
#include "collector/ingest/batch_receiver.h"
#include "collector/ingest/enrolment_desk.h"
#include "collector/ingest/envelope_decoder.h"
#include "collector/jobs/group_gate.h"
#include "collector/jobs/job_runner.h"
#include "collector/store/control_store.h"
#include "collector/store/event_store.h"
#include "collector/store/policy_stages.h"
#include "common/base/clock.h"
#include "common/base/random.h"

namespace adit {
class AuditCheckpoints;
class Webhooks;
namespace oidc {
class Provider;
}
}  // namespace adit

namespace adit::api {

class MyDataLinks;
class RateLimit;

// What the collector's settings allow beyond the group gate.
struct PrivacyOptions {
  int64_t yearly_milli_epsilon = 0;  // budget of noisy counts; 0 = none
  bool reidentification = false;
};

// All outlive the server.
struct ApiContext {
  EventStore& events;
  ControlStore& control;
  BatchReceiver& receiver;
  EnvelopeDecoder& decoder;
  EnrolmentDesk& desk;
  JobRunner& jobs;
  Access& access;
  const GroupGate& gate;
  Clock& clock;
  std::string version;
  int64_t started_us = 0;                               // wall
  std::function<const http::ServerCounters*()> server;  // null before the server runs
  // Checks, signs, stores and offers a policy document; kFailedPrecondition unless its version
  // rises.
  std::function<Status(const std::string&)> activate_policy;
  // True for the bearer token that only the owner of the data directory can read.
  std::function<bool(const http::HttpRequest&)> is_local_administration;
  AuditCheckpoints* checkpoints = nullptr;
  Webhooks* webhooks = nullptr;
  MyDataLinks* my_data = nullptr;
  Random* random = nullptr;
  PolicyStages* stages = nullptr;
  // Checks and signs a document and offers it to the agents that the stage is for; its version, document
  // and time are filled in.
  std::function<Status(const std::string&, PolicyStage)> stage_policy;
  PrivacyOptions privacy;
  oidc::Provider* oidc = nullptr;   // null: local accounts alone
  RateLimit* rate_limit = nullptr;  // null: none
};

void AddAgentRoutes(http::Router& router, ApiContext& context);   // /v1/…: the protocol of agents
void AddHealthRoutes(http::Router& router, ApiContext& context);  // /livez, /readyz, /metrics
void AddSessionRoutes(http::Router& router, ApiContext& context);  // /api/v1/session
void AddOidcRoutes(http::Router& router, ApiContext& context);     // /api/v1/session/oidc, methods
void AddFleetRoutes(http::Router& router, ApiContext& context);    // /api/v1/status, agents
void AddAuditRoutes(http::Router& router, ApiContext& context);    // /api/v1/audit
void AddTokenRoutes(http::Router& router,
                    ApiContext& context);  // /api/v1/enrol-tokens, revoking agents
void AddAdministrationRoutes(http::Router& router,
                             ApiContext& context);                // /api/v1/administration
void AddResultRoutes(http::Router& router, ApiContext& context);  // /api/v1/runs, roadmap, routines
void AddEditRoutes(http::Router& router, ApiContext& context);    // /api/v1/edits
void AddUserRoutes(http::Router& router, ApiContext& context);    // /api/v1/users, own password
void AddPolicyRoutes(http::Router& router, ApiContext& context);  // /api/v1/policies
void AddPrivacyRoutes(http::Router& router,
                      ApiContext& context);  // /api/v1/second-gate, noisy-counts, reidentifications
void AddExportRoutes(http::Router& router, ApiContext& context);  // /api/v1/routines/{key}/export
void AddMyDataRoutes(http::Router& router, ApiContext& context);  // /api/v1/my-data
void AddPageRoutes(http::Router& router);                         // / and its files, openapi.json
void AddAllRoutes(http::Router& router, ApiContext& context);

// A route whose handler runs only for those who may; the rest is answered by Access.
using PrincipalHandler =
    std::function<http::HttpResponse(const http::HttpRequest&, const Principal&)>;
void AddProtected(http::Router& router, ApiContext& context, http::Method method,
                  std::string pattern, Permission permission, PrincipalHandler handler,
                  size_t max_body_bytes = 0);

// Appends to the audit chain: who did what to what. What cannot be recorded must not be done.
[[nodiscard]] Status RecordAudit(ApiContext& context, const Principal& principal,
                                 const std::string& action, const std::string& target);

// 200 with JSON that is not to be cached.
[[nodiscard]] http::HttpResponse JsonAnswer(std::string json, int status = 200);
// 404, 409, 503 … after the code; internal failures do not tell their message.
[[nodiscard]] http::HttpResponse StatusAnswer(const Status& status);

}  // namespace adit::api
