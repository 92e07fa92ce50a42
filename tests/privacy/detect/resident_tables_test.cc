// Memory of the tables: built at the first use and kept for the life of the process.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "privacy/detect/detector_set.h"

namespace adit {
namespace {

long AnonymousKib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kib = 0;
  while (status >> word) {
    if (word == "RssAnon:" && status >> kib) return kib;
  }
  return -1;
}

TEST(ResidentTables, TakeAtMostEightMebibytes) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers keep memory of their own";
#endif
  const long before = AnonymousKib();
  ASSERT_GT(before, 0);
  DetectorSet detectors;
  size_t found = 0;
  for (const char* text :
       {"Kunde: Max Mustermann, DE89 3704 0044 0532 0130 00, +49 30 901820", "佐藤健一様 東京都渋谷区神南1-19-11",
        "Договор с Ивановой Натальей, ул. Ленина 5", "password: hunter2!x https://a:b@h.example/x?t=1"}) {
    found += detectors.Find(text).size();
  }
  EXPECT_GE(found, 8u);
  const long grown = AnonymousKib() - before;
  EXPECT_GE(grown, 3 * 1024) << "the table of names alone takes 4 MiB: is it measured?";
  EXPECT_LE(grown, 8 * 1024);
}

}  // namespace
}  // namespace adit
