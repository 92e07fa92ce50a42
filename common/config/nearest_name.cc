#include "common/config/nearest_name.h"

#include <algorithm>

namespace adit {
namespace {

constexpr size_t kLongestName = 100;
constexpr size_t kMostChanges = 3;  // further away it is another word

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min(change, std::min(above, row[j - 1]) + 1);
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string NearestName(const std::vector<std::string_view>& known, std::string_view name) {
  name = name.substr(0, kLongestName);
  std::string_view nearest;
  size_t best = std::min(kMostChanges, name.size() / 2) + 1;
  for (const std::string_view candidate : known) {
    const size_t distance = EditDistance(name, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

}  // namespace adit
