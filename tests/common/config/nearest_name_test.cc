#include "common/config/nearest_name.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(NearestName, IsTheOneWithFewestChanges) {
  EXPECT_EQ(NearestName({"spool.quota_mib", "spool.directory"}, "spool.qouta_mib"),
            "spool.quota_mib");
  EXPECT_EQ(NearestName({"--seed", "--speed"}, "--sed"), "--seed");
}

TEST(NearestName, AnotherWordHasNone) {
  EXPECT_EQ(NearestName({"discover", "mine"}, "completions"), "");
  EXPECT_EQ(NearestName({"mine"}, "ls"), "");
  EXPECT_EQ(NearestName({}, "mine"), "");
  EXPECT_EQ(NearestName({"mine"}, std::string(100'000, 'm')), "");
}

}  // namespace
}  // namespace adit
