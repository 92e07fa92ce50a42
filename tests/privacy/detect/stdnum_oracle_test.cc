// Check digits against python-stdnum, an independent implementation (Debian's python3-stdnum).
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "privacy/detect/number_format.h"

namespace adit {
namespace {

bool IsInstalled() { return std::system("/usr/bin/python3 -c 'import stdnum' 2>/dev/null") == 0; }

std::string RunOracle() {
  const std::string command = "/usr/bin/python3 " ADIT_SOURCE_DIR
                              "/tests/privacy/detect/stdnum_vectors.py 300";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  char block[4096];
  for (size_t size; (size = fread(block, 1, sizeof block, pipe)) > 0;) output.append(block, size);
  return pclose(pipe) == 0 ? output : std::string();
}

TEST(StdnumOracle, ChecksAgreeOnValidAndInvalidNumbers) {
  if (!IsInstalled()) GTEST_SKIP() << "python3-stdnum is not installed";
  const std::string output = RunOracle();
  std::map<std::string, NumberCheck> checks;
  for (const NumberFormat* format : AllNumberFormats()) {
    checks.emplace(std::string(format->name), format->check);  // the strict one comes first
  }
  std::istringstream lines(output);
  std::string rule;
  std::string number;
  int valid = 0;
  std::map<std::string, int> compared;
  std::map<std::string, int> valid_numbers;
  while (lines >> rule >> number >> valid) {
    ASSERT_TRUE(checks.count(rule) > 0) << rule;
    EXPECT_EQ(checks[rule](number), valid == 1) << rule << " " << number << " stdnum says " << valid;
    ++compared[rule];
    valid_numbers[rule] += valid;
  }
  EXPECT_GE(compared.size(), 80u);
  for (const auto& [name, count] : valid_numbers) EXPECT_GT(count, 0) << name << ": no valid number was tried";
}

}  // namespace
}  // namespace adit
