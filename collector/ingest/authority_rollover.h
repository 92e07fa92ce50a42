// AuthorityRollover: another authority takes the place of the collector's, and agents follow
// without a visit.
//
// Files beside authority.pem and authority.key: authority-next.pem and .key are the one to come,
// authority-old.pem the one before, whose agents are still let in; its key is gone.
//
//   prepare, or request and install   agents are told to trust the next one too
//   switch                            certificates come from it; the old one's key is destroyed
//   finish                            the old one is trusted no more
//
// Each step may be repeated after a crash, and counts from the collector's next start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/ingest/collector_keys.h"
#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/crypto/certificate_authority.h"
#include "common/io/file_system.h"

namespace adit {

// When an agent's certificate was issued, from the begin of its validity.
[[nodiscard]] constexpr int64_t IssuedAtUs(int64_t not_before_us) {
  return not_before_us == INT64_MAX
             ? not_before_us
             : not_before_us + crypto::kClockToleranceMinutes * 60 * kMicrosPerSecond;
}

// Fills what `keys` says of authorities beyond the one that signs. REQUIRES: keys.authority is
// loaded.
[[nodiscard]] Status LoadAuthorities(FileSystem& files, const std::string& directory,
                                     CollectorKeys& keys);

struct AuthorityStage {
  bool next = false;           // waits to be switched to
  bool old = false;            // is still trusted
  bool next_key_only = false;  // a request was made, nothing installed yet
  int64_t changed_us = 0;      // agents with older certificates have not followed
  // Agents that trust the present one trust the next already: one root signed both.
  bool same_anchor = false;
};
[[nodiscard]] Result<AuthorityStage> ReadAuthorityStage(FileSystem& files,
                                                        const std::string& directory);

// A self-signed authority to come; kFailedPrecondition when one waits already.
[[nodiscard]] Status PrepareAuthority(FileSystem& files, const std::string& directory,
                                      Clock& clock);
// Makes the key of an authority to come and gives the request that an offline root signs.
[[nodiscard]] Result<std::string> RequestAuthority(FileSystem& files, const std::string& directory);
// Takes the chain (authority, root) for the request's key. kInvalidArgument says what is wrong with
// it; nothing is changed then.
[[nodiscard]] Status InstallAuthority(FileSystem& files, const std::string& directory,
                                      const std::string& chain_pem, Clock& clock);
// `hosts`: as RenewServerCertificate(), which it includes.
[[nodiscard]] Status SwitchAuthority(FileSystem& files, const std::string& directory,
                                     const std::vector<std::string>& hosts, Clock& clock);
[[nodiscard]] Status FinishAuthority(FileSystem& files, const std::string& directory);

}  // namespace adit
