// MachineNames: what this machine and its user are called, so that masking knows them.
#pragma once

#include <string>

#include "common/crypto/hash.h"
#include "privacy/scrub/text_masker.h"

namespace adit {

// Login name, full name and home directory's name; host name with and without its domain.
[[nodiscard]] MachineIdentity ReadMachineNames();
// "Debian GNU/Linux 12 (bookworm)", at most 128 bytes.
[[nodiscard]] std::string OsVersion();
// Keyed hash of the machine's id, 32 hex digits: differs on a clone with an own id, says nothing
// else.
[[nodiscard]] std::string MachineFingerprint(const crypto::HashKey& key);

}  // namespace adit
