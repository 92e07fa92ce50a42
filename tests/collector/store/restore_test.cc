#include "collector/store/restore.h"

#include <filesystem>
#include <fstream>

#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

using RestoreTest = StoreTest;

TEST_F(RestoreTest, ABackupTakenWhileServingBringsBackExactlyWhatItHeld) {
  Enrol(1);
  ASSERT_TRUE(Accept(Batch(1, 7, 1, "before")).ok());
  const std::string backup = directory_.File("backup.db");
  ASSERT_TRUE(BackUpDatabase(directory_.File("store.db"), backup).ok());
  EXPECT_EQ(BackUpDatabase(directory_.File("store.db"), backup).code(), StatusCode::kAlreadyExists);
  ASSERT_TRUE(Accept(Batch(1, 7, 2, "after")).ok());
  EXPECT_EQ(RestoreDatabase(backup, directory_.File("store.db")).code(), StatusCode::kUnavailable);
  Close();
  const Status restored = RestoreDatabase(backup, directory_.File("store.db"));
  ASSERT_TRUE(restored.ok()) << restored.ToString();
  Open();
  EXPECT_TRUE(events_->FindBatch(Batch(1, 7, 1, "before").key)->has_value());
  EXPECT_FALSE(events_->FindBatch(Batch(1, 7, 2, "after").key)->has_value());
  EXPECT_TRUE(std::filesystem::exists(directory_.File("store.db.replaced")));
  // What the agent sends again is taken again.
  EXPECT_EQ(Accept(Batch(1, 7, 2, "after"))->disposition, Disposition::kStored);
}

TEST_F(RestoreTest, ADamagedOrForeignBackupTouchesNothing) {
  Enrol(1);
  ASSERT_TRUE(Accept(Batch(1, 7, 1, "kept")).ok());
  const std::string backup = directory_.File("backup.db");
  ASSERT_TRUE(BackUpDatabase(directory_.File("store.db"), backup).ok());
  Close();
  {
    std::fstream file(backup, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8192 * 3);
    file << std::string(8192 * 4, '\x5a');
  }
  EXPECT_FALSE(RestoreDatabase(backup, directory_.File("store.db")).ok());
  const std::string text = directory_.File("text");
  std::ofstream(text) << "not a database, but long enough to be taken for one at first sight\n";
  EXPECT_FALSE(RestoreDatabase(text, directory_.File("store.db")).ok());
  EXPECT_EQ(RestoreDatabase(directory_.File("none"), directory_.File("store.db")).code(),
            StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(directory_.File("store.db.restoring")));
  Open();
  EXPECT_TRUE(events_->FindBatch(Batch(1, 7, 1, "kept").key)->has_value());
}

}  // namespace
}  // namespace adit
