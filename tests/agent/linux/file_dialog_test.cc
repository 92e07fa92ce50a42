#include "agent/linux/file_dialog.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(FilePattern, TellsTheTypeAndNeverTheName) {
  EXPECT_EQ(FilePatternOf("Meyer/orders 2026.CSV"), "*.csv");
  EXPECT_EQ(FilePatternOf("archive.tar.gz"), "*.gz");
  EXPECT_EQ(FilePatternOf(".pdf"), "*.pdf");
}

TEST(FilePattern, AWordAfterADotIsNoType) {
  for (const char* name : {"", "report", "erika.mustermann", "j.doe", "a.", "salary.secret", "x.csv "}) {
    EXPECT_EQ(FilePatternOf(name), "") << name;
  }
}

TEST(CancelLabel, IsKnownInSeveralLanguages) {
  EXPECT_TRUE(IsCancelLabel("_Cancel"));
  EXPECT_TRUE(IsCancelLabel("Abbrechen"));
  EXPECT_FALSE(IsCancelLabel("Save"));
  EXPECT_FALSE(IsCancelLabel(""));
}

}  // namespace
}  // namespace adit
