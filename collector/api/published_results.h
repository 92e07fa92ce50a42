// PublishedResults: the only door from stored results to an answer; everything passes the group
// gate and carries what analysts decided.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collector/api/routine_labels.h"
#include "collector/jobs/group_gate.h"
#include "collector/store/control_store.h"

namespace adit::api {

// Threads: any.
class PublishedResults {
 public:
  PublishedResults(ControlStore& control, const GroupGate& gate) : control_(control), gate_(gate) {}

  // The run named, or the newest finished one; kNotFound with what to do when there is none.
  // Results that were made for smaller groups than the gate asks for now are not given:
  // kFailedPrecondition.
  [[nodiscard]] Result<RunEntry> Run(const std::optional<std::string>& id);
  // State and progress of a run; without its summary where its results are not given.
  [[nodiscard]] Result<RunEntry> State(const std::string& id);
  void WithoutSummary(std::vector<RunEntry>& runs) const;

  struct Rows {
    std::vector<RunDocument> documents;  // at most `limit`
    std::optional<int64_t> next;         // the cursor of the rows after them
  };
  // Rows of the roadmap in rank order above `after_position`, hidden ones left out and the others
  // ranked without them; or the hidden ones only.
  [[nodiscard]] Result<Rows> Roadmap(int64_t run, int64_t after_position, size_t limit,
                                     bool only_hidden);
  // What nobody has judged yet, largest effect of a decision first.
  [[nodiscard]] Result<Rows> Review(int64_t run, int64_t after_position, size_t limit);
  // Repeats too slight to be ranked, most time first.
  [[nodiscard]] Result<Rows> Slight(int64_t run, int64_t after_position, size_t limit);
  // Routines in the run's two periods, those that changed first; or only those.
  [[nodiscard]] Result<Rows> Drift(int64_t run, int64_t after_position, size_t limit,
                                   bool only_changed);
  // Everything about a routine, hidden or not. kNotFound also for what exists and may not be shown:
  // the difference would tell.
  [[nodiscard]] Result<RunDocument> Routine(int64_t run, const std::string& key);
  // Single instances of a routine, newest period first. kNotFound as of Routine().
  [[nodiscard]] Result<Rows> Instances(int64_t run, const std::string& key, int64_t after_position,
                                       size_t limit);
  // What the run rests on. kNotFound for a run that was made before it was told.
  [[nodiscard]] Result<std::string> Coverage(int64_t run);

 private:
  struct Overlay {
    std::map<std::string, RoutineLabel> labels;
    std::vector<int64_t> hidden_positions;  // in this run, ascending
  };
  [[nodiscard]] Result<Overlay> OverlayOf(int64_t run);
  // Documents as they are stored, in their order.
  [[nodiscard]] Result<Rows> Plain(int64_t run, const std::string& kind, int64_t after_position,
                                   size_t limit);
  [[nodiscard]] Result<std::optional<RunDocument>> Shown(int64_t run, const std::string& kind,
                                                         const std::string& name);
  // {"<member>": the document, "routine": its row}; nothing where that may not be shown.
  [[nodiscard]] Result<std::optional<RunDocument>> BesideRow(int64_t run, const Overlay& overlay,
                                                             const char* member,
                                                             RunDocument document);
  [[nodiscard]] static RunDocument With(const Overlay& overlay, RunDocument document);

  ControlStore& control_;
  const GroupGate& gate_;
};

}  // namespace adit::api
