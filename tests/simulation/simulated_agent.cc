#include "tests/simulation/simulated_agent.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/wire/limits.h"
#include "tests/fakes/masked_events.h"

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;

}  // namespace

void SimulationCounts::Add(const SimulationCounts& o) {
  events += o.events;
  received += o.received;
  declared += o.declared;
  in_crash_window += o.in_crash_window;
  rolled_back += o.rolled_back;
  batches_sent += o.batches_sent;
  batches_stored += o.batches_stored;
  deliveries += o.deliveries;
  crashes += o.crashes;
  crashes_in_recovery += o.crashes_in_recovery;
  disk_faults += o.disk_faults;
  disk_full += o.disk_full;
  bit_flips += o.bit_flips;
  network_mishaps += o.network_mishaps;
  clock_steps += o.clock_steps;
  restores += o.restores;
  clones += o.clones;
  renewals += o.renewals;
}

SimulatedAgent::SimulatedAgent(uint64_t seed, uint64_t first_event_id, FakeCollector& collector)
    : random_(seed),
      files_(seed ^ 0xD15C),
      collector_(collector),
      store_(files_, "/agent"),
      next_id_(first_event_id) {
  const auto identity = Enrol(store_, collector_, collector_.Token(), {});
  ADIT_CHECK(identity.ok());
  agent_ = identity->answer.agent;
  signing_ = std::move(crypto::SigningKeyPairFromSecret(identity->signing.secret_key).value());
  StartOrRetry();
  snapshot_ = files_.TakeSnapshot();
}

bool SimulatedAgent::Start() {
  shipper_.reset();
  spool_.reset();
  SpoolOptions options;
  options.directory = "/agent/spool";
  options.keep_free_bytes = 1 << 20;
  options.quota_bytes = wire::kSealBytes + 120'000;
  options.seal_after_us = 5 * kSecond;
  options.machine_fingerprint = machine_;
  auto identity = store_.Load();
  if (!identity.ok()) return false;
  auto spool = Spool::Open(files_, clock_, random_, signing_, options,
                           {agent_, identity->Recipient(clock_.WallMicros())});
  if (!spool.ok() || files_.crashed()) return false;
  spool_ = std::move(spool.value());
  shipper_ = std::make_unique<Shipper>(*spool_, store_, std::move(*identity), collector_, files_,
                                       clock_, random_, ShipperOptions{}, ShipperCallbacks{});
  next_ship_us_ = 0;
  return true;
}

void SimulatedAgent::StartOrRetry() {
  for (int tries = 0; !Start(); ++tries) {
    ADIT_CHECK(tries < 1000);
    if (files_.crashed()) files_.Restart(random_.Chance(0.5));
  }
}

void SimulatedAgent::NoteDurable() {
  const SpoolReport report = spool_->Report();
  if (report.pending_events == 0 && report.losses_on_record && !report.storage_failed &&
      !files_.crashed()) {
    at_risk_.clear();
  }
}

void SimulatedAgent::AppendOne() {
  EventRecord record;
  record.fields.action = ActionType::kClick;
  record.fields.wall_us = clock_.WallMicros();
  record.fields.monotonic_us = clock_.MonotonicMicros();
  record.window_title = std::to_string(next_id_);
  spool_->Append(Scrubber::Pass(std::move(record))).IgnoreError();
  const SpoolReport report = spool_->Report();
  given_[next_id_] = {report.incarnation, report.next_event_seq - 1};
  at_risk_.insert(next_id_);
  since_snapshot_.insert(next_id_);
  ++next_id_;
  ++counts_.events;
  NoteDurable();
}

void SimulatedAgent::Ship() {
  if (clock_.MonotonicMicros() < next_ship_us_) return;
  const int64_t wait = shipper_->RunOnce();
  next_ship_us_ = clock_.MonotonicMicros() + wait;
  ++counts_.batches_sent;
}

void SimulatedAgent::PowerCut() {
  files_.Crash();
  shipper_.reset();
  spool_.reset();
  in_crash_window_.insert(at_risk_.begin(), at_risk_.end());
  at_risk_.clear();
  files_.SetFailureRate(0);
  files_.Restart(random_.Chance(0.5));
  ++counts_.crashes;
  if (random_.Chance(0.3)) {
    files_.SetFault(files_.operations() + 1 + random_.Below(8),
                    random_.Chance(0.5) ? Fault::kCrashPrefix : Fault::kCrashAfter);
    ++counts_.crashes_in_recovery;
  }
  StartOrRetry();
}

void SimulatedAgent::RestoreSnapshot() {
  shipper_.reset();
  spool_.reset();
  files_.SetFailureRate(0);
  files_.Restore(snapshot_);
  rolled_back_.insert(since_snapshot_.begin(), since_snapshot_.end());
  since_snapshot_.clear();
  at_risk_.clear();
  if (random_.Chance(0.4)) {
    machine_ += "'";
    ++counts_.clones;
  }
  ++counts_.restores;
  StartOrRetry();
}

