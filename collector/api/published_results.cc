#include "collector/api/published_results.h"

#include <charconv>

namespace adit::api {

Result<RunEntry> PublishedResults::Run(const std::optional<std::string>& id) {
  if (!id) {
    ADIT_ASSIGN_OR_RETURN(std::optional<RunEntry> latest, control_.LatestDoneRun());
    if (!latest) return NotFound("nothing has been mined yet; start a run with POST /api/v1/runs");
    return *std::move(latest);
  }
  int64_t number = 0;
  const auto [end, error] = std::from_chars(id->data(), id->data() + id->size(), number);
  if (error != std::errc() || end != id->data() + id->size())
    return InvalidArgument("run must be the id of a run");
  ADIT_ASSIGN_OR_RETURN(std::optional<RunEntry> run, control_.FindRun(number));
  if (!run) return NotFound("there is no run " + *id);
  return *std::move(run);
}

Result<std::vector<RunDocument>> PublishedResults::List(int64_t run, const std::string& kind,
                                                        int64_t after_position, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(
      std::vector<RunDocument> documents,
      control_.RunDocuments(run, kind, after_position, limit, gate_.min_people()));
  // The query leaves the others out already; the gate itself decides.
  std::erase_if(documents,
                [&](const RunDocument& document) { return !gate_.MayPublish(document.people); });
  return documents;
}

Result<RunDocument> PublishedResults::Find(int64_t run, const std::string& kind,
                                           const std::string& name) {
  ADIT_ASSIGN_OR_RETURN(std::optional<RunDocument> document,
                        control_.FindRunDocument(run, kind, name));
  if (!document || !gate_.MayPublish(document->people))
    return NotFound("there is no " + kind + " '" + name + "' in this run");
  return *std::move(document);
}

}  // namespace adit::api
