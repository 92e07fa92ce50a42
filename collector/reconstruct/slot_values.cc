#include "collector/reconstruct/slot_values.h"

#include <algorithm>
#include <numeric>

namespace adit {
namespace {

constexpr size_t kMaxClusters = 64;
constexpr size_t kMaxValues = 4'000;  // compared; more rarely met ones are not

struct Cluster {
  Surroundings around;
  uint32_t number = 0;
};

// The cluster that the value differs least from, if it may be the same.
Cluster* Nearest(std::vector<Cluster>& clusters, const Surroundings& around) {
  Cluster* nearest = nullptr;
  double least = 0;
  for (Cluster& cluster : clusters) {
    const double difference = Difference(cluster.around, around);
    if (difference <= least) least = difference, nearest = &cluster;
  }
  return nearest;
}

}  // namespace

std::vector<uint32_t> ClusterValues(const std::vector<SlotValue>& values) {
  std::vector<uint32_t> cluster_of(values.size(), kNoCluster);
  std::vector<Cluster> clusters(1);
  for (size_t v = 0; v < values.size(); ++v) {
    if (!values[v].of_case) continue;
    clusters[0].around.Add(values[v].around);
    cluster_of[v] = 0;
  }
  if (clusters[0].around.episodes == 0) clusters.clear();
  std::vector<uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return values[a].around.episodes > values[b].around.episodes;
  });
  if (order.size() > kMaxValues) order.resize(kMaxValues);
  for (const uint32_t v : order) {
    const SlotValue& value = values[v];
    if (value.of_case || value.around.episodes < kEnoughEpisodes) continue;
    Cluster* nearest = Nearest(clusters, value.around);
    if (nearest == nullptr) {
      if (clusters.size() >= kMaxClusters) continue;
      clusters.push_back({{}, static_cast<uint32_t>(clusters.size())});
      nearest = &clusters.back();
    }
    nearest->around.Add(value.around);
    cluster_of[v] = nearest->number;
  }
  return cluster_of;
}

}  // namespace adit
