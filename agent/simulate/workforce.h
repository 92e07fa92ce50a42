// Workforce: all people of a simulation, merged into one stream in the order of time.
#pragma once

#include <memory>
#include <vector>

#include "agent/simulate/office.h"
#include "agent/simulate/person.h"
#include "agent/simulate/simulated_event.h"
#include "agent/simulate/simulation_options.h"

namespace adit::simulate {

// Memory grows with the number of people (a few kB each), not with days or events. Not thread-safe.
class Workforce {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Workforce>> Create(const SimulationOptions& options);

  // The next event of anybody; false when everybody's last day is over.
  [[nodiscard]] bool Next(SimulatedEvent& out);
  // A fresh stream of one person: the same events as in the merged stream.
  // REQUIRES: number < options.people; the workforce outlives the person.
  [[nodiscard]] std::unique_ptr<Person> MakePerson(uint32_t number) const;

  [[nodiscard]] const Office& office() const { return office_; }
  [[nodiscard]] const AddressBook& book() const { return book_; }
  [[nodiscard]] const SimulationOptions& options() const { return options_; }

 private:
  explicit Workforce(const SimulationOptions& options);

  struct Ahead {
    SimulatedEvent event;
    std::unique_ptr<Person> person;
  };
  static bool Later(const Ahead& a, const Ahead& b);

  const SimulationOptions options_;
  const Office office_;
  const AddressBook book_;
  std::vector<Ahead> heap_;  // the next event of each person, the earliest on top
  bool started_ = false;
};

// Who does what: people of five roles, and at least five people (or everybody) for each routine, so
// that a routine is never one person's.
[[nodiscard]] std::vector<Duties> AssignDuties(uint64_t seed, uint32_t people, size_t routines);

}  // namespace adit::simulate
