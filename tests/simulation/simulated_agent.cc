#include "tests/simulation/simulated_agent.h"

#include <algorithm>
#include <iterator>

#include "agent/ship/carried_receipts.h"
#include "common/base/check.h"
#include "common/wire/limits.h"
#include "tests/fakes/masked_events.h"

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;
constexpr size_t kSectorBytes = 512;
constexpr const char* kReceipts = "/agent/receipts";

AgentPaths Paths() {
  AgentPaths paths;
  paths.policy = "/agent/policy";
  paths.floor = "/agent/policy.floor";
  return paths;
}

}  // namespace

SimulatedAgent::SimulatedAgent(uint64_t seed, uint64_t first_event_id,
                               const wire::EnrolmentToken& token, SimulatedCollector& collector,
                               SimulationCounts& counts)
    : random_(seed),
      files_(seed ^ 0xD15C),
      collector_(collector),
      counts_(counts),
      network_(seed ^ 0x4E7, collector, counts),
      store_(files_, "/agent"),
      policies_(files_, Paths(), "", true),
      account_(std::make_shared<EventAccount>(first_event_id)) {
  const auto identity = Enrol(store_, network_, token, {});
  ADIT_CHECK(identity.ok());
  agent_ = identity->answer.agent;
  signing_ = std::move(crypto::SigningKeyPairFromSecret(identity->signing.secret_key).value());
  for (const auto& key : identity->answer.policy_keys) policies_.TrustKey(key);
  StartOrRetry();
  NoteDurable();
  TakeSnapshot();
  network_.set_reliable(false);
  network_.set_clock(&clock_);
}

SimulatedAgent::SimulatedAgent(uint64_t seed, SimulatedAgent& original, bool same_machine)
    : random_(seed),
      clock_(original.clock_),
      files_(seed ^ 0xD15C),
      collector_(original.collector_),
      counts_(original.counts_),
      network_(seed ^ 0x4E7, original.collector_, original.counts_),
      store_(files_, "/agent"),
      policies_(files_, Paths(), "", true),
      agent_(original.agent_),
      machine_(same_machine ? original.machine_ : original.machine_ + "-clone"),
      snapshot_(original.snapshot_),
      highest_batch_(original.highest_batch_),
      highest_event_(original.highest_event_),
      account_(original.account_),
      incarnations_(original.snapshot_incarnations_),
      snapshot_incarnations_(original.snapshot_incarnations_) {
  signing_ = std::move(crypto::SigningKeyPairFromSecret(original.signing_.secret_key).value());
  files_.Restore(snapshot_);
  ADIT_CHECK(store_.EnsureKeys().ok());
  const auto identity = store_.Load();
  ADIT_CHECK(identity.ok());
  for (const auto& key : identity->answer.policy_keys) policies_.TrustKey(key);
  StartOrRetry();
  network_.set_reliable(false);
  network_.set_clock(&clock_);
}

std::unique_ptr<SimulatedAgent> SimulatedAgent::Clone(uint64_t seed, bool same_machine) {
  // From the disk as it is, not from the snapshot kept for restores.
  NoteDurable();
  TakeSnapshot();
  ++counts_[same_machine ? "  of them not told apart by their fingerprint" : "machines cloned"];
  if (same_machine) ++counts_["machines cloned"];
  return std::unique_ptr<SimulatedAgent>(new SimulatedAgent(seed, *this, same_machine));
}

