#include "collector/discovery/review_list.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace adit {
namespace {

constexpr double kShareOfWeightiest = 0.2;
// Two screens that take turns are seldom work of their own where other routines have many more.
constexpr double kHardlyMoreThanTwo = 2.75;
constexpr double kManyMore = 3;
constexpr uint64_t kFewestInstances = 3;  // of the weightiest routine

double Substance(const Routine& routine) {
  double sum = 0;
  double count = 0;
  for (const Variant& variant : routine.variants) {
    const std::set<uint32_t> distinct(variant.activities.begin(), variant.activities.end());
    sum += static_cast<double>(distinct.size() * variant.count);
    count += static_cast<double>(variant.count);
  }
  return count == 0 ? 0 : sum / count;
}

bool CarriesContent(const Discovery& discovery, const Routine& routine) {
  return std::any_of(
      routine.transfers.begin(), routine.transfers.end(), [&](const DataTransfer& transfer) {
        return discovery.activities[transfer.from].app != discovery.activities[transfer.to].app &&
               transfer.count * 2 >= routine.instances;
      });
}

std::vector<bool> FindSlight(const Discovery& discovery) {
  std::vector<double> substance;
  double weightiest = 0;
  for (const Routine& routine : discovery.routines) {
    substance.push_back(Substance(routine));
    if (routine.instances < kFewestInstances) continue;
    weightiest = std::max(weightiest, substance.back());
  }
  const double enough = std::max(std::min(kAlwaysEnoughSteps, kShareOfWeightiest * weightiest),
                                 std::min(kHardlyMoreThanTwo, weightiest / kManyMore));
  std::vector<bool> slight;
  for (const Routine& routine : discovery.routines) {
    slight.push_back(substance[routine.id] < enough && !CarriesContent(discovery, routine));
  }
  return slight;
}

}  // namespace

void MoveToReview(Discovery& discovery) {
  const std::vector<bool> slight = FindSlight(discovery);
  std::vector<uint32_t> number(slight.size(), 0);
  std::vector<Routine> kept;
  for (Routine& routine : discovery.routines) {
    const bool moves = slight[routine.id];
    number[routine.id] = static_cast<uint32_t>(kept.size());
    (moves ? discovery.review : kept).push_back(std::move(routine));
    if (!moves) kept.back().id = number[kept.back().id];
  }
  discovery.routines = std::move(kept);
  for (Routine& routine : discovery.routines) {
    std::erase_if(routine.handed_over,
                  [&](const Handover& handover) { return slight[handover.from_routine]; });
    for (Handover& handover : routine.handed_over)
      handover.from_routine = number[handover.from_routine];
  }
  // Numbers of what is put aside name nothing any more.
  for (Routine& routine : discovery.review) routine.handed_over.clear();

  std::vector<uint32_t> instance_number(discovery.instances.size(), kNoInstance);
  std::vector<Instance> instances;
  for (size_t i = 0; i < discovery.instances.size(); ++i) {
    Instance& instance = discovery.instances[i];
    if (slight[instance.routine]) continue;
    instance.routine = number[instance.routine];
    instance_number[i] = static_cast<uint32_t>(instances.size());
    instances.push_back(std::move(instance));
  }
  discovery.instances = std::move(instances);
  for (uint32_t& instance : discovery.event_instance) {
    if (instance != kNoInstance) instance = instance_number[instance];
  }

  std::stable_sort(discovery.review.begin(), discovery.review.end(),
                   [](const Routine& a, const Routine& b) {
                     if (a.total_duration_s != b.total_duration_s) {
                       return a.total_duration_s > b.total_duration_s;
                     }
                     return a.events > b.events;
                   });
  for (uint32_t i = 0; i < discovery.review.size(); ++i) discovery.review[i].id = i;
}

}  // namespace adit
