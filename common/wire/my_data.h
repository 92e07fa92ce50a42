// MyDataLink: how an agent asks for the page on which its own person sees what the collector has of
// it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace adit::wire {

// POST, client certificate. The body is the agent's counts of what it dropped and masked, as
// `adit-agent status --json` has them under "events", or empty; the collector shows them to the
// person and stores them nowhere.
inline constexpr std::string_view kMyDataPath = "/v1/my-data";
inline constexpr size_t kMaxMyDataBytes = 32 << 10;

struct MyDataLink {
  std::string page;   // relative to the collector's address, with a code that opens it once
  std::string until;  // RFC 3339: the code ends
};
[[nodiscard]] std::string EncodeMyDataLink(const MyDataLink& link);
// kInvalidArgument names the member that is missing or would lead elsewhere.
[[nodiscard]] Result<MyDataLink> ParseMyDataLink(std::string_view json);

}  // namespace adit::wire
