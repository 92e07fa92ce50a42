#include "agent/runtime/enrolment.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/machine_names.h"
#include "agent/ship/enroller.h"
#include "agent/ship/transport.h"
#include "common/base/logger.h"
#include "common/crypto/key_file.h"

namespace adit {
namespace {

constexpr int64_t kFirstPauseUs = 5 * kMicrosPerSecond;
constexpr int64_t kLongestPauseUs = 600 * kMicrosPerSecond;
constexpr auto kLookAtStopEvery = std::chrono::milliseconds(100);

// False when `stop` was signalled first.
bool Wait(Clock& clock, int64_t pause_us, WaitHandle stop) {
  const int64_t until = clock.MonotonicMicros() + pause_us;
  while (clock.MonotonicMicros() < until) {
    if (IsSignalled(stop)) return false;
    std::this_thread::sleep_for(kLookAtStopEvery);
  }
  return !IsSignalled(stop);
}

int64_t Shortened(int64_t pause_us, Random& random) {
  return pause_us - static_cast<int64_t>(random.Below(static_cast<uint64_t>(pause_us / 2 + 1)));
}

}  // namespace

Result<AgentIdentity> EnrolHere(const Settings& settings, const std::string& url,
                                const std::string& token_text, FileSystem& files) {
  const AgentPaths paths = PathsOf(settings);
  ADIT_ASSIGN_OR_RETURN(const ServerAddress address, ParseServerUrl(url));
  ADIT_ASSIGN_OR_RETURN(const wire::EnrolmentToken token, wire::ParseToken(token_text));
  ADIT_RETURN_IF_ERROR(files.CreateDirectories(paths.state));
  IdentityStore store(files, paths.identity);
  const std::unique_ptr<Connector> connector = CreateHttpsConnector(address);
  EnrolOptions options;
  options.agent_version = ADIT_VERSION;
  options.os_version = OsVersion();
  Result<crypto::HashKey> key = crypto::LoadHashKey(files, paths.scrub_key);
  if (!key.ok() && key.status().code() == StatusCode::kNotFound) {
    key = crypto::GenerateHashKey();
    ADIT_RETURN_IF_ERROR(crypto::SaveHashKey(files, paths.scrub_key, *key));
  }
  if (!key.ok()) return key.status();
  options.machine_fingerprint_hex = MachineFingerprint(*key);
  ADIT_ASSIGN_OR_RETURN(AgentIdentity identity, Enrol(store, *connector, token, options));
  ADIT_RETURN_IF_ERROR(WriteFileAtomically(files, paths.collector, AsBytes(url + "\n")));
  return identity;
}

int64_t PauseAfterEnrolment(int attempt, const Status& outcome) {
  switch (outcome.code()) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kPermissionDenied:
    case StatusCode::kUnauthenticated:
    case StatusCode::kAlreadyExists:
    case StatusCode::kFailedPrecondition:
      return kLongestPauseUs;
    default:
      return std::min(kFirstPauseUs << std::clamp(attempt - 1, 0, 10), kLongestPauseUs);
  }
}

Status EnrolBeforeFirstRun(const Settings& settings, const TokenReader& token, FileSystem& files,
                           Clock& clock, Random& random, WaitHandle stop) {
  IdentityStore store(files, PathsOf(settings).identity);
  const Result<AgentIdentity> known = store.Load();
  if (known.ok() || known.status().code() != StatusCode::kNotFound) return known.status();
  const std::string url = CollectorUrl(settings, files);
  if (!token || url.empty()) {
    return Unauthenticated(
        "this agent is not enrolled; run `adit-agent enrol --collector URL --token-file FILE`, or "
        "set collector.url and enrol.token_file, and it enrols by itself");
  }
  // A site that powers up does not arrive at once.
  const auto spread_us = static_cast<uint64_t>(settings.Integer("collector.start_spread_s")) *
                         static_cast<uint64_t>(kMicrosPerSecond);
  if (spread_us > 0 && !Wait(clock, static_cast<int64_t>(random.Below(spread_us)), stop)) {
    return OkStatus();
  }
  std::string told;
  for (int attempt = 1;; ++attempt) {
    const Result<std::string> text = token();
    Status outcome = text.status();
    if (text.ok()) {
      const Result<AgentIdentity> identity = EnrolHere(settings, url, *text, files);
      if (identity.ok()) {
        LogInfo("enrolled", {{"group", identity->answer.group}, {"collector", url}});
        return OkStatus();
      }
      outcome = identity.status();
    } else if (outcome.code() == StatusCode::kNotFound) {
      outcome = Unavailable(outcome.message());  // it may still come
    }
    if (outcome.message() != told) LogWarning("not enrolled yet", {{"reason", outcome.message()}});
    told = outcome.message();
    if (!Wait(clock, Shortened(PauseAfterEnrolment(attempt, outcome), random), stop)) {
      return OkStatus();
    }
  }
}

}  // namespace adit
