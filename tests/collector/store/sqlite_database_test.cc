#include "collector/store/sqlite_database.h"

#include <sqlite3.h>

#include <fstream>

#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

TEST(SqliteDatabase, AMissingDatabaseSaysHowToMakeOne) {
  const TemporaryDirectory directory;
  const auto opened = SqliteDatabase::Open(directory.File("store.db"), false);
  EXPECT_EQ(opened.status().code(), StatusCode::kNotFound);
  EXPECT_NE(opened.status().message().find("adit-collector init"), std::string::npos);
}

TEST(SqliteDatabase, ASecondCollectorIsRefused) {
  const TemporaryDirectory directory;
  const auto first = SqliteDatabase::Open(directory.File("store.db"), true);
  ASSERT_TRUE(first.ok());
  const auto second = SqliteDatabase::Open(directory.File("store.db"), true);
  EXPECT_EQ(second.status().code(), StatusCode::kUnavailable);
  EXPECT_NE(second.status().message().find("in use by another collector"), std::string::npos);
}

TEST(SqliteDatabase, AFileThatIsNoDatabaseSaysWhatToDo) {
  const TemporaryDirectory directory;
  std::ofstream(directory.File("store.db")) << std::string(20'000, 'x');
  const auto opened = SqliteDatabase::Open(directory.File("store.db"), false);
  EXPECT_EQ(opened.status().code(), StatusCode::kDataLoss);
  EXPECT_NE(opened.status().message().find("restore"), std::string::npos)
      << opened.status().ToString();
}

TEST(SqliteDatabase, ADamagedPageIsFoundAtTheStart) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  { ASSERT_TRUE(SqliteDatabase::Open(path, true).ok()); }
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (int page = 1; page < 6; ++page) {
      file.seekp(page * 8192);
      file.write(std::string(200, '\x5a').data(), 200);
    }
  }
  const auto opened = SqliteDatabase::Open(path, false);
  EXPECT_EQ(opened.status().code(), StatusCode::kDataLoss);
  EXPECT_NE(opened.status().message().find("restore"), std::string::npos)
      << opened.status().ToString();
}

TEST(SqliteDatabase, SomebodyElsesDatabaseIsLeftAlone) {
  const TemporaryDirectory directory;
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(directory.File("store.db").c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "CREATE TABLE recipes(name TEXT)", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  EXPECT_EQ(SqliteDatabase::Open(directory.File("store.db"), false).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(SqliteDatabase, ANewerSchemaIsNotTouched) {
  const TemporaryDirectory directory;
  { ASSERT_TRUE(SqliteDatabase::Open(directory.File("store.db"), true).ok()); }
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(directory.File("store.db").c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "PRAGMA user_version=999", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  const auto opened = SqliteDatabase::Open(directory.File("store.db"), false);
  EXPECT_EQ(opened.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(opened.status().message().find("999"), std::string::npos);
}

TEST(SqliteDatabase, AFullVolumeSaysToFreeSpaceAndWritingGoesOnAfterwards) {
  TemporaryDirectory directory;
  const auto database = SqliteDatabase::Open(directory.File("store.db"), true);
  ASSERT_TRUE(database.ok());
  SqliteWriter& writer = (*database)->writer();
  const auto set_room = [&](const char* sql) {
    return writer.Run([sql](SqliteConnection& db) -> Status {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement pages, db.Prepare(sql));
      return pages.Step().ok() ? OkStatus() : Internal("pragma");
    });
  };
  const auto write = [&] {
    return writer.Run([](SqliteConnection& db) {
      return db.Execute("CREATE TABLE IF NOT EXISTS filler(b); "
                        "INSERT INTO filler VALUES(zeroblob(4000000))");
    });
  };
  ASSERT_TRUE(set_room("PRAGMA max_page_count = 60").ok());
  const Status full = write();
  EXPECT_EQ(full.code(), StatusCode::kResourceExhausted) << full.ToString();
  EXPECT_NE(full.message().find("free space"), std::string::npos) << full.ToString();
  ASSERT_TRUE(set_room("PRAGMA max_page_count = 1000000").ok());
  EXPECT_TRUE(write().ok());
}

TEST(SqliteDatabase, OneFailingWorkDoesNotUndoItsNeighbours) {
  const TemporaryDirectory directory;
  auto database = SqliteDatabase::Open(directory.File("store.db"), true);
  ASSERT_TRUE(database.ok());
  SqliteWriter& writer = (*database)->writer();
  const auto add = [](int64_t id) {
    return [id](SqliteConnection& db) -> Status {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement insert,
                            db.Prepare("INSERT INTO strings(id, text) VALUES(?, x'00')"));
      return insert.Bind(1, id).Run();
    };
  };
  std::promise<Status> clash;
  ASSERT_TRUE(writer.Submit(add(1), [](const Status& s) { EXPECT_TRUE(s.ok()); }).ok());
  ASSERT_TRUE(writer.Submit(add(1), [&](const Status& s) { clash.set_value(s); }).ok());
  ASSERT_TRUE(writer.Run(add(2)).ok());
  EXPECT_EQ(clash.get_future().get().code(), StatusCode::kAlreadyExists);
  auto reader = (*database)->Read();
  auto count = (*reader)->Prepare("SELECT count(*) FROM strings");
  ASSERT_TRUE(count->Step().ok());
  EXPECT_EQ(count->Int(0), 2);
}

}  // namespace
}  // namespace adit
