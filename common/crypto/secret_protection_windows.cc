#include "common/base/bytes.h"
#include "common/base/windows_api.h"
#include "common/crypto/secret.h"
#include "common/crypto/secret_protection.h"

namespace adit::crypto {
namespace {

constexpr std::string_view kFirstLine = "adit-protected 1\n";

DATA_BLOB BlobOf(ByteView bytes) {
  return {static_cast<DWORD>(bytes.size()), const_cast<BYTE*>(bytes.data())};
}

}  // namespace

Result<std::string> ProtectSecretText(std::string_view text) {
  DATA_BLOB plain = BlobOf(AsBytes(text));
  DATA_BLOB sealed{};
  if (!CryptProtectData(&plain, L"Adit", nullptr, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN,
                        &sealed)) {
    return Internal("the system does not protect keys (CryptProtectData, error " +
                    std::to_string(GetLastError()) + ")");
  }
  std::string out = std::string(kFirstLine) + HexEncode({sealed.pbData, sealed.cbData}) + "\n";
  LocalFree(sealed.pbData);
  return out;
}

Result<std::string> UnprotectSecretText(std::string_view text) {
  if (text.substr(0, kFirstLine.size()) != kFirstLine) {
    return DataLoss("is not protected by this system; forget the identity and enrol again");
  }
  text.remove_prefix(kFirstLine.size());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::optional<Bytes> bytes = HexDecode(text);
  if (!bytes) return DataLoss("is damaged; enrol again");
  DATA_BLOB sealed = BlobOf(*bytes);
  DATA_BLOB plain{};
  if (!CryptUnprotectData(&sealed, nullptr, nullptr, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN,
                          &plain)) {
    return DataLoss(
        "was protected for another user or machine; forget the identity and enrol again");
  }
  std::string out(reinterpret_cast<const char*>(plain.pbData), plain.cbData);
  Wipe({plain.pbData, plain.cbData});
  LocalFree(plain.pbData);
  return out;
}

}  // namespace adit::crypto
