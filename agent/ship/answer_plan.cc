#include "agent/ship/answer_plan.h"

#include <algorithm>

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;

}  // namespace

int64_t BackOffUs(uint32_t failures, int64_t first_us, int64_t cap_us, Random& random) {
  const uint32_t doublings = std::min<uint32_t>(failures, 30);
  const int64_t limit = std::min(cap_us, first_us > (cap_us >> doublings) ? cap_us
                                                                          : first_us << doublings);
  const int64_t wait = static_cast<int64_t>(random.Below(static_cast<uint64_t>(limit))) + 1;
  return std::max<int64_t>(wait, kSecond / 10);
}

std::optional<int64_t> ParseRetryAfter(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  int64_t seconds = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    seconds = seconds * 10 + (c - '0');
  }
  return seconds;
}

AnswerPlan PlanForAnswer(const AnswerFacts& facts, Random& random) {
  // 1 s → 5 min, then → 15 min after some ten failures; no limit of attempts: the spool's quota alone
  // bounds how long data waits.
  const int64_t cap = facts.failures < 10 ? 5 * kMinute : 15 * kMinute;
  const int64_t back_off = BackOffUs(facts.failures, kSecond, cap, random);
  const int status = facts.status;
  if (status == 0) {
    if (facts.timed_out) return {AnswerAction::kRetrySmaller, back_off, "timeout"};
    return {AnswerAction::kRetry, back_off, "no_connection"};
  }
  if (status >= 200 && status < 300) {
    if (facts.receipt == ReceiptVerdict::kValid) return {AnswerAction::kDelete, 0, "delivered"};
    // A captive portal, a proxy's page, or somebody who would like us to delete.
    const bool forged = facts.receipt == ReceiptVerdict::kInvalid;
    return {AnswerAction::kRetry, back_off, forged ? "invalid_receipt" : "no_receipt"};
  }
  if (status >= 300 && status < 400) return {AnswerAction::kRetry, back_off, "unexpected_redirect"};
  switch (status) {
    case 400:
    case 415:
    case 422: return {AnswerAction::kQuarantine, 0, "refused"};
    case 413: return {AnswerAction::kQuarantine, 0, "too_large"};
    case 401:
    case 403:
    case 404: {
      const int64_t wait = BackOffUs(facts.failures, 15 * kMinute, 6 * kHour, random);
      return {AnswerAction::kPauseAndProve, std::max(wait, kMinute), "identity_refused"};
    }
    case 408: return {AnswerAction::kRetrySmaller, back_off, "timeout"};
    case 429:
    case 503:
    case 507: {
      if (!facts.retry_after_s) return {AnswerAction::kRetry, back_off, "busy"};
      // At least what was asked for, then jitter, so that all who were sent away do not return at once.
      const int64_t asked =
          std::clamp<int64_t>(*facts.retry_after_s, 1, kHour / kSecond) * kSecond;
      const int64_t jitter = static_cast<int64_t>(random.Below(static_cast<uint64_t>(asked / 2 + 1)));
      return {AnswerAction::kRetry, std::min(asked + jitter, kHour), "busy"};
    }
    default: break;
  }
  return {AnswerAction::kRetry, back_off, status >= 500 ? "server_error" : "unexpected_status"};
}

}  // namespace adit
