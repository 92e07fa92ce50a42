#include "common/base/status.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace adit {
namespace {

static_assert(!std::is_constructible_v<bool, Status>);
static_assert(!std::is_constructible_v<bool, Result<int>>);

Result<int> Half(int n) {
  if (n % 2 != 0) return InvalidArgument("odd");
  return n / 2;
}

Result<int> Quarter(int n) {
  ADIT_ASSIGN_OR_RETURN(const int half, Half(n));
  return Half(half);
}

TEST(Status, ContextIsPutBeforeTheMessage) {
  EXPECT_EQ(DataLoss("torn").WithContext("file 7").ToString(), "data_loss: file 7: torn");
  EXPECT_TRUE(OkStatus().WithContext("file 7").ok());
}

TEST(Result, FailuresPassThrough) {
  EXPECT_EQ(Quarter(8).value(), 2);
  EXPECT_EQ(Quarter(6).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace adit
