#include "agent/spool/batch_file.h"

#include <algorithm>

namespace adit::spool_internal {

namespace {

wire::BatchPriority PriorityOf(ActionType action) {
  switch (action) {
    case ActionType::kCaptureGap:
    case ActionType::kDegradation:
      return wire::BatchPriority::kHigh;
    case ActionType::kApplicationFocus:
    case ActionType::kWindowOpen:
    case ActionType::kWindowClose:
    case ActionType::kWindowTitleChange:
    case ActionType::kElementFocus:
    case ActionType::kScroll:
      return wire::BatchPriority::kLow;
    default:
      return wire::BatchPriority::kNormal;
  }
}

}  // namespace

Result<std::unique_ptr<BatchFile>> BatchFile::Create(FileSystem& files,
                                                     const std::string& directory,
                                                     const FileKey& key,
                                                     wire::EnvelopeHeader header,
                                                     const crypto::BoxPublicKey& recipient,
                                                     const crypto::SigningKeyPair& signer) {
  auto writer = wire::EnvelopeWriter::Create(std::move(header), recipient, signer);
  if (!writer.ok()) return writer.status();
  std::unique_ptr<BatchFile> batch(
      new BatchFile(files, directory, key, std::move(writer.value())));
  ADIT_RETURN_IF_ERROR(batch->Start());
  return batch;
}

BatchFile::BatchFile(FileSystem& files, std::string directory, const FileKey& key,
                     std::unique_ptr<wire::EnvelopeWriter> writer)
    : files_(files),
      directory_(std::move(directory)),
      key_(key),
      stem_(directory_ + "/" + StemOf(key, writer->header().incarnation)),
      writer_(std::move(writer)),
      bytes_(writer_->Prologue()) {}

void BatchFile::Add(const EventRecord& event) {
  const wire::BatchPriority priority = PriorityOf(event.fields.action);
  priority_ = std::max(priority_.value_or(priority), priority);
  writer_->Add(event);
}

wire::BatchPriority BatchFile::priority() const {
  return priority_.value_or(wire::BatchPriority::kHigh);
}

Status BatchFile::Start() {
  const std::string path = stem_ + std::string(kOpenSuffix);
  Result<std::unique_ptr<AppendFile>> file = files_.Create(path);
  if (!file.ok() && file.status().code() == StatusCode::kAlreadyExists) {
    // Left by an attempt that failed half-way and could not even remove it; it holds no event.
    ADIT_RETURN_IF_ERROR(files_.Remove(path));
    file = files_.Create(path);
  }
  if (!file.ok()) return file.status();
  file_ = std::move(file.value());
  Status status = file_->Append(bytes_);
  if (status.ok()) status = file_->Sync();
  if (status.ok()) status = files_.SyncDirectory(directory_);
  if (!status.ok()) {
    file_.reset();
    // No event was accepted into it: nothing is lost with it, and the next start removes it if not we.
    files_.Remove(path).IgnoreError();
  }
  return status;
}

Status BatchFile::Commit() {
  const size_t from = bytes_.size();
  if (!ended_) writer_->Commit(bytes_);
  if (failed_) return Rewrite();
  return WriteNew(from);
}

Status BatchFile::WriteNew(size_t from) {
  if (from == bytes_.size()) return OkStatus();
  Status status = file_->Append(ByteView(bytes_).subspan(from));
  if (status.ok()) status = file_->Sync();
  if (status.ok()) return status;
  failed_ = true;
  file_.reset();
  // Once at once: a full disk or a broken block may spare a new file.
  return Rewrite();
}

Status BatchFile::Rewrite() {
  const std::string new_path = stem_ + std::string(kNewSuffix);
  const std::string open_path = stem_ + std::string(kOpenSuffix);
  const Status removed = files_.Remove(new_path);
  if (!removed.ok() && removed.code() != StatusCode::kNotFound) return removed;
  Result<std::unique_ptr<AppendFile>> file = files_.Create(new_path);
  if (!file.ok()) return file.status();
  ADIT_RETURN_IF_ERROR((*file)->Append(bytes_));
  ADIT_RETURN_IF_ERROR((*file)->Sync());
  ADIT_RETURN_IF_ERROR(files_.Rename(new_path, open_path));
  ADIT_RETURN_IF_ERROR(files_.SyncDirectory(directory_));
  file_ = std::move(file.value());
  failed_ = false;
  return OkStatus();
}

Status BatchFile::Seal(wire::SealStatus status, std::span<const wire::LossRange> losses) {
  if (!ended_) {
    const size_t from = bytes_.size();
    writer_->SetPriority(priority());
    writer_->Finish(status, losses, bytes_);
    ended_ = true;
    ADIT_RETURN_IF_ERROR(failed_ ? Rewrite() : WriteNew(from));
  } else if (failed_) {
    ADIT_RETURN_IF_ERROR(Rewrite());
  }
  return RenameToSealed();
}

Status BatchFile::RenameToSealed() {
  if (file_ != nullptr) {
    const Status closed = file_->Close();
    file_.reset();
    if (!closed.ok()) {
      failed_ = true;
      return closed;
    }
  }
  const std::string open_path = stem_ + std::string(kOpenSuffix);
  const std::string sealed_path = stem_ + std::string(kSealedSuffix);
  // An earlier call may have renamed it and failed at the directory.
  if (files_.Exists(open_path)) ADIT_RETURN_IF_ERROR(files_.Rename(open_path, sealed_path));
  Status synced = files_.SyncDirectory(directory_);
  // As with files: what a failed sync left behind is not to be trusted, however the next one ends.
  if (!synced.ok()) failed_ = true;
  return synced;
}

}  // namespace adit::spool_internal
