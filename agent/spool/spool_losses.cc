// What gives way when there is no room, and how its events are declared lost.
#include <algorithm>
#include <optional>

#include "agent/spool/spool_impl.h"
#include "common/wire/envelope_layout.h"
#include "common/wire/limits.h"

namespace adit {

using spool_internal::SealedEntry;

Status Spool::Impl::MakeRoom(uint64_t needed) {
  while (sealed_.bytes() + BallastBytes() + needed > options_.quota_bytes) {
    const bool any = std::any_of(sealed_.entries().begin(), sealed_.entries().end(),
                                 [](const SealedEntry& e) { return !e.in_flight; });
    if (!any) break;  // a quota below two batches: the one being sent is worth more than the rule
    ADIT_RETURN_IF_ERROR(DropOldest());
  }
  return OkStatus();
}

Status Spool::Impl::DropOldest() {
  const SealedEntry* lowest = nullptr;
  for (const SealedEntry& entry : sealed_.entries()) {
    if (entry.in_flight || (lowest != nullptr && entry.priority >= lowest->priority)) continue;
    lowest = &entry;
    if (lowest->priority == wire::BatchPriority::kLow) break;
  }
  const SealedEntry entry = *lowest;
  ADIT_RETURN_IF_ERROR(Drop(entry, wire::LossReason::kOverflow));
  ++report_.files_dropped;
  return OkStatus();
}

Status Spool::Impl::Drop(const SealedEntry& entry, wire::LossReason reason) {
  const auto before = state_.losses;
  DeclareContent(entry, reason, entry.key);
  // The loss is on record before the file goes: a crash between the two removes the file at start.
  Status status = SaveState();
  if (status.ok()) status = sealed_.Remove(entry.key);
  if (!status.ok()) {
    state_.losses = before;
    state_dirty_ = true;
    return status;
  }
  if (files_.SyncDirectory(options_.directory).ok()) state_.ForgetDropped(entry.key);
  return OkStatus();
}

void Spool::Impl::DeclareContent(const SealedEntry& entry, wire::LossReason reason,
                                 const FileKey& dropped) {
  uint64_t first = entry.first_event;
  uint64_t end = 0;
  std::optional<uint64_t> open_from;
  std::vector<wire::LossRange> carried;
  state_.ReleaseCarried(entry.key);
  if (const auto content = sealed_.Read(entry, signer_.public_key); content.ok()) {
    first = content->verified.header.first_event_seq;
    end = wire::NextEventSeq(content->verified.header, content->verified.trailer);
    carried = content->verified.trailer.losses;
  } else {
    if (first == 0) first = entry.key.generation == state_.generation ? state_.released_through : 1;
    const std::optional<uint64_t> known_end = EndOf(entry);
    end = std::max(known_end.value_or(first), first + EstimatedEvents(entry));
    if (!known_end) open_from = end;
  }
  if (end > first) {
    state_.Declare({reason, entry.incarnation, first, end - first}, dropped);
    report_.events_lost += end - first;
  }
  if (open_from) DeclareOpen(entry.incarnation, *open_from);
  for (const wire::LossRange& loss : carried) {
    if (!state_.Holds(loss)) state_.Declare(loss);
  }
  state_dirty_ = true;
}

uint64_t Spool::Impl::EstimatedEvents(const SealedEntry& entry) const {
  const Result<Bytes> bytes =
      ReadWholeFile(files_, sealed_.PathOf(entry), wire::kMaxEnvelopeBytes);
  return bytes.ok() ? wire::EstimateEventCount(*bytes) : 0;
}

// What damaged bytes still tell may be too little, and of an incarnation that has ended nothing else
// says where its last file ended: whatever of it is missing from here on is lost.
void Spool::Impl::DeclareOpen(const wire::Incarnation& incarnation, uint64_t first) {
  const wire::LossRange open = wire::OpenLoss(incarnation, first);
  if (!state_.Holds(open)) state_.Declare(open);
  state_dirty_ = true;
}

std::optional<uint64_t> Spool::Impl::EndOf(const SealedEntry& entry) const {
  // The next file of the same incarnation begins where this one ended.
  for (const SealedEntry& other : sealed_.entries()) {
    if (entry.key < other.key && other.key.generation == entry.key.generation &&
        other.first_event != 0) {
      return other.first_event;
    }
  }
  if (entry.key.generation != state_.generation) return std::nullopt;
  return batch_ != nullptr ? batch_->writer().header().first_event_seq : state_.next_event;
}

void Spool::Impl::DeclareLostEvent(uint64_t seq, wire::LossReason reason) {
  state_.Declare({reason, state_.incarnation, seq, 1});
  ++report_.events_lost;
  state_dirty_ = true;
  if (batch_ != nullptr) return;
  state_.next_event = std::max(state_.next_event, seq + 1);
  if (!state_.refusing) {
    state_.refusing = true;
    SaveState().IgnoreError();  // later ones go on record by Tick()
  }
}

}  // namespace adit
