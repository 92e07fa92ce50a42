#include "agent/simulate/script.h"

#include <gtest/gtest.h>

#include "agent/simulate/office.h"

namespace adit::simulate {
namespace {

Script StepOn(uint16_t element, StepKind kind = StepKind::kPress) {
  Script script;
  script.kind = Script::Kind::kStep;
  script.step.kind = kind;
  script.step.element = element;
  return script;
}

std::vector<uint16_t> Elements(const std::vector<Step>& steps) {
  std::vector<uint16_t> out;
  for (const Step& step : steps) out.push_back(step.element);
  return out;
}

TEST(Script, WithoutVariantsEveryInstanceTakesTheMainPath) {
  Office office(5, "en");
  SeededRandom random(1);
  Temper temper;
  for (const Routine& routine : office.routines()) {
    std::vector<Step> first;
    Expand(routine.script, temper, random, first);
    for (int i = 0; i < 20; ++i) {
      temper.habit_seed = static_cast<uint64_t>(i);
      std::vector<Step> again;
      Expand(routine.script, temper, random, again);
      EXPECT_EQ(Elements(again), Elements(first)) << routine.name;
    }
  }
}

TEST(Script, RepetitionsStayInTheirBounds) {
  Script loop;
  loop.kind = Script::Kind::kTimes;
  loop.low = 2;
  loop.high = 5;
  loop.children = {StepOn(1)};
  SeededRandom random(7);
  size_t least = 100;
  size_t most = 0;
  for (int i = 0; i < 300; ++i) {
    std::vector<Step> steps;
    Expand(loop, {0, 500, 0}, random, steps);
    least = std::min(least, steps.size());
    most = std::max(most, steps.size());
  }
  EXPECT_EQ(least, 2U);
  EXPECT_EQ(most, 5U);
}

TEST(Script, ErrorsAreMendedBeforeTheWorkGoesOn) {
  Script form;
  form.children = {StepOn(1, StepKind::kEdit), StepOn(2, StepKind::kPress)};
  SeededRandom random(3);
  std::vector<Step> steps;
  Expand(form, {0, 500, 1000}, random, steps);
  // Either the field twice, or field, failed press, field, press.
  const std::vector<uint16_t> at_once = {1, 1, 2};
  const std::vector<uint16_t> late = {1, 2, 1, 2};
  EXPECT_TRUE(Elements(steps) == at_once || Elements(steps) == late);
}

TEST(Script, TheSamePersonKeepsToOwnAlternatives) {
  Script either;
  either.kind = Script::Kind::kEither;
  either.weights = {500, 500};
  either.children = {StepOn(1), StepOn(2)};
  SeededRandom random(9);
  int same = 0;
  for (int i = 0; i < 1000; ++i) {
    std::vector<Step> steps;
    Expand(either, {42, 500, 0}, random, steps);
    same += steps[0].element == 1 ? 1 : 0;
  }
  EXPECT_TRUE(same < 300 || same > 700) << same;
}

}  // namespace
}  // namespace adit::simulate