bool SimulatedAgent::Start() {
  shipper_.reset();
  spool_.reset();
  SpoolOptions options;
  options.directory = "/agent/spool";
  options.keep_free_bytes = 1 << 20;
  options.quota_bytes = wire::kSealBytes + 120'000;
  options.seal_after_us = 5 * kSecond;
  options.ballast_bytes = 8 << 10;
  options.machine_fingerprint = machine_;
  auto identity = store_.Load();
  if (!identity.ok()) return false;
  auto spool = Spool::Open(files_, clock_, random_, signing_, options,
                           {agent_, identity->Recipient(clock_.WallMicros())});
  if (!spool.ok() || files_.crashed()) return false;
  spool_ = std::move(spool.value());
  // A policy that does not load records nothing; here it shows in the version staying 0.
  const auto policy = policies_.Load(clock_.WallMicros());
  if (policy.ok() && policy->source == "collector") {
    const uint64_t version = policy->accepted.policy->version();
    if (version < policy_version_) broken_ += "the policy fell back at a restart\n";
    policy_version_ = version;
    spool_->SetPolicy(version, policy->accepted.digest);
  }
  ShipperCallbacks callbacks;
  callbacks.on_policy = [this](const std::string& document) { OnPolicy(document); };
  callbacks.on_revoked = [this] { broken_ += "a forged revocation was believed\n"; };
  ShipperOptions ship;
  ship.receipts_directory = kReceipts;
  shipper_ = std::make_unique<Shipper>(*spool_, store_, std::move(*identity), network_, files_,
                                       clock_, random_, std::move(ship), std::move(callbacks));
  next_ship_us_ = 0;
  return true;
}

void SimulatedAgent::StartOrRetry() {
  for (int tries = 0; !Start(); ++tries) {
    ADIT_CHECK(tries < 1000);
    if (files_.crashed()) files_.Restart(random_.Chance(0.5));
  }
}

void SimulatedAgent::OnPolicy(const std::string& document) {
  const auto choice = policies_.AcceptFetched(document, clock_.WallMicros());
  if (!choice.ok()) {
    if (choice.status().code() != StatusCode::kAlreadyExists) ++counts_["policies refused"];
    return;
  }
  const uint64_t version = choice->accepted.policy->version();
  if (version < policy_version_) broken_ += "an older policy was accepted\n";
  policy_version_ = version;
  spool_->SetPolicy(version, choice->accepted.digest);
  ++counts_["policies accepted"];
}

void SimulatedAgent::NoteDurable() {
  const SpoolReport report = spool_->Report();
  highest_batch_ = std::max(highest_batch_, report.next_batch_seq);
  highest_event_ = std::max(highest_event_, report.next_event_seq);
  incarnations_.insert(report.incarnation);
  if (report.pending_events == 0 && report.losses_on_record && !report.storage_failed &&
      !files_.crashed()) {
    at_risk_.clear();
  }
}

void SimulatedAgent::AppendOne() {
  const uint64_t id = account_->NewId();
  EventRecord record;
  // Stretches of one kind, so that there are batches of each priority.
  constexpr ActionType kActions[] = {ActionType::kClick, ActionType::kScroll,
                                     ActionType::kCaptureGap};
  record.fields.action = kActions[id / 20 % 3];
  record.fields.wall_us = clock_.WallMicros();
  record.fields.monotonic_us = clock_.MonotonicMicros();
  record.window_title = std::to_string(id);
  spool_->Append(Scrubber::Pass(std::move(record))).IgnoreError();
  const SpoolReport report = spool_->Report();
  account_->Give(id, {report.incarnation, report.next_event_seq - 1});
  at_risk_.insert(id);
  since_snapshot_.insert(id);
  NoteDurable();
}

void SimulatedAgent::Ship() {
  if (clock_.MonotonicMicros() < next_ship_us_) return;
  const auto receipts = [this](std::string_view suffix) {
    const std::vector<std::string> paths = files_.Paths();
    return static_cast<uint64_t>(
        std::count_if(paths.begin(), paths.end(), [&](const std::string& path) {
          return path.starts_with(kReceipts) && path.ends_with(suffix);
        }));
  };
  const uint64_t brought = receipts(kReceiptSuffix) + receipts(kRefusedSuffix);
  const int64_t wait = shipper_->RunOnce();
  counts_["receipts of a medium taken up"] +=
      brought - (receipts(kReceiptSuffix) + receipts(kRefusedSuffix));
  next_ship_us_ = clock_.MonotonicMicros() + wait;
}

