// Person: one simulated employee's working days as a stream of events.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "agent/simulate/desktop.h"
#include "agent/simulate/office.h"
#include "agent/simulate/simulation_options.h"

namespace adit::simulate {

// How many of each routine a person does, in relation; one number a routine of the office.
using Duties = std::vector<uint32_t>;

// The stream depends on options, office, book and number alone, not on who else is simulated.
// Memory: the events of one step. Not thread-safe.
class Person {
 public:
  // The references must outlive the person. REQUIRES: number < options.people.
  Person(const SimulationOptions& options, const Office& office, const AddressBook& book,
         uint32_t number, Duties duties);

  // The next event in time; false when the last day is over. Sequence numbers count from 1.
  [[nodiscard]] bool Next(SimulatedEvent& out);

 private:
  // Something being done: an instance of a routine, or anything else (routine -1).
  struct Work {
    GroundTruth truth;
    CaseValues values;
    std::vector<Step> steps;
    size_t next = 0;
  };

  void Advance();
  void StartDay();
  void EndDay();
  // Lunch, meetings and short absences, whether or not work is open.
  [[nodiscard]] bool TakeBreak();
  void Leave(ActionType away, ActionType back, int64_t length_us);
  void Continue();
  void ChooseNext();
  void PerformStep(Work& work);
  [[nodiscard]] Work NewRoutineWork(size_t routine);
  [[nodiscard]] Work NewPastime();
  [[nodiscard]] Work NewInterruption();
  [[nodiscard]] size_t DrawRoutine();
  [[nodiscard]] bool Permille(uint64_t permille) { return random_.Below(1000) < permille; }
  void Count(const Work& work, uint64_t events);

  const SimulationOptions& options_;
  const Office& office_;
  const AddressBook& book_;
  const uint32_t number_;
  const Duties duties_;
  SeededRandom random_;
  Desktop desktop_;
  const uint32_t slowness_permille_;

  std::deque<SimulatedEvent> queue_;
  uint64_t sequence_ = 0;
  uint32_t instances_ = 0;
  uint32_t days_done_ = 0;
  bool at_work_ = false;
  int64_t day_wall_us_ = 0;  // midnight of the current day
  int64_t day_end_us_ = 0;
  int64_t now_us_ = 0;
  std::vector<int64_t> breaks_us_;  // still to come, latest first

  std::vector<Work> open_;       // instances under way
  size_t current_ = 0;           // the one in hand
  uint32_t to_open_ = 0;         // further instances that shall overlap these
  std::optional<Work> aside_;    // pastime or interruption under way
  std::optional<size_t> batch_;  // routine to be done once more

  uint64_t events_ = 0;  // counted to hold the shares
  uint64_t routine_events_ = 0;
  uint64_t inside_events_ = 0;
  uint64_t inside_noise_ = 0;
};

}  // namespace adit::simulate
