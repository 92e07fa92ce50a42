// Control messages: what adit-agent's client commands ask the running agent, one JSON line each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace adit {

inline constexpr size_t kMaxControlRequestBytes = 4096;
inline constexpr size_t kMaxControlLineBytes = 256 * 1024;

enum class ControlCommand : uint8_t {
  kStatus,
  kPause,
  kResume,
  kPreview,
  kConsent,
  kSeal,
  kForget
};

struct ControlRequest {
  ControlCommand command = ControlCommand::kStatus;
  bool json = false;    // kStatus, kPreview: machine-readable lines
  int minutes = 0;      // kPause, kForget; 0: as many as the policy allows
  bool follow = false;  // kPreview: go on until the client leaves
  int last = 20;        // kPreview: records of the past
  bool give = false;    // kConsent: given, or withdrawn
};

[[nodiscard]] std::string EncodeControlRequest(const ControlRequest& request);
// kInvalidArgument names the key.
[[nodiscard]] Result<ControlRequest> DecodeControlRequest(std::string_view line);

// {"ok":false,"code":"permission_denied","message":"…"}; the code of ok is "ok".
[[nodiscard]] std::string EncodeControlStatus(const Status& status);
// The status inside an answer's first line; ok for any answer with "ok":true.
[[nodiscard]] Status DecodeControlStatus(std::string_view line);

}  // namespace adit
