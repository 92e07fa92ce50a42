#include "tests/agent/spool/spool_world.h"

#include "tests/common/wire/envelope_samples.h"
#include "tests/fakes/masked_events.h"

namespace adit {

SpoolWorld::SpoolWorld(uint64_t seed)
    : files(seed),
      random(seed * 7919),
      signer(wire::SampleSigner()),
      collector(wire::SampleRecipient()),
      agent(wire::SampleHeader(1, 1).agent) {
  options.directory = "/spool";
  options.keep_free_bytes = 1 << 20;
  options.agent_version = "0.1.0";
  options.machine_fingerprint = "machine-a";
  options.ballast_bytes = 8 << 10;
  // Small steps, so that a short script goes through every path.
  options.seal_after_us = 3'000'000;
  options.commit_after_us = 500'000;
}

bool SpoolWorld::Open() {
  SpoolIdentity identity;
  identity.agent = agent;
  identity.recipient = collector.public_key;
  auto opened = Spool::Open(files, clock, random, signer, options, identity);
  if (!opened.ok()) return false;
  spool = std::move(opened.value());
  return true;
}

void SpoolWorld::PowerCut(bool lose_all) {
  files.Crash();
  spool.reset();
  may_be_missing.insert(at_risk.begin(), at_risk.end());
  at_risk.clear();
  files.Restart(lose_all);
}

void SpoolWorld::NoteDurable() {
  const SpoolReport report = spool->Report();
  if (report.pending_events == 0 && report.losses_on_record && !report.storage_failed &&
      !files.crashed()) {
    at_risk.clear();
  }
}

void SpoolWorld::AppendOne(int64_t wait_us) {
  clock.Advance(wait_us);
  EventRecord record;
  // Stretches longer than a batch, so that there are batches of each priority.
  constexpr ActionType kActions[] = {ActionType::kClick, ActionType::kScroll,
                                     ActionType::kCaptureGap};
  record.fields.action = action.value_or(kActions[next_id / 9 % 3]);
  record.fields.wall_us = clock.WallMicros();
  record.fields.monotonic_us = clock.MonotonicMicros();
  record.window_title = "event " + std::to_string(next_id);
  const uint64_t id = next_id++;
  const bool kept = spool->Append(Scrubber::Pass(std::move(record))).ok();
  const SpoolReport report = spool->Report();
  appended[id] = {wire::ToHex(report.incarnation), report.next_event_seq - 1};
  // Also an event that was refused: its loss is on record in memory first.
  at_risk.insert(id);
  (void)kept;
  NoteDurable();
  spool->Tick();
  NoteDurable();
}

bool SpoolWorld::ShipOne() {
  const auto file = spool->Oldest();
  if (!file) return false;
  const auto bytes = spool->Read(*file);
  if (!bytes.ok()) {
    if (bytes.status().code() == StatusCode::kDataLoss) {
      if (spool->Quarantine(*file).ok()) return true;
    }
    spool->Release(*file);
    return false;
  }
  const auto verified = wire::VerifyEnvelope(*bytes, signer.public_key);
  if (!verified.ok()) {
    errors.push_back("the spool gave out a bad file: " + verified.status().ToString());
    return false;
  }
  const auto opened = wire::OpenEnvelope(*bytes, *verified, collector);
  if (!opened.ok() || !opened->damage.ok() || opened->missing != 0) {
    errors.push_back("a file does not open whole");
    return false;
  }
  const std::string incarnation = wire::ToHex(verified->header.incarnation);
  for (const EventRecord& event : opened->events.Records()) {
    const uint64_t id = std::stoull(event.window_title.substr(6));
    const auto [known, is_new] = received.emplace(Number{incarnation, event.fields.sequence}, id);
    if (!is_new && known->second != id) errors.push_back("one number, two events");
  }
  for (const wire::LossRange& loss : verified->trailer.losses) {
    declared[wire::ToHex(loss.incarnation)].push_back(loss);
  }
  ++files_shipped;
  if (!spool->RemoveAfterReceipt(*file).ok()) spool->Release(*file);
  return true;
}

void SpoolWorld::Drain() {
  for (int round = 0; round < 5; ++round) {
    clock.Advance(120'000'000);
    spool->Tick();
    spool->Seal().IgnoreError();
    NoteDurable();
    while (ShipOne()) {
    }
  }
}

std::string SpoolWorld::Account() const {
  std::string report;
  for (const std::string& error : errors) report += error + "\n";
  const auto is_declared = [&](const Number& number) {
    const auto found = declared.find(number.first);
    if (found == declared.end()) return false;
    for (const wire::LossRange& loss : found->second) {
      if (number.second >= loss.first && number.second < loss.first + loss.count) return true;
    }
    return false;
  };
  // The numbers of each incarnation are received or declared, from 1 to the last.
  std::map<std::string, uint64_t> last;
  for (const auto& [number, id] : received) {
    last[number.first] = std::max(last[number.first], number.second);
  }
  for (const auto& [incarnation, losses] : declared) {
    for (const wire::LossRange& loss : losses) {
      if (loss.reason == wire::LossReason::kHistoryLost) continue;  // open: no end of its own
      last[incarnation] = std::max(last[incarnation], loss.first + loss.count - 1);
    }
  }
  for (const auto& [incarnation, end] : last) {
    for (uint64_t n = 1; n <= end; ++n) {
      const Number number{incarnation, n};
      if (!received.contains(number) && !is_declared(number)) {
        report += "number " + std::to_string(n) + " of " + incarnation.substr(0, 4) +
                  " is neither received nor declared lost\n";
      }
      if (report.size() > 2000) return report;
    }
  }
  // Every event arrived once, or its number is declared, or it was in the window of a crash.
  std::map<uint64_t, int> arrivals;
  for (const auto& [number, id] : received) ++arrivals[id];
  for (const auto& [id, number] : appended) {
    const auto found = arrivals.find(id);
    if (found != arrivals.end() && found->second > 1) {
      report += "event " + std::to_string(id) + " arrived under two numbers\n";
    }
    if (found == arrivals.end() && !is_declared(number) && !may_be_missing.contains(id)) {
      report += "event " + std::to_string(id) + " (number " + std::to_string(number.second) +
                ") vanished\n";
    }
  }
  return report;
}

}  // namespace adit
