#include "agent/simulate/workforce.h"

#include <algorithm>

#include "common/base/check.h"

namespace adit::simulate {
namespace {

// Weight of each routine in the order of AddRoutines: invoice entry, customer copy, order
// adjustment, month end, expense approval, onboarding, ticket triage, report reformatting.
constexpr uint32_t kRoles[][8] = {
    {12, 2, 0, 2, 5, 0, 0, 1},  // accounts payable
    {0, 6, 12, 0, 0, 0, 3, 1},  // order desk
    {1, 0, 0, 7, 3, 0, 0, 7},   // controlling
    {0, 2, 0, 0, 3, 7, 9, 0},   // people and support
    {0, 0, 3, 0, 5, 3, 1, 4},   // team leads
};
constexpr uint32_t kFewestPeople = 5;

}  // namespace

std::vector<Duties> AssignDuties(uint64_t seed, uint32_t people, size_t routines) {
  ADIT_CHECK(routines == std::size(kRoles[0]));
  SeededRandom random(seed ^ 0x6475746965ULL);
  std::vector<Duties> duties(people);
  const uint64_t first = random.Below(std::size(kRoles));
  for (uint32_t person = 0; person < people; ++person) {
    const auto& role = kRoles[(first + person) % std::size(kRoles)];
    duties[person].assign(std::begin(role), std::end(role));
  }
  for (size_t routine = 0; routine < routines; ++routine) {
    uint32_t able = 0;
    for (const Duties& d : duties) able += d[routine] > 0 ? 1 : 0;
    // Stand-ins help out where too few people know a routine.
    for (uint32_t person = 0; able < std::min(kFewestPeople, people); ++person) {
      Duties& d = duties[(random.Below(people) + person) % people];
      if (d[routine] > 0) continue;
      d[routine] = 2;
      ++able;
    }
  }
  return duties;
}

Result<std::unique_ptr<Workforce>> Workforce::Create(const SimulationOptions& options) {
  ADIT_RETURN_IF_ERROR(CheckOptions(options));
  return std::unique_ptr<Workforce>(new Workforce(options));
}

Workforce::Workforce(const SimulationOptions& options)
    : options_(options),
      office_(options.seed, options.language),
      book_(options.seed, options.people, options.days) {}

std::unique_ptr<Person> Workforce::MakePerson(uint32_t number) const {
  auto duties = AssignDuties(options_.seed, options_.people, office_.routines().size());
  return std::make_unique<Person>(options_, office_, book_, number, std::move(duties[number]));
}

bool Workforce::Later(const Ahead& a, const Ahead& b) {
  const auto& x = a.event;
  const auto& y = b.event;
  if (x.event.fields.wall_us != y.event.fields.wall_us) {
    return x.event.fields.wall_us > y.event.fields.wall_us;
  }
  return x.truth.person > y.truth.person;
}

bool Workforce::Next(SimulatedEvent& out) {
  if (!started_) {
    started_ = true;
    const auto duties = AssignDuties(options_.seed, options_.people, office_.routines().size());
    for (uint32_t number = 0; number < options_.people; ++number) {
      Ahead ahead;
      ahead.person = std::make_unique<Person>(options_, office_, book_, number, duties[number]);
      if (ahead.person->Next(ahead.event)) heap_.push_back(std::move(ahead));
    }
    std::make_heap(heap_.begin(), heap_.end(), Later);
  }
  if (heap_.empty()) return false;
  std::pop_heap(heap_.begin(), heap_.end(), Later);
  Ahead& first = heap_.back();
  out = std::move(first.event);
  if (first.person->Next(first.event)) {
    std::push_heap(heap_.begin(), heap_.end(), Later);
  } else {
    heap_.pop_back();
  }
  return true;
}

}  // namespace adit::simulate
