// Receipts that come on a medium: how a machine without a network learns that its batches are
// stored.
//
// Spool files are carried to the collector (`adit-collector import-spool --receipts DIR`), and what
// it wrote there is put into this machine's directory of receipts, as NAME.sealed.receipt.
#pragma once

#include <functional>
#include <string>

#include "agent/ship/identity.h"
#include "agent/spool/spool.h"
#include "common/io/file_system.h"
#include "common/wire/receipt.h"

namespace adit {

inline constexpr std::string_view kReceiptSuffix = ".receipt";
inline constexpr std::string_view kRefusedSuffix = ".refused";

// Takes up every receipt in `directory`: `on_delivered` is called for each spool file that one
// covers by agent, collector, numbers, digest and signature (I3), with the file held back from the
// quota. Receipts are removed once used, or when their batch is gone; one that does not hold is
// renamed to end in ".refused" and changes nothing. A directory that does not exist holds none.
void TakeCarriedReceipts(
    FileSystem& files, const std::string& directory, Spool& spool, const AgentIdentity& identity,
    const std::function<void(const SealedFile&, const wire::Receipt&)>& on_delivered);

}  // namespace adit
