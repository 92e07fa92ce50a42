#include "collector/reconstruct/log_columns_match.h"

#include <algorithm>

namespace adit {
namespace {

struct FieldNames {
  LogField field;
  std::string_view name;
  std::vector<std::string_view>
      others;  // normalised: lower case, letters and digits only; best first
};

const std::vector<FieldNames>& Fields() {
  static const std::vector<FieldNames> kFields = {
      {LogField::kSequence, "seq", {"seq", "sequence", "sequencenumber"}},
      {LogField::kTime,
       "time",
       {"ts", "time", "timestamp", "timetimestamp", "datetime", "eventtime", "starttime",
        "starttimestamp", "start", "date"}},
      {LogField::kUser,
       "user",
       {"user", "userid", "username", "orgresource", "resource", "person", "employee", "agent",
        "actor"}},
      {LogField::kApp,
       "app",
       {"app", "application", "targetapp", "targetapplication", "applicationname", "appname",
        "program", "process", "processname", "executable", "system"}},
      {LogField::kWindow,
       "window",
       {"window", "windowtitle", "title", "windowname", "activewindow", "screen", "screenname",
        "url", "browserurl", "webpage", "page", "sheet", "worksheet"}},
      {LogField::kElement,
       "element",
       {"element", "elementname", "target", "targetname", "uielement", "control", "widget", "field",
        "label", "targetlabel", "targetid", "elementid", "xpath", "activity", "activityname",
        "conceptname", "task", "event"}},
      {LogField::kAction,
       "action",
       {"action", "actiontype", "eventtype", "type", "operation", "command", "interaction"}},
      {LogField::kValue,
       "value",
       {"valuehash", "value", "content", "targetvalue", "inputvalue", "clipboardcontent", "data"}},
      {LogField::kCase, "case", {"case", "caseid", "instance", "instanceid"}},
      {LogField::kRoutine, "routine", {"routine", "routinename"}},
      {LogField::kNoise, "noise", {"noise", "isnoise"}},
  };
  return kFields;
}

std::string Normalised(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c != ' ' && c != '_' && c != '-' && c != ':' && c != '.') {
      out.push_back(c);
    }
  }
  return out;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (size_t i = 0; i < names.size() && i < 40; ++i)
    out += (i == 0 ? "" : ", ") + names[i].substr(0, 60);
  return out;
}

}  // namespace

std::string_view LogFieldName(LogField field) { return Fields()[static_cast<size_t>(field)].name; }

const LogField* FindLogField(std::string_view name) {
  for (const FieldNames& entry : Fields()) {
    if (entry.name == name || (name == "ts" && entry.name == "time") ||
        (name == "value_hash" && entry.name == "value")) {
      return &entry.field;
    }
  }
  return nullptr;
}

Result<std::map<std::string, std::string>> ParseColumnMap(std::string_view text) {
  std::map<std::string, std::string> out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const size_t equals = part.find('=');
    const LogField* field =
        equals == std::string_view::npos ? nullptr : FindLogField(part.substr(0, equals));
    if (field == nullptr || equals + 1 == part.size()) {
      return InvalidArgument(
          "columns: '" + std::string(part) +
          "' is not field=column; fields are seq, time, user, app, window, element, "
          "action, value");
    }
    out[std::string(LogFieldName(*field))] = std::string(part.substr(equals + 1));
  }
  return out;
}

Result<ColumnPositions> MatchColumns(const std::vector<std::string>& columns,
                                     const ReadOptions& options, LogReport* report) {
  ColumnPositions positions;
  positions.fill(kNoColumn);
  std::vector<bool> taken(columns.size(), false);
  const auto take = [&](LogField field, size_t column) {
    positions[static_cast<size_t>(field)] = static_cast<int>(column);
    taken[column] = true;
    if (report != nullptr) report->matched[std::string(LogFieldName(field))] = columns[column];
  };
  for (const auto& [name, column] : options.columns) {
    const LogField* field = FindLogField(name);
    const auto found = std::find(columns.begin(), columns.end(), column);
    if (field == nullptr || found == columns.end()) {
      return InvalidArgument("columns: " + name + "=" + column +
                             ": the log has no such column; it has " + Joined(columns));
    }
    take(*field, static_cast<size_t>(found - columns.begin()));
  }
  std::vector<std::string> normalised;
  for (const std::string& column : columns) normalised.push_back(Normalised(column));
  for (const FieldNames& entry : Fields()) {
    for (const std::string_view other : entry.others) {
      if (positions[static_cast<size_t>(entry.field)] != kNoColumn) break;
      for (size_t i = 0; i < columns.size(); ++i) {
        if (taken[i] || normalised[i] != other) continue;
        take(entry.field, i);
        break;
      }
    }
  }
  bool tells = false;
  for (const LogField field :
       {LogField::kApp, LogField::kWindow, LogField::kElement, LogField::kAction}) {
    tells = tells || positions[static_cast<size_t>(field)] != kNoColumn;
  }
  if (!tells) {
    return InvalidArgument(
        "the log has no column that says what was done: expected one of app, window, element, "
        "action (or map "
        "one with --columns element=NAME); it has " +
        Joined(columns));
  }
  for (size_t i = 0; report != nullptr && i < columns.size(); ++i) {
    if (!taken[i]) report->ignored.push_back(columns[i]);
  }
  return positions;
}

}  // namespace adit
