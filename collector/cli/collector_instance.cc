#include "collector/cli/collector_instance.h"

#include <future>
#include <optional>
#include <utility>

#include "collector/api/context.h"
#include "collector/api/my_data_links.h"
#include "collector/api/rate_limit.h"
#include "collector/cli/gate_options.h"
#include "collector/cli/notices.h"
#include "collector/http/https_client.h"
#include "collector/store/audit_checkpoint.h"
#include "collector/store/block_vault.h"
#include "collector/store/policy_stages.h"
#include "collector/store/sqlite_event_store.h"
#include "collector/webhooks/webhooks.h"
#include "common/base/logger.h"
#include "common/config/setting_schema.h"
#include "common/crypto/hash.h"
#include "common/crypto/key_file.h"
#include "privacy/policy/default_policy.h"
#include "privacy/policy/policy_json.h"
#include "privacy/policy/signed_policy.h"

namespace adit::cli {
namespace {

constexpr int64_t kDayUs = 86'400ll * kMicrosPerSecond;
constexpr int64_t kYearUs = 365 * kDayUs;

Status StorePolicy(ControlStore& control, const crypto::SigningKeyPair& key,
                   const std::string& document, int64_t now_us) {
  ADIT_ASSIGN_OR_RETURN(const AcceptedPolicy accepted, OpenLocalPolicy(document, "policy", now_us));
  const std::string text = SignPolicy(document, key);
  PolicyEntry entry;
  entry.version = accepted.policy->version();
  entry.digest = accepted.digest;
  entry.document.assign(text.begin(), text.end());
  entry.activated_us = now_us;
  return control.AddPolicy(entry);
}

Status StagePolicy(PolicyStages& stages, const crypto::SigningKeyPair& key,
                   const std::string& document, PolicyStage stage, int64_t now_us) {
  ADIT_ASSIGN_OR_RETURN(const AcceptedPolicy accepted, OpenLocalPolicy(document, "policy", now_us));
  const std::string text = SignPolicy(document, key);
  stage.version = accepted.policy->version();
  stage.document.assign(text.begin(), text.end());
  stage.decided_us = now_us;
  return stages.Set(stage);
}

// Some agents have what was staged: nothing else may come under its version or a lower one.
Status CheckAgainstStage(PolicyStages& stages, const std::string& document, int64_t now_us) {
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyStage> stage, stages.Current());
  if (!stage) return OkStatus();
  ADIT_ASSIGN_OR_RETURN(const AcceptedPolicy accepted, OpenLocalPolicy(document, "policy", now_us));
  const uint64_t version = accepted.policy->version();
  if (version > stage->version) return OkStatus();
  if (version == stage->version && DocumentOfPolicyText(AsText(stage->document)) == document)
    return OkStatus();
  return FailedPrecondition(
      "policy version " + std::to_string(stage->version) +
      " has reached agents as a stage; activate that one, or a higher version");
}

// Digest of the header that commands of this machine send (local_collector.h); nothing when the
// file was taken away.
std::optional<crypto::Digest> LocalAdministration(const std::string& data, FileSystem& files) {
  const Result<std::string> token = crypto::LoadSecretText(files, data + "/keys/admin.token");
  if (!token.ok()) return std::nullopt;
  return crypto::HashOf(AsBytes("Bearer " + *token));
}

}  // namespace

// Declared so that destruction runs from the server inwards.
struct CollectorInstance::Parts {
  Parts(CollectorSettings settings_in, FileSystem& files_in, Clock& clock_in, Random& random_in)
      : settings(std::move(settings_in)),
        files(files_in),
        clock(clock_in),
        random(random_in),
        gate(settings.min_people) {}

  const CollectorSettings settings;
  FileSystem& files;
  Clock& clock;
  Random& random;
  GroupGate gate;
  std::unique_ptr<CollectorKeys> keys;
  std::unique_ptr<BlockVault> vault;
  std::unique_ptr<SqliteDatabase> database;
  std::unique_ptr<EventStore> events;
  std::unique_ptr<ControlStore> control;
  std::unique_ptr<PolicyStages> stages;
  std::unique_ptr<AuditCheckpoints> checkpoints;
  std::unique_ptr<EnrolmentDesk> desk;
  std::unique_ptr<BatchReceiver> receiver;
  std::unique_ptr<EnvelopeDecoder> decoder;
  std::unique_ptr<WebhookStore> webhook_store;
  std::unique_ptr<Webhooks> webhooks;
  std::unique_ptr<Notices> notices;
  std::unique_ptr<JobRunner> jobs;
  std::unique_ptr<api::Access> access;
  std::unique_ptr<api::MyDataLinks> my_data;
  std::unique_ptr<api::RateLimit> rate_limit;
  std::unique_ptr<oidc::Provider> oidc;
  std::unique_ptr<api::ApiContext> context;
  http::Router router;
  std::unique_ptr<http::HttpServer> server;
};

