#include "collector/export/xes.h"

#include <cstdio>
#include <string>

#include "collector/export/xml_text.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

constexpr size_t kPieceBytes = 64 << 10;

// Attributes of log level stay flat: nested ones have broken readers.
constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<log xes.version=\"1849.2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
    "<extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
    "<extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
    "<extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n"
    "<extension name=\"Lifecycle\" prefix=\"lifecycle\" uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
    "<global scope=\"trace\"><string key=\"concept:name\" value=\"\"/></global>\n"
    "<global scope=\"event\"><string key=\"concept:name\" value=\"\"/>"
    "<string key=\"lifecycle:transition\" value=\"complete\"/></global>\n"
    "<classifier name=\"Activity\" keys=\"concept:name\"/>\n"
    "<string key=\"concept:name\" value=\"Routines discovered by Adit\"/>\n";

void AppendAttribute(std::string& out, std::string_view type, std::string_view key,
                     std::string_view value) {
  out += '<';
  out += type;
  out += " key=\"";
  out += key;
  out += "\" value=\"";
  AppendXmlText(out, value);
  out += "\"/>";
}

void AppendTraceHead(std::string& out, const TraceEvent& event) {
  char confidence[32];
  std::snprintf(confidence, sizeof confidence, "%.4f", event.instance->confidence);
  out += "<trace>";
  AppendAttribute(out, "string", "concept:name", event.case_id);
  AppendAttribute(out, "string", "adit:routine", event.routine->name);
  AppendAttribute(out, "string", "adit:routineKey", event.routine->key);
  AppendAttribute(out, "int", "adit:variant", std::to_string(event.instance->variant + 1));
  AppendAttribute(out, "float", "adit:confidence", confidence);
  out += '\n';
}

void AppendEvent(std::string& out, const TraceEvent& event) {
  out += "<event>";
  AppendAttribute(out, "string", "concept:name", event.activity->name);
  AppendAttribute(out, "string", "lifecycle:transition", "complete");
  if (event.time_us != kNoTime) AppendAttribute(out, "date", "time:timestamp", FormatTime(event.time_us));
  AppendAttribute(out, "string", "org:resource", event.user);
  AppendAttribute(out, "string", "adit:application", event.activity->app);
  AppendAttribute(out, "string", "adit:window", event.activity->window);
  AppendAttribute(out, "string", "adit:element", event.activity->element);
  AppendAttribute(out, "string", "adit:action", event.activity->action);
  out += "</event>\n";
}

}  // namespace

Status WriteXes(const EventLog& log, const Discovery& discovery, const ExportSelection& selection,
                const TextSink& sink) {
  std::string piece(kHead);
  ADIT_RETURN_IF_ERROR(
      ForEachTraceEvent(log, discovery, selection, [&](const TraceEvent& event) -> Status {
        if (event.first) AppendTraceHead(piece, event);
        AppendEvent(piece, event);
        if (event.last) piece += "</trace>\n";
        if (piece.size() < kPieceBytes) return OkStatus();
        const Status written = sink(piece);
        piece.clear();
        return written;
      }));
  piece += "</log>\n";
  return sink(piece);
}

}  // namespace adit
