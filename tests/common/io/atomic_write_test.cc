// WriteFileAtomically when the power goes: the old bytes or the new ones, and the new ones once it said ok.
#include <gtest/gtest.h>

#include "common/io/file_system.h"
#include "tests/fakes/memory_file_system.h"

namespace adit {
namespace {

const Bytes kOld(700, 1);
const Bytes kNew(900, 2);

TEST(AtomicWrite, IsOnTheMediumOnceItSaysOk) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.CreateDirectories("/d").ok());
  ASSERT_TRUE(WriteFileAtomically(files, "/d/state", kOld).ok());
  ASSERT_TRUE(WriteFileAtomically(files, "/d/state", kNew).ok());
  files.Crash();
  files.Restart(/*lose_all=*/true);
  const auto read = ReadWholeFile(files, "/d/state", 1 << 20);
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(*read, kNew);
}

TEST(AtomicWrite, APowerCutAtAnyOperationLeavesOldOrNewWhole) {
  for (const Fault fault : {Fault::kCrashBefore, Fault::kCrashAfter, Fault::kCrashPrefix,
                            Fault::kCrashGarbage, Fault::kFail, Fault::kFailLoses, Fault::kNoSpace}) {
    for (uint64_t operation = 1; operation < 20; ++operation) {
      MemoryFileSystem files(operation * 31 + static_cast<uint64_t>(fault));
      ASSERT_TRUE(files.CreateDirectories("/d").ok());
      ASSERT_TRUE(WriteFileAtomically(files, "/d/state", kOld).ok());
      files.SetFault(files.operations() + operation, fault);
      const bool said_ok = WriteFileAtomically(files, "/d/state", kNew).ok();
      files.Crash();
      files.Restart(operation % 2 == 0);
      const auto read = ReadWholeFile(files, "/d/state", 1 << 20);
      ASSERT_TRUE(read.ok()) << read.status().ToString();
      EXPECT_TRUE(*read == kNew || (!said_ok && *read == kOld))
          << "fault " << static_cast<int>(fault) << " at operation " << operation;
    }
  }
}

}  // namespace
}  // namespace adit
