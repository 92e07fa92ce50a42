// Keys on a Mac: files hold them encrypted to a key of this program in the keychain of the user (of
// the system for a daemon), which does not leave the machine.
#include <Security/Security.h>
#include <sodium.h>

#include <memory>
#include <optional>
#include <type_traits>

#include "common/base/bytes.h"
#include "common/crypto/secret.h"
#include "common/crypto/secret_protection.h"
#include "common/crypto/sodium.h"

namespace adit::crypto {
namespace {

constexpr std::string_view kFirstLine = "adit-protected 1\n";
constexpr size_t kNonceBytes = crypto_secretbox_NONCEBYTES;
using WrappingKey = SecretArray<crypto_secretbox_KEYBYTES>;

struct Release {
  void operator()(CFTypeRef object) const {
    if (object != nullptr) CFRelease(object);
  }
};
template <typename Ref>
using Owned = std::unique_ptr<std::remove_pointer_t<Ref>, Release>;

Owned<CFMutableDictionaryRef> Query() {
  Owned<CFMutableDictionaryRef> query(CFDictionaryCreateMutable(
      kCFAllocatorDefault, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks));
  CFDictionarySetValue(query.get(), kSecClass, kSecClassGenericPassword);
  CFDictionarySetValue(query.get(), kSecAttrService, CFSTR("org.adit.agent"));
  CFDictionarySetValue(query.get(), kSecAttrAccount, CFSTR("keys at rest"));
  return query;
}

Status Failure(std::string_view what, OSStatus error) {
  const std::string message = "the keychain " + std::string(what) + " (OSStatus " +
                              std::to_string(error) + "); unlock it and start the agent again";
  if (error == errSecInteractionNotAllowed || error == errSecNotAvailable) {
    return Unavailable(message);
  }
  return Internal(message);
}

Result<WrappingKey> FindKey() {
  const Owned<CFMutableDictionaryRef> query = Query();
  CFDictionarySetValue(query.get(), kSecReturnData, kCFBooleanTrue);
  CFTypeRef found = nullptr;
  const OSStatus error = SecItemCopyMatching(query.get(), &found);
  const Owned<CFTypeRef> data(found);
  if (error == errSecItemNotFound) return NotFound("the keychain holds no key of adit-agent");
  if (error != errSecSuccess) return Failure("does not give the key", error);
  const auto bytes = static_cast<CFDataRef>(found);
  if (CFGetTypeID(found) != CFDataGetTypeID() ||
      CFDataGetLength(bytes) != static_cast<CFIndex>(WrappingKey::kBytes)) {
    return DataLoss("the key of adit-agent in the keychain is damaged; delete it and enrol again");
  }
  WrappingKey key;
  CFDataGetBytes(bytes, CFRangeMake(0, CFDataGetLength(bytes)), key.data());
  return key;
}

Result<WrappingKey> FindOrMakeKey() {
  Result<WrappingKey> known = FindKey();
  if (known.ok() || known.status().code() != StatusCode::kNotFound) return known;
  WrappingKey key;
  FillWithRandom(key.span());
  const Owned<CFDataRef> data(
      CFDataCreate(kCFAllocatorDefault, key.data(), static_cast<CFIndex>(WrappingKey::kBytes)));
  const Owned<CFMutableDictionaryRef> entry = Query();
  CFDictionarySetValue(entry.get(), kSecValueData, data.get());
  CFDictionarySetValue(entry.get(), kSecAttrSynchronizable, kCFBooleanFalse);
  CFDictionarySetValue(entry.get(), kSecAttrAccessible,
                       kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly);
  const OSStatus error = SecItemAdd(entry.get(), nullptr);
  // Another process of the same user was first: its key counts.
  if (error == errSecDuplicateItem) return FindKey();
  if (error != errSecSuccess) return Failure("does not keep the key", error);
  return key;
}

}  // namespace

Result<std::string> ProtectSecretText(std::string_view text) {
  EnsureSodium();
  ADIT_ASSIGN_OR_RETURN(const WrappingKey key, FindOrMakeKey());
  Bytes sealed(kNonceBytes + crypto_secretbox_MACBYTES + text.size());
  FillWithRandom(std::span(sealed).first(kNonceBytes));
  crypto_secretbox_easy(sealed.data() + kNonceBytes, AsBytes(text).data(), text.size(),
                        sealed.data(), key.data());
  return std::string(kFirstLine) + HexEncode(sealed) + "\n";
}

Result<std::string> UnprotectSecretText(std::string_view text) {
  EnsureSodium();
  if (text.substr(0, kFirstLine.size()) != kFirstLine) {
    return DataLoss("is not protected by this system; forget the identity and enrol again");
  }
  text.remove_prefix(kFirstLine.size());
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  const std::optional<Bytes> sealed = HexDecode(text);
  if (!sealed || sealed->size() < kNonceBytes + crypto_secretbox_MACBYTES) {
    return DataLoss("is damaged; enrol again");
  }
  Result<WrappingKey> key = FindKey();
  if (!key.ok() && key.status().code() == StatusCode::kNotFound) {
    return DataLoss(
        "was protected for another user or machine; forget the identity and enrol again");
  }
  ADIT_RETURN_IF_ERROR(key.status());
  Bytes plain(sealed->size() - kNonceBytes - crypto_secretbox_MACBYTES);
  if (crypto_secretbox_open_easy(plain.data(), sealed->data() + kNonceBytes,
                                 sealed->size() - kNonceBytes, sealed->data(), key->data()) != 0) {
    return DataLoss(
        "was protected for another user or machine; forget the identity and enrol again");
  }
  std::string out(AsText(plain));
  Wipe(plain);
  return out;
}

}  // namespace adit::crypto
