#include "agent/runtime/agent.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "agent/runtime/machine_names.h"
#include "common/base/logger.h"
#include "common/crypto/key_file.h"
#include "privacy/policy/working_hours.h"

namespace adit {
namespace {

constexpr int64_t kSourceRetryUs = 30'000'000;
constexpr int64_t kAliveEveryUs = 60'000'000;
constexpr int64_t kLiveDrainUs = 3'000'000;
constexpr int kPollMs = 200;

Result<crypto::HashKey> LoadOrMakeScrubKey(FileSystem& files, const std::string& path) {
  Result<crypto::HashKey> key = crypto::LoadHashKey(files, path);
  if (key.ok() || key.status().code() != StatusCode::kNotFound) return key;
  crypto::HashKey made = crypto::GenerateHashKey();
  ADIT_RETURN_IF_ERROR(crypto::SaveHashKey(files, path, made));
  return made;
}

}  // namespace

Agent::Agent(const Settings& settings, AgentOptions options, FileSystem& files, Clock& clock,
             Random& random)
    : settings_(settings),
      options_(std::move(options)),
      files_(files),
      clock_(clock),
      random_(random),
      paths_(PathsOf(settings)),
      started_us_(clock.WallMicros()),
      policies_(files, paths_, settings.Text("policy.file"),
                settings.Flag("policy.require_signature")),
      identity_store_(files, paths_.identity),
      ring_(static_cast<size_t>(settings.Integer("preview.records"))),
      meter_(clock),
      ladder_(
          {.cpu_share = settings.Number("guard.cpu_percent") / 100,
           .resident_bytes = static_cast<uint64_t>(settings.Integer("guard.memory_mib")) << 20}) {}

Agent::~Agent() {
  if (source_) source_->Stop();
  if (pipeline_) pipeline_->Stop();
  if (shipping_) shipping_->Stop();
}

Result<std::unique_ptr<Agent>> Agent::Create(const Settings& settings, AgentOptions options,
                                             FileSystem& files, Clock& clock, Random& random) {
  std::unique_ptr<Agent> agent(new Agent(settings, std::move(options), files, clock, random));
  ADIT_RETURN_IF_ERROR(files.CreateDirectories(agent->paths_.state));
  ADIT_ASSIGN_OR_RETURN(agent->choice_, LoadPersonChoice(files, agent->paths_.choice));
  ADIT_ASSIGN_OR_RETURN(crypto::HashKey scrub_key,
                        LoadOrMakeScrubKey(files, agent->paths_.scrub_key));
  if (!agent->options_.look_only) {
    Result<AgentIdentity> identity = agent->identity_store_.Load();
    if (!identity.ok()) {
      return identity.status().code() == StatusCode::kNotFound
                 ? Unauthenticated(
                       "this agent is not enrolled; run `adit-agent enrol --collector URL --token "
                       "TOKEN`, or look without keeping anything: `adit-agent run --look`")
                 : identity.status();
    }
    agent->identity_ = std::move(*identity);
  }
  ADIT_RETURN_IF_ERROR(agent->OpenPolicy());
  ADIT_RETURN_IF_ERROR(agent->OpenControl());
  if (agent->identity_) ADIT_RETURN_IF_ERROR(agent->OpenSpoolAndShipper(scrub_key));
  ADIT_RETURN_IF_ERROR(agent->OpenPipeline());
  return agent;
}

Status Agent::OpenPolicy() {
  ADIT_RETURN_IF_ERROR(policies_.TrustKeys(settings_.Text("policy.keys")));
  if (identity_) {
    for (const crypto::SigningPublicKey& key : identity_->answer.policy_keys)
      policies_.TrustKey(key);
    const std::string& document = identity_->answer.policy_document;
    if (!document.empty() && settings_.Text("policy.file").empty()) {
      const Result<PolicyChoice> accepted = policies_.AcceptFetched(document, clock_.WallMicros());
      // An older one than is stored, or the same again, is what a restart looks like.
      if (!accepted.ok() && accepted.status().code() != StatusCode::kAlreadyExists &&
          !files_.Exists(paths_.policy)) {
        return accepted.status();
      }
    }
  }
  ADIT_ASSIGN_OR_RETURN(policy_, policies_.Load(clock_.WallMicros()));
  if (identity_ && !policy_.accepted.policy->AppliesToGroup(identity_->answer.group)) {
    return FailedPrecondition("policy " + policy_.accepted.policy->document().id +
                              " does not apply to the group \"" + identity_->answer.group +
                              "\" of this agent; nothing may be recorded");
  }
  const PolicyDocument& document = policy_.accepted.policy->document();
  LogInfo("policy in force",
          {{"id", document.id}, {"version", document.version}, {"source", policy_.source}});
  if (document.consent == ConsentMode::kInform && choice_.consent == Consent::kNone) {
    LogInfo(document.legal.information);
    choice_.consent = Consent::kInformed;
    choice_.consent_us = clock_.WallMicros();
    choice_.consent_policy_version = document.version;
    ADIT_RETURN_IF_ERROR(SavePersonChoice(files_, paths_.choice, choice_));
  }
  return OkStatus();
}

Status Agent::OpenControl() {
  ADIT_ASSIGN_OR_RETURN(
      control_,
      ControlServer::Listen(
          paths_.socket, [this](const ControlRequest& request) { return HandleControl(request); },
          ring_));
  return OkStatus();
}

Status Agent::OpenSpoolAndShipper(const crypto::HashKey& scrub_key) {
  SpoolOptions spool;
  spool.directory = paths_.spool;
  spool.quota_bytes = static_cast<uint64_t>(settings_.Integer("spool.quota_mib")) << 20;
  spool.keep_free_bytes = static_cast<uint64_t>(settings_.Integer("spool.keep_free_mib")) << 20;
  spool.seal_after_us = options_.seal_after_us;
  spool.agent_version = ADIT_VERSION;
  spool.os_version = OsVersion();
  spool.machine_fingerprint = MachineFingerprint(scrub_key);
  const int64_t now = clock_.WallMicros();
  ADIT_ASSIGN_OR_RETURN(spool_, Spool::Open(files_, clock_, random_, identity_->signing, spool,
                                            {identity_->answer.agent, identity_->Recipient(now)}));
  collector_url_ = CollectorUrl(settings_, files_);
  if (collector_url_.empty()) {
    LogWarning("collector.url is not set: batches are kept in the spool and not sent");
    return OkStatus();
  }
  ADIT_ASSIGN_OR_RETURN(const ServerAddress address, ParseServerUrl(collector_url_));
  connector_ = CreateHttpsConnector(address);
  ShipperOptions ship;
  ship.enrol.agent_version = ADIT_VERSION;
  ship.enrol.os_version = spool.os_version;
  ship.enrol.machine_fingerprint_hex = spool.machine_fingerprint;
  ship.token_path = settings_.Text("enrol.token_file");
  ship.receipts_directory = paths_.receipts;
  ship.start_spread_us = settings_.Integer("collector.start_spread_s") * kMicrosPerSecond;
  ShipperCallbacks callbacks;
  callbacks.on_policy = [this](const std::string& document) {
    const std::lock_guard lock(fetched_mutex_);
    fetched_policy_ = document;
  };
  callbacks.on_revoked = [this] { revoked_ = true; };
  // The shipper gets its own copy of the identity, as it renews it.
  ADIT_ASSIGN_OR_RETURN(AgentIdentity identity, identity_store_.Load());
  shipping_ = std::make_unique<ShippingThread>(
      std::make_unique<Shipper>(*spool_, identity_store_, std::move(identity), *connector_, files_,
                                clock_, random_, std::move(ship), std::move(callbacks)));
  return OkStatus();
}

Status Agent::OpenPipeline() {
  Pipeline::Parts parts;
  parts.queue_events = static_cast<size_t>(settings_.Integer("queue.events"));
  parts.spool = spool_.get();
  parts.preview = &ring_;
  parts.clock = &clock_;
  parts.names = ReadMachineNames();
  period_keys_ = std::make_unique<PeriodKeys>(files_, paths_.period_keys);
  parts.period_keys = period_keys_.get();
  if (const std::string path = settings_.Text("privacy.directory_file"); !path.empty()) {
    ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(files_, path, kMaxDirectoryBytes));
    ADIT_ASSIGN_OR_RETURN(parts.names.directory, DirectoryTerms::Parse(AsText(bytes), path));
  }
  parts.skip = options_.source.skip;
  if (!options_.source.is_recorded() && !options_.look_only) {
    session_ = std::make_unique<SessionOrdinal>(files_, paths_.session);
    parts.session = session_.get();
  }
  parts.print = options_.look_only;
  parts.print_json = options_.json;
  ADIT_ASSIGN_OR_RETURN(pipeline_,
                        Pipeline::Create(std::move(parts), policy_.accepted));
  return OkStatus();
}