void SimulatedAgent::PowerCut() {
  files_.Crash();
  shipper_.reset();
  spool_.reset();
  account_->InCrashWindow(at_risk_);
  at_risk_.clear();
  files_.SetFailureRate(0);
  files_.Restart(random_.Chance(0.5));
  ++counts_["power cuts"];
  if (random_.Chance(0.3)) {
    files_.SetFault(files_.operations() + 1 + random_.Below(8),
                    random_.Chance(0.5) ? Fault::kCrashPrefix : Fault::kCrashAfter);
    ++counts_["power cuts during recovery"];
  }
  StartOrRetry();
}

void SimulatedAgent::TakeSnapshot() {
  snapshot_ = files_.TakeSnapshot();
  snapshot_policy_ = policy_version_;
  snapshot_incarnations_ = incarnations_;
  since_snapshot_ = at_risk_;
}

void SimulatedAgent::RestoreSnapshot() {
  std::set<wire::Incarnation> forgotten;
  std::set_difference(incarnations_.begin(), incarnations_.end(), snapshot_incarnations_.begin(),
                      snapshot_incarnations_.end(), std::inserter(forgotten, forgotten.end()));
  account_->Forget(forgotten);
  incarnations_ = snapshot_incarnations_;
  shipper_.reset();
  spool_.reset();
  files_.SetFailureRate(0);
  files_.Restore(snapshot_);
  policy_version_ = snapshot_policy_;
  account_->PutBack(since_snapshot_);
  since_snapshot_.clear();
  at_risk_.clear();
  if (random_.Chance(0.4)) {
    machine_ += "'";
    ++counts_["  of them on another machine"];
  }
  ++counts_["disks put back to a snapshot"];
  StartOrRetry();
}

// A bit or a sector of any file of the spool: what was in it must then be declared.
void SimulatedAgent::Damage() {
  std::vector<std::string> paths;
  for (const std::string& path : files_.Paths()) {
    const bool spool_file = path.starts_with("/agent/spool/") && !path.ends_with(".open");
    if (spool_file && path.find("quarantine") == std::string::npos) paths.push_back(path);
  }
  if (paths.empty()) return;
  const std::string& path = paths[random_.Below(paths.size())];
  Bytes& bytes = *files_.Find(path);
  if (bytes.empty()) return;
  const size_t at = static_cast<size_t>(random_.Below(bytes.size()));
  if (random_.Chance(0.7)) {
    bytes[at] ^= static_cast<uint8_t>(1u << random_.Below(8));
    ++counts_["bits flipped in spool files"];
  } else {
    const size_t sector = at / kSectorBytes * kSectorBytes;
    for (size_t i = sector; i < std::min(bytes.size(), sector + kSectorBytes); ++i) {
      bytes[i] = static_cast<uint8_t>(random_.Below(256));
    }
    ++counts_["sectors of spool files garbled"];
  }
}

void SimulatedAgent::Carry() {
  files_.CreateDirectories(kReceipts).IgnoreError();
  for (const std::string& path : files_.Paths()) {
    if (!path.starts_with("/agent/spool/") || !path.ends_with(".sealed")) continue;
    // Also what was set aside when the machine enrolled anew: its agent is known all the same.
    const auto receipt = collector_.Import(*files_.Find(path));
    if (!receipt.ok() || random_.Chance(0.2)) continue;  // a medium forgotten somewhere
    Bytes bytes = *receipt;
    if (random_.Chance(0.1)) {
      bytes[random_.Below(bytes.size())] ^= static_cast<uint8_t>(1u << random_.Below(8));
      ++counts_["  of them receipts damaged on the medium"];
    }
    const std::string name = path.substr(path.rfind('/') + 1) + ".receipt";
    WriteFileAtomically(files_, std::string(kReceipts) + "/" + name, bytes).IgnoreError();
    if (files_.crashed()) return;
  }
}

