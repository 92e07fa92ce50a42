#include "collector/export/robot_skeleton.h"

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "common/base/utf8.h"

namespace adit {
namespace {

// Text for one cell: what Robot Framework would read as a separator, a variable, a comment or an escape
// is made harmless.
std::string Cell(std::string_view text) {
  std::string out;
  bool space = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ' || byte < 0x20 || byte == 0x7f) {
      space = !out.empty();  // runs of spaces separate cells
      continue;
    }
    if (space) out += ' ';
    space = false;
    if (c == '\\' || c == '$' || c == '@' || c == '&' || c == '%' || c == '#' || c == '{' || c == '}' ||
        c == '|') {
      out += '\\';
    }
    out += c;
  }
  return out;
}

// A keyword's or variable's name: letters, digits and spaces.
std::string Name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool word = byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (word) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return std::string(TruncateUtf8(out, 80));
}

bool FillsField(const Activity& activity) {
  return activity.action == "value_commit" || activity.action == "paste" ||
         activity.name.find(": edit ") != std::string::npos;
}

}  // namespace

std::string RenderRobotSkeleton(const Discovery& discovery, const Routine& routine) {
  std::map<uint32_t, std::string> keywords;  // by activity
  std::set<std::string> taken;   // names of keywords
  std::set<std::string> filled;  // names of variables
  std::string body;
  std::string variables;
  std::string steps;
  for (const uint32_t activity : routine.main_path) {
    const Activity& step = discovery.activities[activity];
    std::string& keyword = keywords[activity];
    if (keyword.empty()) {
      const std::string base = Name(step.name).empty() ? "Step" : Name(step.name);
      keyword = base;
      for (int n = 2; !taken.insert(keyword).second; ++n) keyword = base + " " + std::to_string(n);
      std::string what = "Application: " + Cell(step.app) + ". Window: " + Cell(step.window) +
                         ". Element: " + Cell(step.element) + ". Action: " + Cell(step.action) + ".";
      body += "\n" + keyword + "\n    [Documentation]    " + what + "\n";
      if (FillsField(step)) {
        const std::string variable = Name(step.element).empty() ? keyword : Name(step.element);
        if (filled.insert(variable).second) variables += "${" + variable + "}    ${EMPTY}\n";
        body += "    Log    Fill in: ${" + variable + "}\n";
      }
      body += "    Fail    This step still has to be automated\n";
    }
    steps += "    " + keyword + "\n";
  }
  std::string out = "*** Settings ***\nDocumentation    " + Cell(routine.name) + "\n...    Main path of " +
                    std::to_string(routine.instances) + " observed instances, " +
                    std::to_string(routine.variants.size()) + " variants. Skeleton made by Adit.\n";
  if (!variables.empty()) out += "\n*** Variables ***\n" + variables;
  const std::string task = Name(routine.name).empty() ? "Routine" : Name(routine.name);
  out += "\n*** Tasks ***\n" + task + "\n" + (steps.empty() ? "    No Operation\n" : steps);
  if (!body.empty()) out += "\n*** Keywords ***" + body;
  return out;
}

}  // namespace adit