Agent::State Agent::Decide() const {
  const PolicyDocument& document = policy_.accepted.policy->document();
  const int64_t now = clock_.WallMicros();
  if (revoked_) return {"revoked", "the collector has revoked this agent; ask your administrator"};
  switch (MayRecord(choice_, document, now)) {
    case RecordingState::kNotInForce:
      return {"not_in_force", "the policy is expired or not yet valid; a newer one is needed"};
    case RecordingState::kNeedsConsent:
      return {"needs_consent", "read the information with `adit-agent consent` and decide"};
    case RecordingState::kPaused:
      return {"paused", "go on with `adit-agent resume`"};
    case RecordingState::kRecording:
      break;
  }
  if (!options_.source.is_recorded() && !IsWithinHours(document.hours, now)) {
    return {"outside_hours", "the policy records inside its hours only"};
  }
  if (ladder_.level() == CaptureLevel::kPaused) {
    return {"overloaded", "the machine is busy; recording goes on when it calms down"};
  }
  if (!source_trouble_.empty()) return {"no_source", source_trouble_};
  return {"recording", ""};
}

void Agent::StartSource() {
  const int64_t now = clock_.MonotonicMicros();
  if (now < next_start_us_) return;
  SourceSpec spec = options_.source;
  spec.function_keys = settings_.Flag("capture.function_keys");
  Result<std::unique_ptr<CaptureSource>> source = MakeSource(spec, files_, clock_);
  Status started = source.status();
  if (source.ok()) started = (*source)->Start(*pipeline_);
  if (!started.ok()) {
    if (source_trouble_ != started.message()) {
      LogError("capture does not start", {{"reason", started.message()}});
    }
    source_trouble_ = started.message();
    next_start_us_ = now + kSourceRetryUs;
    if (options_.source.is_recorded()) pipeline_->Finished(started);
    if (gap_reason_.empty()) {
      gap_reason_ = "no_source";
      gap_wall_us_ = clock_.WallMicros();
      gap_monotonic_us_ = now;
    }
    return;
  }
  source_trouble_.clear();
  source_ = std::move(*source);
  source_->SetLevel(ladder_.level());
  capabilities_ = source_->capabilities();
  LogInfo("capture runs", {{"source", capabilities_.backend}});
  for (const std::string& missing : capabilities_.missing) {
    LogWarning("this desktop cannot give everything", {{"missing", missing}});
  }
  EndGap();
}

