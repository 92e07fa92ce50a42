// SessionMemory: what a run leaves to the next one, so that finished sessions are not worked out
// again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "collector/discovery/learner.h"
#include "collector/model/event_log.h"

namespace adit {

// An instance of a session. It holds events, not steps: templates are learnt from the whole log, so
// a new day may cut and name the same events as other steps.
struct RememberedInstance {
  // Events [begin, end), counted among those of the session's steps.
  struct Span {
    uint32_t begin = 0;
    uint32_t end = 0;
  };
  uint32_t routine = 0;  // number within the memory
  std::vector<Span> events;
  float confidence = 0;
};

// Holds pseudonymous work like the store it was made from, so it is never written anywhere.
// Sessions that are not in the log any longer are forgotten with the next run. One thread.
class SessionMemory {
 public:
  // After so many runs that saw new sessions routines are learnt anew.
  static constexpr uint32_t kMostRuns = 7;

  struct Use {
    uint64_t sessions = 0;
    uint64_t remembered = 0;       // of them; 0 where everything was learnt anew
    std::string_view learnt_anew;  // why, in a few words; empty where it was not
    double known = 0;              // share of the steps in sessions that the memory knew
    double agreement = 1;          // of remembered steps decoded again, for a check
    uint32_t runs = 0;             // since routines were learnt
  };

  [[nodiscard]] bool empty() const { return instances_.empty(); }
  // Of the last call of LearnWith.
  [[nodiscard]] const Use& use() const { return use_; }
  // Forgets everything: the next run learns anew.
  void Clear() { *this = SessionMemory(); }

 private:
  friend class RememberingLearner;
  using Content = std::array<uint8_t, 16>;

  std::map<Content, std::vector<RememberedInstance>> instances_;
  uint32_t routines_ = 0;   // numbers given
  double unexplained_ = 0;  // share of steps without an instance when routines were learnt
  std::array<uint8_t, 16> options_{};  // what they were learnt with
  Use use_;
};

// As Learn(), but sessions whose events `memory` knows keep their instances. New sessions are
// decoded under the routines of the known ones; where nothing is new the result is the very one
// that is remembered. Everything is learnt anew when the memory is empty or kMostRuns old, when
// options differ, when less than half of the steps are known, when known sessions decoded again for
// a check differ in more than a tenth of their steps, or when new ones are explained much less well
// than the known ones were. Deterministic for a given memory; independent of `options.threads`.
// `log` is built from `events`.
[[nodiscard]] Learnt LearnWith(SessionMemory& memory, const EventLog& events, const StepLog& log,
                               const DiscoveryOptions& options);

}  // namespace adit
