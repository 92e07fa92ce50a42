#include "collector/api/published_results.h"

#include <algorithm>
#include <charconv>

#include "collector/api/run_json.h"
#include "collector/jobs/coverage_documents.h"
#include "collector/jobs/instance_documents.h"

namespace adit::api {
namespace {

// Rows are read in steps of this many while hidden ones are passed over.
constexpr size_t kReadStep = 500;
constexpr const char* kNoChanges = "\"changes\":[]";

Result<RunEntry> FindRun(ControlStore& control, const std::string& id) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size())
    return InvalidArgument("run must be the id of a run");
  ADIT_ASSIGN_OR_RETURN(std::optional<RunEntry> run, control.FindRun(number));
  if (!run) return NotFound("there is no run " + id);
  return *std::move(run);
}

// The gate cuts documents when they are made; what a stricter one would cut is still in older ones.
Status CheckGroupSize(const RunEntry& run, const GroupGate& gate) {
  const uint32_t made_for = MinPeopleOf(run);
  if (made_for >= gate.min_people()) return OkStatus();
  return FailedPrecondition("run " + std::to_string(run.id) + " was made for groups of " +
                            std::to_string(made_for) + "; the policy asks for " +
                            std::to_string(gate.min_people()) +
                            " now: start a run with POST /api/v1/runs");
}

Status NoRoutine(const std::string& key) {
  return NotFound("there is no routine '" + key + "' in this run");
}

}  // namespace

Result<RunEntry> PublishedResults::Run(const std::optional<std::string>& id) {
  if (!id) {
    ADIT_ASSIGN_OR_RETURN(std::optional<RunEntry> latest, control_.LatestDoneRun());
    if (!latest) return NotFound("nothing has been mined yet; start a run with POST /api/v1/runs");
    ADIT_RETURN_IF_ERROR(CheckGroupSize(*latest, gate_));
    return *std::move(latest);
  }
  ADIT_ASSIGN_OR_RETURN(RunEntry run, FindRun(control_, *id));
  if (run.state == "done") ADIT_RETURN_IF_ERROR(CheckGroupSize(run, gate_));
  return run;
}

Result<RunEntry> PublishedResults::State(const std::string& id) {
  ADIT_ASSIGN_OR_RETURN(RunEntry run, FindRun(control_, id));
  if (!CheckGroupSize(run, gate_).ok()) run.summary.clear();
  return run;
}

void PublishedResults::WithoutSummary(std::vector<RunEntry>& runs) const {
  for (RunEntry& run : runs) {
    if (!CheckGroupSize(run, gate_).ok()) run.summary.clear();
  }
}

Result<std::optional<RunDocument>> PublishedResults::Shown(int64_t run, const std::string& kind,
                                                           const std::string& name) {
  ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> document,
                        control_.FindRunDocument(run, kind, name));
  if (document && !gate_.MayPublish(document->people)) document.reset();
  return document;
}

Result<PublishedResults::Overlay> PublishedResults::OverlayOf(int64_t run) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<Edit> edits, control_.Edits());
  Overlay overlay;
  overlay.labels = LabelsOf(ActiveEdits(edits));
  for (const auto& [key, label] : overlay.labels) {
    if (!label.hidden) continue;
    ADIT_ASSIGN_OR_RETURN(const std::optional<RunDocument> row, Shown(run, "opportunity", key));
    if (row) overlay.hidden_positions.push_back(row->position);
  }
  std::sort(overlay.hidden_positions.begin(), overlay.hidden_positions.end());
  return overlay;
}

RunDocument PublishedResults::With(const Overlay& overlay, RunDocument document) {
  const auto above = std::lower_bound(overlay.hidden_positions.begin(),
                                      overlay.hidden_positions.end(), document.position) -
                     overlay.hidden_positions.begin();
  const auto label = overlay.labels.find(document.name);
  // Mostly nothing was decided and the text goes out as it is stored.
  if (above == 0 && label == overlay.labels.end()) return document;
  document.json = Labelled(document.json, document.position - above,
                           label == overlay.labels.end() ? RoutineLabel() : label->second);
  return document;
}

Result<PublishedResults::Rows> PublishedResults::Roadmap(int64_t run, int64_t after_position,
                                                         size_t limit, bool only_hidden) {
  ADIT_ASSIGN_OR_RETURN(const Overlay overlay, OverlayOf(run));
  Rows rows;
  for (int64_t after = after_position;;) {
    const size_t step = std::min(kReadStep, limit + 1);
    ADIT_ASSIGN_OR_RETURN(
        std::vector<RunDocument> read,
        control_.RunDocuments(run, "opportunity", after, step, gate_.min_people()));
    for (RunDocument& document : read) {
      after = document.position;
      const bool hidden = std::binary_search(overlay.hidden_positions.begin(),
                                             overlay.hidden_positions.end(), document.position);
      // The query leaves small groups out already; the gate itself decides.
      if (!gate_.MayPublish(document.people) || hidden != only_hidden) continue;
      if (rows.documents.size() == limit) {
        rows.next = rows.documents.back().position;
        return rows;
      }
      rows.documents.push_back(With(overlay, std::move(document)));
    }
    if (read.size() < step) return rows;
  }
}