void Agent::StopSource(const std::string& reason) {
  source_->Stop();
  source_.reset();
  gap_reason_ = reason;
  gap_wall_us_ = clock_.WallMicros();
  gap_monotonic_us_ = clock_.MonotonicMicros();
}

void Agent::EndGap() {
  if (gap_reason_.empty()) return;
  pipeline_->Note(ActionType::kCaptureGap, gap_reason_, gap_wall_us_, gap_monotonic_us_,
                  std::max<int64_t>(clock_.MonotonicMicros() - gap_monotonic_us_, 0), 1);
  gap_reason_.clear();
}

void Agent::ApplyState() {
  const State state = Decide();
  const bool wanted = state.recording() || state.name == "no_source";
  if (options_.source.is_recorded()) {
    pipeline_->Hold(!wanted);
    if (wanted && !source_ && source_trouble_.empty()) StartSource();
    return;
  }
  if (wanted && !source_) {
    StartSource();
  } else if (!wanted && source_) {
    LogInfo("capture stops", {{"state", state.name}});
    StopSource(state.name);
  }
}

void Agent::TakeFetchedPolicy() {
  std::optional<std::string> document;
  {
    const std::lock_guard lock(fetched_mutex_);
    document.swap(fetched_policy_);
  }
  if (!document) return;
  Result<PolicyChoice> accepted = policies_.AcceptFetched(*document, clock_.WallMicros());
  if (!accepted.ok()) {
    if (accepted.status().code() != StatusCode::kAlreadyExists) {
      LogWarning("a policy was refused; the one in force stays",
                 {{"reason", accepted.status().message()}});
    }
    return;
  }
  const std::shared_ptr<const Policy>& policy = accepted->accepted.policy;
  if (identity_ && !policy->AppliesToGroup(identity_->answer.group)) {
    LogWarning("a policy for other groups came; the one in force stays");
    return;
  }
  LogInfo("new policy in force", {{"id", policy->document().id}, {"version", policy->version()}});
  policy_ = std::move(*accepted);
  pipeline_->SetPolicy(policy_.accepted);
}

