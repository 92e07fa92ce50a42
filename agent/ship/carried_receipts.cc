#include "agent/ship/carried_receipts.h"

#include "common/base/logger.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/limits.h"

namespace adit {
namespace {

enum class Outcome { kDone, kLater, kRefused };

Result<wire::Receipt> ReadReceipt(FileSystem& files, const std::string& path,
                                  const AgentIdentity& identity) {
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(files, path, wire::kMaxReceiptBytes));
  ADIT_ASSIGN_OR_RETURN(wire::Receipt receipt,
                        wire::DecodeReceipt(bytes, identity.answer.receipt_keys));
  if (receipt.agent != identity.answer.agent || receipt.collector != identity.answer.collector) {
    return Unauthenticated("the receipt is about another agent, or of another collector");
  }
  return receipt;
}

Outcome Use(const wire::Receipt& receipt, Spool& spool, const AgentIdentity& identity,
            const std::function<void(const SealedFile&, const wire::Receipt&)>& on_delivered) {
  const auto file = spool.Take(receipt.incarnation, receipt.batch_seq);
  if (!file) return Outcome::kDone;
  const Result<Bytes> envelope = spool.Read(*file);
  const auto verified = envelope.ok() ? wire::VerifyEnvelope(*envelope, identity.signing.public_key)
                                      : Result<wire::VerifiedEnvelope>(envelope.status());
  // A damaged file is set aside, with its losses declared, when its turn to be sent comes.
  if (!verified.ok() ||
      !wire::CheckReceiptCovers(receipt, verified->header, verified->digest).ok()) {
    spool.Release(*file);
    return verified.ok() ? Outcome::kRefused : Outcome::kLater;
  }
  on_delivered(*file, receipt);
  return Outcome::kDone;
}

}  // namespace

void TakeCarriedReceipts(
    FileSystem& files, const std::string& directory, Spool& spool, const AgentIdentity& identity,
    const std::function<void(const SealedFile&, const wire::Receipt&)>& on_delivered) {
  const auto listing = files.List(directory);
  if (!listing.ok()) return;
  for (const DirectoryEntry& entry : *listing) {
    if (!entry.name.ends_with(kReceiptSuffix) || entry.is_directory) continue;
    const std::string path = directory + "/" + entry.name;
    const Result<wire::Receipt> receipt = ReadReceipt(files, path, identity);
    if (!receipt.ok() && receipt.status().code() == StatusCode::kUnavailable) continue;
    const Outcome outcome =
        receipt.ok() ? Use(*receipt, spool, identity, on_delivered) : Outcome::kRefused;
    if (outcome == Outcome::kDone) files.Remove(path).IgnoreError();
    if (outcome != Outcome::kRefused) continue;
    LogWarning("ship: a receipt that was brought does not hold",
               {{"file", entry.name},
                {"reason", receipt.ok() ? "it is about other bytes" : receipt.status().message()}});
    files.Rename(path, path + std::string(kRefusedSuffix)).IgnoreError();
  }
}

}  // namespace adit
