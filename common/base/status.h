// Status and Result: how every fallible function says what happened.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/check.h"

namespace adit {

// What the caller should do, not where the failure came from.
enum class StatusCode : unsigned char {
  kOk = 0,
  kInvalidArgument,     // the input is wrong; the message names the field and what would be right
  kNotFound,            // the thing named does not exist
  kAlreadyExists,       // the thing to create is there already
  kPermissionDenied,    // not allowed; retrying will not help
  kUnauthenticated,     // identity missing, expired or not trusted
  kResourceExhausted,   // a limit was met; the message names it
  kFailedPrecondition,  // right request, wrong state
  kUnavailable,         // try again later
  kDeadlineExceeded,    // took longer than allowed
  kDataLoss,            // stored or received bytes are damaged
  kCancelled,           // the caller asked to stop
  kInternal,            // a defect of this program or of the platform
};

// Stable lower-case name of a code ("invalid_argument"), for logs and JSON.
[[nodiscard]] std::string_view StatusCodeName(StatusCode code);

// Outcome of a call that returns nothing else. Cheap when ok. Never silently ignored.
class [[nodiscard]] Status {
 public:
  Status() = default;
  // REQUIRES: code != kOk.
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {
    ADIT_CHECK(code != StatusCode::kOk);
  }

  [[nodiscard]] bool ok() const { return code_ == StatusCode::kOk; }
  [[nodiscard]] StatusCode code() const { return code_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  // "data_loss: spool file 7: …", or "ok".
  [[nodiscard]] std::string ToString() const;
  // The same failure with "prefix: " before its message; ok stays ok.
  [[nodiscard]] Status WithContext(std::string_view prefix) const;
  // Says out loud that the outcome does not matter here.
  void IgnoreError() const {}

  explicit operator bool() const = delete;

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

[[nodiscard]] inline Status OkStatus() { return {}; }
[[nodiscard]] Status InvalidArgument(std::string message);
[[nodiscard]] Status NotFound(std::string message);
[[nodiscard]] Status AlreadyExists(std::string message);
[[nodiscard]] Status PermissionDenied(std::string message);
[[nodiscard]] Status Unauthenticated(std::string message);
[[nodiscard]] Status ResourceExhausted(std::string message);
[[nodiscard]] Status FailedPrecondition(std::string message);
[[nodiscard]] Status Unavailable(std::string message);
[[nodiscard]] Status DeadlineExceeded(std::string message);
[[nodiscard]] Status DataLoss(std::string message);
[[nodiscard]] Status Cancelled(std::string message);
[[nodiscard]] Status Internal(std::string message);

// A value or the reason why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return InvalidArgument(…);` read best.
  Result(T value) : value_(std::move(value)) {}
  Result(Status status) : status_(std::move(status)) { ADIT_CHECK(!status_.ok()); }

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  [[nodiscard]] const Status& status() const { return status_; }
  // REQUIRES: ok().
  [[nodiscard]] T& value() & {
    ADIT_CHECK(value_.has_value());
    return *value_;
  }
  [[nodiscard]] const T& value() const& {
    ADIT_CHECK(value_.has_value());
    return *value_;
  }
  [[nodiscard]] T&& value() && {
    ADIT_CHECK(value_.has_value());
    return std::move(*value_);
  }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  explicit operator bool() const = delete;

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace adit

// Returns from the enclosing function when `expression` (a Status) is not ok.
#define ADIT_RETURN_IF_ERROR(expression)                  \
  do {                                                    \
    ::adit::Status adit_status_ = (expression);           \
    if (!adit_status_.ok()) return adit_status_;          \
  } while (false)

#define ADIT_CONCAT_INNER(a, b) a##b
#define ADIT_CONCAT(a, b) ADIT_CONCAT_INNER(a, b)

// `ADIT_ASSIGN_OR_RETURN(const auto bytes, ReadFile(path));`
#define ADIT_ASSIGN_OR_RETURN(declaration, expression) \
  ADIT_ASSIGN_OR_RETURN_INNER(ADIT_CONCAT(adit_result_, __LINE__), declaration, expression)
#define ADIT_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                        \
  if (!result.ok()) return result.status();                          \
  declaration = std::move(result).value()
