#include "common/crypto/key_file.h"

#include <cstring>

#include "common/crypto/secret_protection.h"

namespace adit::crypto {
namespace {

constexpr std::string_view kFirstWords = "adit-key 1 ";
constexpr uint64_t kMaxSecretTextBytes = 64 * 1024;

Status SaveKey(FileSystem& files, const std::string& path, std::string_view kind, ByteView secret) {
  std::string text = std::string(kFirstWords) + std::string(kind) + "\n" + HexEncode(secret) + "\n";
  Status status = SaveSecretText(files, path, text);
  Wipe({reinterpret_cast<uint8_t*>(text.data()), text.size()});
  return status;
}

template <size_t kSize>
Result<SecretArray<kSize>> LoadKey(FileSystem& files, const std::string& path,
                                   std::string_view kind) {
  Result<std::string> text = LoadSecretText(files, path);
  if (!text.ok()) return text.status();
  const std::string first = std::string(kFirstWords) + std::string(kind) + "\n";
  const Status damaged = DataLoss(path + " is not an undamaged adit key file of kind '" +
                                  std::string(kind) + "'; restore it from a backup");
  std::string_view rest = *text;
  if (rest.substr(0, first.size()) != first) return damaged;
  rest.remove_prefix(first.size());
  while (!rest.empty() && (rest.back() == '\n' || rest.back() == '\r')) rest.remove_suffix(1);
  std::optional<Bytes> secret = HexDecode(rest);
  Wipe({reinterpret_cast<uint8_t*>(text->data()), text->size()});
  if (!secret || secret->size() != kSize) return damaged;
  SecretArray<kSize> key;
  std::memcpy(key.data(), secret->data(), kSize);
  Wipe(*secret);
  return key;
}

}  // namespace

Status SaveSecretText(FileSystem& files, const std::string& path, std::string_view text) {
  if (files.Exists(path)) {
    return AlreadyExists(path + " exists; a key is never overwritten, move it away first");
  }
  Result<std::string> kept = ProtectSecretText(text);
  if (!kept.ok()) return kept.status().WithContext(path);
  const Status written = WriteFileAtomically(files, path, AsBytes(*kept));
  Wipe({reinterpret_cast<uint8_t*>(kept->data()), kept->size()});
  return written;
}

Result<std::string> LoadSecretText(FileSystem& files, const std::string& path) {
  Result<Bytes> bytes = ReadWholeFile(files, path, kMaxSecretTextBytes);
  if (!bytes.ok()) return bytes.status();
  Result<std::string> text = UnprotectSecretText(AsText(*bytes));
  Wipe(*bytes);
  if (!text.ok()) return text.status().WithContext(path);
  return text;
}

Status SaveSigningKey(FileSystem& files, const std::string& path, const SigningKeyPair& key) {
  return SaveKey(files, path, "signing", key.secret_key.view());
}

Result<SigningKeyPair> LoadSigningKey(FileSystem& files, const std::string& path) {
  Result<SigningSecretKey> secret = LoadKey<64>(files, path, "signing");
  if (!secret.ok()) return secret.status();
  Result<SigningKeyPair> pair = SigningKeyPairFromSecret(*secret);
  if (!pair.ok()) return pair.status().WithContext(path);
  return pair;
}

Status SaveBoxKey(FileSystem& files, const std::string& path, const BoxKeyPair& key) {
  return SaveKey(files, path, "box", key.secret_key.view());
}

Result<BoxKeyPair> LoadBoxKey(FileSystem& files, const std::string& path) {
  Result<BoxSecretKey> secret = LoadKey<32>(files, path, "box");
  if (!secret.ok()) return secret.status();
  return BoxKeyPairFromSecret(*secret);
}

HashKey GenerateHashKey() {
  HashKey key;
  FillWithRandom(key.span());
  return key;
}

Status SaveHashKey(FileSystem& files, const std::string& path, const HashKey& key) {
  return SaveKey(files, path, "hash", key.view());
}

Result<HashKey> LoadHashKey(FileSystem& files, const std::string& path) {
  return LoadKey<32>(files, path, "hash");
}

}  // namespace adit::crypto