void SimulatedAgent::EnrolAnew() {
  files_.SetFailureRate(0);
  files_.SetCapacity(UINT64_MAX);
  files_.SetFault(0, Fault::kNone);
  shipper_.reset();
  spool_.reset();
  network_.set_reliable(true);
  const auto token = collector_.TryToken();
  const auto identity = token.ok() ? Enrol(store_, network_, *token, {})
                                   : Result<AgentIdentity>(token.status());
  network_.set_reliable(false);
  if (identity.ok()) {
    // A backup without it would have to be followed by one more enrolment: no agent can know.
    collector_.BackUp();
    ++counts_["machines enrolled anew"];
    account_->InCrashWindow(at_risk_);
    account_->LeaveBehind(incarnations_);
    earlier_.emplace_back(agent_, account_);
    agent_ = identity->answer.agent;
    account_ = std::make_shared<EventAccount>(account_->NewId());
    incarnations_.clear();
    at_risk_.clear();
    since_snapshot_.clear();
    highest_batch_ = highest_event_ = 0;
  } else {
    // Destroyed without Close(), as by a crash.
    account_->InCrashWindow(at_risk_);
    at_risk_.clear();
  }
  StartOrRetry();
  if (identity.ok()) TakeSnapshot();
}

void SimulatedAgent::Step() {
  clock_.Advance(static_cast<int64_t>(random_.Below(700'000)));
  const uint64_t dice = random_.Below(1000);
  if (dice < 620) {
    AppendOne();
  } else if (dice < 895) {
    Ship();
  } else if (dice < 925) {
    clock_.Advance(static_cast<int64_t>(random_.Below(120 * kSecond)));
  } else if (dice < 930) {
    // Asleep: the wall clock goes on, the monotonic one does not.
    clock_.StepWall(static_cast<int64_t>(random_.Below(3 * kDay)));
    ++counts_["times suspended"];
  } else if (dice < 938) {
    clock_.StepWall((random_.Chance(0.5) ? 1 : -1) *
                    static_cast<int64_t>(random_.Below(400 * kDay)));
    ++counts_["clock steps of up to 400 days"];
  } else if (dice < 950) {
    PowerCut();
  } else if (dice < 956) {
    files_.SetFault(files_.operations() + 1 + random_.Below(6),
                    static_cast<Fault>(random_.Below(static_cast<uint64_t>(Fault::kNoSpace)) + 1));
    ++counts_["disk faults"];
  } else if (dice < 962) {
    files_.SetFailureRate(random_.Chance(0.5) ? 0.2 : 0);
    ++counts_["disk faults"];
  } else if (dice < 968) {
    files_.SetCapacity(random_.Chance(0.5) ? UINT64_MAX
                                           : files_.UsedBytes() + random_.Below(3 << 20));
    ++counts_["disk full and freed"];
  } else if (dice < 971) {
    Damage();
  } else if (dice < 974) {
    RestoreSnapshot();
  } else if (dice < 978) {
    TakeSnapshot();
  } else if (dice < 984) {
    Carry();
  } else if (dice < 986) {
    EnrolAnew();
  }
  if (files_.crashed()) PowerCut();
  spool_->Tick();
  if (files_.crashed()) {
    PowerCut();
  } else {
    NoteDurable();
  }
}

bool SimulatedAgent::Settle() {
  files_.SetFailureRate(0);
  files_.SetCapacity(UINT64_MAX);
  files_.SetFault(0, Fault::kNone);
  network_.Settle();
  const int64_t start = clock_.MonotonicMicros();
  for (int quiet = 0; quiet < 3;) {
    clock_.Advance(30 * kSecond);
    // What a history that was put back delivered has higher numbers: living on, they are met.
    const auto behind = [&] {
      const SpoolReport now = spool_->Report();
      return now.next_batch_seq < highest_batch_ || now.next_event_seq < highest_event_;
    };
    for (int i = 0; i < 50 && behind(); ++i) AppendOne();
    spool_->Tick();
    spool_->Seal().IgnoreError();
    NoteDurable();
    for (int i = 0; i < 10; ++i) Ship();
    quiet = spool_->Report().sealed_files == 0 && !behind() ? quiet + 1 : 0;
    if (clock_.MonotonicMicros() - start > 2 * kDay) {
      broken_ += "the last delivery failed: " + shipper_->Report().last_reason + "\n";
      return false;
    }
  }
  return true;
}

}  // namespace adit
