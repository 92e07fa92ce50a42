#include <nlohmann/json.hpp>

#include "collector/api/run_request.h"
#include "common/base/time_text.h"

namespace adit::api {
namespace {

using nlohmann::json;

Result<int64_t> TimeOf(const json& span, const std::string& where, const char* name) {
  const auto found = span.find(name);
  const std::string member = where + "." + name;
  if (found == span.end() || !found->is_string())
    return InvalidArgument(member + " must be a date or an RFC 3339 time");
  const std::optional<int64_t> time = ParseTime(found->get<std::string>());
  if (!time) return InvalidArgument(member + " must be a date or an RFC 3339 time");
  return *time;
}

Result<TimeSpan> SpanOf(const json& compare, const char* name) {
  const std::string where = std::string("compare.") + name;
  const auto found = compare.find(name);
  if (found == compare.end() || !found->is_object())
    return InvalidArgument(where + " must be an object with from and until");
  TimeSpan span;
  ADIT_ASSIGN_OR_RETURN(span.from_us, TimeOf(*found, where, "from"));
  ADIT_ASSIGN_OR_RETURN(span.until_us, TimeOf(*found, where, "until"));
  if (span.from_us >= span.until_us)
    return InvalidArgument(where + ".until must be after " + where + ".from");
  return span;
}

Result<DriftPeriods> PeriodsOf(const json& compare) {
  if (!compare.is_object()) return InvalidArgument("compare must be an object with before and now");
  DriftPeriods periods;
  ADIT_ASSIGN_OR_RETURN(periods.before, SpanOf(compare, "before"));
  ADIT_ASSIGN_OR_RETURN(periods.now, SpanOf(compare, "now"));
  if (periods.before.until_us > periods.now.from_us)
    return InvalidArgument("compare.now.from must not be before compare.before.until");
  return periods;
}

}  // namespace

Result<RunRequest> ReadRunRequest(const std::string& body) {
  RunRequest request;
  if (body.empty()) return request;
  const json document = json::parse(body, nullptr, false);
  if (!document.is_object()) return InvalidArgument("the body must be a JSON object");
  const json full = document.value("full", json(false));
  if (!full.is_boolean()) return InvalidArgument("full must be true or false");
  request.full = full.get<bool>();
  const auto compare = document.find("compare");
  if (compare == document.end() || compare->is_null()) return request;
  ADIT_ASSIGN_OR_RETURN(request.compare, PeriodsOf(*compare));
  return request;
}

}  // namespace adit::api