// In a sealed file: its events must then be declared. Past the header, because of a file whose numbers
// are unreadable only as much is declared as is known.
void SimulatedAgent::FlipABit() {
  for (const std::string& path : files_.Paths()) {
    if (!path.ends_with(".sealed") || path.find("quarantine") != std::string::npos) continue;
    Bytes& bytes = *files_.Find(path);
    if (bytes.size() < 700) continue;
    const size_t at = 600 + static_cast<size_t>(random_.Below(bytes.size() - 600));
    bytes[at] ^= static_cast<uint8_t>(1u << random_.Below(8));
    ++counts_.bit_flips;
    return;
  }
}

void SimulatedAgent::Step() {
  clock_.Advance(static_cast<int64_t>(random_.Below(700'000)));
  const uint64_t dice = random_.Below(1000);
  if (dice < 620) {
    AppendOne();
  } else if (dice < 900) {
    Ship();
  } else if (dice < 930) {
    clock_.Advance(static_cast<int64_t>(random_.Below(120 * kSecond)));
  } else if (dice < 938) {
    clock_.StepWall((random_.Chance(0.5) ? 1 : -1) *
                    static_cast<int64_t>(random_.Below(400 * kDay)));
    ++counts_.clock_steps;
  } else if (dice < 950) {
    PowerCut();
  } else if (dice < 956) {
    files_.SetFault(files_.operations() + 1 + random_.Below(6),
                    static_cast<Fault>(random_.Below(static_cast<uint64_t>(Fault::kNoSpace)) + 1));
    ++counts_.disk_faults;
  } else if (dice < 962) {
    files_.SetFailureRate(random_.Chance(0.5) ? 0.2 : 0);
    ++counts_.disk_faults;
  } else if (dice < 968) {
    files_.SetCapacity(random_.Chance(0.5) ? UINT64_MAX
                                           : files_.UsedBytes() + random_.Below(3 << 20));
    ++counts_.disk_full;
  } else if (dice < 970) {
    FlipABit();
  } else if (dice < 973) {
    RestoreSnapshot();
  } else if (dice < 978) {
    snapshot_ = files_.TakeSnapshot();
    since_snapshot_ = at_risk_;
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
  const int64_t start = clock_.MonotonicMicros();
  for (int quiet = 0; quiet < 3;) {
    clock_.Advance(30 * kSecond);
    spool_->Tick();
    spool_->Seal().IgnoreError();
    NoteDurable();
    Ship();
    quiet = spool_->Report().sealed_files == 0 ? quiet + 1 : 0;
    if (clock_.MonotonicMicros() - start > kDay) return false;
  }
  return true;
}

std::string SimulatedAgent::Account(const FakeCollector& collector) {
  std::map<Number, std::set<uint64_t>> received;
  std::map<wire::Incarnation, std::vector<wire::LossRange>> declared;
  std::map<uint64_t, std::set<Number>> arrivals;
  for (const auto& [key, batch] : collector.stored) {
    if (batch.envelope.header.agent != agent_) continue;
    ++counts_.batches_stored;
    counts_.deliveries += batch.deliveries;
    for (const EventRecord& event : batch.events) {
      const Number number{key.incarnation, event.fields.sequence};
      received[number].insert(std::stoull(event.window_title));
      arrivals[std::stoull(event.window_title)].insert(number);
    }
    for (const wire::LossRange& loss : batch.envelope.trailer.losses) {
      declared[loss.incarnation].push_back(loss);
    }
  }
  std::map<wire::Incarnation, uint64_t> last;
  for (const auto& [number, ids] : received) {
    last[number.first] = std::max(last[number.first], number.second);
  }
  for (const auto& [incarnation, losses] : declared) {
    for (const wire::LossRange& loss : losses) {
      if (loss.reason == wire::LossReason::kHistoryLost) continue;  // open: no end of its own
      last[incarnation] = std::max(last[incarnation], loss.first + loss.count - 1);
    }
  }
  const auto is_declared = [&](const Number& number) {
    const auto found = declared.find(number.first);
    return found != declared.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](const auto& loss) {
             return number.second >= loss.first && number.second < loss.first + loss.count;
           });
  };
  std::string report;
  for (const auto& [incarnation, end] : last) {
    for (uint64_t n = 1; n <= end && report.size() < 1000; ++n) {
      const Number number{incarnation, n};
      if (!received.contains(number) && !is_declared(number)) {
        report += "number " + std::to_string(n) + " is neither received nor declared\n";
      }
    }
  }
  for (const auto& [id, number] : given_) {
    const auto found = arrivals.find(id);
    if (found != arrivals.end()) {
      ++counts_.received;
      if (found->second.size() > 1) report += "event " + std::to_string(id) + " arrived twice\n";
    } else if (is_declared(number)) {
      ++counts_.declared;
    } else if (in_crash_window_.contains(id)) {
      ++counts_.in_crash_window;
    } else if (rolled_back_.contains(id)) {
      ++counts_.rolled_back;
    } else {
      report += "event " + std::to_string(id) + " (number " + std::to_string(number.second) +
                ") vanished\n";
    }
    if (report.size() > 2000) break;
  }
  return report;
}

}  // namespace adit
