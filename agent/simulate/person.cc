#include "agent/simulate/person.h"

#include <algorithm>

#include "agent/simulate/pace.h"
#include "common/base/check.h"
#include "common/base/clock.h"

namespace adit::simulate {
namespace {

constexpr int64_t kMinute = 60 * kMicrosPerSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
constexpr uint64_t kSwitchPermille = 110;   // to another open instance, at each step
constexpr uint64_t kLongWaitPermille = 12;  // a phone call or a slow system, anywhere
constexpr uint32_t kMaxOpen = 3;

uint64_t PersonSeed(uint64_t seed, uint64_t number) {
  return (seed + 1) * 0x9e3779b97f4a7c15ULL ^ (number + 1) * 0xd1342543de82ef95ULL;
}

Manner MannerOf(const SimulationOptions& options, uint32_t number) {
  SeededRandom random(PersonSeed(options.seed, number) ^ 0x6d616e6e6572ULL);
  Manner manner;
  manner.mouse_permille = static_cast<uint32_t>(150 + random.Below(750));
  manner.redundancy_permille = options.redundancy_permille;
  manner.monitor = random.Chance(0.5) ? MonitorClass::kDual : MonitorClass::kSingle;
  return manner;
}

}  // namespace

Person::Person(const SimulationOptions& options, const Office& office, const AddressBook& book,
               uint32_t number, Duties duties)
    : options_(options),
      office_(office),
      book_(book),
      number_(number),
      duties_(std::move(duties)),
      random_(PersonSeed(options.seed, number)),
      desktop_(office, MannerOf(options, number)),
      slowness_permille_(static_cast<uint32_t>(700 + random_.Below(700))) {
  ADIT_CHECK(number < options.people && duties_.size() == office.routines().size());
  const int64_t start = options.start_wall_us;
  day_wall_us_ = start - ((start % kDay) + kDay) % kDay;
}

bool Person::Next(SimulatedEvent& out) {
  while (queue_.empty()) {
    if (!at_work_ && days_done_ == options_.days) return false;
    Advance();
  }
  out = std::move(queue_.front());
  queue_.pop_front();
  EventFields& fields = out.event.fields;
  fields.sequence = ++sequence_;
  fields.monotonic_us = fields.wall_us - options_.start_wall_us + kDay;
  return true;
}

void Person::Advance() {
  if (!at_work_) {
    StartDay();
  } else if (now_us_ >= day_end_us_ && (open_.empty() || now_us_ >= day_end_us_ + kHour)) {
    EndDay();
  } else if (TakeBreak()) {
    return;
  } else if (aside_) {
    PerformStep(*aside_);
    if (aside_->next == aside_->steps.size()) aside_.reset();
  } else if (!open_.empty()) {
    Continue();
  } else {
    ChooseNext();
  }
}

void Person::StartDay() {
  // 1970-01-01 was a Thursday: days 2 and 3 of that count are a weekend.
  while ((day_wall_us_ / kDay % 7 + 7) % 7 == 2 || (day_wall_us_ / kDay % 7 + 7) % 7 == 3) {
    day_wall_us_ += kDay;
  }
  now_us_ =
      day_wall_us_ + 7 * kHour + 30 * kMinute + static_cast<int64_t>(random_.Below(90)) * kMinute;
  day_end_us_ = now_us_ + 8 * kHour + static_cast<int64_t>(random_.Below(60)) * kMinute;
  breaks_us_.clear();
  breaks_us_.push_back(now_us_ + 4 * kHour + static_cast<int64_t>(random_.Below(60)) * kMinute);
  const uint64_t meetings = random_.Below(4);
  for (uint64_t i = 0; i < meetings; ++i) {
    breaks_us_.push_back(now_us_ + static_cast<int64_t>(random_.Below(8 * 60)) * kMinute);
  }
  std::sort(breaks_us_.rbegin(), breaks_us_.rend());
  at_work_ = true;
  desktop_.StartSession();
  desktop_.Report(ActionType::kUnlock, {number_, 0, -1}, now_us_, queue_);
}

void Person::EndDay() {
  desktop_.Report(ActionType::kLock, {number_, 0, -1}, now_us_, queue_);
  // What is still open an hour after the end is left undone.
  open_.clear();
  aside_.reset();
  batch_.reset();
  to_open_ = 0;
  at_work_ = false;
  ++days_done_;
  day_wall_us_ += kDay;
}

bool Person::TakeBreak() {
  if (!breaks_us_.empty() && now_us_ >= breaks_us_.back()) {
    breaks_us_.pop_back();
    const auto minutes = static_cast<int64_t>(15 + random_.Below(40));
    if (random_.Chance(0.6)) {
      Leave(ActionType::kLock, ActionType::kUnlock, minutes * kMinute);
    } else {
      Leave(ActionType::kIdleStart, ActionType::kIdleEnd, minutes * kMinute);
    }
    return true;
  }
  if (Permille(kLongWaitPermille)) {
    const int64_t wait = DrawTime(random_, 70'000);
    if (wait > 2 * kMinute) {
      Leave(ActionType::kIdleStart, ActionType::kIdleEnd, wait);
      return true;
    }
    now_us_ += wait;
  }
  return false;
}

void Person::Leave(ActionType away, ActionType back, int64_t length_us) {
  const GroundTruth nothing{number_, 0, -1};
  desktop_.Report(away, nothing, now_us_, queue_);
  now_us_ += length_us;
  desktop_.Report(back, nothing, now_us_, queue_);
  if (back == ActionType::kIdleEnd) queue_.back().event.fields.duration_us = length_us;
}

void Person::Continue() {
  if (inside_noise_ * 1000 < options_.noise_permille * inside_events_ && Permille(300)) {
    aside_ = NewInterruption();
    return;
  }
  const Work& in_hand = open_[current_];
  const bool last_chance = in_hand.steps.size() - in_hand.next <= 3;
  if (to_open_ > 0 && open_.size() < kMaxOpen && in_hand.next > 0 &&
      (last_chance || Permille(120))) {
    --to_open_;
    open_.push_back(NewRoutineWork(DrawRoutine()));
    current_ = open_.size() - 1;
  } else if (open_.size() > 1 && Permille(kSwitchPermille)) {
    current_ = (current_ + 1 + random_.Below(open_.size() - 1)) % open_.size();
  }
  Work& work = open_[current_];
  PerformStep(work);
  if (work.next < work.steps.size()) return;
  if (Permille(options_.batching_permille)) batch_ = static_cast<size_t>(work.truth.routine);
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(current_));
  current_ = 0;
}

void Person::ChooseNext() {
  bool routine = routine_events_ * 1000 < options_.routine_permille * events_;
  // Nobody alternates by the clock.
  if (routine && Permille(150)) routine = false;
  if (!routine) {
    aside_ = NewPastime();
    batch_.reset();
    return;
  }
  const size_t chosen = batch_ ? *batch_ : DrawRoutine();
  batch_.reset();
  open_.push_back(NewRoutineWork(chosen));
  current_ = 0;
  // q of the starts open several (2.25 on average), so that the wanted share of instances overlaps.
  const uint64_t share = options_.interleaving_permille;
  const uint64_t q = share * 1000 / (2250 - share * 1250 / 1000);
  to_open_ = Permille(q) ? (random_.Chance(0.25) ? 2 : 1) : 0;
}

void Person::PerformStep(Work& work) {
  const Step& step = work.steps[work.next++];
  if (step.kind == StepKind::kNextRow) {
    RenewRow(random_, work.values);
    return;
  }
  if (step.kind == StepKind::kNextSubject) {
    RenewSubject(random_, book_, options_.people, work.values);
    return;
  }
  const size_t before = queue_.size();
  const int64_t started = now_us_;
  desktop_.Perform(step, work.values, work.truth, random_, now_us_, queue_);
  now_us_ += (now_us_ - started) * slowness_permille_ / 1000;
  Count(work, queue_.size() - before);
}

void Person::Count(const Work& work, uint64_t events) {
  events_ += events;
  if (work.truth.routine >= 0) routine_events_ += events;
  if (open_.empty()) return;
  inside_events_ += events;
  if (work.truth.routine < 0) inside_noise_ += events;
}

Person::Work Person::NewRoutineWork(size_t routine) {
  Work work;
  work.truth = {number_, ++instances_, static_cast<int32_t>(routine)};
  work.values = NewCase(random_, book_, number_, options_.people, day_wall_us_);
  Temper temper;
  temper.habit_seed = PersonSeed(options_.seed, number_) ^ (routine * 0x2545f4914f6cdd1dULL);
  temper.variants_permille = options_.variants_permille;
  temper.error_permille = options_.error_permille;
  Expand(office_.routines()[routine].script, temper, random_, work.steps);
  ADIT_CHECK(!work.steps.empty());
  return work;
}

Person::Work Person::NewPastime() {
  Work work;
  work.truth = {number_, 0, -1};
  work.values = NewCase(random_, book_, number_, options_.people, day_wall_us_);
  Temper temper;
  temper.habit_seed = random_.Next64();
  temper.variants_permille = 900;  // what has no purpose has no main path
  const auto& scripts = office_.pastimes();
  Expand(scripts[random_.Below(scripts.size())], temper, random_, work.steps);
  if (work.steps.empty())
    work.steps.push_back({StepKind::kLook, static_cast<uint8_t>(Screen::kMailInbox)});
  return work;
}

Person::Work Person::NewInterruption() {
  Work work;
  work.truth = {number_, 0, -1};
  const auto front = desktop_.front_screen();
  if (front && !office_.elements_of(*front).empty() && random_.Chance(0.4)) {
    // A slip or a look around on the very screen of the work in hand.
    work.values = open_[current_].values;
    const auto& elements = office_.elements_of(*front);
    Step step{StepKind::kPick, *front, elements[random_.Below(elements.size())], Field::kNone};
    if (random_.Chance(0.4)) step.kind = StepKind::kLook;
    work.steps = {step};
    return work;
  }
  work.values = NewCase(random_, book_, number_, options_.people, day_wall_us_);
  Temper temper;
  temper.habit_seed = random_.Next64();
  temper.variants_permille = 900;
  const auto& scripts = office_.interruptions();
  Expand(scripts[random_.Below(scripts.size())], temper, random_, work.steps);
  return work;
}

size_t Person::DrawRoutine() {
  uint64_t total = 0;
  for (const uint32_t weight : duties_) total += weight;
  uint64_t draw = random_.Below(total);
  size_t routine = 0;
  while (draw >= duties_[routine]) draw -= duties_[routine++];
  return routine;
}

}  // namespace adit::simulate
