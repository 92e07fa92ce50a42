#include "agent/runtime/doctor.h"

#include <memory>
#include <utility>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/control_server.h"
#include "agent/runtime/live_source.h"
#include "agent/runtime/path_access.h"
#include "agent/runtime/person_choice.h"
#include "agent/runtime/policy_store.h"
#include "agent/runtime/process_guard.h"
#include "agent/ship/identity.h"
#include "agent/ship/transport.h"
#include "common/base/time_text.h"
#include "common/wire/limits.h"

namespace adit {
namespace {

constexpr int64_t kDayUs = 86'400 * kMicrosPerSecond;
constexpr int64_t kExchangeTimeoutUs = 10'000'000;

class Examination {
 public:
  void Fine(std::string subject, std::string found) {
    findings.push_back({FindingLevel::kFine, std::move(subject), std::move(found), ""});
  }
  void Warn(std::string subject, std::string found, std::string remedy) {
    findings.push_back(
        {FindingLevel::kWarning, std::move(subject), std::move(found), std::move(remedy)});
  }
  void Wrong(std::string subject, std::string found, std::string remedy) {
    findings.push_back(
        {FindingLevel::kWrong, std::move(subject), std::move(found), std::move(remedy)});
  }
  std::vector<DoctorFinding> findings;
};

// Takes events and forgets them: the doctor wants to know whether a source starts, not what it
// sees.
class ForgetfulSink final : public EventSink {
 public:
  bool Offer(UiEvent) override { return true; }
  bool OfferWaiting(UiEvent, int) override { return true; }
  void Finished(Status) override {}
};

void ExamineState(const Settings& settings, const AgentPaths& paths, FileSystem& files,
                  Examination& e) {
  if (const Status made = files.CreateDirectories(paths.state); !made.ok()) {
    e.Wrong("state directory", made.message(), "make " + paths.state + " writable for this user");
    return;
  }
  if (IsOpenToOthers(paths.state)) {
    e.Warn("state directory", paths.state + " is open to others", ClosingCommand(paths.state));
  } else if (!IsWritable(paths.state)) {
    e.Wrong("state directory", paths.state + " cannot be written", "give it to this user");
  } else {
    e.Fine("state directory", paths.state);
  }
  const Result<uint64_t> free = files.FreeBytes(paths.state);
  const uint64_t keep = static_cast<uint64_t>(settings.Integer("spool.keep_free_mib")) << 20;
  if (!free.ok()) {
    e.Warn("disk", free.status().message(), "check the file system of " + paths.state);
  } else if (*free <= keep) {
    e.Wrong("disk",
            std::to_string(*free >> 20) + " MiB free, " + std::to_string(keep >> 20) +
                " MiB must stay free: events are lost",
            "free disk space, or lower spool.keep_free_mib");
  } else {
    e.Fine("disk", std::to_string(*free >> 20) + " MiB free");
  }
}

void ExaminePolicy(const Settings& settings, const AgentPaths& paths, FileSystem& files,
                   int64_t now_us, const AgentIdentity* identity, Examination& e) {
  PolicyStore store(files, paths, settings.Text("policy.file"),
                    settings.Flag("policy.require_signature"));
  if (const Status trusted = store.TrustKeys(settings.Text("policy.keys")); !trusted.ok()) {
    e.Wrong("policy", trusted.message(), "correct policy.keys");
    return;
  }
  if (identity) {
    for (const crypto::SigningPublicKey& key : identity->answer.policy_keys) store.TrustKey(key);
  }
  const Result<PolicyChoice> policy = store.Load(now_us);
  if (!policy.ok()) {
    e.Wrong("policy", policy.status().message(),
            "nothing is recorded until the policy is right; check it with `adit policy lint`");
    return;
  }
  const PolicyDocument& document = policy->accepted.policy->document();
  const std::string name =
      document.id + " version " + std::to_string(document.version) + " (" + policy->source + ")";
  if (document.expires_us - now_us < 30 * kDayUs) {
    e.Warn("policy", name + " expires " + FormatTime(document.expires_us), "issue a newer version");
  } else {
    e.Fine("policy", name);
  }
  const Result<PersonChoice> choice = LoadPersonChoice(files, paths.choice);
  if (!choice.ok()) {
    e.Wrong("choice", choice.status().message(), "remove the file and decide again");
    return;
  }
  const RecordingState state = MayRecord(*choice, document, now_us);
  if (state == RecordingState::kRecording) {
    e.Fine("consent", std::string(ConsentName(choice->consent)));
  } else {
    e.Warn("consent", std::string(RecordingStateName(state)),
           state == RecordingState::kPaused ? "adit-agent resume" : "adit-agent consent");
  }
}

void ExamineCollector(const std::string& url, const AgentIdentity& identity, Examination& e) {
  const Result<ServerAddress> address = ParseServerUrl(url);
  if (!address.ok()) {
    e.Wrong("collector", address.status().message(), "correct collector.url");
    return;
  }
  const std::unique_ptr<Connector> connector = CreateHttpsConnector(*address);
  const Result<std::unique_ptr<Transport>> transport = connector->Connect(identity.Tls());
  if (!transport.ok()) {
    e.Wrong("collector", transport.status().message(), "enrol again");
    return;
  }
  const Result<HttpAnswer> answer = (*transport)
                                        ->Exchange({"GET", std::string(wire::kKeysPath), "", {}},
                                                   kExchangeTimeoutUs, wire::kMaxEnrolmentBytes);
  if (!answer.ok()) {
    const bool trust = answer.status().code() == StatusCode::kUnauthenticated;
    e.Wrong(
        "collector", answer.status().message(),
        trust ? "something between here and the collector changes TLS, or the collector was set up "
                "anew: enrol again"
              : "check that " + url + " is reachable from here (port, proxy, firewall)");
  } else if (answer->status == 200) {
    e.Fine("collector", url + " answers");
  } else {
    e.Warn("collector", url + " answers with status " + std::to_string(answer->status),
           answer->status == 401 || answer->status == 403 ? "this agent may be revoked; enrol again"
                                                          : "ask the collector's operator");
  }
}

void ExamineIdentity(const Result<AgentIdentity>& identity, int64_t now_us, Examination& e) {
  if (!identity.ok()) {
    const bool never = identity.status().code() == StatusCode::kNotFound;
    e.Wrong("enrolment", never ? "this computer is not enrolled" : identity.status().message(),
            "adit-agent enrol --collector URL --token-file FILE");
    return;
  }
  const int64_t not_after = identity->certificate.not_after_us;
  const std::string until = "certificate valid until " + FormatTime(not_after);
  if (not_after <= now_us) {
    e.Wrong("enrolment", "certificate expired " + FormatTime(not_after),
            "the running agent renews it for 90 days after expiry; later, enrol again");
  } else {
    e.Fine("enrolment", "group \"" + identity->answer.group + "\", " + until);
  }
}

void ExamineDesktop(Clock& clock, Examination& e) {
  if (const DesktopLack lack = FindDesktopLack(); !lack.found.empty()) {
    e.Wrong("display", lack.found, lack.remedy);
  }
  const Result<std::unique_ptr<CaptureSource>> source = MakeLiveSource({}, clock);
  if (!source.ok()) {
    e.Wrong("capture", source.status().message(), "use a build for this desktop");
    return;
  }
  ForgetfulSink sink;
  if (const Status started = (*source)->Start(sink); !started.ok()) {
    e.Wrong("capture", started.message(), "start the desktop's accessibility bus and log in again");
    return;
  }
  clock.SleepMicros(2 * kMicrosPerSecond);
  const CaptureCapabilities capabilities = (*source)->capabilities();
  (*source)->Stop();
  e.Fine("capture", capabilities.backend);
  for (const std::string& missing : capabilities.missing) {
    const size_t colon = missing.find(": ");
    e.Warn("capture", missing.substr(0, colon),
           colon == std::string::npos ? "see docs/guides/agent.md" : missing.substr(colon + 2));
  }
}

void ExamineProcess(const AgentPaths& paths, Examination& e) {
  if (CoreDumpsAreOff()) {
    e.Fine("core dumps", "off");
  } else {
    e.Wrong("core dumps", "on: a crash could write unmasked text", "run on a system with prctl(2)");
  }
  const Status answer = AskAgent(paths.socket, {}, [](const std::string&) { return true; });
  if (answer.ok()) {
    e.Fine("agent", "runs");
  } else {
    e.Warn("agent", "does not run", answer.message());
  }
}

}  // namespace

std::vector<DoctorFinding> Examine(const Settings& settings, FileSystem& files, Clock& clock) {
  Examination e;
  const AgentPaths paths = PathsOf(settings);
  const int64_t now_us = clock.WallMicros();
  ExamineState(settings, paths, files, e);
  IdentityStore store(files, paths.identity);
  const Result<AgentIdentity> identity = store.Load();
  ExaminePolicy(settings, paths, files, now_us, identity.ok() ? &*identity : nullptr, e);
  ExamineIdentity(identity, now_us, e);
  const std::string url = CollectorUrl(settings, files);
  if (url.empty()) {
    e.Wrong("collector", "no collector is known", "set collector.url or enrol");
  } else if (identity.ok()) {
    ExamineCollector(url, *identity, e);
  }
  ExamineDesktop(clock, e);
  ExamineProcess(paths, e);
  return std::move(e.findings);
}

}  // namespace adit
