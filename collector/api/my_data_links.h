// MyDataLinks: codes that open an employee's own page once, and the sessions they open.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "collector/http/http_message.h"
#include "collector/store/ids.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status.h"

namespace adit::api {

// An agent that proved itself asks for a code; whoever brings the code gets a session that sees
// that agent's data and nothing else. No account, no role, no name: the collector learns nothing
// about the person. In memory only: a restart ends all. Threads: any.
class MyDataLinks {
 public:
  static constexpr std::string_view kCookie = "__Host-adit_my";
  static constexpr int64_t kCodeUs = 10ll * 60 * kMicrosPerSecond;
  static constexpr int64_t kSessionUs = 30ll * 60 * kMicrosPerSecond;
  static constexpr size_t kMaxEntries = 20'000;

  MyDataLinks(Clock& clock, Random& random) : clock_(clock), random_(random) {}

  struct Owner {
    Id16 agent{};
    std::string counts_json;  // of the agent itself; "" when it sent none
  };
  // kResourceExhausted when too many are open.
  [[nodiscard]] Result<std::string> MakeCode(Owner owner);
  // The value of Set-Cookie; nothing for a code that is unknown, used or too old.
  [[nodiscard]] std::optional<std::string> Redeem(std::string_view code);
  [[nodiscard]] std::optional<Owner> Find(const http::HttpRequest& request);
  // The Set-Cookie that removes it.
  [[nodiscard]] std::string Close(const http::HttpRequest& request);

 private:
  struct Entry {
    Owner owner;
    int64_t until_us = 0;  // monotonic
  };
  using Entries = std::unordered_map<std::string, Entry>;  // by digest of code or cookie
  [[nodiscard]] bool Add(Entries& entries, const std::string& secret, Entry entry);

  Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  Entries codes_;     // guarded by mutex_
  Entries sessions_;  // guarded by mutex_
};

}  // namespace adit::api
