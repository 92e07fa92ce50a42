#include "agent/linux/package_version.h"

#include <gtest/gtest.h>

#include "tests/fakes/memory_file_system.h"

namespace adit {
namespace {

class PackageVersion : public testing::Test {
 protected:
  PackageVersion() {
    Write("/db/status",
          "Package: calc\nStatus: install ok installed\nVersion: 4:7.4.7-1+deb12u6\n"
          "Description: sheets\n Version: not this one\n\n"
          "Package: calc-common\nVersion: 9.9-9\n\nPackage: edit\nVersion: 0.5.10-2\n");
    Write("/db/info/calc:amd64.list", "/.\n/usr\n/usr/lib/calc/calc.bin\n/usr/bin/calc\n");
    Write("/db/info/calc.md5sums", "0  usr/bin/elsewhere\n");
    Write("/db/info/zz-edit-tools.list", "/.\n/bin/edit\n/opt/edit/edit\n");
    Write("/db/info/edit.list", "/.\n/usr/share/edit\n/opt/edit/edit\n/opt/edit/edit.png\n");
  }

  void Write(const std::string& path, const std::string& text) {
    ASSERT_TRUE(files_.CreateDirectories(path.substr(0, path.rfind('/'))).ok());
    ASSERT_TRUE(WriteFileAtomically(files_, path, AsBytes(text)).ok());
  }
  std::string Of(const std::string& executable) {
    return PackageVersionOf(files_, executable, "/db");
  }

  MemoryFileSystem files_;
};

TEST_F(PackageVersion, IsThatOfThePackageWhichInstalledTheProgram) {
  EXPECT_EQ(Of("/usr/lib/calc/calc.bin"), "7.4.7");
  EXPECT_EQ(Of("/opt/edit/edit"), "0.5.10");
}

TEST_F(PackageVersion, ListsThatNameThePlaceBeforeTheMergeOfUsrCount) {
  Write("/db/status", "Package: zz-edit-tools\nVersion: 3\n");
  EXPECT_EQ(Of("/usr/bin/edit"), "3");
}

TEST_F(PackageVersion, PartsOfAPathAreNotThePath) {
  EXPECT_EQ(Of("/usr/lib/calc/calc"), "");
  EXPECT_EQ(Of("/opt/edit/edit.pn"), "");
  EXPECT_EQ(Of("/usr/bin/elsewhere"), "");
}

TEST_F(PackageVersion, WhatNoPackageInstalledHasNone) {
  EXPECT_EQ(Of("/tmp/.mount_Calc/usr/lib/calc/calc.bin"), "");
  EXPECT_EQ(Of("/app/bin/calc"), "");
  EXPECT_EQ(Of("/usr/local/bin/calc"), "");
  EXPECT_EQ(Of(""), "");
}

TEST_F(PackageVersion, AnInterpretersIsNotTheProgramsVersion) {
  Write("/db/info/python3.11.list", "/usr/bin/python3.11\n/usr/bin/javafoo\n/usr/bin/wine64\n");
  Write("/db/status", "Package: python3.11\nVersion: 3.11.2-6\n");
  EXPECT_EQ(Of("/usr/bin/python3.11"), "");
  EXPECT_EQ(Of("/usr/bin/wine64"), "");
  EXPECT_EQ(Of("/usr/bin/javafoo"), "3.11.2");
}

TEST_F(PackageVersion, DamagedDatabasesEndInNone) {
  Write("/db/status", std::string(1 << 20, 'x') + "\nPackage: calc\n\nVersion: 1\n");
  EXPECT_EQ(Of("/usr/bin/calc"), "");
  Write("/db/info/calc:amd64.list", std::string(200'000, '/') + "\n/usr/bin/calc");
  EXPECT_EQ(Of("/usr/bin/calc"), "") << "a line without its end is a torn file";
  EXPECT_EQ(PackageVersionOf(files_, "/usr/bin/calc", "/nowhere"), "");
}

TEST_F(PackageVersion, LongListsAreReadThroughBlocks) {
  std::string list;
  for (int i = 0; i < 20'000; ++i) list += "/usr/share/calc/file" + std::to_string(i) + "\n";
  Write("/db/info/calc:amd64.list", list + "/usr/bin/calc\n");
  EXPECT_EQ(Of("/usr/bin/calc"), "7.4.7");
}

TEST(UpstreamVersion, LeavesWhatTheAuthorCounts) {
  EXPECT_EQ(UpstreamVersion("4:7.4.7-1+deb12u6"), "7.4.7");
  EXPECT_EQ(UpstreamVersion("128.5.0esr-1~deb12u1"), "128.5.0esr");
  EXPECT_EQ(UpstreamVersion("1.24~dfsg-3"), "1.24");
  EXPECT_EQ(UpstreamVersion("2.10+dfsg1-2"), "2.10");
  EXPECT_EQ(UpstreamVersion("3.0~beta2-1"), "3.0~beta2");
  EXPECT_EQ(UpstreamVersion("20230601"), "20230601");
  EXPECT_EQ(UpstreamVersion(""), "");
}

}  // namespace
}  // namespace adit
