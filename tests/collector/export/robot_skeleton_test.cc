#include "collector/export/robot_skeleton.h"

#include <gtest/gtest.h>

#include "tests/collector/export/export_fixture.h"

namespace adit {
namespace {

using namespace export_test;

TEST(RobotSkeleton, OneKeywordAStepAndOneVariableAField) {
  const Example example = MakeExample();
  const std::string out = RenderRobotSkeleton(example.discovery, example.discovery.routines[0]);
  EXPECT_EQ(Count(out, "    [Documentation]    "), 3U);
  EXPECT_EQ(Count(out, "    ${EMPTY}\n"), 1U);
  EXPECT_NE(out.find("*** Tasks ***\nOrder entry more\n    ERP open\n"), std::string::npos);
}

TEST(RobotSkeleton, ATitleCannotBecomeAVariableOrACell) {
  const Example example = MakeExample();
  const std::string out = RenderRobotSkeleton(example.discovery, example.discovery.routines[0]);
  EXPECT_EQ(out.find("${y}"), std::string::npos);
  EXPECT_NE(out.find("\\$\\{y\\} z"), std::string::npos);
}

}  // namespace
}  // namespace adit
