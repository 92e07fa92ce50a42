// Key files: secrets at rest, readable by their owner only, with a first line that says what they are.
#pragma once

#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/io/file_system.h"

namespace adit::crypto {

// Form: "adit-key 1 <kind>\n<hex>\n", mode 0600, written atomically. Kinds: "signing", "box", "hash".
// Loading gives kNotFound for a missing file and kDataLoss, naming the path, for a damaged one or one
// of another kind. Saving refuses (kAlreadyExists) to overwrite: a lost key cannot be had back.
[[nodiscard]] Status SaveSigningKey(FileSystem& files, const std::string& path,
                                    const SigningKeyPair& key);
[[nodiscard]] Result<SigningKeyPair> LoadSigningKey(FileSystem& files, const std::string& path);

[[nodiscard]] Status SaveBoxKey(FileSystem& files, const std::string& path, const BoxKeyPair& key);
[[nodiscard]] Result<BoxKeyPair> LoadBoxKey(FileSystem& files, const std::string& path);

[[nodiscard]] HashKey GenerateHashKey();
[[nodiscard]] Status SaveHashKey(FileSystem& files, const std::string& path, const HashKey& key);
[[nodiscard]] Result<HashKey> LoadHashKey(FileSystem& files, const std::string& path);

// A text secret (a private key in PEM) under the same rules of mode and overwriting.
[[nodiscard]] Status SaveSecretText(FileSystem& files, const std::string& path,
                                    std::string_view text);
// At most 64 KiB.
[[nodiscard]] Result<std::string> LoadSecretText(FileSystem& files, const std::string& path);

}  // namespace adit::crypto
