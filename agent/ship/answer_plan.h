// What the agent does with each answer to a batch: the table of docs/formats/receipt.md as a pure
// function.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/random.h"

namespace adit {

enum class AnswerAction : uint8_t {
  kDelete,         // durable at the collector: free the file
  kRetry,          // keep the file, wait, send the same bytes again
  kRetrySmaller,   // as above, and seal smaller batches from now on
  kQuarantine,     // this file will never be accepted: set it aside, declare the loss, go on
  kPauseAndProve,  // identity trouble: pause all sending, renew or enrol again, probe
};

enum class ReceiptVerdict : uint8_t {
  kNone,     // no body, or something that is no receipt
  kInvalid,  // a receipt that is forged, damaged or about another envelope
  kValid,    // signed by the collector, about exactly these bytes, says durable
};

struct AnswerFacts {
  int status = 0;  // 0 = no answer: reset, timeout, no connection
  bool timed_out = false;
  ReceiptVerdict receipt = ReceiptVerdict::kNone;
  std::optional<int64_t> retry_after_s;
  // Consecutive failures before this one.
  uint32_t failures = 0;
};

struct AnswerPlan {
  AnswerAction action = AnswerAction::kRetry;
  int64_t wait_us = 0;  // before the next exchange
  // A short reason from a closed set, for logs and `status`.
  std::string_view reason;
};

[[nodiscard]] AnswerPlan PlanForAnswer(const AnswerFacts& facts, Random& random);

// Seconds form of Retry-After (RFC 9110 10.2.3); the date form gives nothing and is treated as absent,
// because it would need a clock that is right.
[[nodiscard]] std::optional<int64_t> ParseRetryAfter(std::string_view text);

// Full jitter: uniform in (0, min(cap, first * 2^failures)], at least 100 ms.
[[nodiscard]] int64_t BackOffUs(uint32_t failures, int64_t first_us, int64_t cap_us, Random& random);

}  // namespace adit
