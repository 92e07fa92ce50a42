#include "agent/spool/sealed_files.h"

#include <algorithm>

#include "common/wire/envelope_layout.h"
#include "common/wire/limits.h"

namespace adit::spool_internal {

bool IsOlder(const wire::EnvelopeTrailer& trailer, int64_t since_wall_us) {
  return trailer.event_count == 0 ||
         (trailer.last_wall_us != 0 && trailer.last_wall_us < since_wall_us);
}

SealedFiles::SealedFiles(FileSystem& files, std::string directory, uint64_t quarantine_bytes)
    : files_(files), directory_(std::move(directory)), quarantine_bytes_(quarantine_bytes) {}

void SealedFiles::Add(const SealedEntry& entry) {
  const auto place = std::upper_bound(
      entries_.begin(), entries_.end(), entry,
      [](const SealedEntry& a, const SealedEntry& b) { return a.key < b.key; });
  entries_.insert(place, entry);
  bytes_ += entry.bytes;
}

SealedEntry* SealedFiles::Find(const FileKey& key) {
  const auto place = std::lower_bound(
      entries_.begin(), entries_.end(), key,
      [](const SealedEntry& a, const FileKey& b) { return a.key < b; });
  return place != entries_.end() && place->key == key ? &*place : nullptr;
}

std::string SealedFiles::PathOf(const SealedEntry& entry) const {
  return directory_ + "/" + StemOf(entry.key, entry.incarnation) + std::string(kSealedSuffix);
}

SealedEntry SealedFiles::Describe(const FileName& name, uint64_t bytes,
                                  const wire::AgentId& agent) const {
  SealedEntry entry{.key = name.key, .incarnation = name.incarnation, .bytes = bytes};
  const auto file = files_.OpenRead(PathOf(entry));
  if (!file.ok()) return entry;
  const auto start = (*file)->Read(0, wire::kHeaderProbeBytes);
  if (!start.ok()) return entry;
  const auto header = wire::ParseEnvelopeHeader(*start);
  if (header.ok()) {
    entry.first_event = header->header.first_event_seq;
    entry.wall_us = header->header.wall_us;
    entry.of_another_agent = header->header.agent != agent;
  }
  if (bytes >= wire::kPriorityHintBytes) {
    const auto end = (*file)->Read(bytes - wire::kPriorityHintBytes, wire::kPriorityHintBytes);
    if (end.ok()) entry.priority = wire::PriorityHint(*end);
  }
  return entry;
}

uint64_t SealedFiles::RemoveAgedQuarantine(int64_t before_wall_us) {
  const std::string quarantine = directory_ + "/quarantine";
  const auto kept = files_.List(quarantine);
  if (!kept.ok()) return 0;
  uint64_t removed = 0;
  for (const DirectoryEntry& entry : *kept) {
    const std::string path = quarantine + "/" + entry.name;
    const auto file = files_.OpenRead(path);
    if (!file.ok()) continue;
    const auto start = (*file)->Read(0, wire::kHeaderProbeBytes);
    const auto header = start.ok() ? wire::ParseEnvelopeHeader(*start) : start.status();
    if (!header.ok() || header->header.wall_us >= before_wall_us) continue;
    if (files_.Remove(path).ok()) ++removed;
  }
  return removed;
}

Result<uint64_t> SealedFiles::ForgetQuarantine(int64_t since_wall_us,
                                               const crypto::SigningPublicKey& signer) {
  const std::string quarantine = directory_ + "/quarantine";
  ADIT_ASSIGN_OR_RETURN(const std::vector<DirectoryEntry> kept, files_.List(quarantine));
  uint64_t removed = 0;
  for (const DirectoryEntry& entry : kept) {
    const std::string path = quarantine + "/" + entry.name;
    const auto content = ReadPath(path, signer);
    if (content.ok() && IsOlder(content->verified.trailer, since_wall_us)) continue;
    ADIT_RETURN_IF_ERROR(files_.Remove(path));
    ++removed;
  }
  if (removed > 0) ADIT_RETURN_IF_ERROR(files_.SyncDirectory(quarantine));
  return removed;
}

Result<SealedFiles::Content> SealedFiles::Read(const SealedEntry& entry,
                                               const crypto::SigningPublicKey& signer) const {
  return ReadPath(PathOf(entry), signer);
}

Result<SealedFiles::Content> SealedFiles::ReadPath(const std::string& path,
                                                   const crypto::SigningPublicKey& signer) const {
  Result<Bytes> bytes = ReadWholeFile(files_, path, wire::kMaxEnvelopeBytes);
  if (!bytes.ok()) {
    const bool will_not_heal = bytes.status().code() == StatusCode::kNotFound ||
                               bytes.status().code() == StatusCode::kResourceExhausted;
    return will_not_heal ? DataLoss(bytes.status().message()) : bytes.status();
  }
  Result<wire::VerifiedEnvelope> verified = wire::VerifyEnvelope(*bytes, signer);
  if (!verified.ok()) return DataLoss(path + ": " + verified.status().message());
  return Content{std::move(*bytes), std::move(*verified)};
}

Status SealedFiles::Remove(const FileKey& key) {
  const SealedEntry* const entry = Find(key);
  if (entry == nullptr) return NotFound("no such spool file");
  const Status removed = files_.Remove(PathOf(*entry));
  if (!removed.ok() && removed.code() != StatusCode::kNotFound) return removed;
  Erase(key);
  return OkStatus();
}

Status SealedFiles::Quarantine(const FileKey& key) {
  const SealedEntry* const entry = Find(key);
  if (entry == nullptr) return NotFound("no such spool file");
  ADIT_RETURN_IF_ERROR(
      QuarantineFile(StemOf(entry->key, entry->incarnation) + std::string(kSealedSuffix)));
  Erase(key);
  return OkStatus();
}

Status SealedFiles::QuarantineFile(const std::string& name) {
  const std::string quarantine = directory_ + "/quarantine";
  const Status moved = files_.Rename(directory_ + "/" + name, quarantine + "/" + name);
  if (!moved.ok() && moved.code() != StatusCode::kNotFound) return moved;
  files_.SyncDirectory(quarantine).IgnoreError();
  files_.SyncDirectory(directory_).IgnoreError();
  const auto kept = files_.List(quarantine);
  if (!kept.ok()) return OkStatus();
  uint64_t total = 0;
  for (const DirectoryEntry& file : *kept) total += file.size;
  for (const DirectoryEntry& file : *kept) {
    if (total <= quarantine_bytes_) break;
    if (files_.Remove(quarantine + "/" + file.name).ok()) total -= file.size;
  }
  return OkStatus();
}

void SealedFiles::Erase(const FileKey& key) {
  const auto place = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const SealedEntry& entry) { return entry.key == key; });
  bytes_ -= place->bytes;
  entries_.erase(place);
}

}  // namespace adit::spool_internal
