#include "agent/runtime/source_spec.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(SourceSpec, TheThreeForms) {
  EXPECT_EQ(ParseSourceSpec("linux")->kind, SourceKind::kDesktop);
  const Result<SourceSpec> replay = ParseSourceSpec("replay:/a/b?c.jsonl?speed=60&skip=7");
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->path, "/a/b?c.jsonl");
  EXPECT_DOUBLE_EQ(replay->speed, 60);
  EXPECT_EQ(replay->skip, 7U);
  const Result<SourceSpec> simulate =
      ParseSourceSpec("simulate:seed=4,skip=3,profile=office,person=2");
  ASSERT_TRUE(simulate.ok()) << simulate.status().message();
  EXPECT_EQ(simulate->simulate, "seed=4,profile=office,person=2");
  EXPECT_EQ(simulate->skip, 3U);
  EXPECT_TRUE(simulate->is_recorded());
}

TEST(SourceSpec, MistakesNameThePart) {
  for (const char* text : {"", "windows", "replay:", "replay:f?speed=fast", "replay:f?loop=1",
                           "replay:f?skip=-1", "simulate:sed=1", "simulate:seed", "linux?x"}) {
    const Status status = ParseSourceSpec(text).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << text;
    EXPECT_NE(status.message().find("source"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace adit