CollectorInstance::CollectorInstance(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
CollectorInstance::~CollectorInstance() {
  const bool busy = StopServing();
  (void)busy;
}

bool CollectorInstance::StopServing() {
  if (parts_->server != nullptr) {
    // Writes in flight hold on to connections and to the receiver: they end before either does.
    parts_->server->Stop();
    parts_->database->writer().Run([](SqliteConnection&) { return OkStatus(); }).IgnoreError();
    parts_->server.reset();
  }
  return parts_->jobs->busy();
}

Result<std::unique_ptr<CollectorInstance>> CollectorInstance::Open(
    const CollectorSettings& settings, FileSystem& files, Clock& clock, Random& random) {
  auto parts = std::make_unique<Parts>(settings, files, clock, random);
  const std::string& data = settings.data_directory;
  ADIT_ASSIGN_OR_RETURN(parts->keys, LoadCollectorKeys(files, data + "/keys"));
  ADIT_ASSIGN_OR_RETURN(parts->database, SqliteDatabase::Open(data + "/store.db", false));
  parts->vault = std::make_unique<BlockVault>(files, data + "/keys/events", clock);
  ADIT_RETURN_IF_ERROR(parts->vault->Load());
  ADIT_RETURN_IF_ERROR(parts->database->SetVault(*parts->vault));
  ADIT_ASSIGN_OR_RETURN(parts->events, OpenSqliteEventStore(*parts->database));
  parts->control = std::make_unique<ControlStore>(*parts->database);
  parts->stages = std::make_unique<PolicyStages>(*parts->database);
  ADIT_ASSIGN_OR_RETURN(crypto::SigningKeyPair audit_key,
                        LoadOrMakeAuditKey(files, data + "/keys"));
  parts->checkpoints = std::make_unique<AuditCheckpoints>(*parts->database, std::move(audit_key));
  parts->desk =
      std::make_unique<EnrolmentDesk>(settings.name, *parts->keys, *parts->control, clock, random);
  ReceiverOptions receiver;
  receiver.data_directory = data;
  receiver.min_free_bytes = settings.min_free_bytes;
  parts->receiver = std::make_unique<BatchReceiver>(receiver, *parts->keys, *parts->events,
                                                    *parts->control, files, clock);
  DecoderOptions decoder;
  parts->decoder = std::make_unique<EnvelopeDecoder>(
      decoder, *parts->keys, *parts->events, *parts->control, clock,
      settings.second_gate_every > 0
          ? std::make_unique<SecondGate>(GateOptions{.every = settings.second_gate_every})
          : nullptr);
  JobOptions jobs;
  jobs.vault = parts->vault.get();
  jobs.mine_every_us = settings.mine_every_us;
  jobs.analysis.min_people = settings.min_people;
  parts->webhook_store = std::make_unique<WebhookStore>(*parts->database);
  parts->webhooks = std::make_unique<Webhooks>(
      *parts->webhook_store, clock, random, [](const WebhookPost& post) -> Result<int> {
        ADIT_ASSIGN_OR_RETURN(const http::ClientAnswer answer,
                              http::Ask({"POST", post.url, post.headers, post.body}, {}));
        return answer.status;
      });
  parts->notices = std::make_unique<Notices>(*parts->control, parts->gate, *parts->decoder,
                                             *parts->webhooks, clock);
  jobs.hourly = [checkpoints = parts->checkpoints.get(), notices = parts->notices.get(), &clock] {
    const auto made = checkpoints->Make(clock.WallMicros());
    if (!made.ok() && made.status().code() != StatusCode::kFailedPrecondition)
      LogError("audit: no checkpoint signed", {{"error", made.status().ToString()}});
    notices->AboutFleet();
  };
  jobs.run_stored = [notices = parts->notices.get()](const RunEntry& run) {
    notices->AboutRun(run);
  };
  parts->jobs = std::make_unique<JobRunner>(jobs, *parts->events, *parts->control, clock);
  parts->access = std::make_unique<api::Access>(*parts->control, clock, random);
  parts->my_data = std::make_unique<api::MyDataLinks>(clock, random);
  std::unique_ptr<CollectorInstance> instance(new CollectorInstance(std::move(parts)));
  ADIT_RETURN_IF_ERROR(instance->ApplyActivePolicy());
  return instance;
}

Status CollectorInstance::Serve() {
  Parts& p = *parts_;
  p.receiver->set_on_stored([decoder = p.decoder.get()] { decoder->Wake(); });
  p.context = std::make_unique<api::ApiContext>(api::ApiContext{
      *p.events, *p.control, *p.receiver, *p.decoder, *p.desk, *p.jobs, *p.access, p.gate, p.clock,
      ADIT_VERSION, p.clock.WallMicros(),
      [&p]() -> const http::ServerCounters* { return p.server ? &p.server->counters() : nullptr; },
      [this](const std::string& document) { return ActivatePolicy(document); },
      [expected = LocalAdministration(p.settings.data_directory, p.files)](
          const http::HttpRequest& request) {
        return expected && crypto::HashOf(AsBytes(request.Header("authorization"))) == *expected;
      }});
  p.context->stages = p.stages.get();
  p.context->stage_policy = [&p](const std::string& document, PolicyStage stage) {
    return StagePolicy(*p.stages, p.keys->policy, document, std::move(stage), p.clock.WallMicros());
  };
  p.context->checkpoints = p.checkpoints.get();
  p.rate_limit = std::make_unique<api::RateLimit>(p.settings.api_requests_per_minute, p.clock);
  p.context->rate_limit = p.rate_limit.get();
  if (p.settings.oidc) {
    p.oidc = std::make_unique<oidc::Provider>(*p.settings.oidc, p.clock);
    p.context->oidc = p.oidc.get();
  }
  p.context->my_data = p.my_data.get();
  p.context->webhooks = p.webhooks.get();
  p.context->random = &p.random;
  p.context->privacy = {p.settings.yearly_milli_epsilon, p.settings.reidentification};
  api::AddAllRoutes(p.router, *p.context);
  crypto::TlsServerOptions tls;
  tls.certificate_chain_pem = p.keys->server.chain_pem;
  tls.key_pem = p.keys->server.key_pem;
  tls.agent_authority_pem = p.keys->agent_authorities_pem;
  ADIT_ASSIGN_OR_RETURN(crypto::TlsContext context, crypto::CreateTlsServerContext(tls));
  http::ServerOptions options;
  options.address = p.settings.address;
  options.port = p.settings.port;
  ADIT_ASSIGN_OR_RETURN(p.server, http::HttpServer::Start(options, std::move(context), p.router));
  p.decoder->Start();
  p.webhooks->Start();
  ADIT_RETURN_IF_ERROR(p.jobs->Start());
  LogInfo("collector: serving", {{"address", p.settings.address},
                                 {"port", p.server->port()},
                                 {"min_group_size", p.gate.min_people()},
                                 {"version", ADIT_VERSION}});
  return OkStatus();
}

uint16_t CollectorInstance::port() const { return parts_->server ? parts_->server->port() : 0; }
const std::vector<http::Route>& CollectorInstance::routes() const {
  return parts_->router.routes();
}
EventStore& CollectorInstance::events() { return *parts_->events; }
ControlStore& CollectorInstance::control() { return *parts_->control; }
EnrolmentDesk& CollectorInstance::desk() { return *parts_->desk; }
JobRunner& CollectorInstance::jobs() { return *parts_->jobs; }
api::Access& CollectorInstance::access() { return *parts_->access; }
Status CollectorInstance::DecodePending() { return parts_->decoder->DecodeAll(); }

Result<CollectorInstance::Imported> CollectorInstance::ImportEnvelope(Bytes envelope) {
  std::promise<ReceiveOutcome> promise;
  auto answered = promise.get_future();
  parts_->receiver->Import(std::move(envelope), [&promise](ReceiveOutcome outcome) {
    promise.set_value(std::move(outcome));
  });
  ReceiveOutcome outcome = answered.get();
  switch (outcome.refusal) {
    case Refusal::kNone:
      return Imported{std::move(outcome.receipt), outcome.created};
    case Refusal::kBusy:
    case Refusal::kStorageFull:
      return Unavailable(outcome.message);
    case Refusal::kForbidden:
    case Refusal::kIdentity:
      return Unauthenticated(outcome.message);
    default:
      return InvalidArgument(outcome.message);
  }
}

Status CollectorInstance::ActivatePolicy(const std::string& document) {
  ADIT_RETURN_IF_ERROR(CheckAgainstStage(*parts_->stages, document, parts_->clock.WallMicros()));
  ADIT_RETURN_IF_ERROR(
      StorePolicy(*parts_->control, parts_->keys->policy, document, parts_->clock.WallMicros()));
  return ApplyActivePolicy();
}

Status CollectorInstance::ApplyActivePolicy() {
  ADIT_ASSIGN_OR_RETURN(const std::optional<PolicyEntry> entry, parts_->control->ActivePolicy());
  if (!entry) return OkStatus();
  ADIT_ASSIGN_OR_RETURN(
      const std::shared_ptr<const Policy> policy,
      Policy::FromJson(DocumentOfPolicyText(AsText(entry->document)), "active policy"));
  const PolicyDocument& document = policy->document();
  const auto min_people = static_cast<uint32_t>(document.minimum_group_size);
  parts_->receiver->set_policy_version(entry->version);
  parts_->gate.SetPolicyMinimum(min_people);
  if (SecondGate* gate = parts_->decoder->second_gate(); gate != nullptr)
    gate->Use(GateOptionsOf(policy, parts_->settings.second_gate_every, parts_->clock));
  parts_->jobs->SetPolicyTerms({min_people, document.retention.server_days * kDayUs,
                                document.retention.aggregate_days * kDayUs});
  return OkStatus();
}

Result<InitReport> InitCollector(const InitOptions& options, FileSystem& files, Clock& clock,
                                 Random& random) {
  const std::string& data = options.data_directory;
  if (options.hosts.empty())
    return InvalidArgument("give at least one --host agents reach the collector by");
  ADIT_RETURN_IF_ERROR(ParseListenAddress(options.listen).status());
  ADIT_RETURN_IF_ERROR(files.CreateDirectories(data));
  ADIT_ASSIGN_OR_RETURN(const std::vector<DirectoryEntry> present, files.List(data));
  if (!present.empty()) {
    return AlreadyExists(data + " is not empty (" + present.front().name +
                         "); choose a new directory: init never overwrites keys or data");
  }
  // Before anything is made: a second try must find the directory as it was.
  const std::string policy =
      options.policy.empty() ? std::string(DefaultPolicyText()) : options.policy;
  ADIT_RETURN_IF_ERROR(OpenLocalPolicy(policy, options.policy_file, clock.WallMicros()).status());
  ADIT_RETURN_IF_ERROR(CreateCollectorKeys(files, data + "/keys", options.hosts, clock));
  const std::string conf =
      "# Settings of this collector; see adit-collector settings.\nname = " + options.name +
      "\nlisten = " + options.listen + "\n";
  ADIT_RETURN_IF_ERROR(WriteFileAtomically(files, data + "/adit-collector.conf", AsBytes(conf)));
  { ADIT_RETURN_IF_ERROR(SqliteDatabase::Open(data + "/store.db", true).status()); }
  CollectorSettings settings;
  settings.data_directory = data;
  settings.name = options.name;
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<CollectorInstance> instance,
                        CollectorInstance::Open(settings, files, clock, random));
  ADIT_RETURN_IF_ERROR(instance->ActivatePolicy(policy));
  InitReport report;
  ADIT_ASSIGN_OR_RETURN(const auto analyst,
                        instance->access().CreateToken("first analyst", "analyst", kYearUs));
  ADIT_ASSIGN_OR_RETURN(const auto admin, instance->access().CreateToken("local administration",
                                                                         "admin", 10 * kYearUs));
  report.analyst_token = analyst.text;
  report.admin_token = admin.text;
  // Kept beside the keys, which are worth more: the commands of this machine use it.
  ADIT_RETURN_IF_ERROR(crypto::SaveSecretText(files, data + "/keys/admin.token", admin.text));
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<CollectorKeys> keys,
                        LoadCollectorKeys(files, data + "/keys"));
  ADIT_ASSIGN_OR_RETURN(const auto authority,
                        crypto::ReadCertificate(keys->authority.certificate_pem));
  report.authority_sha256_hex = authority.sha256_hex;
  return report;
}

}  // namespace adit::cli
