#include "collector/export/csv_log.h"

#include <string>

#include "common/base/time_text.h"

namespace adit {
namespace {

constexpr size_t kPieceBytes = 64 << 10;

std::string_view Header(CsvProfile profile) {
  switch (profile) {
    case CsvProfile::kPm4py:
      return "case:concept:name,concept:name,time:timestamp,org:resource,case:routine,application,"
             "window,"
             "element,action\r\n";
    case CsvProfile::kUipath:
      return "Case_ID,Activity,Event_end,User,Case_type,Event_detail\r\n";
    case CsvProfile::kCelonis:
      return "CASE_KEY,ACTIVITY_EN,EVENTTIME,USER_NAME,ROUTINE,APPLICATION,_SORTING\r\n";
  }
  return "";
}

void AppendText(std::string& line, std::string_view text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  const bool quote = formula || text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quote) {
    line += text;
    return;
  }
  line += '"';
  if (formula) line += '\'';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

void AppendField(std::string& line, std::string_view text) {
  line += ',';
  AppendText(line, text);
}

// "2026-03-02 08:15:30.123", as UiPath and Celonis read it.
std::string SpacedTime(int64_t time_us) {
  if (time_us == kNoTime) return "";
  std::string text = FormatTime(time_us / 1000 * 1000);
  text[10] = ' ';
  text.pop_back();
  if (text.find('.') == std::string::npos) text += ".000";
  return text;
}

// "2026-03-02T08:15:30.123Z", always with thousandths: pandas takes the first row's form for all
// rows.
std::string IsoTime(int64_t time_us) {
  std::string text = SpacedTime(time_us);
  if (text.empty()) return text;
  text[10] = 'T';
  return text + "Z";
}

std::string Detail(const Activity& activity) {
  std::string text = activity.app;
  if (!activity.window.empty()) text += " > " + activity.window;
  return text;
}

}  // namespace

std::optional<CsvProfile> ParseCsvProfile(std::string_view name) {
  if (name == "pm4py") return CsvProfile::kPm4py;
  if (name == "uipath") return CsvProfile::kUipath;
  if (name == "celonis") return CsvProfile::kCelonis;
  return std::nullopt;
}

Status WriteCsvLog(const EventLog& log, const Discovery& discovery,
                   const ExportSelection& selection, CsvProfile profile, const TextSink& sink) {
  std::string piece(Header(profile));
  uint64_t order = 0;
  ADIT_RETURN_IF_ERROR(
      ForEachTraceEvent(log, discovery, selection, [&](const TraceEvent& event) -> Status {
        order = event.first ? 1 : order + 1;
        AppendText(piece, event.case_id);
        AppendField(piece, event.activity->name);
        switch (profile) {
          case CsvProfile::kPm4py:
            AppendField(piece, IsoTime(event.time_us));
            AppendField(piece, event.user);
            AppendField(piece, event.routine->name);
            AppendField(piece, event.activity->app);
            AppendField(piece, event.activity->window);
            AppendField(piece, event.activity->element);
            AppendField(piece, event.activity->action);
            break;
          case CsvProfile::kUipath:
            AppendField(piece, SpacedTime(event.time_us));
            AppendField(piece, event.user);
            AppendField(piece, event.routine->name);
            AppendField(piece, Detail(*event.activity));
            break;
          case CsvProfile::kCelonis:
            AppendField(piece, SpacedTime(event.time_us));
            AppendField(piece, event.user);
            AppendField(piece, event.routine->name);
            AppendField(piece, event.activity->app);
            AppendField(piece, std::to_string(order));
            break;
        }
        piece += "\r\n";
        if (piece.size() < kPieceBytes) return OkStatus();
        const Status written = sink(piece);
        piece.clear();
        return written;
      }));
  return sink(piece);
}

}  // namespace adit
