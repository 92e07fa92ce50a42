// ADIT_CHECK: stops the program at a programmer's error. Never for input.
#pragma once

namespace adit::base_internal {
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);
}  // namespace adit::base_internal

#define ADIT_CHECK(condition)                                                   \
  do {                                                                          \
    if (!(condition)) [[unlikely]]                                              \
      ::adit::base_internal::CheckFailed(__FILE__, __LINE__, #condition);       \
  } while (false)
