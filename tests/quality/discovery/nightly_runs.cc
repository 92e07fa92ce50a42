// Prints what nightly runs over a moving window cost and find when finished sessions are kept,
// beside full runs: nightly_runs [PROFILE] [PEOPLE] [WINDOW] [NIGHTS] (office 6 20 3). Seconds are
// of processor time, one thread.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <set>
#include <string>

#include "collector/discovery/session_memory.h"
#include "tests/quality/discovery/labelled_log.h"

namespace adit::quality {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;

// The events of some of the log's days with events, and the truth of them.
LabelledLog Window(const LabelledLog& all, size_t first, size_t count) {
  std::set<int64_t> days;
  for (const LogEvent& e : all.log.events) days.insert(e.time_us / kDayUs);
  const int64_t from = *std::next(days.begin(), static_cast<std::ptrdiff_t>(first));
  const int64_t last = *std::next(days.begin(), static_cast<std::ptrdiff_t>(first + count - 1));
  LabelledLog out;
  out.name = all.name;
  out.routine_names = all.routine_names;
  out.has_noise = all.has_noise;
  // Only instances of these days can be found: they are numbered anew.
  std::map<uint32_t, uint32_t> number;
  out.truth.routines = all.truth.routines;
  for (size_t i = 0; i < all.log.events.size(); ++i) {
    LogEvent e = all.log.events[i];
    const int64_t day = e.time_us / kDayUs;
    if (day < from || day > last) continue;
    for (uint32_t* text : {&e.user, &e.app, &e.window, &e.element, &e.action, &e.value})
      *text = out.log.strings.Intern(all.log.strings.At(*text));
    out.log.events.push_back(e);
    const uint32_t instance = all.truth.instance[i];
    out.truth.instance.push_back(
        instance == kNoLabel
            ? kNoLabel
            : number.try_emplace(instance, static_cast<uint32_t>(number.size())).first->second);
    out.truth.routine.push_back(all.truth.routine[i]);
  }
  out.truth.instances = static_cast<uint32_t>(number.size());
  return out;
}

Segmentation SegmentsOf(const Discovery& found) {
  Segmentation s;
  for (const uint32_t i : found.event_instance) {
    s.instance.push_back(i == kNoInstance ? kNoLabel : i);
    s.routine.push_back(i == kNoInstance ? kNoLabel : found.instances[i].routine);
  }
  s.instances = static_cast<uint32_t>(found.instances.size());
  s.routines = static_cast<uint32_t>(found.routines.size());
  return s;
}

struct Timed {
  Discovery found;
  double seconds = 0;
};

Timed Run(const EventLog& log, SessionMemory* memory) {
  DiscoveryOptions options;
  options.memory = memory;
  options.threads = 1;
  const std::clock_t begin = std::clock();
  auto found = Discover(log, options);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  if (!found.ok()) std::fprintf(stderr, "%s\n", found.status().message().c_str()), std::exit(1);
  return {std::move(*found), seconds};
}

int Main(const std::string& profile, const std::string& people, size_t window, size_t nights) {
  const auto all =
      Simulated(profile, 401, {{"people", people}, {"days", std::to_string(window + nights)}});
  if (!all.ok()) return std::fprintf(stderr, "%s\n", all.status().message().c_str()), 1;
  SessionMemory memory;
  std::printf("%5s %9s %9s %9s %9s %9s %6s %9s %9s %9s\n", "night", "events", "sessions", "kept",
              "full s", "kept s", "gain", "F1 full", "F1 kept", "alike");
  Run(Window(*all, 0, window).log, &memory);
  std::fflush(stdout);
  for (size_t night = 1; night <= nights; ++night) {
    const LabelledLog log = Window(*all, night, window);
    const Timed kept = Run(log.log, &memory);
    const Timed full = Run(log.log, nullptr);
    const Evaluation alike =
        Evaluate(log.log, SegmentsOf(full.found), SegmentsOf(kept.found), {}, true);
    std::printf("%5zu %9zu %9llu %9llu %9.2f %9.2f %6.1f %9.3f %9.3f %9.3f\n", night,
                log.log.events.size(), static_cast<unsigned long long>(memory.use().sessions),
                static_cast<unsigned long long>(memory.use().remembered), full.seconds,
                kept.seconds, full.seconds / kept.seconds,
                EvaluateDiscovery(log, full.found).instance_80.f1,
                EvaluateDiscovery(log, kept.found).instance_80.f1, alike.instance_80.f1);
    std::fflush(stdout);
    if (const std::string why(memory.use().learnt_anew); !why.empty())
      std::printf("      learnt anew: %s\n", why.c_str());
  }
  std::printf(
      "F1: instances against the truth at 0.8; alike: those of both runs against each "
      "other\n");
  return 0;
}

}  // namespace
}  // namespace adit::quality

int main(int argc, char** argv) {
  const auto number = [&](int at, size_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
  };
  return adit::quality::Main(argc > 1 ? argv[1] : "office", argc > 2 ? argv[2] : "6",
                             std::max<size_t>(1, number(3, 20)), number(4, 3));
}
