#include "tests/quality/discovery/synthetic_log.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"

namespace adit::quality {
namespace {

constexpr uint32_t kPool = 12;  // activities all routines may use

enum class Deviation { kNone, kAlternative, kOptional, kSwap, kRepeat };

struct Position {
  uint32_t activity = 0;
  uint32_t other = 0;      // the alternative
  Deviation deviation = Deviation::kNone;
  double chance = 0;
  uint32_t back = 0;       // positions repeated
};

class Maker {
 public:
  explicit Maker(const SyntheticOptions& options) : options_(options), random_(options.seed) {}

  LabelledLog Make() {
    LabelledLog out;
    out.name = "synthetic " + std::to_string(options_.seed);
    out.ignore_time = true;
    MakePath();
    for (uint32_t c = 0; c < options_.cases; ++c) AddCase(c, out);
    out.truth.instances = options_.cases;
    out.truth.routines = 1;
    return out;
  }

 private:
  uint32_t Activity() {
    if (random_.Chance(options_.shared)) return static_cast<uint32_t>(random_.Below(kPool));
    return kPool + static_cast<uint32_t>(options_.seed) * 1000 + next_++;
  }

  void MakePath() {
    const auto length = static_cast<uint32_t>(options_.shortest + random_.Below(options_.longest - options_.shortest + 1));
    for (uint32_t i = 0; i < options_.starts; ++i) starts_.push_back(Activity());
    for (uint32_t i = 1; i < length; ++i) {
      Position p;
      p.activity = Activity();
      p.other = Activity();
      if (random_.Chance(options_.branching)) {
        p.deviation = static_cast<Deviation>(1 + random_.Below(4));
        p.chance = 0.1 + 0.4 * random_.Unit();
        p.back = static_cast<uint32_t>(1 + random_.Below(3));
      }
      path_.push_back(p);
    }
  }

  void AddCase(uint32_t number, LabelledLog& out) {
    std::vector<uint32_t> steps = {starts_[random_.Below(starts_.size())]};
    for (const Position& p : path_) {
      const bool deviates = p.deviation != Deviation::kNone && random_.Chance(p.chance);
      if (deviates && p.deviation == Deviation::kOptional) continue;
      steps.push_back(deviates && p.deviation == Deviation::kAlternative ? p.other : p.activity);
      if (deviates && p.deviation == Deviation::kSwap && steps.size() > 2) std::swap(steps[steps.size() - 1], steps[steps.size() - 2]);
      if (deviates && p.deviation == Deviation::kRepeat) {
        const size_t from = steps.size() - std::min<size_t>(p.back, steps.size() - 1);
        for (size_t i = from, end = steps.size(); i < end; ++i) steps.push_back(steps[i]);
      }
    }
    for (const uint32_t step : steps) {
      LogEvent e;
      e.sequence = out.log.events.size();
      e.user = out.log.strings.Intern("u");
      // Letters only: digits would be taken for the variable part of a template.
      std::string name = "do ";
      for (uint32_t n = step + 1; n > 0; n /= 26) name += static_cast<char>('a' + n % 26);
      e.action = out.log.strings.Intern(name);
      out.log.events.push_back(e);
      out.truth.instance.push_back(number);
      out.truth.routine.push_back(0);
    }
  }

  const SyntheticOptions options_;
  SeededRandom random_;
  uint32_t next_ = 0;
  std::vector<uint32_t> starts_;
  std::vector<Position> path_;
};

}  // namespace

LabelledLog SyntheticRoutine(const SyntheticOptions& options) { return Maker(options).Make(); }

}  // namespace adit::quality