void Agent::WatchResources() {
  meter_.Sample();
  if (!settings_.Flag("guard.enabled") || options_.source.is_recorded()) return;
  const ResourceUse use{meter_.cpu_share(), meter_.resident_bytes(), pipeline_->queue_share()};
  const std::optional<CaptureLevel> level = ladder_.Observe(use, clock_.MonotonicMicros());
  if (!level) return;
  LogWarning("capture level changed", {{"level", CaptureLevelName(*level)},
                                       {"cpu_percent", use.cpu_share * 100},
                                       {"resident_mib", use.resident_bytes >> 20}});
  pipeline_->Note(ActionType::kDegradation, CaptureLevelName(*level), clock_.WallMicros(),
                  clock_.MonotonicMicros(), 0, 1);
  if (spool_) spool_->SetDegradationLevel(static_cast<uint8_t>(*level));
  if (source_) source_->SetLevel(*level);
}

void Agent::EverySecond() {
  TakeFetchedPolicy();
  WatchResources();
  ApplyState();
  WriteAlive();
}

void Agent::WriteAlive() {
  if (options_.source.is_recorded() || options_.look_only) return;
  const int64_t now = clock_.WallMicros();
  if (now - last_alive_us_ < kAliveEveryUs && now >= last_alive_us_) return;
  last_alive_us_ = now;
  // Lost at worst: the gap after a crash is then told a minute too long.
  WriteFileAtomically(files_, paths_.alive, AsBytes(std::to_string(now))).IgnoreError();
}

// The time in which no agent ran is a period without capture like any other.
void Agent::NoteTimeStopped() {
  if (options_.source.is_recorded() || options_.look_only) return;
  const Result<Bytes> bytes = ReadWholeFile(files_, paths_.alive, 32);
  if (!bytes.ok()) return;
  const std::string_view text = AsText(*bytes);
  int64_t last = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), last);
  const int64_t now = clock_.WallMicros();
  if (error != std::errc() || end == text.data() || last <= 0 || last >= now) return;
  pipeline_->Note(ActionType::kCaptureGap, "agent_stopped", last, 0, now - last, 1);
}

Status Agent::Run(WaitHandle stop) {
  pipeline_->Start();
  if (shipping_) shipping_->Start();
  NoteTimeStopped();
  ApplyState();
  int64_t next_second = clock_.MonotonicMicros();
  for (;;) {
    control_->Poll(kPollMs, stop);
    if (IsSignalled(stop)) break;
    if (std::optional<Status> outcome = pipeline_->TakeOutcome())
      return Finish(std::move(*outcome));
    if (clock_.MonotonicMicros() < next_second) continue;
    next_second = clock_.MonotonicMicros() + kMicrosPerSecond;
    EverySecond();
  }
  LogInfo("stopping");
  return Finish(OkStatus());
}

Status Agent::Finish(Status outcome) {
  const bool ended_by_itself = pipeline_->TakeOutcome().has_value();
  if (source_) source_->Stop();
  if (!options_.source.is_recorded()) EndGap();
  pipeline_->Stop();
  last_alive_us_ = 0;
  WriteAlive();
  if (!spool_) return outcome;
  Status sealed = spool_->Seal();
  if (shipping_ && sealed.ok()) {
    const int64_t limit =
        ended_by_itself ? int64_t{options_.drain_s} * kMicrosPerSecond : kLiveDrainUs;
    const int64_t deadline = clock_.MonotonicMicros() + limit;
    shipping_->Wake();
    while (spool_->Report().sealed_files > 0 && clock_.MonotonicMicros() < deadline) {
      control_->Poll(50, -1);
      shipping_->Wake();
    }
  }
  const SpoolReport report = spool_->Report();
  if (shipping_) shipping_->Stop();
  const Status closed = spool_->Close();
  LogInfo("stopped",
          {{"batches_waiting", report.sealed_files}, {"events_lost", report.events_lost}});
  if (!outcome.ok()) return outcome;
  const uint64_t refused = pipeline_->Report().spool_refused;
  if (ended_by_itself && refused > 0) {
    return ResourceExhausted(std::to_string(refused) +
                             " events of the recording could not be kept and were declared lost (" +
                             (report.disk_full ? "the disk is full: free space or lower "
                                                 "spool.keep_free_mib"
                                               : "the disk does not write: see the log") +
                             ")");
  }
  if (!sealed.ok()) return sealed;
  if (!closed.ok()) return closed;
  if (ended_by_itself && shipping_ && report.sealed_files > 0) {
    return DeadlineExceeded(
        std::to_string(report.sealed_files) +
        " batches wait in the spool: the collector did not confirm them within " +
        std::to_string(options_.drain_s) + " s (" + shipping_->Report().last_reason +
        "); they are sent when the agent runs again");
  }
  return OkStatus();
}

}  // namespace adit
