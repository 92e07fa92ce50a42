// EnsureSodium: libsodium's one-time start, called by everything in this folder that needs it.
#pragma once

namespace adit::crypto {

// Idempotent, any thread. Aborts when the system cannot give random bytes: nothing safe can follow.
void EnsureSodium();

}  // namespace adit::crypto
