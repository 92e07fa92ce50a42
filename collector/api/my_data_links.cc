#include "collector/api/my_data_links.h"

#include <utility>

#include "common/crypto/hash.h"

namespace adit::api {
namespace {

std::string DigestText(std::string_view text) { return HexEncode(crypto::HashOf(AsBytes(text))); }

std::string RandomText(Random& random) {
  Bytes bytes(24);
  random.Fill(bytes);
  return HexEncode(bytes);
}

std::string Cookie(const std::string& value, int64_t seconds) {
  return std::string(MyDataLinks::kCookie) + "=" + value +
         "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
}

}  // namespace

bool MyDataLinks::Add(Entries& entries, const std::string& secret, Entry entry) {
  if (entries.size() >= kMaxEntries) {
    const int64_t now_us = clock_.MonotonicMicros();
    std::erase_if(entries, [&](const auto& old) { return old.second.until_us <= now_us; });
    if (entries.size() >= kMaxEntries) return false;
  }
  entries[DigestText(secret)] = std::move(entry);
  return true;
}

Result<std::string> MyDataLinks::MakeCode(Owner owner) {
  std::string code = RandomText(random_);
  const std::lock_guard lock(mutex_);
  if (!Add(codes_, code, {std::move(owner), clock_.MonotonicMicros() + kCodeUs}))
    return ResourceExhausted("too many people look at their data; try again in some minutes");
  return code;
}

std::optional<std::string> MyDataLinks::Redeem(std::string_view code) {
  const int64_t now_us = clock_.MonotonicMicros();
  const std::string value = RandomText(random_);
  const std::lock_guard lock(mutex_);
  const auto found = codes_.find(DigestText(code));
  if (found == codes_.end()) return std::nullopt;
  Entry entry = std::move(found->second);
  codes_.erase(found);
  if (entry.until_us <= now_us) return std::nullopt;
  entry.until_us = now_us + kSessionUs;
  if (!Add(sessions_, value, std::move(entry))) return std::nullopt;
  return Cookie(value, kSessionUs / kMicrosPerSecond);
}

std::optional<MyDataLinks::Owner> MyDataLinks::Find(const http::HttpRequest& request) {
  const std::string cookie = http::CookieValue(request.Header("cookie"), kCookie);
  if (cookie.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(DigestText(cookie));
  if (found == sessions_.end() || found->second.until_us <= clock_.MonotonicMicros())
    return std::nullopt;
  return found->second.owner;
}

std::string MyDataLinks::Close(const http::HttpRequest& request) {
  const std::string cookie = http::CookieValue(request.Header("cookie"), kCookie);
  const std::lock_guard lock(mutex_);
  sessions_.erase(DigestText(cookie));
  return Cookie("", 0);
}

}  // namespace adit::api
