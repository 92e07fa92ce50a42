#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "collector/cli/routine_table.h"
#include "common/base/utf8.h"

namespace adit::cli {
namespace {

using nlohmann::json;

constexpr size_t kShortestName = 24;
constexpr size_t kIndent = 6;

template <typename... Values>
std::string Format(const char* format, Values... values) {
  char text[128];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

const json& Field(const json& row, const char* name) {
  static const json kNone;
  const auto found = row.find(name);
  return found == row.end() ? kNone : *found;
}

double Number(const json& row, const char* name) {
  const json& value = Field(row, name);
  return value.is_number() ? value.get<double>() : 0;
}

std::string Text(const json& row, const char* name) {
  const json& value = Field(row, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::string Duration(const json& seconds) {
  if (!seconds.is_number()) return "-";
  const double s = seconds.get<double>();
  if (s < 60) return Format("%.0f s", s);
  return s < 3600 ? Format("%.1f min", s / 60) : Format("%.1f h", s / 3600);
}

std::string Head() {
  return Format("%4s %6s %7s %10s %9s  %-19s %10s  %s\n", "RANK", "SCORE", "PEOPLE", "INSTANCES",
                "MEDIAN", "HOURS A MONTH", "EXCEPTIONS", "ROUTINE");
}

std::string Row(const json& row, size_t width) {
  const std::string hours = Format("%.1f (%.1f to %.1f)", Number(row, "hours_per_month"),
                                   Number(row, "hours_low"), Number(row, "hours_high"));
  const std::string figures =
      Format("%4.0f %6.1f %7.0f %10.0f %9s  %-19s %8.0f %%  ", Number(row, "rank"),
             Number(row, "score"), Number(row, "people"), Number(row, "instances"),
             Duration(Field(row, "median_duration_s")).c_str(), hours.c_str(),
             100 * Number(row, "exception_share"));
  const std::string name = Text(row, "name");
  if (width == 0) return figures + name + "\n";
  const size_t left =
      width > figures.size() + kShortestName ? width - figures.size() : kShortestName;
  return figures + CutName(name, left) + "\n";
}

// The figures of the sentences that the page shows in full.
std::string Why(const json& row) {
  const std::string indent(kIndent, ' ');
  std::string out = Format("%4.0f  ", Number(row, "rank")) + Text(row, "name") + "\n" + indent;
  const double saved = Number(row, "saved_hours_per_month");
  out += Format("%.0f times a month; ", Number(row, "runs_per_month"));
  // What is left to do by hand and to look after can take longer than the work itself.
  out += saved > 0 ? Format("saves about %.1f of %.1f hours", saved, Number(row, "hours_per_month"))
                   : Format("saves none of %.1f hours", Number(row, "hours_per_month"));
  out += Format("; to build %.0f hours", Number(row, "build_hours"));
  const json& payback = Field(row, "payback_months");
  out += payback.is_number() ? Format(", paid back in %.1f months\n", payback.get<double>())
                             : std::string(", does not pay back\n");
  std::string parts;
  for (const json& part : Field(row, "parts")) {
    if (!part.is_object()) continue;
    parts += (parts.empty() ? "" : ", ") + Text(part, "key") +
             Format(" %.1f of %.0f", Number(part, "points"), Number(part, "weight"));
  }
  return out + indent + Format("%.1f points: ", Number(row, "score")) + parts + "\n";
}

}  // namespace

std::string CutName(const std::string& name, size_t columns) {
  if (CountCodePoints(name) <= columns) return name;
  size_t end = 0;
  for (size_t i = 0; i + 1 < columns; ++i) end += DecodeUtf8(name, end).size;
  const size_t open = name.rfind('<', end == 0 ? 0 : end - 1);
  if (open != std::string::npos && open < end && name.find('>', open) >= end) end = open;
  const size_t space = name.rfind(' ', end);
  if (space != std::string::npos && space * 2 > end) end = space;
  while (end > 0 && name[end - 1] == ' ') --end;
  return name.substr(0, end) + "\xE2\x80\xA6";
}

std::string RoutineTable(std::string_view roadmap, const RoutineTableOptions& options) {
  const json list = json::parse(roadmap, nullptr, false);
  if (!list.is_object()) return {};
  const json& rows = Field(list, "items");
  if (rows.empty()) {
    const double least = Number(Field(Field(list, "run"), "summary"), "min_people");
    if (least <= 1) return "No routine yet: none was seen often enough. Record for longer.\n";
    return Format("No routine rests on at least %.0f people yet.\n", least);
  }
  std::string out = Head();
  for (const json& row : rows) out += Row(row, options.width);
  if (!options.why) return out;
  out += "\nWhy:\n";
  for (const json& row : rows) out += Why(row);
  return out;
}

}  // namespace adit::cli
