// What Spool::Open does with whatever the last run, or the last crash, left.
//
// Files are believed before the state file, and checksums and signatures before names. At no step is a
// file changed in place, so that a crash during recovery leaves the same work to the next start.
#include <algorithm>
#include <map>

#include "agent/spool/spool_impl.h"
#include "common/base/logger.h"
#include "common/wire/envelope_layout.h"
#include "common/wire/limits.h"

namespace adit {

using spool_internal::DeclaredLoss;
using spool_internal::FileName;
using spool_internal::SealedEntry;

namespace {

// A prologue is shorter than this whatever its texts: a smaller file that is no envelope was being
// created when the machine stopped, and holds no event.
constexpr size_t kMaxPrologueBytes = 1024;

std::string NameOf(const FileName& name) {
  return StemOf(name.key, name.incarnation) +
         std::string(name.sealed ? spool_internal::kSealedSuffix : spool_internal::kOpenSuffix);
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::Open(FileSystem& files, Clock& clock, Random& random,
                                           const crypto::SigningKeyPair& signer,
                                           SpoolOptions options, SpoolIdentity identity) {
  if (options.machine_fingerprint.size() > spool_internal::kMaxFingerprintBytes) {
    return InvalidArgument("spool: machine fingerprint is longer than 256 bytes");
  }
  auto impl = std::make_unique<Impl>(files, clock, random, signer, std::move(options), identity);
  ADIT_RETURN_IF_ERROR(impl->Recover());
  return std::unique_ptr<Spool>(new Spool(std::move(impl)));
}

Status Spool::Impl::Recover() {
  ADIT_RETURN_IF_ERROR(files_.CreateDirectories(options_.directory + "/quarantine"));
  Result<std::vector<DirectoryEntry>> listing = files_.List(options_.directory);
  if (!listing.ok()) return listing.status();
  uint32_t last_generation = 0;
  for (const DirectoryEntry& entry : *listing) {
    if (entry.name == spool_internal::kBallastName) ballast_ = entry.size == options_.ballast_bytes;
    if (const auto name = spool_internal::ParseFileName(entry.name)) {
      last_generation = std::max(last_generation, name->key.generation);
    }
  }
  LoadState(last_generation, *listing);
  if (state_was_gone_) CloseUnknownHistories(*listing);
  FinishInterruptedWork(*listing);
  for (const DirectoryEntry& entry : *listing) {
    const auto name = spool_internal::ParseFileName(entry.name);
    if (name && name->sealed && files_.Exists(options_.directory + "/" + entry.name)) {
      const SealedEntry described = sealed_.Describe(*name, entry.size, agent_);
      // A power cut can bring back a name that was set aside before.
      const bool aside = described.of_another_agent && sealed_.QuarantineFile(entry.name).ok();
      if (!aside) sealed_.Add(described);
    }
  }
  for (const DirectoryEntry& entry : *listing) {
    const auto name = spool_internal::ParseFileName(entry.name);
    if (name && !name->sealed) RecoverOpenFile(*name);
  }
  if (!AdoptNewestSealed()) BeginIncarnation(state_.generation + 1);
  SettleCarriedLosses();
  state_.next_event = std::max(state_.next_event, state_.EndOfLosses(state_.incarnation));
  if (state_.refusing) {
    state_.refusing = false;
    state_.Declare(
        {wire::LossReason::kCrashWindow, state_.incarnation, state_.next_event++, 1});
    ++report_.events_lost;
  }
  next_event_ = state_.next_event;
  // A disk that is full at start must not stop the agent: without this file the next start takes a new
  // incarnation, which costs nothing.
  const Status saved = SaveState();
  if (!saved.ok()) LogWarning("spool: cannot write its state", {{"reason", saved.message()}});
  last_losses_us_ = clock_.MonotonicMicros();
  return OkStatus();
}

void Spool::Impl::LoadState(uint32_t last_generation, std::vector<DirectoryEntry>& listing) {
  const Result<Bytes> bytes =
      ReadWholeFile(files_, options_.directory + "/state", spool_internal::kMaxStateBytes);
  Result<spool_internal::SpoolState> state =
      bytes.ok() ? spool_internal::DecodeState(*bytes) : bytes.status();
  if (state.ok() ? state->agent != agent_ : last_generation > 0) {
    const bool unknown = !state.ok() || state->agent == wire::AgentId();
    const bool others = SetAsideOthersFiles(listing);
    if (state.ok() && (others || !unknown)) {
      // Its numbers and losses are another agent's: told under this one's name they would be wrong.
      LogInfo("spool: another identity, beginning a new history");
      last_generation = std::max(last_generation, state->generation);
      state = NotFound("the spool was another agent's");
      state_.generation = 0;
      BeginIncarnation(last_generation + 1);
      return;
    }
    if (state.ok()) state->agent = agent_;
  }
  if (state.ok()) {
    state_ = std::move(*state);
    saved_next_batch_ = state_.next_batch;
    const bool cloned = state_.machine_fingerprint != options_.machine_fingerprint;
    if (!cloned && state_.generation >= last_generation) {
      next_event_ = state_.next_event;
      return;
    }
    next_event_ = state_.next_event;
    // Files of a later incarnation than the state knows: so is their ledger.
    state_was_gone_ = state_.generation < last_generation;
    if (cloned) LogInfo("spool: another machine, beginning a new incarnation");
  } else if (last_generation > 0) {
    LogWarning("spool: state is gone, beginning a new incarnation",
               {{"reason", state.status().message()}});
    state_was_gone_ = true;
  }
  BeginIncarnation(std::max(last_generation, state_.generation) + 1);
}

bool Spool::Impl::SetAsideOthersFiles(std::vector<DirectoryEntry>& listing) {
  return std::erase_if(listing, [&](const DirectoryEntry& entry) {
           if (!spool_internal::ParseFileName(entry.name)) return false;
           const auto file = files_.OpenRead(options_.directory + "/" + entry.name);
           const auto start =
               file.ok() ? (*file)->Read(0, wire::kHeaderProbeBytes) : Result<Bytes>(file.status());
           const auto parsed = start.ok() ? wire::ParseEnvelopeHeader(*start) : start.status();
           if (!parsed.ok() || parsed->header.agent == agent_) return false;
           if (!sealed_.QuarantineFile(entry.name).ok()) return false;
           ++report_.files_quarantined;
           return true;
         }) > 0;
}

// The ledger went with the state: whatever is missing of the incarnations that files still name was
// declared in it, or would have been.
void Spool::Impl::CloseUnknownHistories(const std::vector<DirectoryEntry>& listing) {
  for (const DirectoryEntry& entry : listing) {
    const auto name = spool_internal::ParseFileName(entry.name);
    if (!name || name->incarnation == state_.incarnation) continue;
    const wire::LossRange open = wire::OpenLoss(name->incarnation, 1);
    if (!state_.Holds(open)) state_.Declare(open);
  }
}

// The old incarnation is closed: numbers of it that the collector knows from beyond its end come from
// a history that this machine has no record of.
void Spool::Impl::BeginIncarnation(uint32_t generation) {
  if (state_.generation != 0) {
    state_.Declare(wire::OpenLoss(state_.incarnation, std::max(next_event_, state_.next_event)));
  }
  state_.generation = generation;
  state_.agent = agent_;
  state_.incarnation = wire::RandomId<wire::Incarnation>(random_);
  state_.next_batch = 1;
  state_.next_event = 1;
  state_.released_through = 1;
  state_.refusing = false;
  state_.previous_digest = {};
  state_.machine_fingerprint = options_.machine_fingerprint;
  next_event_ = 1;
  saved_next_batch_ = 0;
  state_dirty_ = true;
  SaveState().IgnoreError();
}

void Spool::Impl::FinishInterruptedWork(const std::vector<DirectoryEntry>& listing) {
  for (const DirectoryEntry& entry : listing) {
    if (entry.name.ends_with(spool_internal::kNewSuffix)) {
      files_.Remove(options_.directory + "/" + entry.name).IgnoreError();
    }
  }
  for (const DirectoryEntry& entry : listing) {
    const auto name = spool_internal::ParseFileName(entry.name);
    if (!name || !name->sealed) continue;
    const auto loss = std::find_if(
        state_.losses.begin(), state_.losses.end(),
        [&](const DeclaredLoss& l) { return l.dropped == name->key; });
    if (loss == state_.losses.end()) continue;
    // Its events are on record as lost: it was about to go.
    if (loss->range.reason == wire::LossReason::kQuarantine) {
      sealed_.QuarantineFile(entry.name).IgnoreError();
    } else {
      files_.Remove(options_.directory + "/" + entry.name).IgnoreError();
    }
  }
  for (DeclaredLoss& loss : state_.losses) loss.dropped = {};
}

void Spool::Impl::RecoverOpenFile(const FileName& name) {
  const std::string path = options_.directory + "/" + NameOf(name);
  if (const SealedEntry* const sealed = sealed_.Find(name.key)) {
    // A crash between two steps of a seal left both. The sealed one counts if it is whole.
    if (sealed_.Read(*sealed, signer_.public_key).ok()) {
      files_.Remove(path).IgnoreError();
      return;
    }
    sealed_.Remove(name.key).IgnoreError();
  }
  const Result<Bytes> file = ReadWholeFile(files_, path, wire::kMaxEnvelopeBytes);
  if (!file.ok()) {
    if (file.status().code() != StatusCode::kNotFound) GiveUpOpenFile(name, {}, file.status());
    return;
  }
  Result<wire::Recovery> recovery = wire::RecoverEnvelope(*file, signer_, {});
  // The first sync of a file covers its beginning alone. Before it the header may be whole and the
  // key behind it not, which nobody but the collector could tell: without an event it is not kept.
  const bool half_created =
      file->size() < kMaxPrologueBytes && wire::EstimateEventCount(*file) == 0 &&
      (!recovery.ok() || (!recovery->already_sealed && recovery->trailer.event_count == 0));
  if (half_created && files_.Remove(path).ok()) return;
  if (!recovery.ok()) {
    GiveUpOpenFile(name, *file, recovery.status());
    return;
  }
  if (recovery->header.agent != agent_ && sealed_.QuarantineFile(NameOf(name)).ok()) {
    ++report_.files_quarantined;
    return;
  }
  ++report_.files_recovered;
  if (!recovery->already_sealed) {
    const uint64_t first_unknown = wire::NextEventSeq(recovery->header, recovery->trailer);
    const uint64_t end = CrashWindowEnd(recovery->header.incarnation, first_unknown);
    std::vector<wire::LossRange> losses;
    if (end > first_unknown) {
      losses.push_back({wire::LossReason::kCrashWindow, recovery->header.incarnation,
                        first_unknown, end - first_unknown});
      report_.events_lost += end - first_unknown;
      state_.losses.push_back({losses.back(), {}, name.key});
      // On record before the file ends with it. A disk that would not write it does not stop the
      // recovery: then the trailer is the only place, as long as the file lasts.
      SaveState().IgnoreError();
    }
    recovery = wire::RecoverEnvelope(*file, signer_, losses);
  }
  if (!recovery.ok()) return;
  const Status sealed = SealRecovered(name, *file, *recovery);
  if (sealed.ok()) return;
  LogWarning("spool: cannot end a file after a crash, it waits", {{"reason", sealed.message()}});
  waiting_.push_back(name);
  waiting_tried_us_ = clock_.MonotonicMicros();
  if (name.key.generation != state_.generation) return;
  // Its numbers are taken.
  state_.next_batch = std::max(state_.next_batch, name.key.batch_seq + 1);
  uint64_t next = wire::NextEventSeq(recovery->header, recovery->trailer);
  for (const wire::LossRange& loss : recovery->trailer.losses) next = loss.first + loss.count;
  state_.next_event = std::max(state_.next_event, next);
}

// One number stands for what was in memory when the agent died; all numbers up to the next declared
// loss when there was one behind it.
uint64_t Spool::Impl::CrashWindowEnd(const wire::Incarnation& incarnation,
                                     uint64_t first_unknown) const {
  uint64_t end = 0;
  for (const DeclaredLoss& loss : state_.losses) {
    const bool behind = loss.range.reason != wire::LossReason::kHistoryLost &&
                        loss.range.incarnation == incarnation && loss.range.first >= first_unknown;
    if (behind && (end == 0 || loss.range.first < end)) end = loss.range.first;
  }
  return end != 0 ? end : first_unknown + 1;
}

Status Spool::Impl::SealRecovered(const FileName& name, ByteView file,
                                  const wire::Recovery& recovery) {
  const std::string stem = options_.directory + "/" + StemOf(name.key, name.incarnation);
  const std::string open_path = stem + std::string(spool_internal::kOpenSuffix);
  const std::string sealed_path = stem + std::string(spool_internal::kSealedSuffix);
  Bytes whole(file.begin(), file.begin() + static_cast<ptrdiff_t>(recovery.keep_bytes));
  whole.insert(whole.end(), recovery.tail.begin(), recovery.tail.end());
  // Also a file that was whole: its last writes may have been visible and yet never synced.
  ADIT_RETURN_IF_ERROR(
      WithBallast([&] { return WriteFileAtomically(files_, sealed_path, whole); }));
  files_.Remove(open_path).IgnoreError();
  sealed_.Add({.key = name.key,
               .incarnation = name.incarnation,
               .bytes = whole.size(),
               .first_event = recovery.header.first_event_seq,
               .wall_us = recovery.header.wall_us});
  return OkStatus();
}

Status Spool::Impl::SealWaiting() {
  waiting_tried_us_ = clock_.MonotonicMicros();
  Status outcome;
  std::erase_if(waiting_, [&](const FileName& name) {
    const Result<Bytes> file =
        ReadWholeFile(files_, options_.directory + "/" + NameOf(name), wire::kMaxEnvelopeBytes);
    // The losses it would have carried were released at start: other batches carry them.
    Result<wire::Recovery> recovery =
        file.ok() ? wire::RecoverEnvelope(*file, signer_, {}) : file.status();
    const Status sealed =
        recovery.ok() ? SealRecovered(name, *file, *recovery) : recovery.status();
    if (outcome.ok()) outcome = sealed;
    return sealed.ok();
  });
  return outcome;
}

void Spool::Impl::GiveUpOpenFile(const FileName& name, ByteView file, const Status& why) {
  LogWarning("spool: an open file cannot be recovered", {{"reason", why.message()}});
  const auto header = wire::ParseEnvelopeHeader(file);
  const bool current = name.key.generation == state_.generation;
  const uint64_t first = header.ok() ? header->header.first_event_seq
                                     : (current ? state_.next_event : 1);
  const uint64_t count = std::max<uint64_t>(1, wire::EstimateEventCount(file));
  state_.Declare({wire::LossReason::kQuarantine, name.incarnation, first, count});
  DeclareOpen(name.incarnation, first + count);
  report_.events_lost += count;
  ++report_.files_quarantined;
  sealed_.QuarantineFile(NameOf(name)).IgnoreError();
  // How many events it held is not known for sure, so its numbers must not be continued.
  if (current) BeginIncarnation(state_.generation + 1);
}

bool Spool::Impl::AdoptNewestSealed() {
  if (sealed_.entries().empty()) return true;
  const SealedEntry& newest = sealed_.entries().back();
  if (newest.key.generation != state_.generation || newest.key.batch_seq < state_.next_batch) {
    return true;
  }
  const auto content = sealed_.Read(newest, signer_.public_key);
  if (!content.ok()) return false;
  uint64_t next = wire::NextEventSeq(content->verified.header, content->verified.trailer);
  for (const wire::LossRange& loss : content->verified.trailer.losses) {
    if (loss.incarnation == state_.incarnation && loss.reason != wire::LossReason::kHistoryLost) {
      next = std::max(next, loss.first + loss.count);
    }
  }
  state_.next_batch = newest.key.batch_seq + 1;
  state_.next_event = std::max(state_.next_event, next);
  state_.previous_digest = content->verified.digest;
  return true;
}

// A carrier counts only if its trailer has the very range: the crash may have come before its seal.
// With the state file gone the trailers are all there is, and the ledger is made of them.
void Spool::Impl::SettleCarriedLosses() {
  std::map<FileKey, std::vector<wire::LossRange>> carried;
  for (const SealedEntry& entry : sealed_.entries()) {
    const bool named =
        std::any_of(state_.losses.begin(), state_.losses.end(),
                    [&](const DeclaredLoss& loss) { return loss.carried_by == entry.key; });
    if (!named && !state_was_gone_) continue;
    auto content = sealed_.Read(entry, signer_.public_key);
    if (content.ok()) carried[entry.key] = std::move(content->verified.trailer.losses);
  }
  for (DeclaredLoss& loss : state_.losses) {
    if (loss.carried_by.batch_seq == 0) continue;
    const auto carrier = carried.find(loss.carried_by);
    const bool declared = carrier != carried.end() &&
                          std::find(carrier->second.begin(), carrier->second.end(), loss.range) !=
                              carrier->second.end();
    if (!declared) loss.carried_by = {};
  }
  if (!state_was_gone_) return;
  for (const auto& [carrier, losses] : carried) {
    for (const wire::LossRange& range : losses) {
      if (!state_.Holds(range)) state_.losses.push_back({range, {}, carrier});
    }
  }
}

}  // namespace adit