Result<std::optional<RunDocument>> PublishedResults::BesideRow(int64_t run, const Overlay& overlay,
                                                               const char* member,
                                                               RunDocument document) {
  ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> row, Shown(run, "opportunity", document.name));
  if (!row) return row;
  document.json = "{\"" + std::string(member) + "\":" + document.json +
                  ",\"routine\":" + With(overlay, *std::move(row)).json + "}";
  return std::optional<RunDocument>(std::move(document));
}

Result<PublishedResults::Rows> PublishedResults::Drift(int64_t run, int64_t after_position,
                                                       size_t limit, bool only_changed) {
  ADIT_ASSIGN_OR_RETURN(const Overlay overlay, OverlayOf(run));
  Rows rows;
  for (int64_t after = after_position;;) {
    const size_t step = std::min(kReadStep, limit + 1);
    ADIT_ASSIGN_OR_RETURN(std::vector<RunDocument> read,
                          control_.RunDocuments(run, "drift", after, step, gate_.min_people()));
    for (RunDocument& document : read) {
      after = document.position;
      const auto label = overlay.labels.find(document.name);
      const bool hidden = label != overlay.labels.end() && label->second.hidden;
      if (!gate_.MayPublish(document.people) || hidden) continue;
      // Those that changed come first: nothing follows the first that did not.
      if (only_changed && document.json.find(kNoChanges) != std::string::npos) return rows;
      if (rows.documents.size() == limit) {
        rows.next = rows.documents.back().position;
        return rows;
      }
      ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> both,
                            BesideRow(run, overlay, "drift", std::move(document)));
      if (both) rows.documents.push_back(*std::move(both));
    }
    if (read.size() < step) return rows;
  }
}

Result<PublishedResults::Rows> PublishedResults::Review(int64_t run, int64_t after_position,
                                                        size_t limit) {
  ADIT_ASSIGN_OR_RETURN(const Overlay overlay, OverlayOf(run));
  Rows rows;
  for (int64_t after = after_position;;) {
    const size_t step = std::min(kReadStep, limit + 1);
    ADIT_ASSIGN_OR_RETURN(std::vector<RunDocument> read,
                          control_.RunDocuments(run, "review", after, step, gate_.min_people()));
    for (RunDocument& document : read) {
      after = document.position;
      const auto label = overlay.labels.find(document.name);
      const bool judged =
          label != overlay.labels.end() && (label->second.hidden || label->second.status != "new");
      if (!gate_.MayPublish(document.people) || judged) continue;
      if (rows.documents.size() == limit) {
        rows.next = rows.documents.back().position;
        return rows;
      }
      ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> both,
                            BesideRow(run, overlay, "review", std::move(document)));
      if (both) rows.documents.push_back(*std::move(both));
    }
    if (read.size() < step) return rows;
  }
}

Result<PublishedResults::Rows> PublishedResults::Plain(int64_t run, const std::string& kind,
                                                       int64_t after_position, size_t limit) {
  Rows rows;
  ADIT_ASSIGN_OR_RETURN(rows.documents, control_.RunDocuments(run, kind, after_position, limit + 1,
                                                              gate_.min_people()));
  std::erase_if(rows.documents,
                [this](const RunDocument& document) { return !gate_.MayPublish(document.people); });
  if (rows.documents.size() > limit) {
    rows.documents.resize(limit);
    rows.next = rows.documents.back().position;
  }
  return rows;
}

Result<PublishedResults::Rows> PublishedResults::Slight(int64_t run, int64_t after_position,
                                                        size_t limit) {
  return Plain(run, "slight", after_position, limit);
}

Result<PublishedResults::Rows> PublishedResults::Instances(int64_t run, const std::string& key,
                                                           int64_t after_position, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(const std::optional<RunDocument> routine, Shown(run, "routine", key));
  if (!routine) return NoRoutine(key);
  return Plain(run, InstanceKind(key), after_position, limit);
}

Result<std::string> PublishedResults::Coverage(int64_t run) {
  // Not behind Shown(): what of it may be told was decided group by group when it was made.
  ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> document,
                        control_.FindRunDocument(run, kCoverageKind, kCoverageKind));
  if (!document) {
    return NotFound("run " + std::to_string(run) +
                    " has no coverage; start a new one with POST /api/v1/runs");
  }
  return std::move(document->json);
}

Result<RunDocument> PublishedResults::Routine(int64_t run, const std::string& key) {
  ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> document, Shown(run, "routine", key));
  if (!document) return NoRoutine(key);
  ADIT_ASSIGN_OR_RETURN(const Overlay overlay, OverlayOf(run));
  RunDocument answer = With(overlay, *std::move(document));
  ADIT_ASSIGN_OR_RETURN(const std::optional<RunDocument> drift, Shown(run, "drift", key));
  // Before the closing brace: the routine's own members stay as they are stored.
  if (drift && answer.json.ends_with('}')) {
    answer.json.insert(answer.json.size() - 1, ",\"drift\":" + drift->json);
  }
  return answer;
}

}  // namespace adit::api
