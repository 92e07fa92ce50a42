#include "agent/simulate/script.h"

#include <algorithm>
#include <numeric>

namespace adit::simulate {
namespace {

// Chance that a person takes the usual own alternative instead of a fresh draw.
constexpr uint64_t kHabitPermille = 650;

uint64_t Mix(uint64_t seed, uint64_t salt) {
  uint64_t z = seed ^ (salt * 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// A chance as written holds at 500; 0 goes to the likelier side always, 1000 doubles the
// unlikelier.
uint64_t Scaled(uint64_t permille, uint64_t variants) {
  if (permille >= 500) return 1000 - std::min<uint64_t>((1000 - permille) * variants / 500, 500);
  return std::min<uint64_t>(permille * variants / 500, 500);
}

class Expander {
 public:
  Expander(const Temper& temper, Random& random, std::vector<Step>& steps)
      : temper_(temper), random_(random), steps_(steps) {}

  void Run(const Script& script) {
    const uint64_t place = ++place_;
    switch (script.kind) {
      case Script::Kind::kStep:
        Add(script.step);
        break;
      case Script::Kind::kSequence:
        for (const Script& child : script.children) Run(child);
        break;
      case Script::Kind::kMaybe:
        if (Permille(Scaled(script.low, temper_.variants_permille), place)) {
          for (const Script& child : script.children) Run(child);
        }
        break;
      case Script::Kind::kEither:
        Run(script.children[Alternative(script, place)]);
        break;
      case Script::Kind::kTimes: {
        const uint64_t span = (script.high - script.low) *
                              std::min<uint64_t>(1000, 2ULL * temper_.variants_permille) / 1000;
        const uint64_t count = script.low + random_.Below(span + 1);
        for (uint64_t i = 0; i < count; ++i) {
          for (const Script& child : script.children) Run(child);
        }
        break;
      }
      case Script::Kind::kAnyOrder:
        RunInSomeOrder(script);
        break;
    }
  }

 private:
  // With habit: the same person decides alike at the same place of a script.
  bool Permille(uint64_t permille, uint64_t place) {
    if (permille > 0 && permille < 1000 && random_.Below(1000) < kHabitPermille) {
      return Mix(temper_.habit_seed, place) % 1000 < permille;
    }
    return random_.Below(1000) < permille;
  }

  size_t Alternative(const Script& script, uint64_t place) {
    uint64_t total = 0;
    std::vector<uint64_t> weights;
    for (size_t i = 0; i < script.weights.size(); ++i) {
      const uint64_t weight = i == 0 ? script.weights[i] * 500ULL
                                     : script.weights[i] * uint64_t{temper_.variants_permille};
      weights.push_back(weight);
      total += weight;
    }
    uint64_t draw = random_.Below(total);
    if (random_.Below(1000) < kHabitPermille) draw = Mix(temper_.habit_seed, place) % total;
    size_t chosen = 0;
    while (draw >= weights[chosen]) draw -= weights[chosen++];
    return chosen;
  }

  void RunInSomeOrder(const Script& script) {
    std::vector<size_t> order(script.children.size());
    std::iota(order.begin(), order.end(), size_t{0});
    if (order.size() > 1 && random_.Below(1000) < temper_.variants_permille) {
      const size_t at = random_.Below(order.size() - 1);
      std::swap(order[at], order[at + 1]);
      if (random_.Below(2000) < temper_.variants_permille) {
        for (size_t i = order.size() - 1; i > 0; --i)
          std::swap(order[i], order[random_.Below(i + 1)]);
      }
    }
    for (const size_t child : order) Run(script.children[child]);
  }

  void Add(const Step& step) {
    steps_.push_back(step);
    const bool filled = step.kind == StepKind::kEdit || step.kind == StepKind::kPaste;
    if (filled && random_.Below(1000) < temper_.error_permille) {
      Step again = step;
      again.kind = StepKind::kEdit;  // noticed at once, or a few steps later
      if (random_.Chance(0.6)) {
        steps_.push_back(again);
      } else {
        late_.push_back(again);
      }
    }
    if (step.kind == StepKind::kPress && !late_.empty()) {
      // The press failed; the wrong field is mended and the press done again.
      for (const Step& again : late_) steps_.push_back(again);
      late_.clear();
      steps_.push_back(step);
    }
  }

  const Temper& temper_;
  Random& random_;
  std::vector<Step>& steps_;
  std::vector<Step> late_;
  uint64_t place_ = 0;
};

}  // namespace

void Expand(const Script& script, const Temper& temper, Random& random, std::vector<Step>& steps) {
  const size_t first = steps.size();
  Expander(temper, random, steps).Run(script);
  const size_t size = steps.size() - first;
  // Given up: the rest is never done.
  if (size > 8 && random.Below(4000) < temper.error_permille) {
    steps.resize(first + size / 2 + random.Below(size / 2));
  }
}

}  // namespace adit::simulate
