#include "agent/simulate/pace.h"

#include <cstddef>
#include <iterator>

namespace adit::simulate {
namespace {

// 48 quantiles of a log-normal distribution with median 1 and σ 0.75, in permille.
constexpr int64_t kQuantiles[] = {
    177,  247,  296,  336,  372,  406,  438,  469,  499,  529,  559,  588,  618,  648,  678,  708,
    740,  771,  804,  837,  871,  906,  943,  981,  1020, 1061, 1103, 1148, 1195, 1244, 1297, 1352,
    1412, 1475, 1544, 1619, 1700, 1790, 1890, 2004, 2133, 2284, 2464, 2687, 2977, 3383, 4043, 5659};

}  // namespace

int64_t DrawTime(Random& random, int64_t median_ms) {
  const size_t at = random.Below(std::size(kQuantiles) - 1);
  const auto between = static_cast<int64_t>(random.Below(1000));
  const int64_t permille = kQuantiles[at] + (kQuantiles[at + 1] - kQuantiles[at]) * between / 1000;
  return median_ms * permille;
}

}  // namespace adit::simulate
