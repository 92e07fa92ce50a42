#include "common/io/file_system.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace adit {
namespace {

class FileSystemTest : public ::testing::Test {
 protected:
  FileSystemTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "adit_io_XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~FileSystemTest() override { std::filesystem::remove_all(directory_); }
  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  FileSystem& files_ = RealFileSystem();
  std::string directory_;
};

TEST_F(FileSystemTest, WhatIsAppendedAndSyncedIsRead) {
  {
    auto file = files_.Create(Path("a"));
    ASSERT_TRUE(file.ok()) << file.status().ToString();
    ASSERT_TRUE((*file)->Append(AsBytes("one")).ok());
    ASSERT_TRUE((*file)->Sync().ok());
    ASSERT_TRUE((*file)->Close().ok());
  }
  {
    auto file = files_.OpenAppend(Path("a"));
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Append(AsBytes("two")).ok());
  }
  const auto whole = ReadWholeFile(files_, Path("a"), 100);
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(AsText(*whole), "onetwo");
  const auto reader = files_.OpenRead(Path("a"));
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(AsText(*(*reader)->Read(4, 100)), "wo");
  EXPECT_TRUE((*reader)->Read(6, 1)->empty());
}

TEST_F(FileSystemTest, NewFilesBelongToTheirOwnerOnly) {
  ASSERT_TRUE(files_.Create(Path("secret")).ok());
  struct stat info {};
  ASSERT_EQ(stat(Path("secret").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(FileSystemTest, CreateRefusesAnExistingFile) {
  ASSERT_TRUE(files_.Create(Path("a")).ok());
  const auto again = files_.Create(Path("a"));
  EXPECT_EQ(again.status().code(), StatusCode::kAlreadyExists);
  EXPECT_NE(again.status().message().find(Path("a")), std::string::npos);
}

TEST_F(FileSystemTest, MissingFilesAreNamed) {
  EXPECT_EQ(files_.OpenRead(Path("none")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(files_.OpenAppend(Path("none")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(files_.Remove(Path("none")).code(), StatusCode::kNotFound);
  EXPECT_FALSE(files_.OpenRead(directory_).ok());
}

TEST_F(FileSystemTest, AFileOverTheLimitIsNotRead) {
  ASSERT_TRUE(WriteFileAtomically(files_, Path("a"), AsBytes("12345")).ok());
  EXPECT_EQ(ReadWholeFile(files_, Path("a"), 4).status().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(ReadWholeFile(files_, Path("a"), 5).ok());
}

TEST_F(FileSystemTest, AtomicWriteReplacesAndLeavesNoTemporary) {
  ASSERT_TRUE(WriteFileAtomically(files_, Path("a"), AsBytes("old")).ok());
  ASSERT_TRUE(WriteFileAtomically(files_, Path("a.new"), AsBytes("left over by a crash")).ok());
  ASSERT_TRUE(WriteFileAtomically(files_, Path("a"), AsBytes("new")).ok());
  EXPECT_EQ(AsText(*ReadWholeFile(files_, Path("a"), 10)), "new");
  EXPECT_EQ(files_.List(directory_)->size(), 1U);
}

TEST_F(FileSystemTest, DirectoriesAreMadeWithTheirParentsAndListedInOrder) {
  ASSERT_TRUE(files_.CreateDirectories(Path("x/y/z")).ok());
  ASSERT_TRUE(files_.CreateDirectories(Path("x/y/z")).ok());
  ASSERT_TRUE(files_.Create(Path("x/b")).ok());
  ASSERT_TRUE(files_.Create(Path("x/a")).ok());
  const auto entries = files_.List(Path("x"));
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].name, "a");
  EXPECT_EQ((*entries)[2].name, "y");
  EXPECT_TRUE((*entries)[2].is_directory);
  EXPECT_FALSE(files_.CreateDirectories(Path("x/a/b")).ok());
}

TEST_F(FileSystemTest, FreeBytesOfARealDirectoryArePositive) {
  const auto free_bytes = files_.FreeBytes(directory_);
  ASSERT_TRUE(free_bytes.ok());
  EXPECT_GT(*free_bytes, 0U);
  EXPECT_TRUE(files_.SyncDirectory(directory_).ok());
}

}  // namespace
}  // namespace adit
