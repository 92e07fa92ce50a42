#include "privacy/policy/text_difference.h"

#include <algorithm>
#include <set>

namespace adit {
namespace {

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::vector<std::string> LinesOnlyIn(const std::string& first, const std::string& second) {
  const std::vector<std::string> other = LinesOf(second);
  const std::set<std::string> known(other.begin(), other.end());
  std::vector<std::string> only = LinesOf(first);
  std::erase_if(only, [&known](const std::string& line) { return known.contains(line); });
  return only;
}

}  // namespace adit
