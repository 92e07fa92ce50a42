// AuditCheckpoint: a signed statement of how long the audit chain was and how it ended.
//
// Kept outside the collector it binds whoever runs the collector: a chain that was written anew
// does not end in what was signed. The collector keeps its own copies for convenience only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/store/ids.h"
#include "collector/store/sqlite_database.h"
#include "common/base/status.h"
#include "common/crypto/signature.h"

namespace adit {

struct AuditCheckpoint {
  int64_t entries = 0;  // the number of the last entry
  Digest32 last{};      // its digest
  int64_t at_us = 0;
  crypto::SigningPublicKey key{};
  crypto::Signature signature{};
};

// Six lines of text (docs/formats/audit.md); a reader takes exactly that form.
[[nodiscard]] std::string FormatAuditCheckpoint(const AuditCheckpoint& checkpoint);
// kInvalidArgument names the line that is wrong; kUnauthenticated when the signature is not that of
// the key it names.
[[nodiscard]] Result<AuditCheckpoint> ReadAuditCheckpoint(std::string_view text);
[[nodiscard]] AuditCheckpoint SignAuditCheckpoint(int64_t entries, const Digest32& last,
                                                  int64_t at_us, const crypto::SigningKeyPair& key);
[[nodiscard]] bool IsSigned(const AuditCheckpoint& checkpoint);

// Of the columns entries, last, at_us, key, signature.
[[nodiscard]] AuditCheckpoint ReadAuditCheckpointRow(const SqliteStatement& row);

// Threads: any.
class AuditCheckpoints {
 public:
  AuditCheckpoints(SqliteDatabase& database, crypto::SigningKeyPair key)
      : database_(database), key_(std::move(key)) {}

  // Signs the chain as it ends now and keeps the statement; the newest one again when nothing was
  // added since. kFailedPrecondition while the chain is empty.
  [[nodiscard]] Result<AuditCheckpoint> Make(int64_t now_us);
  // Newest first.
  [[nodiscard]] Result<std::vector<AuditCheckpoint>> List(size_t limit);
  [[nodiscard]] const crypto::SigningPublicKey& key() const { return key_.public_key; }

 private:
  SqliteDatabase& database_;
  const crypto::SigningKeyPair key_;
};

}  // namespace adit
